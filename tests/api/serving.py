"""`kbgen api` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

API = [sys.executable, "-m", "kbgen", "api", "--port", "0"]


@contextmanager
def started(source: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server over `source`: its address and its process, which ends with the block."""
    command = [*API, "--content", str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            said = process.stdout.readline()
            assert said.startswith("answering at http://"), process.stderr and process.stderr.read()
            yield said.split()[2].removesuffix("/api/v1/index.json;"), process
        finally:
            process.kill()
