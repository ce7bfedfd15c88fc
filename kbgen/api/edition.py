"""One state of the content, as it is answered from."""

from __future__ import annotations

from kbgen.errors import KbgenError
from kbgen.export.json_api import files
from kbgen.index.index import Index


class Edition:
    """An index, and the files of the site's API made of it: all of them at once, before anybody waits for one."""

    def __init__(self, index: Index) -> None:
        """Raises `KbgenError` if there is no entry."""
        if not index:
            index.close()
            raise KbgenError("there are no entries, and so no answers; write the first, or run: kbgen new")
        self.index = index
        self.files = {path: text.encode() for path, text in files(index)}
        """By path from the root of the site."""
        self.retired = index.retired
        self.openapi: bytes | None = None
        """The OpenAPI document, once it was asked for."""
