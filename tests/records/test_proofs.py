from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from kbgen.errors import KbgenError
from kbgen.kb import KnowledgeBase
from kbgen.records.proofs import FILE, Records, State, seal
from kbgen.schema import Ref
from tests.conftest import FORMULAS, Base

REF = Ref("formulas/sigmoid")
NOW = {"formulas/sigmoid": "now", "formulas/other": "now"}


def run(**fields: Any) -> dict[str, Any]:
    return {"content": "now", "date": "2026-11-24", "device": "", "state": "checked", "failed": [], **fields}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A content folder with one record."""
    records = Records()
    records.put(REF, "cpu", run())
    records.write(tmp_path)
    return tmp_path


def edit(content: Path, old: str, new: str) -> None:
    text = (content / FILE).read_text(encoding="utf-8")
    assert old in text
    (content / FILE).write_text(text.replace(old, new), encoding="utf-8")


# -- states -----------------------------------------------------------------------------------------------------------


def state(kb: KnowledgeBase, ref: str, *records: dict[str, Any]) -> State:
    found = Records()
    for number, record in enumerate(records):
        found.put(ref, f"device{number}", record)
    return found.proof_of(ref, kb[ref], NOW).state


def test_without_a_record_nothing_is_shown_as_checked(kb: KnowledgeBase) -> None:
    assert state(kb, "formulas/sigmoid") is State.TRANSCRIBED
    assert state(kb, "links/roformer") is State.NOT_YET_CHECKED
    assert state(kb, "glossary/rope") is State.SOURCED


def test_a_formula_with_a_reason_is_not_executable(base: Base) -> None:
    kb = KnowledgeBase.read(base({"formulas/basics.yml": FORMULAS + "  unchecked: {fr: non, en: no}\n"}))
    assert state(kb, REF) is State.NOT_EXECUTABLE
    assert state(kb, REF, run(state="not-executable")) is State.NOT_EXECUTABLE


def test_the_best_fitting_record_counts(kb: KnowledgeBase) -> None:
    assert state(kb, REF, run()) is State.CHECKED
    assert state(kb, REF, run(), run(state="cross-checked")) is State.CROSS_CHECKED
    assert state(kb, REF, run(), run(state="cross-checked", content="then")) is State.CHECKED
    assert state(kb, REF, run(content="then")) is State.TRANSCRIBED


def test_a_record_is_stale_when_the_content_has_changed(kb: KnowledgeBase) -> None:
    records = Records()
    records.put(REF, "cpu", run(content="then", date="2026-11-25"))
    assert records.proof_of(REF, kb[REF], NOW).stale
    records.put(REF, "cuda", run(device="H100"))
    proof = records.proof_of(REF, kb[REF], NOW)
    assert not proof.stale
    assert [(device.kind, device.name, device.stale) for device in proof.devices] == [
        ("cpu", "", True), ("cuda", "H100", False),
    ]  # fmt: skip
    assert proof.date == "2026-11-24"


def test_a_failure_disputes_the_entry_until_it_changes(kb: KnowledgeBase) -> None:
    records = Records()
    records.put(REF, "cpu", run(failed=["y = 1 as printed", "more"]))
    assert records.proof_of(REF, kb[REF], NOW).disputed == "y = 1 as printed"
    assert records.proof_of(REF, kb[REF], {REF: "later"}).disputed == ""


# -- what is due ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "due"), [(run(), False), (run(content="then"), True), (run(failed=["wrong"]), True), (None, True)]
)
def test_what_is_due(record: dict[str, Any] | None, due: bool) -> None:
    records = Records()
    if record:
        records.put(REF, "cpu", record)
    assert (records.due([REF], NOW) == [REF]) is due
    assert records.due([REF], NOW, "cuda") == [REF]


# -- keeping ----------------------------------------------------------------------------------------------------------


def test_a_date_alone_rewrites_nothing(written: Path) -> None:
    records = Records.read(written)
    assert not records.put(REF, "cpu", run(date="2027-01-01"))
    assert not records.changed
    assert records.put(REF, "cpu", run(date="2027-01-01", state="cross-checked"))
    assert records.changed


def test_a_cpu_run_never_erases_a_gpu_record(written: Path) -> None:
    records = Records.read(written)
    records.put(REF, "cuda", run(device="H100"))
    records.put(REF, "cpu", run(state="parsed"))
    records.write(written)
    again = Records.read(written)
    assert (again.get(REF, "cuda") or {})["device"] == "H100"
    assert (again.get(REF, "cpu") or {})["state"] == "parsed"


def test_entries_that_are_gone_are_forgotten(written: Path) -> None:
    records = Records.read(written)
    records.keep_only([REF])
    assert not records.changed
    records.keep_only([Ref("formulas/other")])
    assert records.changed
    assert records.get(REF, "cpu") is None


def test_the_file_is_sorted_and_ends_with_a_newline(written: Path) -> None:
    records = Records.read(written)
    records.put("formulas/a", "cpu", run())
    records.write(written)
    text = (written / FILE).read_text(encoding="utf-8")
    assert list(json.loads(text)["records"]) == ["formulas/a", "formulas/sigmoid"]
    assert text.endswith("}\n")
    records.write(written)
    assert (written / FILE).read_text(encoding="utf-8") == text


def test_a_write_that_is_cut_off_leaves_the_old_file(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (written / FILE).read_text(encoding="utf-8")
    records = Records.read(written)
    records.put(REF, "cpu", run(state="parsed"))

    def stopped(_self: Path, _target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        records.write(written)
    assert (written / FILE).read_text(encoding="utf-8") == before
    assert [path.name for path in (written / FILE).parent.iterdir()] == [FILE.name]


@pytest.mark.skipif(os.name == "nt", reason="a file in place of a folder")
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("", encoding="utf-8")
    with pytest.raises(KbgenError, match=r"verify\.json: cannot be written \(.+\); nothing was kept"):
        Records().write(tmp_path)


# -- reading ----------------------------------------------------------------------------------------------------------


def test_no_file_is_no_record(tmp_path: Path) -> None:
    assert Records.read(tmp_path) == Records()


@pytest.mark.parametrize(
    ("old", "new"), [('"checked"', '"cross-checked"'), ('"content": "now"', '"content": "later"'), ("sigmoid", "other")]
)
def test_an_edit_by_hand_is_refused_by_name(written: Path, old: str, new: str) -> None:
    edit(written, old, new)
    records = Records.read(written)
    assert records.by_ref == {}
    (refused,) = records.refused
    ref = "formulas/other" if old == "sigmoid" else REF
    assert f"records/verify.json: {ref}, cpu: its hash does not fit: it was changed by hand or damaged" in refused
    assert refused.endswith(f"run: kbgen verify {ref}")


def test_a_record_under_another_device_is_refused(written: Path) -> None:
    edit(written, '"cpu"', '"cuda"')
    assert len(Records.read(written).refused) == 1


@pytest.mark.parametrize("what", ["[]", "null", '"checked"', "3"])
def test_what_is_no_record_is_refused_too(written: Path, what: str) -> None:
    (written / FILE).write_text('{"form": 1, "records": {"formulas/sigmoid": ' + what + "}}", encoding="utf-8")
    assert len(Records.read(written).refused) == 1
    (written / FILE).write_text('{"form": 1, "records": {"formulas/sigmoid": {"cpu": ' + what + "}}}", encoding="utf-8")
    assert len(Records.read(written).refused) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"form": 2, "records": {}}', '{"form": 1, "records": []}', "\x00"]
)
def test_a_file_that_cannot_be_read_says_what_to_do(written: Path, text: str) -> None:
    (written / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(KbgenError, match=r"records/verify\.json: .*delete it and run: kbgen verify"):
        Records.read(written)


def test_bytes_that_are_no_text_say_what_to_do(written: Path) -> None:
    (written / FILE).write_bytes(b"\xff\xfe\xff")
    with pytest.raises(KbgenError, match="delete it and run: kbgen verify"):
        Records.read(written)


def test_the_seal_is_of_the_key_and_of_all_but_itself() -> None:
    record = run()
    assert seal(REF, "cpu", record) == seal(REF, "cpu", {**record, "seal": "x"})
    assert len({seal(REF, "cpu", record), seal(REF, "cuda", record), seal("formulas/b", "cpu", record)}) == 3
    assert seal(REF, "cpu", record) != seal(REF, "cpu", run(state="parsed"))
