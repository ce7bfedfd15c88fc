"""The witnesses of one formula: printed, example, symbolic, oracle; then mutants, then the numbers that follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kbgen import examples
from kbgen.content.messages import suggest
from kbgen.errors import KbgenError
from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula, read_predicate
from kbgen.latex.mutate import Mutant
from kbgen.records.proofs import State
from kbgen.schema import Computable
from kbgen.schema.walk import Path
from kbgen.verify.calling import CallError, call
from kbgen.verify.dimensions import has_units
from kbgen.verify.numbers import NumbersCheck
from kbgen.verify.outcome import Check, Outcome, Setting, version_of, versions_of
from kbgen.verify.outputs import check_outputs
from kbgen.verify.points import ENOUGH, PER_REGION, STEPS, Point, Points, Sampler, arguments, seed_of
from kbgen.verify.precision import errors_by_dtype, fused
from kbgen.verify.symbolic import check_digits
from kbgen.verify.telling import inputs, told
from kbgen.verify.witnesses import (
    Agreement,
    Disagreement,
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


class FormulaCheck(Check):
    """The witnesses of one formula, and the checks of the checks."""

    def __init__(self, setting: Setting, outcome: Outcome, entry: Computable) -> None:
        super().__init__(setting, outcome)
        self.entry = entry
        self.seed = seed_of(self.ref)
        self.witnesses: dict[str, dict[str, Any]] = {}
        self.libraries = ["numpy"]
        self.agrees: set[str] = set()

    def run(self) -> None:
        """All witnesses, then the checks of the checks, then the numbers of the prose."""
        try:
            formula = self.setting.formulas[self.ref]
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
        if self.setting.device == "cpu":
            self._check_oracle(formula, sampler, points)
            self._check_numbers(formula)
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
        device = self.setting.device
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
            ratios = fused(self.entry, function, kernel, point, self.setting.device)
            if ratios:
                self.record["fused"] = [{"function": self.entry.oracle.function if self.entry.oracle else "", **ratios}]

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

        if not version_of(oracle.library):
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
                "library": oracle.library, "function": oracle.function, "version": version_of(oracle.library),
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
                raise CallError(f"{error}, at {inputs(formula, point)}") from error

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

    def _check_numbers(self, formula: Formula) -> None:
        published = NumbersCheck(self.setting, self.outcome, self.entry, self.seed).run(formula)
        if has_units(formula):
            self.libraries.append("pint")
        if published:
            self.witnesses["published"] = {"numbers": published}
            self.agrees.add("published")

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

    def _report(self, by: str, formula: Formula, error: Disagreement, mutant: Mutant | None) -> None:
        who = {
            "oracle": f"oracle {self.entry.oracle.function if self.entry.oracle else ''}",
            "chain": "first member of the chain",
        }.get(by, "example")
        what, place = told(formula, error, mutant, who)
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
        self.record["versions"] = versions_of(*self.libraries)


def _place_of(by: str) -> Path:
    """The field at which a check reports that it disagrees with the printed formula."""
    return ("oracle",) if by == "oracle" else ("latex",)


def _rounded(error: float) -> float:
    return float(f"{error:.2g}")
