from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.errors import KbgenError
from kbgen.records.files import write_text
from kbgen.records.link_file import FILE, LinkRecords, from_json, records_in, text_of, to_json
from kbgen.records.links import Alive, Document, Found, LinkRecord, Policy, merged, standing
from kbgen.report import Status

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A, B, C = (f"https://{name}.example/" for name in "abc")


def _record(url: str = A, alive: Alive = Alive.OK, document: Document = Document.NOT_ASKED) -> LinkRecord:
    return LinkRecord(url, alive, document, checked=NOW, since=NOW)


def _write(content: Path, *records: LinkRecord) -> Path:
    content.mkdir(exist_ok=True)
    write_text(content / FILE, text_of(records))
    return content / FILE


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return tmp_path / "content"


_times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda time: time.replace(microsecond=0, tzinfo=UTC)
)
_words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_found = st.builds(
    Found,
    by=st.sampled_from(["arXiv", "page"]),
    title=_words,
    first_author=_words,
    year=st.none() | st.integers(1600, 2100),
    version=_words,
    repository=_words,
    archived=st.none() | st.booleans(),
)
_records = st.builds(
    LinkRecord,
    url=_words.filter(bool),
    alive=st.sampled_from(Alive),
    document=st.sampled_from(Document),
    checked=_times,
    since=_times,
    last_good=st.none() | _times,
    strikes=st.lists(_times, max_size=3).map(tuple),
    why=_words,
    detail=_words,
    to=_words,
    status=st.integers(0, 999),
    found=st.none() | _found,
    claim=_words,
    etag=_words,
    modified=_words,
)


@given(st.lists(_records, max_size=4, unique_by=lambda record: record.url))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, records: list[LinkRecord]) -> None:
    content = tmp_path_factory.mktemp("content")
    _write(content, *sorted(records, key=lambda record: record.url))
    read = LinkRecords.read(content)
    assert (read.by_url, read.refused) == ({record.url: record for record in records}, [])
    assert list(records_in(content)) == sorted(records, key=lambda record: record.url)


@given(_records)
def test_the_fields_of_a_record_are_json_and_come_back(record: LinkRecord) -> None:
    assert from_json(record.url, json.loads(json.dumps(to_json(record)))) == record


def test_half_a_surrogate_pair_of_a_foreign_title_does_not_stop_the_file(content: Path) -> None:
    title = json.loads('"half \\ud835 a pair"')
    _write(content, replace(_record(), detail=title, found=Found("Crossref", title=title)))
    found = LinkRecords.read(content).by_url[A]
    assert (found.detail, found.found) == ("half ? a pair", Found("Crossref", title="half ? a pair"))


def test_each_link_has_a_line(content: Path) -> None:
    lines = _write(content, _record(A), _record(B)).read_text().splitlines()
    assert lines[0] == '{"form": 1, "links": {'
    assert [line.split('": ')[0] for line in lines[1:-1]] == [f' "{A}', f' "{B}']
    assert lines[-1] == "}}"


def test_another_answer_changes_the_line_of_its_link_alone(content: Path) -> None:
    before = _write(content, _record(A), _record(B)).read_text().splitlines()
    after = _write(content, _record(A), replace(_record(B), status=200)).read_text().splitlines()
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False, True]


def test_a_field_that_says_nothing_is_not_written(content: Path) -> None:
    kept = json.loads(_write(content, _record()).read_text())["links"][A]
    assert set(kept) == {"alive", "document", "checked", "since", "seal"}


def test_a_folder_without_records_has_none(content: Path) -> None:
    assert LinkRecords.read(content) == LinkRecords()
    assert list(records_in(content)) == []


def test_a_file_of_no_links_has_none(content: Path) -> None:
    _write(content)
    assert LinkRecords.read(content) == LinkRecords()


def test_a_record_changed_by_hand_is_refused_and_named(content: Path) -> None:
    path = _write(content, _record(A, Alive.DEAD), _record(B))
    path.write_text(path.read_text().replace('"dead"', '"ok"'))
    read = LinkRecords.read(content)
    assert list(read.by_url) == [B]
    assert read.refused == [
        f"content/records/links.json: {A}: its hash does not fit: it was changed by hand or damaged; "
        "run: kbgen check-links"
    ]
    assert [record.url for record in records_in(content)] == [B]


def test_a_record_under_another_address_is_refused(content: Path) -> None:
    path = _write(content, _record(A))
    path.write_text(path.read_text().replace(A, B))
    read = LinkRecords.read(content)
    assert (read.by_url, len(read.refused)) == ({}, 1)


