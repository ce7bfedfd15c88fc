"""Letters in other alphabets, and upright letters that are words."""

from __future__ import annotations

from unicodedata import lookup

from kbgen.readable.tree import Group, Kind, Node, Scripted, Sign


def in_alphabet(group: Group, alphabet: str) -> Group:
    """A group with its letters in another alphabet: ℝ, 𝒟."""
    return Group(tuple(_lettered(item, alphabet) for item in group.items))


def upright(group: Group, kind: Kind) -> Group:
    """A group whose letters in a row are words of this kind: `Count_{match}`, `arg\\,max`, `F1-score`."""
    merged: list[Node] = []
    for item in group.items:
        base = item.base if isinstance(item, Scripted) else item
        if not isinstance(base, Sign):
            merged.append(item)
        elif base.kind is not Kind.GAP:
            last = merged[-1] if merged else None
            before = last if isinstance(last, Sign) else None
            word = _joined(before, base, kind)
            if word is not None and before is not None:
                merged.pop()
            merged.append(item if word is None else _scripted(item, word))
    return Group(tuple(merged))


def _joined(before: Sign | None, sign: Sign, kind: Kind) -> Sign | None:
    """The word that a sign goes on with or begins; None if it does neither."""
    text = before.text if before else ""
    if sign.text.isalnum():
        return Sign(text + sign.text, kind)
    if before is None:
        return None
    inside = {"−": "-", "/": "/", " ": " "}.get(sign.text)
    return None if inside is None else Sign(text + inside, kind)


def _scripted(item: Node, base: Sign) -> Node:
    if not isinstance(item, Scripted):
        return base
    below, above = (script and upright(script, Kind.WORD) for script in (item.below, item.above))
    return Scripted(base, below, above)


def _lettered(item: Node, alphabet: str) -> Node:
    if not isinstance(item, Sign) or len(item.text) != 1 or not item.text.isascii() or not item.text.isalnum():
        return item
    size = "CAPITAL" if item.text.isupper() else "SMALL"
    for name in (f"{alphabet} {size} {item.text}", f"MATHEMATICAL {alphabet} {size} {item.text}"):
        try:
            return Sign(lookup(name), item.kind)
        except KeyError:
            continue
    return item
