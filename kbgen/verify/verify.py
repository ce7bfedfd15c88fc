"""`kbgen verify`: run what no fitting record covers, keep what was found."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from time import perf_counter
from types import FrameType

import numpy as np
import torch

from kbgen.content import Content
from kbgen.errors import KbgenError
from kbgen.fingerprint import Fingerprints
from kbgen.records.proofs import Records
from kbgen.report import Result, Status
from kbgen.schema import Ref
from kbgen.verify.calling import name_of
from kbgen.verify.entry import Outcome, Verifier
from kbgen.verify.quantities import units_of

TIMEOUT = 60
"""Seconds that one entry may take; then it counts as failed, and the run goes on."""


_AGAIN = 5
"""Seconds after which the alarm rings again: a bare `except:` in an example may have swallowed the first."""


class _TooLong(BaseException):
    """One entry takes too long. A `BaseException`, so that no example catches it."""


def missing(device: str) -> str:
    """Why nothing can run on `device`; empty if it can."""
    if device == "cuda" and not torch.cuda.is_available():
        return "no GPU here, torch sees no CUDA device"
    return ""


def verify(
    content: Content,
    refs: Sequence[Ref],
    records: Records,
    *,
    device: str = "cpu",
    timeout: int = TIMEOUT,
) -> Iterator[Outcome]:
    """Check `refs` on a device, one by one, and put what was found into `records`, which the caller writes.

    Off the CPU, an entry whose example takes no tensor is passed over: it would run on the CPU all the same.

    Raises `KbgenError` if the device is not here: ask `missing` before.
    """
    reason = missing(device)
    if reason:
        raise KbgenError(f"nothing can run on {device}: {reason}")
    torch.set_num_threads(1)  # arrays of a few numbers: threads cost more than they give
    hashes = Fingerprints(content)
    verifier = Verifier(content, units_of(content.manifest.units), device)
    for ref in filter(verifier.runs_here, refs):
        start = perf_counter()
        content_hash = hashes[ref]  # before it runs: what is edited meanwhile was not checked
        outcome = _verified(verifier, ref, timeout)
        outcome.seconds = perf_counter() - start
        records.put(
            ref,
            device,
            {
                "content": content_hash,
                "date": date.today().isoformat(),
                "device": "" if device == "cpu" else name_of(device),
                **outcome.record,
            },
        )
        yield outcome


def _verified(verifier: Verifier, ref: Ref, timeout: int) -> Outcome:
    try:
        # An array that overflows is for the comparison to see, not for NumPy to warn of.
        with _limit(timeout), np.errstate(all="ignore"):
            return verifier.verify(ref)
    except _TooLong:
        what = f"took longer than {timeout} s; look for an endless loop in the example"
        return _failed(verifier.content, ref, what, "clock")
    except SystemExit:
        return _failed(
            verifier.content, ref, "the code beside the page exits Python; return a value, or raise", "kbgen"
        )
    except Exception as error:  # a fault of kbgen: it is reported, and the other entries are still checked
        what = f"kbgen itself failed ({type(error).__name__}: {error}); please report it"
        return _failed(verifier.content, ref, what, "kbgen")


def _failed(content: Content, ref: Ref, what: str, by: str) -> Outcome:
    line = " ".join(what.split())
    outcome = Outcome(ref, {"state": "transcribed", "failed": [line]})
    outcome.results.append(Result(ref, Status.FAILED, line, content.where(ref, ())))
    outcome.caught_by.append(by)
    return outcome


@contextmanager
def _limit(seconds: int) -> Iterator[None]:
    """Stop what takes too long, where the system has an alarm clock (not on Windows, and only in the main thread)."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
