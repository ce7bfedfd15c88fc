from __future__ import annotations

from kbgen import errors
from kbgen.errors import ContentError, KbgenError, MissingExtraError, NotFoundError
from kbgen.report import Report, Result, Status


def test_every_error_is_one_kbgen_raises_on_purpose() -> None:
    raised = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert len(raised) == 6
    assert all(issubclass(kind, KbgenError) for kind in raised)


def test_a_content_error_carries_its_report_and_prints_all_of_it() -> None:
    report = Report(
        (Result("a", Status.FAILED, "x"), Result("b", Status.FAILED, "y"), Result("c", Status.WARNING, "z"))
    )
    assert str(ContentError(report)) == "a: x\nb: y"


def test_a_missing_extra_says_what_to_run() -> None:
    assert str(MissingExtraError("torch", "verify")) == "torch is not installed; run: pip install 'kbgen[verify]'"


def test_nothing_found_suggests() -> None:
    assert str(NotFoundError("rop", ("RoPE", "ROUGE"))) == "nothing is called 'rop'; did you mean RoPE, ROUGE?"
    assert str(NotFoundError("qq")) == "nothing is called 'qq'"
