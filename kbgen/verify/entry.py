"""Everything that is checked of one entry."""

from __future__ import annotations

from kbgen import examples
from kbgen.content import Content
from kbgen.errors import KbgenError
from kbgen.latex.formulas import Formulas
from kbgen.records.proofs import State
from kbgen.report import Status
from kbgen.schema import Computable, Model, Ref
from kbgen.verify.calling import asks_for_tensors
from kbgen.verify.claims import check_derived
from kbgen.verify.formula_check import FormulaCheck
from kbgen.verify.outcome import Check, Outcome, Setting, versions_of
from kbgen.verify.quantities import Units

__all__ = ["Outcome", "Verifier"]


class Verifier:
    """Checks entries of one content folder on one device."""

    def __init__(self, content: Content, units: Units, device: str = "cpu") -> None:
        self.content = content
        self.setting = Setting(content, Formulas(content), units, device)

    def runs_here(self, ref: Ref) -> bool:
        """Whether verifying an entry says anything of the device: off the CPU, only where an example takes tensors."""
        if self.setting.device == "cpu":
            return True
        try:
            function = examples.load(self.content, ref)
        except KbgenError:
            return True  # to be told by the check
        return function is not None and asks_for_tensors(function)

    def verify(self, ref: Ref) -> Outcome:
        """Everything that can be checked of an entry. What fails is in the outcome, never raised."""
        entry = self.content.entries[ref]
        outcome = Outcome(ref)
        if isinstance(entry, Model):
            _ModelCheck(self.setting, outcome, entry).run()
        elif isinstance(entry, Computable):
            FormulaCheck(self.setting, outcome, entry).run()
        outcome.record["failed"] = [result.detail for result in outcome.results if result.status is Status.FAILED]
        return outcome


class _ModelCheck(Check):
    def __init__(self, setting: Setting, outcome: Outcome, model: Model) -> None:
        super().__init__(setting, outcome)
        self.model = model

    def run(self) -> None:
        """Every derived number."""
        for number, derived in enumerate(self.model.derived):
            with self.judged("derived", ("derived", number), f"{derived.quantity}: "):
                check_derived(self.setting.formulas, self.model, derived, self.setting.units)
        self.record.update(state=State.RECOMPUTED.value, derived=len(self.model.derived), versions=versions_of("numpy"))
