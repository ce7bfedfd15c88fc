from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.errors import KbgenError
from kbgen.links.journal import Journal
from kbgen.records.files import write_text
from kbgen.records.link_file import FILE, JOURNAL, LinkRecords, records_in, text_of
from kbgen.records.links import Alive, Document, LinkRecord
from tests.conftest import ROOT, Base

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 60
"""Seconds to wait for a process before a test fails."""


def _record(number: int, alive: Alive = Alive.OK, when: datetime = NOW) -> LinkRecord:
    return LinkRecord(f"https://a.example/{number:06}", alive, Document.NOT_ASKED, when, when)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def _settled(content: Path) -> dict[str, LinkRecord]:
    read = LinkRecords.read(content)
    assert read.refused == []
    return read.by_url


def _pending(content: Path) -> dict[str, LinkRecord]:
    with Journal(content) as journal:
        return journal.pending()


def _settle(content: Path, *records: LinkRecord) -> None:
    with Journal(content) as journal:
        for record in records:
            journal.add(record)
        journal.settle()


# -- one process


def test_what_was_found_waits_in_the_journal_until_it_is_settled(content: Path) -> None:
    with Journal(content) as journal:
        journal.add(_record(1))
    assert (_settled(content), set(_pending(content))) == ({}, {_record(1).url})
    _settle(content)
    assert (_settled(content), _pending(content)) == ({_record(1).url: _record(1)}, {})


def test_what_was_settled_before_stays(content: Path) -> None:
    _settle(content, _record(1), _record(3))
    _settle(content, _record(2))
    assert list(_settled(content)) == [_record(number).url for number in (1, 2, 3)]


def test_the_later_answer_counts_in_the_journal_and_in_the_records(content: Path) -> None:
    early, late = _record(1, Alive.DEAD), _record(1, when=NOW + timedelta(seconds=1))
    _settle(content, late, early)
    assert list(_settled(content).values()) == [late]
    _settle(content, early)
    assert list(_settled(content).values()) == [late]


def test_an_answer_from_the_future_gives_way_to_one_of_today(content: Path) -> None:
    ahead, today = _record(1, Alive.DEAD, datetime(2999, 1, 1, tzinfo=UTC)), _record(1)
    _settle(content, ahead, today)
    assert list(_settled(content).values()) == [today]
    write_text(content / FILE, text_of([ahead]))
    _settle(content, today)
    assert list(_settled(content).values()) == [today]


def test_addresses_that_are_not_kept_are_forgotten(content: Path) -> None:
    _settle(content, _record(1), _record(2))
    with Journal(content) as journal:
        journal.add(_record(3))
        journal.settle(keep={_record(2).url, _record(3).url})
    assert list(_settled(content)) == [_record(2).url, _record(3).url]


def test_a_record_that_no_other_follows_is_written_all_the_same(content: Path) -> None:
    with Journal(content) as journal:
        for number in range(3):
            journal.add(_record(number))
        deadline = time.monotonic() + PATIENCE
        while len(_pending(content)) < 3:  # another connection sees only what is in the file
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_records_that_come_fast_are_written_together_but_never_more_than_200(content: Path) -> None:
    with Journal(content) as journal:
        for number in range(1000):
            journal.add(_record(number))
            if number % 200 == 199:
                assert len(_pending(content)) == number + 1


# -- what goes wrong


def test_a_damaged_journal_is_set_aside_and_told(content: Path) -> None:
    (content / "records").mkdir()
    (content / JOURNAL).write_bytes(b"not a database at all" * 100)
    with Journal(content) as journal:
        journal.add(_record(1))
        journal.settle()
        (warning,) = journal.warnings
    assert warning.endswith("damaged (file is not a database); set aside as .links.damaged")
    assert (content / "records" / ".links.damaged").read_bytes().startswith(b"not a database")
    assert list(_settled(content)) == [_record(1).url]


def test_damage_behind_a_sound_beginning_is_found_at_once(content: Path) -> None:
    with Journal(content) as journal:
        for number in range(500):
            journal.add(_record(number))
    path = content / JOURNAL
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with Journal(content) as journal:
        assert "damaged" in journal.warnings[0]
        journal.add(_record(1))
        journal.settle()
    assert list(_settled(content)) == [_record(1).url]


