"""What a run has found, kept at once: a run that is killed loses nothing, and two runs at once spoil nothing.

SQLite does the locking and the recovery. What the operating system was given survives the process; only a power cut can
damage the journal, which is then set aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock, Timer
from types import TracebackType

from kbgen.errors import KbgenError
from kbgen.records.files import write_text
from kbgen.records.link_file import FILE, JOURNAL, moment, records_in, sealed, text_of_sealed, unsealed
from kbgen.records.links import LinkRecord, weight

_FORM = 2
"""The form of the journal; one of another form is set aside."""
_MOST = 200
"""Records held back before they are written."""
_LONGEST = 0.25
"""Seconds they are held back at most."""
_PATIENCE = 60.0
"""Seconds to wait for another run that is writing."""

_TABLE = """CREATE TABLE IF NOT EXISTS found
    (url TEXT PRIMARY KEY, says INTEGER NOT NULL, checked TEXT NOT NULL, fields TEXT NOT NULL)"""
# Of two runs at once the later answer counts, but not one that could not ask; one from the future is of a wrong clock.
_PUT = """INSERT INTO found VALUES (?, ?, ?, ?)
    ON CONFLICT (url) DO UPDATE SET says = excluded.says, checked = excluded.checked, fields = excluded.fields
    WHERE (excluded.says, excluded.checked) >= (found.says, found.checked)
    OR (excluded.says = found.says AND found.checked > strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))"""

_Row = tuple[str, str, str]
"""An address, when it was checked, and its sealed record."""


class Journal:
    """The journal of a content folder. `warnings` says what was wrong with the one that was there."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._path = content / JOURNAL
        self._waiting: list[tuple[str, bool, str, str]] = []
        self._database: sqlite3.Connection | None = None
        self._lock = RLock()
        self._timer: Timer | None = None
        self._begun = moment(datetime.now(UTC))
        self.warnings: list[str] = []

    def __enter__(self) -> Journal:
        try:
            self._path.parent.mkdir(exist_ok=True)
            self._database = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise KbgenError(f"{self._path}: cannot be written ({error}); nothing was asked") from None
        except sqlite3.DatabaseError as error:
            aside = self._path.with_suffix(".damaged")
            self._path.replace(aside)
            self.warnings.append(f"{self._path}: damaged ({error}); set aside as {aside.name}")
            self._database = self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            try:
                self.flush()
            finally:
                self._connection.close()

    def add(self, record: LinkRecord) -> None:
        """Keep a record: in the file within a quarter of a second. Raises `KbgenError` if it cannot be written."""
        says, checked = weight(record)
        row = (record.url, says, moment(checked), sealed(record))
        with self._lock:
            self._waiting.append(row)
            if len(self._waiting) >= _MOST:
                self.flush()
            elif self._timer is None:
                # A thread, for there may be no next record for as long as a slow server takes.
                self._timer = Timer(_LONGEST, self._flush_late)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write what is held back. Raises `KbgenError` if it cannot be written."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._waiting:
                with self._told("written"), self._connection:
                    self._connection.executemany(_PUT, self._waiting)
                self._waiting.clear()

    def pending(self) -> dict[str, LinkRecord]:
        """What runs have found and no run has written into the records yet. Raises `KbgenError` if it is unreadable."""
        with self._lock, self._told("read"):
            found = ((url, unsealed(url, words)) for url, _, words in self._rows())
            return {url: record for url, record in found if record is not None}

    def settle(self, keep: Collection[str] | None = None) -> None:
        """Move what was found into `records/links.json`; addresses that are not in `keep`, if given, are forgotten.

        Not those that were asked since this run began: another run may know a newer content.

        Raises `KbgenError` if the file cannot be read or written; the journal then keeps what it has.
        """
        with self._lock, self._told("written"):
            self.flush()
            self._connection.execute("BEGIN IMMEDIATE")  # nobody else settles meanwhile
            with self._connection:
                (count,) = self._connection.execute("SELECT count(*) FROM found").fetchone()
                if not count and not (self._content / FILE).exists():
                    return  # until something was asked there is no file
                both = _merged(records_in(self._content), self._rows(), datetime.now(UTC))
                write_text(self._content / FILE, text_of_sealed(self._kept(both, keep)))
                self._connection.execute("DELETE FROM found")

    def _kept(self, found: Iterator[_Row], keep: Collection[str] | None) -> Iterator[tuple[str, str]]:
        return ((url, words) for url, checked, words in found if keep is None or url in keep or checked >= self._begun)

    @property
    def _connection(self) -> sqlite3.Connection:
        assert self._database is not None
        return self._database

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Say in a line what SQLite said."""
        try:
            yield
        except sqlite3.Error as error:
            raise KbgenError(f"{self._path}: cannot be {what} ({error}); run again: what it has is kept") from None

    def _flush_late(self) -> None:
        with suppress(KbgenError):  # the next `add`, or the end, meets it again
            self.flush()

    def _open(self) -> sqlite3.Connection:
        # The timer's thread writes too, behind the lock.
        database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level="IMMEDIATE", check_same_thread=False)
        try:
            database.execute("PRAGMA synchronous = OFF")
            (form,) = database.execute("PRAGMA user_version").fetchone()
            if form not in (0, _FORM):
                raise sqlite3.DatabaseError(f"of form {form}, which is another kbgen's")
            database.execute(_TABLE)
            database.execute(f"PRAGMA user_version = {_FORM}")  # a write: what cannot be kept need not be asked
            database.commit()
            # Without this a page that is damaged would only be met when its records are read.
            (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(found)
        except BaseException:
            database.close()
            raise
        return database

    def _rows(self) -> Iterator[_Row]:
        yield from self._connection.execute("SELECT url, checked, fields FROM found ORDER BY url")


def _merged(old: Iterator[LinkRecord], new: Iterator[_Row], now: datetime) -> Iterator[_Row]:
    """Two sequences in the order of addresses as one; of two records of an address the one that counts."""
    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.url < other[0]):
            assert one is not None
            yield _row(one)
            one = next(old, None)
        elif one is None or other[0] < one.url:
            yield other
            other = next(new, None)
        else:
            record = unsealed(other[0], other[2])
            yield other if record is not None and _counts(record, one, now) else _row(one)
            one, other = next(old, None), next(new, None)


def _row(record: LinkRecord) -> _Row:
    return record.url, moment(record.checked), sealed(record)


def _counts(new: LinkRecord, old: LinkRecord, now: datetime) -> bool:
    """Whether of two records of an address the new one counts; an old one from the future would stay until then."""
    (says, checked), (said, before) = weight(new), weight(old)
    return (says, checked) >= (said, before) or (says == said and before > now)
