"""The formulas of a content folder, read once each; and everything the reader refuses, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kbgen.content import Content
from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula, read_expression, read_formula, read_predicate
from kbgen.report import Result, Status
from kbgen.schema import Computable, Ref
from kbgen.schema.walk import Path


class Formulas:
    """Reads formulas on demand. A formula that uses another reads it too."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self._read: dict[str, Formula] = {}
        self._reading: list[str] = []

    def __getitem__(self, ref: str) -> Formula:
        """The formula of `ref`. Raises `LatexError`, also for a circle of entries that use each other."""
        if ref not in self._read:
            entry = self.content.entries.get(Ref(ref))
            if not isinstance(entry, Computable) or entry.latex is None:
                raise LatexError(f"{ref} has no LaTeX", "", 0, 0, "use an entry with a formula")
            if ref in self._reading:
                circle = " → ".join([*self._reading, ref])
                raise LatexError(f"entries use each other in a circle: {circle}", entry.latex, 0, 0, "break it")
            self._reading.append(ref)
            try:
                self._read[ref] = read_formula(entry, self.__getitem__)
            finally:
                self._reading.pop()
        return self._read[ref]

    def variant(self, ref: str, number: int) -> Formula:
        """The formula of a variant. Raises `LatexError`."""
        entry = self[ref].entry
        return read_formula(entry, self.__getitem__, replaces=entry.variants[number].replaces)


def latex_is_read(content: Content) -> Iterator[Result]:
    """Every formula, variant, predicate and claim has one meaning under its declarations."""
    formulas = Formulas(content)
    for ref, entry in content.entries.items():
        if isinstance(entry, Computable) and entry.latex is not None:
            yield from _problems(formulas, ref, entry)


def where(content: Content, ref: str, path: Path, error: LatexError | None = None) -> str:
    """`file:line` of the place in the YAML at which a position of a LaTeX field stands."""
    place = content.where(ref, path)
    if error is None:
        return place
    file, _, line = place.rpartition(":")
    return f"{file}:{int(line) + error.line + content.is_block(ref, path)}"


def _problems(formulas: Formulas, ref: Ref, entry: Computable) -> Iterator[Result]:
    content = formulas.content
    try:
        formula = formulas[ref]
    except LatexError as error:
        yield refused(content, ref, ("latex",), error)
        return
    for path, read in _parts(formulas, ref, entry, formula):
        try:
            read()
        except LatexError as error:
            yield refused(content, ref, _symbol_replaced(entry, path, error), error)


def _parts(
    formulas: Formulas, ref: Ref, entry: Computable, formula: Formula
) -> Iterator[tuple[Path, Callable[[], object]]]:
    for number, variant in enumerate(entry.variants):
        if variant.replaces:
            yield ("variants", number, "replaces"), partial(formulas.variant, ref, number)
        if variant.equal is not None:
            at: Path = ("variants", number, "equal")
            if variant.equal.where is not None:
                yield (*at, "where"), partial(read_predicate, formula, variant.equal.where)
            for symbol, latex in variant.equal.replacing.items():
                yield (*at, "replacing", symbol), partial(read_expression, formula, latex)
    for number, region in enumerate(entry.regions):
        yield ("regions", number, "where"), partial(read_predicate, formula, region.where)
    for number, edge in enumerate(entry.edge_cases):
        yield ("edge_cases", number, "when"), partial(read_predicate, formula, edge.when)
    for number, assumption in enumerate(entry.assumptions):
        if assumption.where is not None:
            yield ("assumptions", number, "where"), partial(read_predicate, formula, assumption.where)
    for number, claim in enumerate(entry.claims):
        if claim.expression is not None:
            yield ("claims", number, "expression"), partial(read_expression, formula, claim.expression, claim.values)


def _symbol_replaced(entry: Computable, path: Path, error: LatexError) -> Path:
    """The way to the right side of a variant that is refused."""
    if path[-1] != "replaces" or not isinstance(path[1], int):
        return path
    lines = entry.variants[path[1]].replaces.items()
    return (*path, *(left for left, right in lines if f"{left} = {right}" == error.latex))


def refused(content: Content, ref: str, path: Path, error: LatexError) -> Result:
    """A `LatexError` as a failed result at its line of the YAML."""
    shown = " ".join(error.latex[error.start : error.end].split())
    at = f" ('{shown if len(shown) <= 50 else shown[:50] + '…'}')" if shown else ""
    # The line of the file says which line of the LaTeX; the column is that of the LaTeX, if it is about a place there.
    place = f"column {error.column}{at}: " if error.end else ""
    hint = f"; {error.hint}" if error.hint else ""
    what = f"{place}{error.what}{hint}"
    return Result(".".join(map(str, (ref, *path))), Status.FAILED, what, where(content, ref, path, error))