@pytest.mark.parametrize("fields", ["null", "[]", "3", "{}", '{"seal": "x"}'])
def test_what_is_no_record_is_refused(content: Path, fields: str) -> None:
    path = _write(content)
    path.write_text(f'{{"form": 1, "links": {{\n "{A}": {fields}\n}}}}\n')
    assert len(LinkRecords.read(content).refused) == 1


@pytest.mark.parametrize(
    "fields",
    [
        None,
        [],
        {},
        {"alive": "ok", "document": "same", "checked": "2026-03-01T12:00:00Z"},
        {"alive": "well", "document": "same", "checked": "2026-03-01T12:00:00Z", "since": "2026-03-01T12:00:00Z"},
        {"alive": "ok", "document": "same", "checked": "yesterday", "since": "2026-03-01T12:00:00Z"},
        {
            "alive": "ok",
            "document": "same",
            "checked": "2026-03-01T12:00:00Z",
            "since": "2026-03-01T12:00:00Z",
            "found": {"by": "arXiv", "colour": "red"},
        },
    ],
)
def test_fields_of_another_form_are_no_record(fields: object) -> None:
    assert from_json(A, fields) is None


def _pretty(text: str) -> str:
    return json.dumps(json.loads(text), indent=2)


def _unsorted(text: str) -> str:
    head, one, two, three, tail = text.splitlines()
    return "\n".join([head, two + ",", one, three.removesuffix(","), tail]).replace(",,", ",") + "\n"


def _joined(text: str) -> str:
    head, one, two, three, tail = text.splitlines()
    return "\n".join([head, one + two, three, tail]) + "\n"


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


