"""Call the proven example of an entry on given inputs, and ask the printed formula for the same numbers."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from types import FrameType
from typing import Any

import numpy as np
import torch

from kbgen import examples
from kbgen.content import load
from kbgen.errors import KbgenError, NotFoundError
from kbgen.evaluate.evaluation import Evaluation, Json
from kbgen.evaluate.inputs import Given, read_inputs
from kbgen.evaluate.limits import SECONDS, InputError
from kbgen.evaluate.signature import inputs_of, written
from kbgen.fingerprint import Fingerprints
from kbgen.index.reading import files_of
from kbgen.latex.errors import LatexError
from kbgen.latex.evaluate import Evaluation as Printed
from kbgen.latex.formula import Formula, read_predicate
from kbgen.latex.formulas import Formulas
from kbgen.latex.names import printed, spelled
from kbgen.lookup.suggest import suggest
from kbgen.records.proofs import Records, State
from kbgen.schema import Computable, Ref
from kbgen.schema.formula import EdgeCase
from kbgen.verify import domains
from kbgen.verify.calling import CallError, Value, call
from kbgen.verify.points import Point
from kbgen.verify.witnesses import Agreement, Disagreement, Witness, compare

COMPARING = 2.0
"""Seconds for which the printed formula and its conditions are asked; their sums are loops in Python."""
_PROVEN = (State.CHECKED.value, State.CROSS_CHECKED.value)


class Base:
    """A content folder as it is computed with: read when it changes, with what is proven of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._files = ""
        self.refresh()

    def refresh(self) -> None:
        """Read the content again if a file has changed. Raises `ContentError` if it is broken."""
        files = files_of(str(self.root))
        if files == self._files:
            return
        self.content = load(self.root)
        self.formulas = Formulas(self.content)
        self.records = Records.read(self.root)
        self.hashes = Fingerprints(self.content)
        self._files = files

    def evaluate(self, ref: str, given: Mapping[str, Any]) -> Evaluation:
        """The example of `ref` on `given` inputs, by parameter name or symbol.

        Raises `InputError` with all that is wrong with them and the whole signature, `NotFoundError`, and `KbgenError`
        for an entry that is not proven.
        """
        entry = self._proven(ref)
        function = examples.load(self.content, ref)
        if function is None:
            raise KbgenError(f"{ref} has no executable example")
        formula = self.formulas[ref]
        inputs = inputs_of(entry, function)
        with np.errstate(all="ignore"):  # what overflows is in the result
            try:
                read = read_inputs(formula, inputs, given)
            except InputError as error:
                raise InputError(*error.problems, written(ref, inputs)) from None
            return _Evaluating(ref, formula, function, read).run()

    def _proven(self, ref: str) -> Computable:
        """The entry, if its formula is proven as it stands now."""
        entry = self.content.entries.get(Ref(ref))
        if entry is None:
            raise NotFoundError(ref, suggest(ref, self.content.entries))
        if not isinstance(entry, Computable) or entry.latex is None:
            raise KbgenError(f"{ref} has no formula to compute; formulas and metrics have one")
        proof = self.records.proof_of(Ref(ref), entry, self.hashes)
        if proof.standing not in _PROVEN:
            because = f": {proof.disputed}" if proof.disputed else ""
            what = f"only what is {' or '.join(_PROVEN)} is computed"
            raise KbgenError(f"{ref} is not proven, it is {proof.standing}{because}; {what}")
        return entry