def test_a_folder_that_cannot_be_made_is_one_line(content: Path) -> None:
    (content / "records").write_text("a file")
    with (
        pytest.raises(KbgenError, match=r"^.*\.links\.sqlite: cannot be written \(.*\); nothing was asked$"),
        Journal(content),
    ):
        pass


def test_a_journal_that_cannot_be_opened_is_one_line(content: Path) -> None:
    (content / JOURNAL).mkdir(parents=True)
    with (
        pytest.raises(KbgenError, match=r"cannot be written \(unable to open database file\); nothing was asked"),
        Journal(content),
    ):
        pass


def test_a_place_that_cannot_be_written_is_one_line(content: Path) -> None:
    (content / "records").write_text("a file in place of a folder", encoding="utf-8")
    with pytest.raises(KbgenError, match="cannot be written"), Journal(content):
        pass


def test_a_journal_that_goes_bad_during_a_run_is_one_line(content: Path) -> None:
    with Journal(content) as journal:
        other = sqlite3.connect(content / JOURNAL)
        other.execute("DROP TABLE found")
        other.close()
        journal.add(_record(1))
        for step in (journal.flush, journal.settle, journal.pending):
            with pytest.raises(KbgenError, match=r"\.links\.sqlite: cannot be .* \(no such table: found\)"):
                step()
        journal._waiting.clear()  # what cannot be written would be told again at the end


def test_records_that_cannot_be_read_leave_the_journal_as_it_was(content: Path) -> None:
    with Journal(content) as journal:
        journal.add(_record(1))
        (content / FILE).write_text("{")
        with pytest.raises(KbgenError, match="links.json: cannot be read"):
            journal.settle()
        (content / FILE).unlink()
        journal.settle()
    assert list(_settled(content)) == [_record(1).url]


def test_settling_does_not_hold_all_records_in_memory(content: Path) -> None:
    write_text(content / FILE, text_of(_record(number) for number in range(0, 20_000, 2)))
    with Journal(content) as journal:
        for number in range(1, 20_000, 2):
            journal.add(_record(number))
        journal.flush()
        tracemalloc.start()
        journal.settle()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert sum(1 for _ in records_in(content)) == 20_000
    assert (content / FILE).stat().st_size > 3_000_000
    assert peak < 1_000_000  # bytes


# -- several processes, and the end of one

