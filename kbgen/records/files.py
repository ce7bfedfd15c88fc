"""The files of `content/records/`: read with a word on what to do, written in one step."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kbgen.errors import KbgenError

FORM = 1
"""The form of the files; another number is another kbgen's."""


def read_json(path: Path, shown: str, command: str) -> dict[str, Any]:
    """The content of a records file; nothing if there is none.

    Raises `KbgenError` if it cannot be read or is of another form: `command` makes it again.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise KbgenError(f"{shown}: cannot be read ({error}); delete it and run: {command}") from None
    if not isinstance(data, dict) or data.get("form") != FORM:
        raise KbgenError(f"{shown}: not a records file of this kbgen; delete it and run: {command}")
    return data


def write_text(path: Path, parts: Iterable[str]) -> None:
    """Write a file of `parts` in one step: who is cut off leaves the old one. Raises `KbgenError` if it cannot."""
    try:
        path.parent.mkdir(exist_ok=True)
        # A name that readers of the content and git pass over: a kill may leave the file behind.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(parts)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise KbgenError(f"{path}: cannot be written ({error.strerror or error}); nothing was kept") from None
