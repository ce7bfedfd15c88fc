"""The edition that is answered from, and how a newer one takes its place."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from kbgen.api.edition import Edition
from kbgen.errors import KbgenError
from kbgen.index.reading import files_of
from kbgen.loading import load

PAUSE = 0.5
"""Seconds between two looks at the source."""


class Current:
    """The newest edition of a content folder or an index file, or of the content that came with kbgen, that there is.

    It is replaced on the event loop only, between two requests: who reads `edition` once, and waits for nothing,
    answers from one state of the content, and nobody reads the old one when it is closed.
    """

    def __init__(self, source: Path | None) -> None:
        """Raises `KbgenError` if there is no index and none can be made."""
        self._source = source
        self._seen = self._state()
        self.edition = self._newest()

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Meanwhile, what changes is taken up."""
        task = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self.edition.close()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            state = await asyncio.to_thread(self._state)
            if state == self._seen:
                continue
            self._seen = state  # also if it cannot be used: it is tried again when it changes again
            try:
                newer = await asyncio.to_thread(self._newest)
            except (KbgenError, OSError, sqlite3.Error) as error:
                print(f"{error}\nanswers come from what was there before", file=sys.stderr, flush=True)
                continue
            older, self.edition = self.edition, newer
            older.close()

    def _state(self) -> str:
        """What changes when the source does."""
        if self._source is None:
            return ""
        try:
            if self._source.is_dir():
                return files_of(str(self._source))
            found = self._source.stat()
        except OSError as error:  # gone, or this moment being replaced
            return str(error)
        return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"

    def _newest(self) -> Edition:
        if self._source is not None and self._source.is_file():
            return Edition(self._source)
        with load(self._source) as index:  # which is made again if it is old
            return Edition(index.path)
