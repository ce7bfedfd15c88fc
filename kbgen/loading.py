"""`kbgen.load()`: the knowledge base of a content folder."""

from __future__ import annotations

import os
from pathlib import Path

from kbgen.index.index import Index
from kbgen.opening import open_index


def load(content: str | os.PathLike[str] | None = None) -> Index:
    """The knowledge base of a content folder; without one, that which came with kbgen.

    Its index is kept beside the content, and made again when a file has changed since, when it is missing or damaged.
    Raises `ContentError` if the content is broken, `KbgenError` if there is none or its index can be kept nowhere.
    """
    path, connection = open_index(None if content is None else os.fspath(content))
    connection.close()
    return Index(Path(path))
