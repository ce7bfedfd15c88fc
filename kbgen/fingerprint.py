"""What a record is about, as a hash: the declarations that are executed, the code beside them, and what they use."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kbgen.content import Content
from kbgen.errors import ExampleError
from kbgen.examples import fingerprint_of, module_path
from kbgen.schema import Computable, Model, Ref

CHECKS = 1
"""To be raised when a check becomes stricter, so that every record is due again."""

_EXECUTED = (
    "latex", "outputs", "sizes", "variables", "indices", "origin", "elementwise", "uses", "state", "conventions",
    "assumptions", "edge_cases", "regions", "oracle", "variants", "claims", "equivalents",
)  # fmt: skip
# Words for the reader: another wording makes no record stale.
_WORDS = frozenset({"meaning", "text", "why", "equal_when", "used_by", "typical", "source", "given"})


class Fingerprints:
    """The fingerprints of a content folder, each computed once."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._known: dict[str, str] = {}
        self._code: dict[tuple[str, bool], str] = {}

    def __getitem__(self, ref: str) -> str:
        """The fingerprint of an entry that is checked: a formula, a metric or a model."""
        if ref not in self._known:
            self._known[ref] = ""  # a circle of uses is another check's business
            self._known[ref] = hashlib.sha256(self._text(ref).encode()).hexdigest()
        return self._known[ref]

    def _text(self, ref: str) -> str:
        entry = self.content.entries[Ref(ref)]
        if isinstance(entry, Model):
            parts: dict[str, Any] = {
                "architecture": _plain(entry.architecture),
                "parameters": _plain(entry.parameters),
                "derived": _plain(entry.derived),
            }
            used = [str(derived.by) for derived in entry.derived]
        else:
            assert isinstance(entry, Computable)
            parts = {name: _plain(getattr(entry, name)) for name in _EXECUTED}
            parts["unchecked"] = entry.unchecked is not None
            parts["sorted"] = [v.given.sorted and [v.given.sorted, v.given.order] for v in entry.variables if v.given]
            # A claim with a source is a published number: it makes a formula cross-checked.
            parts["published"] = [claim.source is not None for claim in entry.claims]
            parts["proofs"] = [_plain(erratum.proof) for erratum in entry.errata if erratum.proof is not None]
            parts["code"] = [self._code_of(ref, oracles=False), self._code_of(ref, oracles=True)]
            proven = [erratum.proof.of or "" for erratum in entry.errata if erratum.proof is not None]
            used = [*map(str, entry.uses.values()), *(of for of in proven if "/" in of)]
        parts["used"] = [self[other] for other in used if Ref(other) in self.content.entries]
        parts["units"] = list(self.content.manifest.units)
        parts["checks"] = CHECKS
        return json.dumps(parts, sort_keys=True, ensure_ascii=False)

    def _code_of(self, ref: str, *, oracles: bool) -> str:
        path = module_path(self.content, ref, oracles=oracles)
        if path is None:
            return ""
        name = Ref(ref).id.replace("-", "_")
        try:
            if not _defines(path, name):
                return ""  # an entry without oracle, on a page with oracles
            return fingerprint_of(path, name)
        except (ExampleError, SyntaxError, ValueError, RecursionError):  # broken code: verification says so
            return f"broken {hashlib.sha256(path.read_bytes()).hexdigest()}"


def checked_refs(content: Content) -> Iterator[Ref]:
    """The entries that verification has something to say of, in the order of the content."""
    for ref, entry in content.entries.items():
        if (isinstance(entry, Computable) and entry.latex is not None) or (isinstance(entry, Model) and entry.derived):
            yield ref


def _defines(path: Path, name: str) -> bool:
    """Whether the name stands in the code at all. Raises `SyntaxError` if there is no code to read."""
    return any(
        name in (getattr(node, "name", None), getattr(node, "id", None), getattr(node, "asname", None))
        for node in ast.walk(ast.parse(path.read_bytes()))
    )


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        fields = (name for name in type(value).model_fields if name not in _WORDS)
        return {name: _plain(getattr(value, name)) for name in fields}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    return {str(key): _plain(item) for key, item in dict(value).items()}
