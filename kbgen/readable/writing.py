"""Tree → Unicode on one line."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import combining, normalize

from kbgen.readable import characters as known
from kbgen.readable.reading import read
from kbgen.readable.tree import Accented, Fenced, Fraction, Grid, Group, Kind, Node, Root, Scripted, Sign

MATRICES = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"),
    "matrix": (" ", " "), "smallmatrix": (" ", " "), "array": (" ", " "),
}  # fmt: skip
"""What stands around each."""

_FACTORS = frozenset({Kind.ORDINARY, Kind.WORD, Kind.PREFIX, Kind.FUNCTION, Kind.OPERATOR, Kind.FENCED})
_BEFORE_A_SIGN = frozenset(
    {Kind.BINARY, Kind.RELATION, Kind.OPEN, Kind.COMMA, Kind.OPERATOR, Kind.FUNCTION, Kind.PREFIX}
)
"""After one of these, a minus is that of a negative number."""
_LOOSE = frozenset({Kind.BINARY, Kind.RELATION, Kind.COMMA})
"""What binds less than a product."""
_TIGHT = frozenset("+−=<>≤≥≠")
"""Without spaces around them in scripts."""
_SLASH, _TIMES, _PREFIXES = frozenset("/"), frozenset("/×·⊙⊗∘*"), frozenset("Δ∂∇")


class Placed(NamedTuple):
    """A thing of a row, with the gap before it and what it is there."""

    gap: str
    item: Node
    kind: Kind


def readable(latex: str) -> str:
    """`latex` on one line: `d_k \\times 10^{-3}` is dₖ × 10⁻³. What has no character keeps its name."""
    return normalize("NFC", on_one_line(read(latex)).strip())


# -- rows -------------------------------------------------------------------------------------------------------------


def line(group: Group, *, tight: bool = False) -> str:
    """A row as text; `tight` in scripts."""
    return "".join(space + text for space, text in pieces(group, tight=tight))


def pieces(group: Group, *, tight: bool = False) -> list[tuple[str, str]]:
    """Each thing of a row as text, with the space before it."""
    row = placed(group)
    written: list[tuple[str, str]] = []
    for place, this in enumerate(row):
        before, after = row[place - 1] if place else None, row[place + 1] if place + 1 < len(row) else None
        text = _text(this.item, tight=tight)
        if isinstance(this.item, Fraction) and _is_misread(text, before, after):
            text = f"({text})"
        space = _space(before, written[-1][1], this, text, tight=tight) if before else ""
        written.append((space, text))
    return written


def placed(group: Group) -> list[Placed]:
    """The things of a row."""
    row: list[Placed] = []
    gap = ""
    for item in group.items:
        if isinstance(item, Sign) and item.kind in (Kind.GAP, Kind.SPACE):
            gap = max(gap, item.text, key=len)
            continue
        kind = _kind(item)
        if kind is Kind.BINARY and (not row or row[-1].kind in _BEFORE_A_SIGN):
            kind = Kind.PREFIX
        if kind in (Kind.COMMA, Kind.CLOSE):
            _stands_alone(row)
        row.append(Placed(gap, item, kind))
        gap = ""
    _stands_alone(row)
    return row


def _stands_alone(row: list[Placed]) -> None:
    """A sign with nothing after it is a symbol: the dot of H(·, ·)."""
    if row and row[-1].kind in (Kind.BINARY, Kind.PREFIX):
        row[-1] = row[-1]._replace(kind=Kind.ORDINARY)


def _kind(item: Node) -> Kind:
    match item:
        case Sign(_, kind):
            return kind
        case Scripted(base, _, _) | Accented(base, _):
            kind = _kind(base)
            return Kind.ORDINARY if kind is Kind.PREFIX else kind
        case Fenced():
            return Kind.FENCED
        case Group((Sign(_, Kind.FUNCTION), Fenced())):
            return Kind.FUNCTION
        case _:
            return Kind.ORDINARY


def _space(before: Placed, last: str, this: Placed, text: str, *, tight: bool) -> str:
    """The space between `last`, what is written before, and `text`."""
    kinds = (before.kind, this.kind)
    if Kind.COMMA in kinds:
        return "" if this.kind is Kind.COMMA or tight else this.gap or " "
    for sign, kind in ((last, before.kind), (text, this.kind)):
        if kind in (Kind.BINARY, Kind.RELATION):
            return "" if tight and sign in _TIGHT else this.gap or " "
    if before.kind in (Kind.PREFIX, Kind.OPEN) or this.kind is Kind.CLOSE:
        return ""
    if before.kind is Kind.OPERATOR or this.kind in (Kind.OPERATOR, Kind.FUNCTION):
        return " "
    if before.kind is Kind.FUNCTION:
        return "" if text.startswith("(") or this.kind in (Kind.FENCED, Kind.OPEN) else " "
    if this.gap:
        return this.gap
    would_run_on = text[:1].isalnum() and (Kind.WORD in kinds or "_" in last or "^" in last)
    return " " if would_run_on and last[-1:] not in ("/", ")") else ""


def _text(item: Node, *, tight: bool = False) -> str:
    match item:
        case Sign(text, _):
            return text
        case Group():
            return line(item, tight=tight)
        case Fenced(opening, body, closing):
            return f"{opening}{line(body, tight=tight)}{closing}"
        case Scripted(base, below, above):
            return _with_scripts(base, below, above)
        case Accented(body, command):
            return _accented(body, command, tight=tight)
        case Fraction(over, under):
            return _fraction(over, under, tight=tight)
        case Root(body, degree):
            return _root(body, degree, tight=tight)
        case Grid():
            return on_one_line(item)


# -- grids ------------------------------------------------------------------------------------------------------------


def on_one_line(grid: Grid) -> str:
    """Rows one after the other: `1 [x > 0]; 0 [x ≤ 0]` for cases, `(a, b; c, d)` for a matrix."""
    if grid.name == "cases":
        return "; ".join(_case(row) for row in grid.rows)
    if grid.name in MATRICES:
        opening, closing = MATRICES[grid.name]
        rows = "; ".join(", ".join(line(cell) for cell in row) for row in grid.rows)
        return f"{opening}{rows}{closing}".strip()
    between = ", " if grid.name == "substack" else "; "
    return between.join(" ".join(filter(None, map(line, row))).rstrip(" ,;") for row in grid.rows)


def _case(row: tuple[Group, ...]) -> str:
    value, *conditions = (line(cell).rstrip(" ,;") for cell in row)
    return f"{value} [{', '.join(conditions)}]" if any(conditions) else value


# -- fractions and roots ----------------------------------------------------------------------------------------------


def _fraction(over: Group, under: Group, *, tight: bool) -> str:
    above, below = line(over, tight=tight), line(under, tight=tight)
    is_sum, is_factor = _is_sum(over), _is_factor(under)
    is_short = " " not in above + below and not is_sum and is_factor
    above = f"({above})" if is_sum else above
    below = below if is_factor else f"({below})"
    return f"{above}/{below}" if is_short or tight else f"{above} / {below}"


def _is_misread(text: str, before: Placed | None, after: Placed | None) -> bool:
    """Whether a fraction beside others needs parentheses: (1/N) ∑, log(p/q), 2 (1/3)."""
    if after is not None and (after.kind in _FACTORS or _is_sign(after.item, _TIMES)):
        return True
    if before is None:
        return False
    base = before.item.base if isinstance(before.item, Scripted) else before.item
    if before.kind is Kind.FUNCTION or _is_sign(base, frozenset("/∏")):
        return True
    is_factor = before.kind in _FACTORS - {Kind.OPERATOR, Kind.PREFIX}
    return is_factor and (" " not in text or text[:1].isdigit())


def _is_sum(group: Group) -> bool:
    """Whether a numerator needs parentheses."""
    return any(
        this.kind in _LOOSE or this.kind is Kind.OPERATOR or _is_quotient(this.item) or isinstance(this.item, Grid)
        for this in placed(group)
    )


def _is_factor(group: Group) -> bool:
    """Whether a denominator needs no parentheses: a symbol, a function of something, a sum of products, Δt."""
    row = placed(group)
    if any(_is_quotient(this.item) or isinstance(this.item, Grid) for this in row):
        return False
    match row:
        case [Placed(item=Group() as inner, kind=kind)]:
            return kind is Kind.FUNCTION or _is_factor(inner)
        case [_]:
            return True
        case [Placed(kind=Kind.OPERATOR), *rest]:
            return all(this.kind not in _LOOSE for this in rest)
        case [Placed(kind=Kind.PREFIX, item=item), _]:
            return _is_sign(item, _PREFIXES)
        case [Placed(kind=kind), Placed(gap="", item=Fenced(_, argument, _))]:
            is_a_product = any(this.kind is Kind.BINARY for this in placed(argument))  # r(d + k) may be one
            return kind in (Kind.FUNCTION, Kind.WORD) or not is_a_product
    return False


def _is_quotient(item: Node) -> bool:
    return isinstance(item, Fraction) or _is_sign(item, _SLASH)


def _is_sign(item: Node, signs: frozenset[str]) -> bool:
    return isinstance(item, Sign) and item.text in signs


def _root(body: Group, degree: Group | None, *, tight: bool) -> str:
    text = line(body, tight=tight)
    match body.items:
        case (Sign() | Accented() | Fenced() | Scripted(_, _, None),):
            pass
        case _:
            text = f"({text})"
    above = line(degree, tight=True) if degree else ""
    sign = {"": "√", "2": "√", "3": "∛", "4": "∜"}.get(above)
    if sign is None:
        sign = f"{above.translate(known.ABOVE)}√" if _all_in(above, known.ABOVE) else f"({above})√"
    return f"{sign}{text}"


# -- scripts and accents ----------------------------------------------------------------------------------------------


def _with_scripts(base: Node, below: Group | None, above: Group | None) -> str:
    text = _text(base)
    if isinstance(base, Fraction | Root) or (isinstance(base, Group) and len(base.items) > 1):
        text = f"({text})"
    if _kind(base) is not Kind.OPERATOR:
        return text + _moved(below, "_", known.BELOW) + _moved(above, "^", known.ABOVE)
    if _fits(below, known.BELOW) and _fits(above, known.LIMITS):
        return text + _moved(below, "_", known.BELOW) + _moved(above, "^", known.LIMITS)
    return text + _marked(below, "_") + _marked(above, "^")  # both limits in the same way


def _moved(script: Group | None, mark: str, table: dict[int, int]) -> str:
    """A script in small letters where all of it can be, else after its mark."""
    if script is None:
        return ""
    text = line(script, tight=True)
    if mark == "^" and all(char in known.RAISED for char in text):
        return text
    return text.translate(table) if _fits(script, table) else _marked(script, mark)


def _fits(script: Group | None, table: dict[int, int]) -> bool:
    return script is None or (_all_in(line(script, tight=True), table) and not _is_name(script))


def _all_in(text: str, table: dict[int, int]) -> bool:
    return all(ord(char) in table for char in text)


def _is_name(script: Group) -> bool:
    """Whether a script is a name, which stays one: `model`, `max`, three letters in a row."""
    bases = [item.base if isinstance(item, Scripted) else item for item in script.items]
    signs = [base for base in bases if isinstance(base, Sign)]
    letters = "".join(sign.text for sign in signs)
    return any(sign.kind in (Kind.WORD, Kind.FUNCTION) and len(sign.text) > 1 for sign in signs) or (
        len(letters) > 2 and letters.isalpha()
    )


def _marked(script: Group | None, mark: str) -> str:
    """A script after its mark, in parentheses unless it is one thing."""
    if script is None or not script.items:
        return ""
    text = line(script, tight=True)
    return f"{mark}{text}" if _is_one_thing(script, text, below=mark == "_") else f"{mark}({text})"


def _is_one_thing(script: Group, text: str, *, below: bool) -> bool:
    match script.items:
        case (Fenced(),):
            return True
        case (Sign() | Accented() | Scripted(_, _, None),):
            return "(" not in text and " " not in text
        case (Sign(_, Kind.RELATION), Sign()):  # x_<i
            return below
    return below and text.isalnum()


def _accented(body: Node, command: str, *, tight: bool) -> str:
    if isinstance(body, Scripted):
        return _with_scripts(Accented(body.base, command), body.below, body.above)
    text = _text(body, tight=tight)
    if command == "'":
        return f"{text}′"
    letters = sum(not combining(char) for char in text)
    if letters == 1 or command in known.LINES:
        return "".join(f"{char}{known.ACCENTS[command]}" for char in text)
    return f"{command.removeprefix('wide')}({text})" if text else ""
