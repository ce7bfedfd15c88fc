"""What each floating-point type costs: the example's error, measured and not guessed; and fused kernels on a GPU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch

from kbgen.schema import Computable
from kbgen.verify.calling import CallError, call, default_dtype, prepare, sync, takes_tensors
from kbgen.verify.points import Point, arguments

DTYPES = {
    "float64": torch.float64,
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}
_POINTS = 24
_REPEATS = 20


def errors_by_dtype(
    entry: Computable,
    function: Callable[..., Any],
    observed: Sequence[tuple[Point, tuple[Any, ...]]],
    device: str,
) -> dict[str, float]:
    """The largest error of each type relative to ‖expected‖∞, against `observed`: what the page prints, in float64.

    Points where a type overflows, or rounds a divisor to 0, are left out, and so is a type without points.
    Empty for what takes no tensors. Raises `CallError` if the example does not run in a type.
    """
    first = prepare(function, arguments(entry, observed[0][0]), dtype=torch.float64, device="cpu")
    if not takes_tensors(first):
        return {}
    errors: dict[str, float] = {}
    for name, dtype in DTYPES.items():
        worst: float | None = None
        for point, expected in observed[:_POINTS]:
            try:
                got = call(function, arguments(entry, point), dtype=dtype, device=device)
            except ZeroDivisionError:
                continue  # a value that this type rounds to 0
            except CallError as error:
                if str(error) == "returns NaN" and dtype is not torch.float64:
                    continue  # an overflow on the way
                raise CallError(f"{error} ({name})") from None
            relative = max((_relative(a, b) for a, b in zip(got, expected, strict=True)), default=0.0)
            if np.isfinite(relative):
                worst = relative if worst is None else max(worst, relative)
        if worst is not None:
            errors[name] = float(f"{worst:.2g}")
    return errors


def fused(
    entry: Computable, textbook: Callable[..., Any], kernel: Callable[..., Any], point: Point, device: str
) -> dict[str, float]:
    """Time and peak memory of a library's kernel beside the textbook form, as ratios, in float32 on large inputs.

    `point` has the large sizes. Memory is measured on a CUDA device only. Nothing for what takes no tensors.
    """
    results = {}
    for name, function in (("textbook", textbook), ("kernel", kernel)):
        given = prepare(function, arguments(entry, point), dtype=torch.float32, device=device)
        if not takes_tensors(given):
            return {}
        results[name] = _measure(function, given, device)
    ratio = {"time": float(f"{results['kernel'][0] / results['textbook'][0]:.3g}")}
    if results["textbook"][1]:
        ratio["memory"] = float(f"{results['kernel'][1] / results['textbook'][1]:.3g}")
    return ratio


def _measure(function: Callable[..., Any], given: dict[str, Any], device: str) -> tuple[float, int]:
    cuda = torch.device(device).type == "cuda"
    seconds = []
    peak = 0
    with default_dtype(torch.float32):
        function(**given)  # the first call loads kernels
        if cuda:
            sync(device)
            before = torch.cuda.memory_allocated(device)
            torch.cuda.reset_peak_memory_stats(device)
            function(**given)
            sync(device)
            peak = torch.cuda.max_memory_allocated(device) - before
        for _ in range(_REPEATS):
            sync(device)
            start = perf_counter()
            function(**given)
            sync(device)
            seconds.append(perf_counter() - start)
    return median(seconds), peak


def _relative(got: Any, expected: Any) -> float:
    a, b = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    if a.shape != b.shape:
        return float("inf")
    same = a == b
    if same.all():
        return 0.0
    scale = np.abs(b[np.isfinite(b)]).max(initial=0.0)
    return float(np.abs(a[~same] - b[~same]).max() / scale) if scale else 0.0
