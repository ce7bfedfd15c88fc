"""The index of a content folder: found, and made again if it is missing, damaged or older than the content.

A look-up in a fresh process imports this module: what makes an index is loaded only when one has to be made.
"""

import os
import sys
from _sqlite3 import Connection

from kbgen.errors import KbgenError
from kbgen.index.reading import NAME, is_current, opened

_PACKAGE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 (pathlib takes as long as a look-up)


def open_index(content: str | None = None) -> tuple[str, Connection]:
    """The path of an index that is up to date, and the index; without `content`, of what came with kbgen.

    Raises `ContentError` if it has to be made and the content is broken, `KbgenError` if there is no such folder or the
    index can be kept nowhere.
    """
    if content is None:
        shipped = f"{_PACKAGE}/_data/index.sqlite"
        connection = opened(shipped)
        if connection is not None:
            return shipped, connection
        content = _came_with_kbgen()
    if not os.path.isdir(content):  # noqa: PTH112
        raise KbgenError(f"no content folder at {content}; run kbgen where content/ is, or pass --content DIR")
    beside = f"{content}/{NAME}"
    return _current(beside, content) or _current_in_cache(content) or _made(content)


def _came_with_kbgen() -> str:
    for folder in (f"{_PACKAGE}/_data/content", f"{os.path.dirname(_PACKAGE)}/content"):  # noqa: PTH120
        if os.path.isdir(folder):  # noqa: PTH112
            return folder
    raise KbgenError("content did not come with this kbgen; install it again, or pass --content DIR")


def _current(path: str, content: str) -> tuple[str, Connection] | None:
    connection = opened(path)
    return (path, connection) if connection is not None and is_current(connection, content) else None


def _current_in_cache(content: str) -> tuple[str, Connection] | None:
    return None if os.access(content, os.W_OK) else _current(_in_cache(content), content)


def _made(content: str) -> tuple[str, Connection]:
    """A new index, beside the content; in the user's cache where that folder cannot be written."""
    from pathlib import Path

    from kbgen.compile import compile_index

    if sys.stderr.isatty():
        sys.stderr.write("making the index of what has changed…\n")
    reasons = []
    for path in (f"{content}/{NAME}", _in_cache(content)):
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            compile_index(Path(content), Path(path))
        except OSError as error:
            reasons.append(f"{path}: {error.strerror or error}")
            continue
        connection = opened(path)
        if connection is not None:
            return path, connection
        reasons.append(f"{path}: cannot be read back")
    raise KbgenError(f"the index can be kept nowhere ({'; '.join(reasons)}); make one of these places writable")


def _in_cache(content: str) -> str:
    """The place of an index in the user's cache, one for each content folder."""
    from hashlib import sha256

    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    name = sha256(os.path.realpath(content).encode()).hexdigest()[:16]
    return f"{home}/kbgen/{name}.sqlite"
