"""Run the example of an entry on sample inputs: what it was given, what it returns, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch
from torch import Tensor

from kbgen import examples
from kbgen.content import Content
from kbgen.errors import KbgenError
from kbgen.kb import KnowledgeBase, Match
from kbgen.latex.errors import LatexError
from kbgen.latex.formulas import Formulas
from kbgen.report import Result, Status
from kbgen.schema import Computable, Ref
from kbgen.verify.calling import CallError, Value, call, default_dtype, name_of, prepare, sync, takes_tensors
from kbgen.verify.points import Sampler, arguments, seed_of

_TRIES = 1000
_UNITS = {"s": 1.0, "ms": 1e-3, "µs": 1e-6}


@dataclass(frozen=True, slots=True)
class Execution:
    """One example, run."""

    ref: Ref
    name: str
    """Of the function."""
    arguments: Mapping[str, object]
    """As it was given them."""
    results: tuple[Value, ...]
    """None: undefined at this point."""
    undefined: str
    """Why it is undefined, if it is."""
    device: str
    dtype: torch.dtype
    seconds: tuple[float, ...]
    """Of each repetition."""

    def __str__(self) -> str:
        given = ", ".join(f"{name}={_written(value)}" for name, value in self.arguments.items())
        lines = [f"{self.name}({given})  # {self.ref}"]
        lines += [_written_out(result) for result in self.results]
        if self.undefined:
            lines.append(f"undefined: {self.undefined}")
        on, of = (self.device, "") if takes_tensors(self.arguments) else ("cpu", ", for it takes no tensor")
        lines.append(f"device  {on} ({name_of(on)}){of}")
        lines.append(f"dtype   {str(self.dtype).removeprefix('torch.')}{of and ', of the tensors it makes, if any'}")
        if self.seconds:
            lines.append(f"time    {_duration(median(self.seconds))}, median of {len(self.seconds)}")
        return "\n".join(lines)


def run(
    kb: KnowledgeBase, query: str, *, device: str = "auto", dtype: str = "float32", seed: int = 0, repeat: int = 10
) -> Execution | Result:
    """Run the example of the entry that answers to `query` on sample inputs; a failed `Result` if there is none.

    Raises `NotFoundError` if nothing answers, `KbgenError` if the device is not here, `ExampleError` if the example
    cannot be loaded.
    """
    chosen, precision = _device(device), _dtype(dtype)
    if chosen == "mps" and precision is torch.float64:
        raise KbgenError("this GPU has no float64; run with --dtype float32, or --device cpu")
    found = _computable(kb, query)
    if isinstance(found, Result):
        return found
    ref, entry = found
    function = examples.load(kb.content, ref)
    if function is None:
        declared = f"def {ref.id.replace('-', '_')}({', '.join(examples.parameters_of(entry))})"
        return Result(ref, Status.FAILED, f"no example on this page; write {_file(kb, ref)} with {declared}")
    try:
        return _run(function, ref, _sample(kb.content, ref, seed), chosen, precision, repeat)
    except CallError as error:
        return Result(ref, Status.FAILED, f"{error}; correct {_file(kb, ref)}")


def _sample(content: Content, ref: Ref, seed: int) -> Mapping[str, object]:
    """Inputs of the example by parameter name, drawn from the declared domains, away from the edge cases."""
    try:
        formula = Formulas(content)[ref]
        sampler = Sampler(formula, seed_of(ref) + seed)
        drawn = (sampler.draw() for _ in range(_TRIES))
        point = next((point for point in drawn if point is not None and sampler.edge(point) is None), None)
    except LatexError as error:
        raise KbgenError(f"{content.where(ref, ('latex',))}: {ref}: {error}; run: kbgen validate") from error
    if point is None:
        raise KbgenError(f"{content.where(ref)}: {ref}: no inputs satisfy its domains and assumptions; widen them")
    return arguments(formula.entry, point)


def _run(
    function: Callable[..., Any],
    ref: Ref,
    inputs: Mapping[str, object],
    device: str,
    dtype: torch.dtype,
    repeat: int,
) -> Execution:
    arguments = prepare(function, inputs, dtype=dtype, device=device)
    results: tuple[Value, ...] = ()
    seconds: tuple[float, ...] = ()
    undefined = ""
    try:
        results = call(function, inputs, dtype=dtype, device=device)
    except ZeroDivisionError as error:
        undefined = str(error) or "a division by zero"
    else:
        with default_dtype(dtype):
            seconds = tuple(_time(function, arguments, device) for _ in range(repeat))
    return Execution(ref, function.__name__, arguments, results, undefined, device, dtype, seconds)


def _time(function: Callable[..., Any], arguments: Mapping[str, object], device: str) -> float:
    sync(device)
    start = perf_counter()
    function(**arguments)
    sync(device)
    return perf_counter() - start


def _file(kb: KnowledgeBase, ref: Ref) -> str:
    """Where the example of `ref` is, or would be."""
    file = kb.content.file_of[ref]
    return f"{file.name.rpartition('/')[0]}/{file.stem.replace('-', '_')}.py"


def _computable(kb: KnowledgeBase, query: str) -> tuple[Ref, Computable] | Result:
    """The first answer that has a formula; a term of the same name does not stand in its way."""
    matches = kb.named(query)
    for match in matches:
        if isinstance(match.entry, Computable) and match.entry.latex is not None:
            return match.ref, match.entry
    return Result(matches[0].ref, Status.FAILED, f"has no formula{_related(kb, matches[0])}")


def _related(kb: KnowledgeBase, match: Match) -> str:
    """What to run instead: the first formula that the entry names as related."""
    for ref in kb.related(match.ref):
        entry = kb.content.entries.get(ref)
        if isinstance(entry, Computable) and entry.latex is not None:
            return f"; run: kbgen run {ref}"
    return "; formulas and metrics have one"


def _device(asked: str) -> str:
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if asked == "auto":
        return next(kind for kind, is_here in here.items() if is_here)
    if not here[asked]:
        raise KbgenError(f"no {asked} device here; run with --device cpu")
    return asked


def _dtype(name: str) -> torch.dtype:
    dtype: torch.dtype = getattr(torch, name)
    return dtype


def _written(value: object) -> str:
    """An argument: the shape of a tensor or array, the start of a list, a number or a text as it is."""
    if isinstance(value, Tensor | np.ndarray):
        if value.ndim:
            return f"{type(value).__name__}({', '.join(map(str, value.shape))})"
        return f"{value.item():.4g}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list) and len(value) > 3:
        return f"[{', '.join(_written(item) for item in value[:3])}, … {len(value)}]"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return repr(value)


def _written_out(result: Value) -> str:
    """A result as torch would print it, shortened."""
    if isinstance(result, float):
        return f"{result:.6g}"
    text = np.array2string(result, precision=4, threshold=60, edgeitems=3, separator=", ", prefix="tensor(")
    return f"tensor({text})  # {result.shape}"


def _duration(seconds: float) -> str:
    unit = next((unit for unit, size in _UNITS.items() if seconds >= size), "µs")
    return f"{seconds / _UNITS[unit]:.3g} {unit}"