_CODE = """\
import sys
from pathlib import Path
from tests.links.test_journal import Journal, _record

content, first, count, settle = Path(sys.argv[1]), *map(int, sys.argv[2:])
with Journal(content) as journal:
    number = first
    while number < first + count or not count:
        journal.add(_record(number))
        number += 1
        print(number, flush=True)
        if settle and not number % settle:
            journal.settle()
    if settle:
        journal.settle()
    print("done", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def start(content: Path) -> Iterator[object]:
    """Start a process that adds `count` records (0: without end) and settles after each `settle` (0: never)."""
    started: list[subprocess.Popen[str]] = []

    def run(first: int, count: int, settle: int = 0) -> subprocess.Popen[str]:
        words = [str(content), str(first), str(count), str(settle)]
        process = subprocess.Popen(
            [sys.executable, "-c", _CODE, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def _killed_after(process: subprocess.Popen[str], count: int, wait: float = 0.0) -> int:
    """Kill -9 once `count` records were added, and `wait` seconds; how many there were in the end."""
    assert process.stdout is not None
    read = [process.stdout.readline() for _ in range(count)]
    time.sleep(wait)
    process.kill()
    read += process.stdout.read().splitlines(keepends=True)
    process.wait(PATIENCE)
    return len([line for line in read if line.endswith("\n")])


def test_kill_9_in_the_middle_loses_no_more_than_the_last_200(content: Path, start) -> None:  # type: ignore[no-untyped-def]
    added = _killed_after(start(0, 0), 1500)
    kept = _pending(content)
    assert added >= 1500
    assert len(kept) > added - 200
    assert list(kept) == [_record(number).url for number in range(len(kept))]


def test_the_next_run_goes_on_from_there(content: Path, start) -> None:  # type: ignore[no-untyped-def]
    _killed_after(start(0, 0), 300)
    kept = len(_pending(content))
    _settle(content, *map(_record, range(kept, 1000)))
    assert list(_settled(content)) == [_record(number).url for number in range(1000)]


def test_two_runs_at_once_keep_everything(content: Path, start) -> None:  # type: ignore[no-untyped-def]
    for turn in range(5):
        pair = [start(first, 300, settle=70) for first in (turn * 1000, turn * 1000 + 300)]
        for process in pair:
            output, _ = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0
            assert output.endswith("done\n")
        assert len(_settled(content)) == (turn + 1) * 600
    assert _pending(content) == {}
    names = {path.name for path in (content / "records").iterdir()}
    assert names == {FILE.name, JOURNAL.name}


def test_two_runs_that_find_the_same_keep_the_later(content: Path) -> None:
    late = replace(_record(1), checked=NOW + timedelta(seconds=1))
    with Journal(content) as one, Journal(content) as other:
        other.add(late)
        other.settle()
        one.add(_record(1, Alive.DEAD))
        one.settle()
    assert list(_settled(content).values()) == [late]


def test_kill_9_while_settling_leaves_a_whole_file_and_all_records(base: Base, start) -> None:  # type: ignore[no-untyped-def]
    content = base()
    _settle(content, *map(_record, range(2000)))
    for turn in range(5):
        # It settles all the time, so that it dies at another point of it in each turn.
        _killed_after(start(2000 + turn * 1000, 0, settle=1), 3 + turn, turn / 200)
        assert len(_settled(content)) >= 2000 + 3 * turn  # whole, or this raises
        load(content)  # what the dead leave behind is no problem of the content
        before = {**_settled(content), **_pending(content)}
        _settle(content)
        assert set(_settled(content)) == set(before)


@pytest.mark.parametrize("settled", [True, False])
def test_a_run_that_could_not_ask_does_not_take_the_place_of_what_another_found(content: Path, settled: bool) -> None:
    with Journal(content) as one, Journal(content) as other:
        for journal, record in (
            (one, _record(1)),
            (other, _record(1, Alive.SKIPPED, NOW + timedelta(hours=1))),
        ):
            journal.add(record)
            journal.settle() if settled else journal.flush()
    _settle(content)
    assert _settled(content) == {_record(1).url: _record(1)}


def test_a_journal_that_may_not_be_written_is_told_before_anything_is_asked(content: Path) -> None:
    _settle(content, _record(1))
    text = (content / JOURNAL).read_bytes()
    # The bytes 18 and 19 are the version a writer must know: from 3 on, SQLite only reads. https://sqlite.org/fileformat2.html
    (content / JOURNAL).write_bytes(text[:18] + b"\x03" + text[19:])
    with pytest.raises(KbgenError, match="nothing was asked"), Journal(content):
        pass


def test_the_order_in_which_links_answer_is_not_that_of_the_file(content: Path) -> None:
    _settle(content, _record(2))
    _settle(content, _record(3), _record(1), _record(2, Alive.DEAD))
    assert [record.url for record in records_in(content)] == [_record(number).url for number in (1, 2, 3)]
    assert (content / FILE).read_text().count(_record(2).url) == 1


# -- two runs at once, each with its own content


def test_what_another_run_asks_of_a_newer_content_is_not_forgotten(content: Path) -> None:
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    with Journal(content) as one, Journal(content) as other:
        other.add(_record(2, when=now))
        other.flush()
        one.add(_record(1, when=now))
        one.settle(keep={_record(1).url})
        assert list(_settled(content)) == [_record(1).url, _record(2).url]
        one.settle(keep={_record(1).url})
    assert list(_settled(content)) == [_record(1).url, _record(2).url]


def test_a_journal_of_another_kbgen_is_set_aside(content: Path) -> None:
    _settle(content, _record(1))
    database = sqlite3.connect(content / JOURNAL)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with Journal(content) as journal:
        assert "form 99" in journal.warnings[0]
        journal.add(_record(2))
        journal.settle()
    assert len(_settled(content)) == 2


def test_where_nothing_was_asked_there_is_no_file(content: Path) -> None:
    _settle(content)
    assert not (content / FILE).exists()
