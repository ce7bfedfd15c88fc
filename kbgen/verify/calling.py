"""Call an example as its annotations ask, and refuse results that no reader could use."""

from __future__ import annotations

import inspect
import platform
import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import torch
from torch import Tensor

Value = np.ndarray[Any, Any] | float
"""A result: an array of float64, or a number."""

_ARRAYS = {torch.float32: np.float32, torch.float16: np.float16}
"""What NumPy has of the types of torch; float64 for the others."""

_NUMBERS = "fiub"
"""The kinds of arrays that hold numbers: real, whole, true or false."""


class CallError(Exception):
    """The call went wrong, by the fault of the function or of its annotations; the text is one line."""


def call(
    function: Callable[..., Any],
    arguments: Mapping[str, object],
    *,
    dtype: torch.dtype = torch.float64,
    device: str = "cpu",
) -> tuple[Value, ...]:
    """The results of `function`, one or several, on `arguments` by parameter name.

    Raises `CallError` if the function raises, changes an argument, returns NaN where no argument holds one, or returns
    another dtype or device than it was given. `ZeroDivisionError` passes: so an example says that it is undefined.
    """
    given = prepare(function, arguments, dtype=dtype, device=device)
    before = {name: _copied(value) for name, value in given.items()}
    with default_dtype(dtype):
        try:
            returned = function(**given)
        except ZeroDivisionError:
            raise
        except Exception as error:
            raise CallError(f"raises {type(error).__name__}: {_one_line(error)}") from error
    for name, value in given.items():
        if not _same(value, before[name]):
            raise CallError(f"mutates its argument '{name}'")
    results = returned if isinstance(returned, tuple) else (returned,)
    for result in results:
        _check_tensor(result, list(_tensors(before.values())), dtype)
    values = tuple(_value(result) for result in results)
    if any(np.isnan(value).any() for value in values) and not _has_nan(before.values()):
        raise CallError("returns NaN")
    return values


def prepare(
    function: Callable[..., Any], arguments: Mapping[str, object], *, dtype: torch.dtype, device: str
) -> dict[str, Any]:
    """`arguments` as the annotations of `function` ask for them; nothing is shared with `arguments`."""
    try:
        annotations = _annotations(function)
    except Exception as error:
        raise CallError(f"has an annotation that cannot be read: {_one_line(error)}") from error
    try:
        _signature(function).bind(**arguments)
    except TypeError as error:
        raise CallError(f"cannot be called: {_one_line(error)}") from error
    given = {}
    for name, value in arguments.items():
        if name not in annotations:
            raise CallError(f"parameter '{name}' has no annotation")
        try:
            given[name] = convert(annotations[name], value, dtype=dtype, device=device)
        except (TypeError, ValueError) as error:
            raise CallError(f"parameter '{name}': {_one_line(error)}") from error
    return given


