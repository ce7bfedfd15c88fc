"""What is answered from: an index that follows its content, and the process that computes."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio
import anyio.to_thread

from kbgen import paths
from kbgen.errors import KbgenError
from kbgen.evaluate.process import Evaluator
from kbgen.index.index import Index
from kbgen.index.reading import files_of
from kbgen.loading import load


class Source:
    """The knowledge base of a content folder, or the one that came with kbgen (None)."""

    def __init__(self, content: Path | None) -> None:
        """Raises `KbgenError` if there is none, `ContentError` if it is broken."""
        self._content = content
        self._seen = self._state()
        self._index = load(content)
        self._lock = anyio.Lock()
        self.evaluator = Evaluator(content or paths.data("content"))

    @property
    def opened(self) -> Index:
        """The index as it is; to be used at once, for a newer one may take its place."""
        return self._index

    async def index(self) -> Index:
        """The index of the content as it is now, to be used before anything is waited for.

        While the content is broken, the one from before.
        """
        async with self._lock:
            state = self._state()
            if state != self._seen:
                self._seen = state  # also if it cannot be used: it is tried again when it changes again
                try:
                    newer = await anyio.to_thread.run_sync(load, self._content)
                except KbgenError as error:
                    print(f"{error}\nanswers come from what was there before", file=sys.stderr, flush=True)
                else:
                    self._index.close()
                    self._index = newer
            return self._index

    def close(self) -> None:
        """Close the file and end the process that computes."""
        self._index.close()
        self.evaluator.close()

    def _state(self) -> str:
        """What changes when the content does."""
        try:
            return "" if self._content is None else files_of(str(self._content))
        except OSError as error:  # gone, or this moment being replaced
            return str(error)
