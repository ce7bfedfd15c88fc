"""Everything that is checked of one entry, and the record of it."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kbgen import examples
from kbgen.content import Content
from kbgen.content.messages import suggest
from kbgen.errors import KbgenError
from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula, read_predicate
from kbgen.latex.formulas import Formulas, where
from kbgen.latex.names import printed as shown_key
from kbgen.latex.names import spelled
from kbgen.records import State
from kbgen.report import Result, Status
from kbgen.schema import Computable, Model, Ref
from kbgen.schema.walk import Path
from kbgen.verify.calling import CallError, call
from kbgen.verify.claims import FalseClaim, check_claim, check_derived, check_proof, is_about, shown
from kbgen.verify.dimensions import check_dimensions, has_units
from kbgen.verify.outputs import check_outputs
from kbgen.verify.points import ENOUGH, PER_REGION, STEPS, Point, Points, Sampler, arguments, seed_of
from kbgen.verify.precision import errors_by_dtype, fused
from kbgen.verify.quantities import QuantityError, Units
from kbgen.verify.symbolic import check_digits
from kbgen.verify.variants import check_variant
from kbgen.verify.witnesses import (
    Agreement,
    Disagreement,
    Mutation,
    Outputs,
    Witness,
    compare,
    compare_members,
    compare_sequences,
    mutate,
    observations,
    printed_witness,
    repair,
    smallest,
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What was found of one entry: the record to keep, and a result for each thing that failed."""

    ref: Ref
    record: dict[str, Any] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    caught_by: list[str] = field(default_factory=list)
    """The check that each result comes from, in the order of `results`: `reader`, `example`, `oracle`, `claims`, …"""
    mutation: Mutation | None = None
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not any(result.status is Status.FAILED for result in self.results)


class Verifier:
    """Checks entries of one content folder on one device."""

    def __init__(self, content: Content, units: Units, device: str = "cpu") -> None:
        self.content = content
        self.units = units
        self.device = device
        self.formulas = Formulas(content)

    def verify(self, ref: Ref) -> Outcome:
        """Everything that can be checked of an entry. What fails is in the outcome, never raised."""
        entry = self.content.entries[ref]
        outcome = Outcome(ref)
        if isinstance(entry, Model):
            _ModelCheck(self, outcome, entry).run()
        elif isinstance(entry, Computable):
            _FormulaCheck(self, outcome, entry).run()
        outcome.record["failed"] = [result.detail for result in outcome.results if result.status is Status.FAILED]
        return outcome


class _Check:
    """What checks of formulas and of models share: where a failure stands, and that it does not end the run."""

    def __init__(self, verifier: Verifier, outcome: Outcome) -> None:
        self.verifier = verifier
        self.content = verifier.content
        self.outcome = outcome
        self.ref = outcome.ref
        self.record = outcome.record

    def fail(self, by: str, path: Path, detail: str, error: LatexError | None = None) -> None:
        """Note what the check `by` found wrong with a field."""
        place = where(self.content, self.ref, path, error)
        ref = ".".join(map(str, (self.ref, *path)))
        self.outcome.results.append(Result(ref, Status.FAILED, " ".join(detail.split()), place))
        self.outcome.caught_by.append(by)

    @contextmanager
    def judged(self, by: str, path: Path, what: str = "") -> Iterator[None]:
        """Within, what fails is noted at `path`, found by the check `by`."""
        try:
            yield
        except LatexError as error:
            snippet = " ".join(error.latex[error.start : error.end].split())
            at = f" at '{snippet}'" if snippet else ""
            hint = f"; {error.hint}" if error.hint else ""
            self.fail(by, path, f"{what}{error.what}{at}{hint}", error)
        except (CallError, FalseClaim, QuantityError, KbgenError) as error:
            self.fail(by, path, f"{what}{error}")


class _ModelCheck(_Check):
    def __init__(self, verifier: Verifier, outcome: Outcome, model: Model) -> None:
        super().__init__(verifier, outcome)
        self.model = model

    def run(self) -> None:
        """Every derived number."""
        for number, derived in enumerate(self.model.derived):
            with self.judged("derived", ("derived", number), f"{derived.quantity}: "):
                check_derived(self.verifier.formulas, self.model, derived, self.verifier.units)
        self.record.update(state=State.RECOMPUTED.value, derived=len(self.model.derived), versions=_versions("numpy"))


