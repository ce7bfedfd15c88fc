"""One state of the content, as it is answered from."""

from __future__ import annotations

from kbgen.export.json_api import file
from kbgen.index.index import Index


class Edition:
    """An index, and the files made of it: a list of hundreds of entries is put together once."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.openapi: str | None = None
        """The OpenAPI document, once it was asked for."""
        self._files: dict[str, str] = {}

    def file(self, path: str) -> str | None:
        """The text of a file of the site's API by its path from the root of the site; None if there is none."""
        text = self._files.get(path)
        if text is None:
            text = file(self.index, path)
            if text is not None:  # what there is has an end, what may be asked for has none
                self._files[path] = text
        return text
