"""The JSON API as files: the same text on the site and from `kbgen api`. It needs an index and the standard library."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kbgen import __version__
from kbgen.index.index import Index
from kbgen.lookup.names import normalise

FOLDER = "api/v1"
VERSION = "1.0"
"""Of the shapes. What changes is told on the page `api/index`; a test holds the two together."""
PROMISE = (
    "Within v1, no file, field or address goes away and none changes its meaning. New ones may come: do not refuse what"
    " you do not know."
)


_AS_IT_IS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")

Called = dict[str, str]
"""Ref → how it is called so, the best first."""


def files(index: Index) -> Iterator[tuple[str, str]]:
    """Every file: its path from the root of the site, and its text."""
    yield f"{FOLDER}/index.json", _index(index)
    for kind in index.kinds:
        yield f"{FOLDER}/{kind}.json", _kind(index, kind)
    for ref in index:
        yield f"{FOLDER}/{ref}.json", index.document(ref)
    for old, new in index.retired.items():  # a site of files cannot send a reader on
        yield f"{FOLDER}/{old}.json", index.document(new)
    yield f"{FOLDER}/all.json", _all(index)
    for shard, names in _shards(index).items():
        yield f"{FOLDER}/names/{shard}.json", _names(shard, names)
    for path in index.files():
        yield path, index.file(path) or ""


def file(index: Index, path: str) -> str | None:
    """The text of the file at `path`, as `files` gives it; None if there is none."""
    folder, _, name = path.rpartition("/")
    if not name.endswith(".json") or not f"{folder}/".startswith(f"{FOLDER}/"):
        return None
    name = name.removesuffix(".json")
    inside = folder.removeprefix(FOLDER).removeprefix("/")
    if inside == "names":
        names = _shards(index).get(name)
        return _names(name, names) if names else None
    if inside in index.kinds:
        ref = f"{inside}/{name}"
        return index.document(ref) if ref in index else None
    if inside:
        return index.file(path)
    if name in index.kinds:
        return _kind(index, name)
    return {"index": _index, "all": _all}[name](index) if name in ("index", "all") else None


def shard_of(key: str) -> str:
    """The shard of a normalised name: its first two characters, each but a-z and 0-9 as `_` and its code point.

    No two shards differ by case alone: not every file system could hold both.
    """
    return "".join(char if char in _AS_IT_IS else f"_{ord(char):x}" for char in key[:2])


def _index(index: Index) -> str:
    default = index.languages[0]
    return _written(
        {
            "api": "v1",
            "version": VERSION,
            "kbgen": __version__,
            "stamp": index.stamp,
            "title": dict(index.title),
            "description": dict(index.description),
            "languages": list(index.languages),
            "licence": index.licence,
            "count": len(index),
            "kinds": [
                {
                    "kind": kind,
                    "count": len(index.refs(kind)),
                    "entries": f"{kind}.json",
                    "schema": f"schemas/{kind}.json",
                }
                for kind in index.kinds
            ],
            "entry": "{kind}/{id}.json",
            "all": "all.json",
            "names": "names/{shard}.json",
            "shards": list(_shards(index)),
            "schemas": _schemas(index),
            "documentation": {
                code: "../index.html" if code == default else f"../../{code}/api/index.html" for code in index.languages
            },
            "promise": PROMISE,
        }
    )


def _kind(index: Index, kind: str) -> str:
    refs = index.refs(kind)
    return f'{{"kind":"{kind}","count":{len(refs)},"entries":{_array(map(index.brief, refs))}}}'


def _all(index: Index) -> str:
    return f'{{"entries":{_array(map(index.document, index))}}}'


def _shards(index: Index) -> dict[str, dict[str, Called]]:
    """Shard → normalised name → what is called so. Without refs, which are the address of their file."""
    shards: dict[str, dict[str, Called]] = {}
    for key, how, ref in index.names():
        if key != normalise(ref):
            shards.setdefault(shard_of(key), {}).setdefault(key, {}).setdefault(ref, how)
    return shards


def _names(shard: str, names: Mapping[str, Called]) -> str:
    return _written({"shard": shard, "names": {key: list(called.items()) for key, called in names.items()}})


def _schemas(index: Index) -> Mapping[str, str]:
    addresses = [path.removeprefix(f"{FOLDER}/") for path in index.files()]
    return {address.removeprefix("schemas/").removesuffix(".json"): address for address in addresses}


def _array(texts: Iterable[str]) -> str:
    """A JSON array of what is JSON already."""
    return f"[{','.join(texts)}]"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