class _FormulaCheck(_Check):
    def __init__(self, verifier: Verifier, outcome: Outcome, entry: Computable) -> None:
        super().__init__(verifier, outcome)
        self.entry = entry
        self.seed = seed_of(self.ref)
        self.witnesses: dict[str, dict[str, Any]] = {}
        self.libraries = ["numpy"]
        self.agrees: set[str] = set()

    def run(self) -> None:
        """All witnesses, then the checks of the checks, then the numbers of the prose."""
        try:
            formula = self.verifier.formulas[self.ref]
            if not self._predicates_are_read(formula):
                self.record.update(state=State.TRANSCRIBED.value)
                return
            sampler = Sampler(formula, self.seed)
            points = sampler.points()
        except LatexError as error:
            with self.judged("reader", ("latex",)):
                raise error
            self.record.update(state=State.TRANSCRIBED.value)
            return
        except KbgenError as error:
            self.fail("points", ("variables",), str(error))
            self.record.update(state=State.TRANSCRIBED.value)
            return
        self.record.update(seed=self.seed, points=len(points.effective), edges=len(points.edges))
        if points.regions:
            self.record["regions"] = dict(points.regions)
        self._check_points(points)
        with self.judged("outputs", ("outputs",)):
            for number, what in check_outputs(formula, points.effective):
                self.fail("outputs", ("outputs", number), f"{what}; correct one of them")
        with self.judged("chain", ("latex",)):
            self._disagreements_at(
                "chain", formula, None, sampler, points, lambda: compare_members(formula, points.effective)
            )
        function = self._load(oracles=False)
        if function is not None:
            self._check_example(formula, function, sampler, points)
        if self.verifier.device == "cpu":
            self._check_oracle(formula, sampler, points)
            self._check_numbers(formula)
            self._check_variants(formula)
        self._finish()

    # -- witnesses ----------------------------------------------------------------------------------------------------

    def _predicates_are_read(self, formula: Formula) -> bool:
        """Whether every condition has one meaning; each is reported where it stands."""
        entry = self.entry
        conditions: list[tuple[Path, str]] = [
            *((("assumptions", n, "where"), part.where) for n, part in enumerate(entry.assumptions) if part.where),
            *((("edge_cases", n, "when"), part.when) for n, part in enumerate(entry.edge_cases)),
            *((("regions", n, "where"), part.where) for n, part in enumerate(entry.regions)),
        ]
        for path, latex in conditions:
            with self.judged("reader", path):
                read_predicate(formula, latex)
        for place, edge in enumerate(entry.edge_cases):
            if edge.value != "undefined" and not _is_number(edge.value):
                self.fail("reader", ("edge_cases", place, "value"), f"'{edge.value}' is no number; or write undefined")
        return self.outcome.passed

    def _check_points(self, points: Points) -> None:
        for place, met in enumerate(points.edges_of):
            if not met:
                what = "no point meets this edge case; widen the domains, or take it away"
                self.fail("points", ("edge_cases", place), what)
        for name in points.unreached:
            number = [region.name for region in self.entry.regions].index(name)
            count = f"{points.regions[name]} of {PER_REGION} points"
            what = f"region '{name}' got {count}; widen the domains, or correct it"
            self.fail("points", ("regions", number), what)
        if len(points.effective) < ENOUGH:
            what = f"{len(points.effective)} of {ENOUGH} points satisfy the declarations; widen the domains"
            self.fail("points", ("variables",), what)

    def _load(self, *, oracles: bool) -> Callable[..., Any] | None:
        by = "oracle" if oracles else "example"
        path = _place_of(by)
        try:
            function = examples.load(self.content, self.ref, oracles=oracles)
        except KbgenError as error:
            self.fail(by, path, str(error))
            return None
        if function is None:
            if not oracles and self.entry.unchecked is None:
                name = self.ref.id.replace("-", "_")
                call_ = f"def {name}({', '.join(examples.parameters_of(self.entry))})"
                self.fail(by, path, f"no example; write {call_} beside the page, or say why not in 'unchecked'")
            if oracles and self.entry.oracle is not None:
                self.fail(by, path, "no adapter; write one in the page's _oracles.py, or take 'oracle' away")
            return None
        for problem in examples.check_signature(function, self.entry):
            self.fail(by, path, f"{by}: {problem}")
        return function

    def _check_example(self, formula: Formula, function: Callable[..., Any], sampler: Sampler, points: Points) -> None:
        device = self.verifier.device
        self.libraries.append("torch")

        witness = self._asking(formula, function, device)
        with self.judged("example", ("latex",), "example: "):
            found = self._disagreements_at(
                "example", formula, witness, sampler, points,
                lambda: compare(formula, witness, points.effective, points.edges),
            )  # fmt: skip
            if found is None or not self._are_enough("example", found):
                return
            self.witnesses["example"] = {"points": found.points, "error": _rounded(found.error)}
            if self.entry.state:
                steps = self._disagreements_at(
                    "sequences", formula, witness, sampler, points,
                    lambda: compare_sequences(formula, witness, sampler),
                )  # fmt: skip
                if steps is None:
                    return
                self.witnesses["sequences"] = {
                    "sequences": steps.points, "steps": STEPS, "error": _rounded(steps.error),
                }  # fmt: skip
            self.agrees.add("example")
        if "example" not in self.agrees:
            return
        observed = list(observations(formula, witness, points.effective))
        proportional = any(definition.is_proportional for definition in formula.definitions.values())
        expected = witness if proportional else printed_witness(formula)  # up to a factor there is no error to measure
        with self.judged("dtypes", ("latex",), "example: "):
            self.record["errors"] = errors_by_dtype(
                self.entry, function, [(point, expected(point)) for point, _ in observed[:24]], device
            ) or {"float64": _rounded(self.witnesses["example"]["error"])}
        if device == "cpu":
            self._mutate(formula, observed)
            self._check_symbolic(formula, function)
        elif self.entry.oracle is not None and self.entry.oracle.library == "torch":
            self._measure_fused(sampler, function)

    def _measure_fused(self, sampler: Sampler, function: Callable[..., Any]) -> None:
        """Time and memory of the library's kernel beside the textbook form."""
        kernel = self._load(oracles=True)
        point = sampler.large()
        if kernel is None or point is None:
            return
        with self.judged("oracle", ("oracle",), "large inputs: "):
            ratios = fused(self.entry, function, kernel, point, self.verifier.device)
            if ratios:
                self.record["fused"] = {"function": self.entry.oracle.function if self.entry.oracle else "", **ratios}

    def _check_symbolic(self, formula: Formula, function: Callable[..., Any]) -> None:
        sampler = Sampler(formula, self.seed + 2)
        with self.judged("symbolic", ("latex",), "symbolic: "):
            try:
                found = check_digits(formula, function, sampler)
            except Disagreement as error:
                self._report("symbolic", formula, error, None)
                return
            if found is not None:
                self.libraries.append("sympy")
                self.witnesses["symbolic"] = {
                    "points": found.points, "derivatives": found.derivatives, "error": _rounded(found.error),
                }  # fmt: skip

    def _check_oracle(self, formula: Formula, sampler: Sampler, points: Points) -> None:
        oracle = self.entry.oracle
        function = self._load(oracles=True) if oracle is not None else None
        if oracle is None or function is None:
            return

        if not _version(oracle.library):
            what = f"no package '{oracle.library}' is installed; write its name as pip does"
            self.fail("oracle", ("oracle", "library"), what)
            return
        names = {*self.entry.sizes, *(word for v in self.entry.variables for word in (v.py, v.symbol) if word)}
        for name in oracle.only:
            if name not in names:
                what = f"'{name}' is no parameter, symbol or size{suggest(name, names) or ''}; nothing is restricted"
                self.fail("oracle", ("oracle", "only", name), what)
                return
        path = examples.module_path(self.content, self.ref, oracles=True)
        called = oracle.function.rpartition(".")[2]
        if path is not None and called not in examples.names_in(path, function.__name__):
            what = f"the adapter never names '{called}'; let the library do the work, or say which function does"
            self.fail("oracle", ("oracle", "function"), what)
            return
        witness = self._asking(formula, function, "cpu")
        own = sampler
        if oracle.only:
            own = Sampler(formula, self.seed + 1, dict(oracle.only))
            points = own.points()
            if len(points.effective) < ENOUGH:
                what = f"{len(points.effective)} of {ENOUGH} points satisfy it; correct it"
                self.fail("oracle", ("oracle", "only"), what)
                return
        with self.judged("oracle", ("oracle",), f"{oracle.function}: "):
            found = self._disagreements_at(
                "oracle", formula, witness, own, points, lambda: compare(formula, witness, points.effective)
            )
            if found is None or not self._are_enough("oracle", found):
                return
            self.witnesses["oracle"] = {
                "library": oracle.library, "function": oracle.function, "version": _version(oracle.library),
                "points": found.points, "error": _rounded(found.error),
            }  # fmt: skip
            if self.entry.state:
                steps = self._disagreements_at(
                    "oracle", formula, witness, own, points, lambda: compare_sequences(formula, witness, own)
                )
                if steps is None:
                    return
            self.agrees.add("oracle")

    def _asking(self, formula: Formula, function: Callable[..., Any], device: str) -> Witness:
        """`function` as a witness; where it fails, the text says at which input."""

        def ask(point: Point) -> Outputs:
            try:
                return call(function, arguments(self.entry, point), device=device)
            except CallError as error:
                raise CallError(f"{error}, at {_written_inputs(formula, point)}") from error

        return ask

    def _are_enough(self, by: str, found: Agreement) -> bool:
        if found.points < ENOUGH:
            self.fail(by, _place_of(by), f"compared at {found.points} points, {ENOUGH} are needed; widen the domains")
        return found.points >= ENOUGH

    def _mutate(self, formula: Formula, observed: list[tuple[Point, Outputs]]) -> None:
        named = {equivalent.mutant: number for number, equivalent in enumerate(self.entry.equivalents)}
        mutation, met = mutate(formula, observed, named)
        self.outcome.mutation = mutation
        self.record["mutants"] = {
            "told_apart": mutation.told_apart, "by_error": mutation.by_error, "equivalent": mutation.equivalent,
        }  # fmt: skip
        for mutant in mutation.survivors:
            error = LatexError("", mutant.latex, mutant.start, mutant.end)
            what = f"mutant '{mutant.name}' survives {len(observed)} points; sharpen the domains or regions, or list it"
            self.fail("mutants", ("latex",), f"{what} in 'equivalents' with its reason", error)
        for name, number in named.items():
            if name not in met:
                what = f"'{name}' is told apart, or is no mutant of this formula; take it away"
                self.fail("mutants", ("equivalents", number), what)
        if not mutation.told_apart and not mutation.survivors:
            self.fail("mutants", ("latex",), "no mutant is told apart by a value; the formula was not mutation-tested")

    # -- numbers, units, variants -------------------------------------------------------------------------------------

    def _check_numbers(self, formula: Formula) -> None:
        units, formulas = self.verifier.units, self.verifier.formulas
        published = 0
        for number, claim in enumerate(self.entry.claims):
            with self.judged("claims", ("claims", number)):
                check_claim(formula, claim, units)
                # Tokens per parameter, published, say nothing of the law that is printed beside them.
                published += claim.source is not None and is_about(formula, claim)
        proofs = [(number, erratum.proof) for number, erratum in enumerate(self.entry.errata) if erratum.proof]
        for number, proof in proofs:
            with self.judged("proof", ("errata", number, "proof")):
                check_proof(formulas, self.ref, proof, units)
        if has_units(formula):
            with self.judged("units", ("latex",), "units: "):
                check_dimensions(formula, units)
            self.libraries.append("pint")
        self.record.update(claims=len(self.entry.claims), proofs=len(proofs), units=has_units(formula))
        if published:
            self.witnesses["published"] = {"numbers": published}
            self.agrees.add("published")

    def _check_variants(self, formula: Formula) -> None:
        found = []
        for number, variant in enumerate(self.entry.variants):
            if not variant.replaces:
                continue
            with self.judged("variants", ("variants", number), f"variant '{variant.name.strings[-1]}': "):
                other = self.verifier.formulas.variant(self.ref, number)
                sampler = Sampler(formula, self.seed + 3 + number)
                compared = check_variant(formula, variant, other, sampler, self.verifier.units)
                found.append({"name": variant.name.strings[-1], "equal": compared.equal, "differs": compared.differs})
        if found:
            self.record["variants"] = found

    # -- telling ------------------------------------------------------------------------------------------------------

    def _disagreements_at(
        self,
        by: str,
        formula: Formula,
        witness: Witness | None,
        sampler: Sampler,
        points: Points,
        run: Callable[[], Any],
    ) -> Any:
        """What `run` returns; where witnesses part, that is reported at the smallest input, and None comes back."""
        try:
            return run()
        except Disagreement as error:
            mutant = None
            if witness is not None:
                error = smallest(formula, witness, error, sampler.simple())
            if witness is not None and (by != "oracle" or "example" in self.agrees):  # else the example has said it
                mutant = repair(formula, witness, points.effective)
            self._report(by, formula, error, mutant)
            return None

    def _report(self, by: str, formula: Formula, error: Disagreement, mutant: Any) -> None:
        at = _written_inputs(formula, error.point)
        who = {
            "oracle": f"oracle {self.entry.oracle.function if self.entry.oracle else ''}",
            "chain": "first member of the chain",
        }.get(by, "example")
        what = (
            f"{shown_key(error.output)} = {_brief(error.printed)} as printed, {_brief(error.expected)} by the {who}, "
            f"at {at}"
        )
        if error.detail:
            what += f" ({error.detail})"
        definition = formula.definitions[error.output]
        place = LatexError("", definition.latex, definition.start, definition.end)
        if mutant is not None:
            place = LatexError("", mutant.latex, mutant.start, mutant.end)
            what += f"; they part at '{mutant.snippet}' (column {place.column}): both agree after '{mutant.change}'"
        path = _place_of(by)
        self.fail(by, path, what, place if path == ("latex",) else None)

    def _finish(self) -> None:
        self.record["witnesses"] = self.witnesses
        state = State.PARSED
        if "example" in self.agrees:
            # Published numbers stand in for an oracle where there is none, not where it disagrees.
            other = "published" if self.entry.oracle is None else "oracle"
            state = State.CROSS_CHECKED if other in self.agrees else State.CHECKED
        elif self.entry.unchecked is not None and self.outcome.passed:
            state = State.NOT_EXECUTABLE
        if self.entry.unchecked is not None and state in (State.CHECKED, State.CROSS_CHECKED):
            self.fail("exemption", ("unchecked",), "exempt from checks, and yet all pass; take 'unchecked' away")
        self.record["state"] = state.value
        self.record["versions"] = _versions(*self.libraries)


def _place_of(by: str) -> Path:
    """The field at which a check reports that it disagrees with the printed formula."""
    return ("oracle",) if by == "oracle" else ("latex",)


def _written_inputs(formula: Formula, point: Point) -> str:
    return ", ".join(f"{symbol} = {_brief(value)}" for symbol, value in _inputs(formula, point).items())


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _inputs(formula: Formula, point: Point) -> dict[str, Any]:
    values = {
        str(variable.symbol): point.values[spelled(variable.symbol)]
        for variable in formula.entry.variables
        if spelled(variable.symbol) in point.values
    }
    return {**values, **{name: size for name, size in point.sizes.items() if not _is_in_a_shape(formula, name)}}


def _is_in_a_shape(formula: Formula, size: str) -> bool:
    return any(size in words for variable in formula.entry.variables for words in variable.shape)


def _brief(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.size > 12:
        return f"array of shape {value.shape}"
    return shown(value)


def _rounded(error: float) -> float:
    return float(f"{error:.2g}")


def _versions(*libraries: str) -> dict[str, str]:
    return {name: _version(name) for name in sorted({"kbgen", *libraries})}


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return ""
