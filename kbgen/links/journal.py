"""What a run has found, kept at once: a run that is killed loses nothing, and two runs at once spoil nothing.

SQLite does the locking and the recovery. What the operating system was given survives the process; only a power cut can
damage the journal, which is then set aside.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from time import monotonic
from types import TracebackType

from kbgen.errors import KbgenError
from kbgen.records.files import write_text
from kbgen.records.links import FILE, JOURNAL, LinkRecord, from_json, records_in, text_of, to_json

_MOST = 200
"""Records held back before they are written."""
_LONGEST = 0.25
"""Seconds they are held back at most."""
_PATIENCE = 60.0
"""Seconds to wait for another run that is writing."""

_TABLE = "CREATE TABLE IF NOT EXISTS found (url TEXT PRIMARY KEY, checked TEXT NOT NULL, fields TEXT NOT NULL)"
# Of two runs at once the later answer counts.
_PUT = """INSERT INTO found VALUES (?, ?, ?)
    ON CONFLICT (url) DO UPDATE SET checked = excluded.checked, fields = excluded.fields
    WHERE excluded.checked >= found.checked"""


class Journal:
    """The journal of a content folder. `warnings` says what was wrong with the one that was there."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._path = content / JOURNAL
        self._waiting: list[tuple[str, str, str]] = []
        self._written = monotonic()
        self._database: sqlite3.Connection | None = None
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
        self.flush()
        self._connection.close()

    def add(self, record: LinkRecord) -> None:
        """Keep a record: in the file within a quarter of a second of the next one."""
        fields = to_json(record)
        self._waiting.append((record.url, fields["checked"], json.dumps(fields, ensure_ascii=False)))
        if len(self._waiting) >= _MOST or monotonic() - self._written > _LONGEST:
            self.flush()

    def flush(self) -> None:
        """Write what is held back."""
        if self._waiting:
            with self._connection:
                self._connection.executemany(_PUT, self._waiting)
            self._waiting.clear()
        self._written = monotonic()

    def pending(self) -> dict[str, LinkRecord]:
        """What runs have found and no run has written into the records yet."""
        return {record.url: record for record in self._rows()}

    def settle(self, keep: Collection[str] | None = None) -> None:
        """Move what was found into `records/links.json`; addresses that are not in `keep`, if given, are forgotten.

        Raises `KbgenError` if the file cannot be read or written; the journal then keeps what it has.
        """
        self.flush()
        self._connection.execute("BEGIN IMMEDIATE")  # nobody else settles meanwhile
        try:
            both = _merged(records_in(self._content), self._rows())
            lines = text_of(record for record in both if keep is None or record.url in keep)
            write_text(self._content / FILE, lines)
            self._connection.execute("DELETE FROM found")
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    @property
    def _connection(self) -> sqlite3.Connection:
        assert self._database is not None
        return self._database

    def _open(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level="IMMEDIATE")
        try:
            database.execute("PRAGMA synchronous = OFF")
            database.execute(_TABLE)
            database.commit()
        except BaseException:
            database.close()
            raise
        return database

    def _rows(self) -> Iterator[LinkRecord]:
        for url, fields in self._connection.execute("SELECT url, fields FROM found ORDER BY url"):
            record = from_json(url, json.loads(fields))
            if record is not None:
                yield record


def _merged(old: Iterator[LinkRecord], new: Iterator[LinkRecord]) -> Iterator[LinkRecord]:
    """Two sequences in the order of addresses as one; of two records of an address the one checked later."""
    one, other = next(old, None), next(new, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.url < other.url):
            assert one is not None
            yield one
            one = next(old, None)
        elif one is None or other.url < one.url:
            yield other
            other = next(new, None)
        else:
            yield other if other.checked >= one.checked else one
            one, other = next(old, None), next(new, None)
