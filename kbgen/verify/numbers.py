"""What follows from a formula: claims, refutations of the source, units, variants."""

from __future__ import annotations

from kbgen.latex.formula import Formula
from kbgen.schema import Computable
from kbgen.verify.claims import check_claim, check_proof, is_about
from kbgen.verify.dimensions import check_dimensions, has_units
from kbgen.verify.outcome import Check, Outcome, Setting
from kbgen.verify.points import Sampler
from kbgen.verify.variants import check_variant


class NumbersCheck(Check):
    """The numbers of one formula."""

    def __init__(self, setting: Setting, outcome: Outcome, entry: Computable, seed: int) -> None:
        super().__init__(setting, outcome)
        self.entry = entry
        self.seed = seed

    def run(self, formula: Formula) -> int:
        """Everything; how many published numbers the formula gives again."""
        published = self._check_claims(formula)
        self._check_proofs()
        self._check_units(formula)
        self._check_variants(formula)
        return published

    def _check_claims(self, formula: Formula) -> int:
        published = 0
        for number, claim in enumerate(self.entry.claims):
            with self.judged("claims", ("claims", number)):
                check_claim(formula, claim, self.setting.units)
                # Tokens per parameter, published, say nothing of the law that is printed beside them.
                published += claim.source is not None and is_about(formula, claim)
        self.record["claims"] = len(self.entry.claims)
        return published

    def _check_proofs(self) -> None:
        proofs = [(number, erratum.proof) for number, erratum in enumerate(self.entry.errata) if erratum.proof]
        for number, proof in proofs:
            with self.judged("proof", ("errata", number, "proof")):
                check_proof(self.setting.formulas, self.ref, proof, self.setting.units)
        self.record["proofs"] = len(proofs)

    def _check_units(self, formula: Formula) -> None:
        self.record["units"] = has_units(formula)
        if has_units(formula):
            with self.judged("units", ("latex",), "units: "):
                check_dimensions(formula, self.setting.units)

    def _check_variants(self, formula: Formula) -> None:
        found = []
        for number, variant in enumerate(self.entry.variants):
            if not variant.replaces:
                continue
            with self.judged("variants", ("variants", number), f"variant '{variant.name.strings[-1]}': "):
                other = self.setting.formulas.variant(self.ref, number)
                sampler = Sampler(formula, self.seed + 3 + number)
                compared = check_variant(formula, variant, other, sampler, self.setting.units)
                found.append({"name": variant.name.strings[-1], "equal": compared.equal, "differs": compared.differs})
        if found:
            self.record["variants"] = found
