"""One state of the content, as it is answered from."""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.export.json_api import FOLDER, files
from kbgen.index.index import Index


class Edition(Index):
    """An index with its entries at hand, and the files of the site's API made of them before anybody waits for one.

    To ask SQLite for each piece of an answer would take as long as everything else that a request takes.
    """

    def __init__(self, path: Path) -> None:
        """Raises `KbgenError` if there is no index at `path`, or no entry in it."""
        super().__init__(path)
        refs = self.refs()
        if not refs:
            self.close()
            raise KbgenError("there are no entries, and so no answers; write the first, or run: kbgen new")
        self._documents = {ref: Index.document(self, ref) for ref in refs}
        self._briefs = {ref: Index.brief(self, ref) for ref in refs}
        self.moved = dict(self.retired)
        """Old refs, each with the ref that replaces it."""
        entries = {f"{FOLDER}/{ref}.json" for ref in (*refs, *self.moved)}
        self.made = {path: text.encode() for path, text in files(self) if path not in entries}
        """The files but for those of single entries, by path from the root of the site."""
        self.openapi: bytes | None = None
        """The OpenAPI document, once it was asked for."""

    def document(self, ref: str) -> str:
        """An entry as JSON text."""
        return self._documents.get(ref) or super().document(ref)

    def brief(self, ref: str) -> str:
        """What a list shows of an entry, as JSON text."""
        return self._briefs.get(ref) or super().brief(ref)
