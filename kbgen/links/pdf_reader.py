"""The process that reads a PDF for `pdf`: from standard input, to standard output as JSON, within limits.

Only here is pypdf imported: a run over links that meets no PDF does not pay for it.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys

if sys.platform != "win32":
    import resource

from pypdf import PdfReader

MEMORY = 1 << 30
"""Bytes of address space; a paper of 10 MB takes a fifth of it."""
LONGEST_TEXT = 20_000
"""Characters of the first page that are kept."""
_MOST_NAMES = 20_000


def _main() -> None:
    """Read a PDF and write what is told of it, within the seconds of computing given as argument."""
    _limit(int(sys.argv[1]))
    logging.disable()
    reader = PdfReader(io.BytesIO(sys.stdin.buffer.read()), strict=False)
    if reader.is_encrypted:
        reader.decrypt("")  # many are encrypted with no password, against changes only
    text = reader.pages[0].extract_text()[:LONGEST_TEXT]
    told: dict[str, object] = {"text": text, "pages": 0, "names": []}
    with contextlib.suppress(Exception):  # the text is what matters
        told["pages"] = len(reader.pages)
        told["names"] = list(reader.named_destinations)[:_MOST_NAMES]
    json.dump(told, sys.stdout)


def _limit(seconds: int) -> None:
    if sys.platform == "win32":
        return  # the caller's clock has to do
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0)):
        _, ceiling = resource.getrlimit(kind)
        resource.setrlimit(kind, (min(most, ceiling) if ceiling >= 0 else most, ceiling))


if __name__ == "__main__":
    _main()
