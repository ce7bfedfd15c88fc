from __future__ import annotations

from kbgen.kb import KnowledgeBase
from kbgen.proven import Proven
from tests.conftest import FORMULAS, Base
from tests.site.proving import CROSS_CHECKED, prove

SIGMOID = "def sigmoid(x: float) -> float:\n    return 1 / (1 + 2.718281828 ** -x)\n"


def proven(base: Base, files: dict[str, str | None] | None = None) -> Proven:
    return Proven(KnowledgeBase.read(base(files)))


def test_without_records_nothing_is_proven_and_nothing_is_wrong(base: Base) -> None:
    found = proven(base)
    assert found.standings() == [("transcribed", 1), ("sourced", 1), ("not-yet-checked", 1)]
    assert found.warnings == []


def test_a_record_that_was_changed_by_hand_counts_as_absent_and_is_named(base: Base) -> None:
    content = prove(base(), "formulas/sigmoid", CROSS_CHECKED)
    file = content / "records" / "verify.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"points": 69', '"points": 70', 1), encoding="utf-8")
    found = Proven(KnowledgeBase.read(content))
    assert found.proof("formulas/sigmoid").standing == "transcribed"
    assert [line.split(": its")[0] for line in found.warnings] == ["content/records/verify.json: formulas/sigmoid, cpu"]


def test_a_changed_formula_is_stale(base: Base) -> None:
    prove(base(), "formulas/sigmoid", CROSS_CHECKED)
    found = proven(base, {"formulas/basics.yml": FORMULAS.replace("1 + ", "2 + ")})
    assert found.proof("formulas/sigmoid").standing == "stale"
    assert dict(found.standings("formulas")) == {"stale": 1}


def test_changed_words_are_not(base: Base) -> None:
    prove(base(), "formulas/sigmoid", CROSS_CHECKED)
    found = proven(base, {"formulas/basics.yml": FORMULAS.replace("Between 0 and 1", "From 0 to 1")})
    assert found.proof("formulas/sigmoid").standing == "cross-checked"


def test_the_example_is_shown_as_it_would_be_pasted(base: Base) -> None:
    code = proven(base, {"formulas/basics.py": f"import math\n\n\n{SIGMOID}"}).code("formulas/sigmoid")
    assert code is not None
    assert (code.text, code.label) == (SIGMOID, "Python")


def test_only_code_that_imports_torch_is_called_pytorch(base: Base) -> None:
    torch = (
        "from torch import Tensor\n\n\ndef sigmoid(x: Tensor) -> Tensor:\n    return x.sigmoid()  # no import numpy\n"
    )
    code = proven(base, {"formulas/basics.py": torch}).code("formulas/sigmoid")
    assert code is not None
    assert code.label == "PyTorch"


def test_an_example_that_cannot_be_read_is_left_out_and_named(base: Base) -> None:
    found = proven(base, {"formulas/basics.py": "def other() -> None: ...\n"})
    assert found.code("formulas/sigmoid") is None
    (warning,) = found.warnings
    assert "basics.py:1: no function 'sigmoid'" in warning
    assert warning.endswith("formulas/sigmoid is shown without code")
