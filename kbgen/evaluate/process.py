"""Ask the process that computes: it is started when it is needed, ended when it takes too long, started again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import IO, Any

from kbgen.errors import KbgenError, MissingExtraError, NotFoundError
from kbgen.evaluate.limits import SECONDS, InputError, check_limits

Json = dict[str, Any]

STARTING = 120.0
"""Seconds in which the process must be ready: it loads torch."""
_NEEDED = {"numpy": "numpy", "torch": "torch"}


class Evaluator:
    """Computes examples of a content folder, in a process of its own; one call at a time, from any thread."""

    def __init__(self, content: Path, *, seconds: float = SECONDS) -> None:
        self._content = content
        self._seconds = seconds
        self._lock = Lock()
        self._worker: _Worker | None = None

    def evaluate(self, ref: str, inputs: Mapping[str, Any]) -> Json:
        """What the proven example of `ref` gives on `inputs` (numbers, texts, lists of them; by name or symbol).

        Raises `InputError` with everything that is wrong with the inputs and the whole signature, `NotFoundError`,
        `MissingExtraError` without torch, `KbgenError` for what is not proven, takes too long or needs too much memory.
        """
        check_limits(inputs)
        for module, package in _NEEDED.items():
            if find_spec(module) is None:
                raise MissingExtraError(package, "verify")
        with self._lock:
            answer = self._ask(ref, {"ref": ref, "inputs": dict(inputs)})
        if "result" in answer:
            result: Json = answer["result"]
            return result
        raise _error(answer)

    def close(self) -> None:
        """End the process, also in the middle of a call, which fails."""
        worker = self._worker
        if worker is not None:
            worker.kill()
        with self._lock:
            self._end()

    def __enter__(self) -> Evaluator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, ref: str, request: Json) -> Json:
        if self._worker is None or not self._worker.is_running:
            failure = self._start()
            if failure is not None:
                return failure
        assert self._worker is not None
        self._worker.tell(request)
        try:
            return self._worker.hear(self._seconds)
        except TimeoutError:
            self._end()
            what = f"{ref} took longer than {self._seconds:g} s and was stopped"
        except EOFError:
            self._end()
            what = f"{ref} ended the process that computes"
        raise KbgenError(f"{what}; give smaller inputs")

    def _start(self) -> Json | None:
        """Start a process; what it says if it cannot compute. Raises `KbgenError` if it says nothing."""
        self._end()
        self._worker = _Worker(self._content)
        try:
            said = self._worker.hear(STARTING)
        except (TimeoutError, EOFError):
            self._end()
            raise KbgenError("the process that computes does not start; what it says is on standard error") from None
        if "ready" in said:
            return None
        self._end()
        return said

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.end()
            self._worker = None


class _Worker:
    """The process, and the lines that go to and fro."""

    def __init__(self, content: Path) -> None:
        # -P: no code of the folder that we happen to be in is imported.
        command = [sys.executable, "-P", "-m", "kbgen.evaluate.worker", str(content)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, answers = self._process.stdin, self._process.stdout
        self._answers: SimpleQueue[bytes] = SimpleQueue()
        self._reader = Thread(target=_read, args=(answers, self._answers), daemon=True)
        self._reader.start()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def tell(self, request: Json) -> None:
        """Send a request. That the process is gone is for `hear` to find."""
        try:
            self._requests.write(json.dumps(request).encode() + b"\n")
            self._requests.flush()
        except OSError:
            return

    def hear(self, seconds: float) -> Json:
        """The next answer. Raises `TimeoutError`, or `EOFError` if the process has ended."""
        try:
            line = self._answers.get(timeout=seconds)
        except Empty:
            raise TimeoutError from None
        if not line:
            raise EOFError
        answer: Json = json.loads(line)
        return answer

    def kill(self) -> None:
        """Kill the process, which holds nothing that would be lost; whoever waits for an answer hears that it ended."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process, and give back what it holds of this one."""
        self.kill()
        self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:  # what was written and never read
                    continue


def _read(stream: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    """Pass lines on; an empty one says that there are no more."""
    for line in stream:
        lines.put(line)
    lines.put(b"")


def _error(answer: Json) -> KbgenError:
    parts = answer["of"]
    match answer["error"]:
        case "InputError":
            return InputError(*parts)
        case "NotFoundError":
            return NotFoundError(parts[0], tuple(parts[1]))
        case "MissingExtraError":
            return MissingExtraError(*parts)
    return KbgenError(*parts)