@pytest.mark.parametrize("rewritten", [_pretty, _unsorted, _joined, _crlf])
def test_a_file_in_another_form_is_read_whole_and_in_order(content: Path, rewritten: object) -> None:
    records = [_record(A), _record(B), _record(C)]
    path = _write(content, *records)
    assert callable(rewritten)
    path.write_bytes(rewritten(path.read_text()).encode())
    assert LinkRecords.read(content) == LinkRecords({record.url: record for record in records})
    assert list(records_in(content)) == records


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read (Expecting value: line 1 column 1 (char 0)); delete it and run: kbgen check-links"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "not a records file of this kbgen; delete it and run: kbgen check-links"),
        ('{"form": 2, "links": {}}', "not a records file of this kbgen; delete it and run: kbgen check-links"),
        ('{"form": 1}', "not a records file of this kbgen; delete it and run: kbgen check-links"),
        ('{"form": 1, "links": []}', "not a records file of this kbgen; delete it and run: kbgen check-links"),
        ('{"form": 1, "links": {\n<<<<<<< HEAD\n}}\n', "cannot be read"),
        ("\ufeff{}", "cannot be read"),
    ],
)
def test_a_foreign_file_is_told_in_one_line(content: Path, text: str, message: str) -> None:
    path = _write(content)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KbgenError) as caught:
        LinkRecords.read(content)
    assert str(caught.value).startswith("content/records/links.json: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_wherever_a_file_is_cut_off_it_is_not_read_in_part(content: Path) -> None:
    path = _write(content, _record(A), _record(B))
    whole = path.read_text()
    for end in range(1, len(whole) - 1):  # without the last newline it is still whole
        path.write_text(whole[:end])
        with pytest.raises(KbgenError, match="delete it and run: kbgen check-links"):
            list(records_in(content))


def test_what_follows_the_end_is_not_passed_over(content: Path) -> None:
    path = _write(content, _record(A))
    path.write_text(path.read_text() * 2)
    with pytest.raises(KbgenError, match="Extra data"):
        LinkRecords.read(content)


def test_a_folder_in_the_place_of_the_file_is_told(content: Path) -> None:
    (content / FILE).mkdir(parents=True)
    with pytest.raises(KbgenError, match=r"content/records/links.json: cannot be read"):
        LinkRecords.read(content)


_ALWAYS_RED = {Document.WITHDRAWN, Document.ELSEWHERE, Document.WRONG}
_TO_CHANGE = {Document.RETITLED, Document.RENAMED, Document.ARCHIVED}


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize("strikes", [0, 2, 3])
@pytest.mark.parametrize("alive", Alive)
@pytest.mark.parametrize("document", sorted(_ALWAYS_RED))
def test_a_wrong_document_is_red_at_once(document: Document, alive: Alive, strikes: int, new: bool) -> None:
    record = replace(_record(A, alive, document), strikes=(NOW,) * strikes, claim="x")
    assert standing(record, Policy(), new=new) is Status.FAILED


@pytest.mark.parametrize("document", sorted(set(Document) - _ALWAYS_RED))
@pytest.mark.parametrize("alive", [Alive.DEAD, Alive.TIMEOUT])
@pytest.mark.parametrize(
    ("strikes", "new", "status"),
    [
        (0, False, Status.UNKNOWN),
        (1, False, Status.UNKNOWN),
        (2, False, Status.UNKNOWN),
        (3, False, Status.FAILED),
        (4, False, Status.FAILED),
        (0, True, Status.FAILED),
        (1, True, Status.FAILED),
        (3, True, Status.FAILED),
    ],
)
def test_an_old_link_dies_by_three_strikes_and_a_new_one_at_once(
    document: Document, alive: Alive, strikes: int, new: bool, status: Status
) -> None:
    record = replace(_record(A, alive, document), strikes=(NOW,) * strikes)
    assert standing(record, Policy(), new=new) is status


P, W, U = Status.PASSED, Status.WARNING, Status.UNKNOWN


# The statuses in the order of the columns. The last two: nothing was compared, and there was a claim or none.
@pytest.mark.parametrize(
    ("alive", "statuses"),
    [
        #                same  revised retitled renamed archived claim none
        (Alive.OK,      (P,    P,      W,       W,      W,       U,    P)),
        (Alive.MOVED,   (W,    W,      W,       W,      W,       W,    W)),
        (Alive.BLOCKED, (U,    U,      W,       W,      W,       U,    U)),
        (Alive.REFUSED, (U,    U,      W,       W,      W,       U,    U)),
        (Alive.SKIPPED, (U,    U,      W,       W,      W,       U,    U)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("strikes", [0, 3])
@pytest.mark.parametrize("new", [False, True])
def test_an_address_that_is_not_dead_stands_by_both_verdicts(
    alive: Alive, statuses: tuple[Status, ...], strikes: int, new: bool
) -> None:
    documents = [Document.SAME, Document.REVISED, Document.RETITLED, Document.RENAMED, Document.ARCHIVED]
    cases = [*((document, "x") for document in documents), (Document.NOT_ASKED, "x"), (Document.NOT_ASKED, "")]
    records = [replace(_record(A, alive, document), claim=claim, strikes=(NOW,) * strikes) for document, claim in cases]
    assert tuple(standing(record, Policy(), new=new) for record in records) == statuses


def test_the_number_of_strikes_can_be_chosen() -> None:
    record = replace(_record(A, Alive.DEAD), strikes=(NOW,))
    assert standing(record, Policy(strikes=1)) is Status.FAILED
    assert standing(record, Policy(strikes=2)) is Status.UNKNOWN


def test_of_two_records_of_an_address_the_later_counts() -> None:
    early, late = _record(A, Alive.DEAD), replace(_record(A), checked=NOW + timedelta(seconds=1))
    assert merged({A: early}, {A: late}) == {A: late}
    assert merged({A: late}, {A: early}) == {A: late}


def test_of_two_records_of_one_time_the_new_one_counts() -> None:
    assert merged({A: _record(A)}, {A: _record(A, Alive.DEAD)}) == {A: _record(A, Alive.DEAD)}


def test_what_only_one_side_knows_is_kept() -> None:
    assert merged({A: _record(A)}, {B: _record(B)}) == {A: _record(A), B: _record(B)}


@pytest.mark.parametrize("alive", [Alive.SKIPPED, Alive.REFUSED])
def test_a_run_that_could_not_ask_does_not_take_the_place_of_an_earlier_answer(alive: Alive) -> None:
    answered = _record(A)
    silent = replace(_record(A, alive), document=Document.NOT_ASKED, checked=NOW + timedelta(days=9))
    assert merged({A: answered}, {A: silent}) == merged({A: silent}, {A: answered}) == {A: answered}


def test_what_a_catalogue_says_counts_though_the_address_was_not_asked() -> None:
    heard = replace(_record(A, Alive.SKIPPED), document=Document.WRONG, checked=NOW + timedelta(days=9))
    assert merged({A: _record(A)}, {A: heard}) == {A: heard}


def test_an_address_that_a_merge_has_doubled_is_one_record(content: Path) -> None:
    _write(content, _record(A), _record(A))
    assert [record.url for record in records_in(content)] == [A]
