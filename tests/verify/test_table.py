from __future__ import annotations

from typing import Any

from kbgen.report import Result, Status
from kbgen.schema import Ref
from kbgen.verify.entry import Outcome
from kbgen.verify.table import head, row, summary
from kbgen.verify.witnesses import Mutation

REFS = [Ref("formulas/adam"), Ref("models/m")]
ADAM: dict[str, Any] = {
    "state": "cross-checked", "points": 64, "claims": 2, "proofs": 1, "variants": [{}, {}],
    "mutants": {"told_apart": 60, "by_error": 3, "equivalent": 1},
    "witnesses": {
        "oracle": {"library": "torch", "points": 64, "error": 2e-15}, "example": {"points": 64, "error": 6e-16},
        "sequences": {"sequences": 64, "steps": 20, "error": 4e-14}, "published": {"numbers": 2},
    },
}  # fmt: skip
MODEL = Outcome(REFS[1], {"state": "recomputed", "derived": 3})


def test_columns_stand_under_their_heads() -> None:
    line = row(Outcome(REFS[0], ADAM), REFS)
    top = head(REFS)
    assert (
        line == "formulas/adam  cross-checked      64       63+1      4e-14  example sequences oracle:torch published"
    )
    assert top.index("state") == line.index("cross-checked")
    assert top.index("witnesses") == line.index("example")
    assert top.index("max error") + len("max error") == line.index("4e-14") + len("4e-14")


def test_a_model_shows_its_derived_numbers() -> None:
    assert row(MODEL, REFS).split() == ["models/m", "recomputed", "3", "derived"]


def test_a_failure_follows_its_line() -> None:
    failed = Result("formulas/adam.latex", Status.FAILED, "y = 1 as printed, 2 by the example", "content/f.yml:4")
    first, second = row(Outcome(REFS[0], ADAM, [failed]), REFS).split("\n")
    assert first.split()[1] == "FAILED"
    assert second == "    content/f.yml:4: formulas/adam.latex: y = 1 as printed, 2 by the example"


def test_the_sums_count_everything_once() -> None:
    broken = Outcome(Ref("formulas/b"), {"state": "parsed", "points": 10}, [Result("x", Status.FAILED, "y")])
    adam = Outcome(REFS[0], ADAM, mutation=Mutation(told_apart=60, by_error=3, equivalent=1))
    assert summary([adam, MODEL, broken], 1.25).split("\n") == [
        "3 entries in 1.2 s: 1 cross-checked, 1 recomputed, 1 failed",
        "74 points; 64 mutants: 60 told apart, 3 without a value, 1 equivalent with a reason, 0 surviving",
        "2 claims, 1 refutations, 2 variants, 3 derived numbers of models",
    ]