class _Evaluating:
    """One formula at one point."""

    def __init__(self, ref: str, formula: Formula, function: Callable[..., Any], given: Given) -> None:
        self.ref = ref
        self.formula = formula
        self.entry = formula.entry
        self.function = function
        self.given = given
        self.notes: list[str] = []
        self.start = perf_counter()
        self.left = COMPARING
        """Seconds for the printed formula."""

    def run(self) -> Evaluation:
        """The example, unless an edge case says that there is nothing to compute; then the comparison."""
        self._check_assumptions()
        edge = self._edge_case()
        if edge is not None and edge.value == "undefined":
            return self._evaluation(None, _declared(edge))
        try:
            values = self._call(self.given.point)
        except ZeroDivisionError as error:
            return self._evaluation(None, self._undefined(str(error)))
        if edge is not None:  # the formula as printed has no value here, or another one
            return self._evaluation(values, _declared(edge))
        agreement = self._compare(values)
        self.notes += self.given.outside
        self._check_ranges(values)
        return self._evaluation(values, None, agreement)

    def _evaluation(
        self, values: tuple[Value, ...] | None, edge: Json | None, agreement: float | None = None
    ) -> Evaluation:
        proportional = tuple(self.formula.definitions[key].is_proportional for key in self.formula.outputs)
        return Evaluation(self.ref, self.entry, values, edge, proportional, agreement, self.notes)

    # -- the point ----------------------------------------------------------------------------------------------------

    def _check_assumptions(self) -> None:
        conditions = [assumption.where for assumption in self.entry.assumptions if assumption.where is not None]
        broken = [latex for latex in conditions if self._holds(latex) is False]
        if broken:
            raise InputError(*(f"the formula assumes {latex}, which does not hold here" for latex in broken))

    def _edge_case(self) -> EdgeCase | None:
        """The first edge case whose condition holds."""
        return next((edge for edge in self.entry.edge_cases if self._holds(edge.when)), None)

    def _holds(self, latex: str) -> bool | None:
        """Whether a condition holds; None if it has no value here, or takes too long."""
        try:
            with self._asking_printed():
                return Printed(self.formula, self.given.point.known).holds(read_predicate(self.formula, latex), latex)
        except (LatexError, _TooLong):
            return None

    def _undefined(self, why: str) -> Json:
        """The one edge case that is undefined, even if its condition was not decided; else what the example says."""
        declared = [edge for edge in self.entry.edge_cases if edge.value == "undefined"]
        if len(declared) == 1:
            return _declared(declared[0])
        return {"when": None, "value": "undefined", "why": {"en": why or "a division by zero"}}

    @contextmanager
    def _asking_printed(self) -> Iterator[None]:
        """Stop the printed formula when its time is up, or would end after that of the whole call."""
        start = perf_counter()
        seconds = min(self.left, self.start + SECONDS - 1 - start)
        if seconds <= 0:
            raise _TooLong
        try:
            with _alarm(seconds):
                yield
        finally:
            self.left -= perf_counter() - start

    # -- the witnesses ------------------------------------------------------------------------------------------------

    def _call(self, point: Point) -> tuple[Value, ...]:
        """The example at a point whose inputs are those given, but for what a ratio changes."""
        symbols = {variable.py: spelled(variable.symbol) for variable in self.entry.variables}
        arguments = {
            name: point.values[symbols[name]] if name in symbols else value
            for name, value in self.given.arguments.items()
        }
        try:
            return call(self.function, arguments, dtype=torch.float64)
        except CallError as error:
            if isinstance(error.__cause__, MemoryError) or "allocate memory" in str(error):
                raise KbgenError(f"{self.ref} needs too much memory on these inputs; give smaller ones") from None
            if isinstance(error.__cause__, OverflowError):
                raise KbgenError(f"{self.ref} is beyond float64 on these inputs; give them in larger units") from None
            if str(error) == "returns NaN":
                raise KbgenError(f"{self.ref} has no number on these inputs: ∞ − ∞, 0 · ∞ or the like") from None
            raise KbgenError(f"the example of {self.ref} {error}") from None

    def _compare(self, values: tuple[Value, ...]) -> float | None:
        """How far the printed formula is from the example here. Raises `KbgenError` if they part."""
        here = self.given.point

        def example(point: Point) -> tuple[Value, ...]:
            return values if point is here else self._call(point)

        try:
            with self._asking_printed():
                found = self._compared(example)
        except _TooLong:
            self.notes.append("the printed formula was not compared: it takes too long on so much")
            return None
        except (LatexError, ZeroDivisionError) as error:
            what = error.what if isinstance(error, LatexError) else str(error)
            self.notes.append(f"the printed formula was not compared: it has no value here ({what})")
            return None
        if not found.points:
            self.notes.append("the printed formula was not compared: float64 cannot hold its terms here")
            return None
        return found.error

    def _compared(self, example: Witness) -> Agreement:
        try:
            return compare(self.formula, example, [self.given.point])
        except Disagreement as parted:
            gives = f"the example gives {_short(parted.expected)}, the printed formula {_short(parted.printed)}"
            what = f"{self.ref} is not proven on these inputs: for {printed(parted.output)} {gives}"
            raise KbgenError(what) from None

    def _check_ranges(self, values: tuple[Value, ...]) -> None:
        for output, value in zip(self.entry.outputs, values, strict=True):
            if output.range is not None and not domains.contains(output.range, value, self.given.known):
                self.notes.append(f"{output.symbol} is beyond its declared range {output.range}; check the inputs")


def _declared(edge: EdgeCase) -> Json:
    return {"when": edge.when, "value": edge.value, "why": dict(edge.why)}


def _short(value: Any) -> str:
    return np.array2string(np.asarray(value), precision=12, threshold=8, edgeitems=2).replace("\n", "")


# -- time -------------------------------------------------------------------------------------------------------------


class _TooLong(BaseException):
    """What was asked takes too long. A `BaseException`, so that nothing in between catches it."""


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Stop what takes too long, where the system has an alarm clock; elsewhere the process that waits does."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
