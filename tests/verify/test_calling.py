from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from kbgen.verify.calling import CallError, call, convert, default_dtype, name_of, prepare, sync, takes_tensors

MATRIX = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
COUNTS = np.array([1, 2, 3])


def converted(annotation: Any, value: object, dtype: torch.dtype = torch.float64) -> Any:
    return convert(annotation, value, dtype=dtype, device="cpu")


def problem_of(
    function: Callable[..., object], arguments: dict[str, object], dtype: torch.dtype = torch.float64
) -> str:
    with pytest.raises(CallError) as caught:
        call(function, arguments, dtype=dtype)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- what a function is given -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "dtype", "shape"),
    [
        (MATRIX, torch.float32, (2, 3)),
        (COUNTS, torch.int64, (3,)),
        (0.5, torch.float32, ()),
        (2, torch.int64, ()),
        (np.float64(0.5), torch.float32, ()),
        ([[1.0], [2.0]], torch.float32, (2, 1)),
        (np.array([True, False]), torch.bool, (2,)),
    ],
)
def test_a_tensor_has_the_dtype_asked_for_or_int64(value: object, dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    tensor = converted(Tensor, value, torch.float32)
    assert (tensor.dtype, tuple(tensor.shape)) == (dtype, shape)


@pytest.mark.parametrize(
    ("annotation", "value", "expected"),
    [
        (float, 2, 2.0),
        (float, np.float64(0.5), 0.5),
        (float, np.array(0.5), 0.5),
        (int, 3.0, 3),
        (int, np.int64(3), 3),
        (bool, 1, True),
        (str, "a", "a"),
        (Sequence[str], ["a", "b"], ["a", "b"]),
        (list[str], (), []),
        (Sequence[Sequence[str]], [["a"], [], ["b", "c"]], [["a"], [], ["b", "c"]]),
        (Sequence[int], COUNTS, [1, 2, 3]),
        (Sequence[float], COUNTS, [1.0, 2.0, 3.0]),
        (list[list[float]], MATRIX, [[1, 2, 3], [4, 5, 6]]),
        (tuple[int, ...], COUNTS, (1, 2, 3)),
        (tuple[int, float], [1, 2.5], (1, 2.5)),
        (set[str], ["a", "a"], {"a"}),
        (int | float, 2.5, 2.5),
        (float | None, None, None),
        (Any, {"a": 1}, {"a": 1}),
    ],
)
def test_an_annotation_decides_the_python_value(annotation: Any, value: object, expected: object) -> None:
    found = converted(annotation, value)
    assert found == expected
    assert type(found) is type(expected)


def test_whole_numbers_in_lists_become_what_the_annotation_says() -> None:
    assert all(type(item) is float for item in converted(Sequence[float], COUNTS))
    assert all(type(item) is int for item in converted(Sequence[int], COUNTS))


def test_numpy_arrays_keep_their_kind_and_take_the_precision() -> None:
    assert converted(np.ndarray, MATRIX).dtype == np.float64
    assert converted(np.ndarray, MATRIX, torch.float32).dtype == np.float32
    assert converted(np.ndarray, COUNTS).dtype == np.int64
    assert converted(np.typing.NDArray[np.float64], MATRIX).shape == (2, 3)


@pytest.mark.parametrize(
    ("annotation", "value", "problem"),
    [
        (int, 2.5, "annotated int, but its value is 2.5"),
        (float, MATRIX, "annotated as a number, but its value is an array of shape (2, 3)"),
        (float, "a", "annotated as a number, but its value is 'a'"),
        (str, 1, "annotated str, but its value is 1"),
        (Sequence[str], "ab", "annotated Sequence, but its value is 'ab'"),
        (Sequence[float], np.array(1.0), "annotated Sequence, but its value is an array of shape ()"),
        (Tensor, ["a"], "annotated Tensor, but its value is ['a']"),
        (Tensor, [[1.0], [1.0, 2.0]], "inhomogeneous"),
        (tuple[int, int], COUNTS, "zip() argument"),
        (list, ["a"], "the annotation list does not say of what; write list[str]"),
        (dict[str, int], {}, "nothing is known of the annotation dict[str, int]; use Tensor, float, int"),
        (float | None, "a", "annotated as a number"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(annotation: Any, value: object, problem: str) -> None:
    def function(x: Any) -> Any:
        return x

    function.__annotations__["x"] = annotation
    found = problem_of(function, {"x": value})
    assert found.startswith("parameter 'x': ")
    assert problem in found


def test_what_a_function_is_given_shares_nothing_with_what_the_caller_holds() -> None:
    given = prepare(add_in_place, {"x": MATRIX}, dtype=torch.float64, device="cpu")
    given["x"].zero_()
    assert MATRIX[0, 0] == 1
    array = converted(np.ndarray, MATRIX)
    array[:] = 0
    assert MATRIX[0, 0] == 1


def no_annotation(x): ...  # type: ignore[no-untyped-def]


def unreadable(x: Nothing) -> Any:  # type: ignore[name-defined] # noqa: F821
    return x


def half(x: Tensor, k: int = 2) -> Tensor:
    return x / k


@pytest.mark.parametrize(
    ("function", "arguments", "problem"),
    [
        (no_annotation, {"x": 1}, "parameter 'x' has no annotation"),
        (unreadable, {"x": 1}, "has an annotation that cannot be read: name 'Nothing' is not defined"),
        (half, {}, "cannot be called: missing a required argument: 'x'"),
        (half, {"x": 1.0, "y": 1}, "cannot be called: got an unexpected keyword argument 'y'"),
    ],
)
def test_a_function_that_cannot_be_called_says_why(
    function: Callable[..., object], arguments: dict[str, object], problem: str
) -> None:
    assert problem_of(function, arguments) == problem


# -- what comes back --------------------------------------------------------------------------------------------------


def test_one_result_is_a_tuple_of_one() -> None:
    (result,) = call(half, {"x": MATRIX})
    assert isinstance(result, np.ndarray)
    assert result.dtype == np.float64
    assert result.tolist() == (MATRIX / 2).tolist()


def test_several_results_come_in_order_and_scalars_are_numbers() -> None:
    def three(x: Tensor) -> tuple[Tensor, float, Tensor, int, bool]:
        return x.sum(), 2.5, x.argmax(), 3, True

    results = call(three, {"x": MATRIX})
    assert results == (21.0, 2.5, 5.0, 3.0, 1.0)
    assert all(type(result) is float for result in results)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.float16, torch.bfloat16])
def test_any_precision_comes_back_as_float64(dtype: torch.dtype) -> None:
    (result,) = call(half, {"x": MATRIX}, dtype=dtype)
    assert isinstance(result, np.ndarray)
    assert (result.dtype, result[0, 0]) == (np.float64, 0.5)


@pytest.mark.parametrize("returned", [[1.0, 2.0], np.array([1, 2]), torch.tensor([1, 2])])
def test_lists_and_arrays_of_numbers_are_results_too(returned: object) -> None:
    def constant() -> object:
        return returned

    (result,) = call(constant, {})
    assert isinstance(result, np.ndarray)
    assert result.tolist() == [1.0, 2.0]


def test_results_of_a_graph_are_detached() -> None:
    def with_grad(x: Tensor) -> Tensor:
        return x.clone().requires_grad_() * 2

    assert call(with_grad, {"x": 1.0}) == (2.0,)


def test_the_default_dtype_is_the_one_tested_and_then_the_old_one() -> None:
    def divide(n: Tensor) -> Tensor:
        return n / 3

    before = torch.get_default_dtype()
    assert call(divide, {"n": 1}, dtype=torch.float64) == (1 / 3,)
    assert call(divide, {"n": 1}, dtype=torch.bfloat16) != (1 / 3,)
    problem_of(raise_value_error, {})
    assert torch.get_default_dtype() is before


def test_an_undefined_point_passes_through() -> None:
    def undefined(x: float) -> float:
        if x == 0:
            raise ZeroDivisionError("nothing was retrieved")
        return 1 / x

    with pytest.raises(ZeroDivisionError, match="nothing was retrieved"):
        call(undefined, {"x": 0})


def test_nan_may_come_of_nan() -> None:
    (result,) = call(half, {"x": np.array([np.nan, 1.0])})
    assert isinstance(result, np.ndarray)
    assert np.isnan(result[0])


# -- what is refused --------------------------------------------------------------------------------------------------


def add_in_place(x: Tensor) -> Tensor:
    return x.add_(1)


def transpose_in_place(x: Tensor) -> Tensor:
    return x.t_()


def change_array(x: np.ndarray) -> float:
    x[0] = 9
    return 0.0


def append(x: list[float]) -> float:
    x.append(1.0)
    return 0.0


def change_inner(x: Sequence[list[str]]) -> float:
    x[0].append("a")
    return 0.0


def raise_value_error() -> float:
    raise ValueError("two\nlines")


def log(x: Tensor) -> Tensor:
    return x.log()


def always_float32(x: Tensor) -> Tensor:
    return x.float()


def always_float64(x: Tensor) -> tuple[Tensor, Tensor]:
    return x, x.double()


def elsewhere(x: Tensor) -> Tensor:
    return x.to("meta")


def returns(value: object) -> Callable[..., object]:
    def constant() -> object:
        return value

    return constant


NAN = float("nan")


@pytest.mark.parametrize(
    ("function", "arguments", "problem"),
    [
        (add_in_place, {"x": MATRIX}, "mutates its argument 'x'"),
        (transpose_in_place, {"x": MATRIX}, "mutates its argument 'x'"),
        (change_array, {"x": COUNTS}, "mutates its argument 'x'"),
        (append, {"x": MATRIX[0]}, "mutates its argument 'x'"),
        (change_inner, {"x": [[], ["b"]]}, "mutates its argument 'x'"),
        (raise_value_error, {}, "raises ValueError: two lines"),
        (half, {"x": MATRIX, "k": 0.5}, "parameter 'k': annotated int, but its value is 0.5"),
        (log, {"x": -1.0}, "returns NaN"),
        (returns(NAN), {}, "returns NaN"),
        (always_float32, {"x": MATRIX}, "returns float32 for float64 inputs"),
        (always_float32, {"x": COUNTS}, "returns float32 where the default dtype is float64"),
        (returns(torch.tensor(1j)), {}, "returns complex64 where the default dtype is float64"),
        (elsewhere, {"x": MATRIX}, "returns a tensor on meta for inputs on cpu"),
        (returns(None), {}, "returns NoneType, neither tensor nor numbers"),
        (returns("3"), {}, "returns str, neither tensor nor numbers"),
        (returns(["3"]), {}, "returns list, neither tensor nor numbers"),
        (returns([[1.0], []]), {}, "returns list, neither tensor nor numbers"),
        (returns(1j), {}, "returns complex, neither tensor nor numbers"),
    ],
)
def test_a_result_that_no_reader_could_use_is_refused(
    function: Callable[..., object], arguments: dict[str, object], problem: str
) -> None:
    assert problem_of(function, arguments) == problem


def test_one_wrong_result_among_several_is_refused() -> None:
    assert problem_of(always_float64, {"x": MATRIX}, torch.float32) == "returns float64 for float32 inputs"


def test_a_nan_that_was_given_is_no_change_of_the_argument() -> None:
    def total(x: Tensor, y: np.ndarray, z: Sequence[float]) -> Any:
        return x.mean() + y.mean() + sum(z)

    (result,) = call(total, {"x": np.array([NAN]), "y": np.array([NAN]), "z": [NAN]})
    assert np.isnan(result)


def test_a_long_error_is_cut() -> None:
    def fail() -> float:
        raise RuntimeError("x" * 1000)

    assert len(problem_of(fail, {})) < 250


# -- devices ----------------------------------------------------------------------------------------------------------


def test_the_cpu_has_a_name_and_nothing_to_wait_for() -> None:
    sync("cpu")
    assert name_of("cpu")


def test_without_a_tensor_a_call_is_no_proof_for_a_device() -> None:
    assert takes_tensors({"x": 1.0, "y": [torch.ones(1)]})
    assert not takes_tensors({"x": 1.0, "y": ["a"], "z": MATRIX})


def test_the_default_dtype_comes_back_after_an_error() -> None:
    before = torch.get_default_dtype()
    with pytest.raises(ValueError, match="x"), default_dtype(torch.float16):
        raise ValueError("x")
    assert torch.get_default_dtype() is before


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_on_a_gpu_the_result_must_stay_there() -> None:
    def home(x: Tensor) -> Tensor:
        return x.cpu()

    assert call(half, {"x": 3.0}, device="cuda") == (1.5,)
    with pytest.raises(CallError, match="returns a tensor on cpu for inputs on cuda:0"):
        call(home, {"x": 3.0}, device="cuda")
    sync("cuda")
    assert name_of("cuda")