@lru_cache(maxsize=512)
def _annotations(function: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(function)


@lru_cache(maxsize=512)
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def _copied(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.clone()
    return value if isinstance(value, (int, float, str, bool)) else deepcopy(value)


def convert(annotation: Any, value: Any, *, dtype: torch.dtype, device: str) -> Any:
    """A copy of `value` (a number, an array, text, or lists of these) as `annotation` asks for it.

    Whole numbers stay whole: a `Tensor` of integers is int64, one of other numbers is `dtype`.
    Raises `TypeError` or `ValueError` if `value` does not fit, and `TypeError` for an annotation of no known form.
    """
    origin, inner = get_origin(annotation) or annotation, get_args(annotation)
    if origin is Tensor:
        return _tensor(value, dtype, device)
    if origin is np.ndarray:
        array = np.array(value)
        return array.astype(_ARRAYS.get(dtype, np.float64)) if array.dtype.kind == "f" else array
    if origin in _SCALARS:
        return _SCALARS[origin](value)
    if origin is Any or origin is object:
        return deepcopy(value)
    if origin in (Union, types.UnionType):
        return _first_that_fits(inner, value, dtype, device)
    if isinstance(origin, type) and issubclass(origin, Iterable) and not issubclass(origin, Mapping):
        return _collection(origin, inner, value, dtype, device)
    raise TypeError(f"nothing is known of the annotation {annotation}; use Tensor, float, int, Sequence[str]…")


def asks_for_tensors(function: Callable[..., Any]) -> bool:
    """Whether a parameter of `function` is a tensor: without one, nothing of it runs on a GPU."""
    try:
        annotations = _annotations(function)
    except Exception:  # what cannot be read is told when it is called
        return True
    return any(_names_a_tensor(kind) for name, kind in annotations.items() if name != "return")


def _names_a_tensor(annotation: Any) -> bool:
    return annotation is Tensor or any(_names_a_tensor(part) for part in get_args(annotation))


def takes_tensors(given: Mapping[str, object]) -> bool:
    """Whether there is a tensor among the prepared arguments; without one, a call runs on the CPU only."""
    return any(True for _ in _tensors(given.values()))


@contextmanager
def default_dtype(dtype: torch.dtype) -> Iterator[None]:
    """Within, new tensors of floats are `dtype`, and so is what divides integers."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def sync(device: str) -> None:
    """Wait until `device` has done what it was asked; for a clock to be right."""
    kind = torch.device(device).type
    if kind == "cuda":
        torch.cuda.synchronize(device)
    elif kind == "mps":
        torch.mps.synchronize()


def name_of(device: str) -> str:
    """What the maker calls `device`, where it can be found out."""
    if torch.device(device).type == "cuda":
        return torch.cuda.get_device_name(device)
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, "") or platform.processor() or platform.machine()


def _float(value: Any) -> float:
    return float(_scalar(value))


def _int(value: Any) -> int:
    number = _scalar(value)
    if int(number) != number:
        raise ValueError(f"annotated int, but its value is {number}")
    return int(number)


def _bool(value: Any) -> bool:
    return bool(_scalar(value))


def _str(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"annotated str, but its value is {value!r:.40}")
    return str(value)


_SCALARS: dict[Any, Callable[[Any], Any]] = {float: _float, int: _int, bool: _bool, str: _str}


def _scalar(value: Any) -> int | float:
    number = value.item() if isinstance(value, np.generic | np.ndarray) and value.ndim == 0 else value
    if not isinstance(number, int | float):
        raise TypeError(f"annotated as a number, but its value is {_described(value)}")
    return number


def _tensor(value: Any, dtype: torch.dtype, device: str) -> Tensor:
    array = np.array(value)
    if array.dtype.kind not in _NUMBERS:
        raise TypeError(f"annotated Tensor, but its value is {_described(value)}")
    return torch.tensor(array, dtype={"f": dtype, "b": torch.bool}.get(array.dtype.kind, torch.int64), device=device)


def _first_that_fits(annotations: Iterable[Any], value: Any, dtype: torch.dtype, device: str) -> Any:
    problem: Exception = TypeError("None is not allowed")
    for annotation in annotations:
        if annotation is type(None):
            if value is None:
                return None
            continue
        try:
            return convert(annotation, value, dtype=dtype, device=device)
        except (TypeError, ValueError) as error:
            problem = error
    raise problem


def _collection(origin: type, inner: tuple[Any, ...], value: Any, dtype: torch.dtype, device: str) -> Any:
    """`value` as a tuple, a set or, for everything else that can be gone through, a list."""
    many = value.ndim > 0 if isinstance(value, np.ndarray) else isinstance(value, Collection)
    if not many or isinstance(value, str):
        raise TypeError(f"annotated {origin.__name__}, but its value is {_described(value)}")
    kinds: Iterable[Any] = inner[:1] * len(value)
    if origin is tuple and not (len(inner) == 2 and inner[1] is Ellipsis):
        kinds = inner
    if not inner:
        raise TypeError(f"the annotation {origin.__name__} does not say of what; write {origin.__name__}[str], …")
    items = [convert(kind, item, dtype=dtype, device=device) for kind, item in zip(kinds, value, strict=True)]
    return origin(items) if origin in (tuple, set, frozenset) else items


def _described(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    return f"{value!r:.40}"


def _check_tensor(result: object, inputs: list[Tensor], dtype: torch.dtype) -> None:
    """Refuse a tensor of another dtype than that of the inputs, or on another device."""
    if not isinstance(result, Tensor):
        return
    if result.is_complex() or (result.is_floating_point() and result.dtype is not dtype):
        of_floats = any(tensor.is_floating_point() for tensor in inputs)
        given = f"for {_short(dtype)} inputs" if of_floats else f"where the default dtype is {_short(dtype)}"
        raise CallError(f"returns {_short(result.dtype)} {given}")
    if inputs and result.device != inputs[0].device:
        raise CallError(f"returns a tensor on {result.device} for inputs on {inputs[0].device}")


def _value(result: object) -> Value:
    if isinstance(result, Tensor):
        array = result.detach().cpu().to(torch.float64).numpy()
    else:
        try:
            array = np.asarray(result)
        except ValueError:  # lists of unequal lengths
            array = np.asarray(None)
        if array.dtype.kind not in _NUMBERS:
            raise CallError(f"returns {type(result).__name__}, neither tensor nor numbers")
        array = array.astype(np.float64)
    return array if array.ndim else float(array)


def _tensors(values: Iterable[object]) -> Iterator[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _same(one: Any, other: Any) -> bool:
    """Whether both are equal to the bit, NaN equal to NaN."""
    if isinstance(one, Tensor):
        same_form = one.dtype is other.dtype and one.shape == other.shape
        return same_form and bool(((one == other) | ((one != one) & (other != other))).all())
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other or (one != one and other != other))


def _has_nan(values: Iterable[object]) -> bool:
    for value in values:
        if isinstance(value, Tensor) and value.is_floating_point() and bool(value.isnan().any()):
            return True
        if isinstance(value, list | tuple) and _has_nan(value):
            return True
        if isinstance(value, float | np.ndarray) and np.asarray(value).dtype.kind == "f" and np.isnan(value).any():
            return True
    return False


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 200 else f"{text[:199]}…"
