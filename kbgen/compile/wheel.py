"""Put the content and its index into the wheel: hatchling calls this when one is built."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SCHEMAS = ".schemas"


class ContentHook(BuildHookInterface[Any]):
    """Compiles `content/`, so that what is installed answers at once and needs no place to write."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add content and index to the files of a wheel. An editable install reads the checkout, and makes its own."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        from kbgen.compile import compile_index

        content, index = Path(self.root) / "content", Path(mkdtemp()) / "index.sqlite"
        compile_index(content, index)
        files = {path: path.relative_to(content).as_posix() for path in content.rglob("*") if path.is_file()}
        included = {str(path): f"kbgen/_data/content/{name}" for path, name in files.items() if _is_content(name)}
        build_data["force_include"] |= {**included, str(index): "kbgen/_data/index.sqlite"}


def _is_content(name: str) -> bool:
    """Whether a file is content, not what a run or a tool has left beside it."""
    return all(part == _SCHEMAS or part[0] not in "._" for part in name.split("/"))
