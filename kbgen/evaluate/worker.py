"""The process that computes: a request a line on standard input, an answer a line on standard output, until it ends.

Nothing of a request is run: it names an entry of the base and holds data. What the example beside the page prints goes
to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

import torch

from kbgen.errors import KbgenError, MissingExtraError, NotFoundError
from kbgen.evaluate.compute import Base
from kbgen.evaluate.limits import InputError

Json = dict[str, Any]

MEMORY = 2 << 30
"""Bytes that a computation may take beyond what the process has when it starts."""


def main() -> None:
    """Serve the content folder named on the command line."""
    requests, answers = _take_streams()
    torch.set_num_threads(1)  # what is computed is small: threads cost more than they give
    try:
        base = Base(Path(sys.argv[1]))
    except KbgenError as error:
        _send(answers, _failure(error))
        return
    _limit_memory()
    _send(answers, {"ready": True})
    while True:
        _send(answers, _answer(base, json.loads(requests.get())))


def _answer(base: Base, request: Json) -> Json:
    try:
        base.refresh()
        return {"result": base.evaluate(request["ref"], request["inputs"]).document()}
    except KbgenError as error:
        return _failure(error)
    except (MemoryError, SystemExit) as error:
        what = "needs too much memory" if isinstance(error, MemoryError) else "ends the process"
        return _failure(KbgenError(f"{request['ref']} {what} on these inputs; give smaller ones"))


def _failure(error: KbgenError) -> Json:
    """An error by its name, with what it is made of."""
    match error:
        case InputError():
            return {"error": "InputError", "of": error.problems}
        case NotFoundError():
            return {"error": "NotFoundError", "of": [error.query, error.suggestions]}
        case MissingExtraError():
            return {"error": "MissingExtraError", "of": [error.package, error.extra]}
    return {"error": "KbgenError", "of": [str(error)]}


def _take_streams() -> tuple[SimpleQueue[bytes], IO[bytes]]:
    """Keep both streams for ourselves: code that reads finds nothing, and what it prints goes to standard error."""
    given, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    requests: SimpleQueue[bytes] = SimpleQueue()
    Thread(target=_read, args=(given, requests), daemon=True).start()
    return requests, answers


def _read(given: IO[bytes], requests: SimpleQueue[bytes]) -> None:
    """Pass requests on. When whoever asked is gone, nothing goes on: not even an endless computation."""
    for line in given:
        requests.put(line)
    os._exit(0)


def _send(answers: IO[bytes], message: Json) -> None:
    answers.write(json.dumps(message, allow_nan=False).encode() + b"\n")
    answers.flush()


def _limit_memory() -> None:
    """Let a computation that takes more than `MEMORY` fail, where the system says how much there is and can refuse."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):  # not Linux
        return
    most = pages * resource.getpagesize() + MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    main()
