from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen import examples
from kbgen.content import Content
from kbgen.content import load as read
from kbgen.errors import ExampleError, KbgenError, MissingExtraError
from kbgen.schema import Computable, Formula
from tests.conftest import FORMULAS, Base

SIGMOID = '''\
"""A page."""

import math


def sigmoid(x: float) -> float:
    """Between 0 and 1."""
    return 1 / (1 + math.exp(-x))
'''

WITH_ORACLE = FORMULAS + "  oracle: {library: scikit-learn, function: sklearn.special.expit}\n"


def content_of(base: Base, example: str | None, oracle: str | None = None, formulas: str = FORMULAS) -> Content:
    files = {"formulas/basics.yml": formulas, "formulas/basics.py": example, "formulas/basics_oracles.py": oracle}
    return read(base(files))


def problem_of(content: Content, *, oracles: bool = False) -> str:
    """The message of the error on loading the sigmoid."""
    with pytest.raises(ExampleError) as caught:
        examples.load(content, "formulas/sigmoid", oracles=oracles)
    return str(caught.value)


def entry_of(**fields: object) -> Computable:
    """A formula with the variables, `sizes` and whatever else `fields` says."""
    text = {"fr": "x", "en": "x"}
    common = {"name": "x", "summary": text, "latex": "y = x", "outputs": [{"symbol": "y"}], "sources": []}
    return Formula.model_validate({**common, **fields})


def variable(py: str, *shape: str) -> dict[str, object]:
    return {"symbol": py, "py": py, "meaning": {"fr": "x", "en": "x"}, "shape": list(shape), "domain": "real"}


# -- where it is and how it is loaded ---------------------------------------------------------------------------------


def test_an_example_is_the_function_of_the_page_named_after_the_id(base: Base) -> None:
    function = examples.load(content_of(base, SIGMOID), "formulas/sigmoid")
    assert function is not None
    assert function(0) == 0.5
    assert function.__module__ == "kbgen_content.formulas.basics"


def test_hyphens_of_page_and_id_become_underscores(base: Base) -> None:
    kb = base()
    (kb / "formulas" / "basics.yml").rename(kb / "formulas" / "two-words.yml")
    text = (kb / "formulas" / "two-words.yml").read_text(encoding="utf-8")
    (kb / "formulas" / "two-words.yml").write_text(text.replace("\nsigmoid:", "\nthe-sigmoid:"), encoding="utf-8")
    manifest = (kb / "kb.yml").read_text(encoding="utf-8").replace("formulas/basics", "formulas/two-words")
    (kb / "kb.yml").write_text(manifest, encoding="utf-8")
    (kb / "formulas" / "two_words.py").write_text(SIGMOID.replace("def sigmoid", "def the_sigmoid"), encoding="utf-8")
    function = examples.load(read(kb), "formulas/the-sigmoid")
    assert function is not None
    assert (function.__module__, function.__name__) == ("kbgen_content.formulas.two_words", "the_sigmoid")


def test_oracles_stand_in_a_file_of_their_own(base: Base) -> None:
    content = content_of(base, SIGMOID, SIGMOID, WITH_ORACLE)
    function = examples.load(content, "formulas/sigmoid", oracles=True)
    assert function is not None
    assert function.__module__ == "kbgen_content.formulas.basics_oracles"
    path = examples.module_path(content, "formulas/sigmoid", oracles=True)
    assert path == content.root / "formulas" / "basics_oracles.py"


@pytest.mark.parametrize("ref", ["formulas/sigmoid", "glossary/rope"])
def test_a_page_without_examples_has_none(base: Base, ref: str) -> None:
    content = content_of(base, None)
    assert examples.module_path(content, ref) is None
    assert examples.load(content, ref) is None


def test_an_entry_without_an_oracle_needs_no_function_in_that_file(base: Base) -> None:
    assert examples.load(content_of(base, SIGMOID, "import math\n"), "formulas/sigmoid", oracles=True) is None


def test_a_file_is_loaded_once_until_it_changes(base: Base) -> None:
    content = content_of(base, SIGMOID)
    first = examples.load(content, "formulas/sigmoid")
    assert examples.load(content, "formulas/sigmoid") is first
    path = examples.module_path(content, "formulas/sigmoid")
    assert path is not None
    changed = path.stat().st_mtime_ns + 1
    path.write_text(SIGMOID.replace("1 / (1", "2 / (1"), encoding="utf-8")
    os.utime(path, ns=(changed, changed))
    again = examples.load(content, "formulas/sigmoid")
    assert again is not None
    assert again(0) == 1


def test_loading_leaves_nothing_but_its_own_module_behind(base: Base) -> None:
    example = "import sys\nsys.path.insert(0, '/nowhere')\n" + SIGMOID
    content = content_of(base, example)
    path, modules = list(sys.path), set(sys.modules)
    examples.load(content, "formulas/sigmoid")
    assert sys.path == path
    assert set(sys.modules) - modules <= {"kbgen_content.formulas.basics"}
    assert sorted(file.name for file in (content.root / "formulas").iterdir()) == ["basics.py", "basics.yml"]


def test_a_failed_load_leaves_nothing_behind(base: Base) -> None:
    sys.modules.pop("kbgen_content.formulas.basics", None)
    problem_of(content_of(base, "import sys\nsys.path.insert(0, '/nowhere')\nraise ValueError\n"))
    assert "kbgen_content.formulas.basics" not in sys.modules
    assert "/nowhere" not in sys.path


def test_a_failed_load_is_tried_again(base: Base) -> None:
    content = content_of(base, "raise ValueError\n")
    problem_of(content)
    assert "raises ValueError" in problem_of(content)


def test_the_annotations_of_an_example_are_evaluated(base: Base) -> None:
    function = examples.load(content_of(base, SIGMOID), "formulas/sigmoid")
    assert function is not None
    assert function.__annotations__["x"] is float


# -- what goes wrong on loading ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ("x = 1\ndef sigmoid(x:\n", "content/formulas/basics.py:2: not Python: '(' was never closed; correct the line"),
        ("x = 1\ny = x / 0\n", "content/formulas/basics.py:2: raises ZeroDivisionError when loaded: division by zero"),
        (
            "def f():\n    raise ValueError('a\\nb')\n\nf()\n",
            ":2: raises ValueError when loaded: a b; correct the file",
        ),
        ("import sys\nsys.exit(3)\n", ":2: raises SystemExit when loaded: 3; correct the file"),
        ("from math import coz\n", ":1: cannot import name 'coz' from 'math'"),
        ("\nimport tourch\n", ":2: no module 'tourch'; did you mean 'torch'?"),
        ("import zzz.qqq\n", ":1: no module 'zzz'; an example imports torch and the standard library"),
        ("from . import other\n", ":1: imports from another page; write what it needs into this file"),
        ("def sigmoide(x: float) -> float:\n    return x\n", ":1: no function 'sigmoid'; did you mean 'sigmoide'?"),
        ("x = 1\n", "content/formulas/basics.py:1: no function 'sigmoid'; add def sigmoid(x)"),
        ("a = 1\nfrom math import exp as sigmoid\n", ":2: 'sigmoid' is not a function of this file; write it here"),
        ("a = 1\nsigmoid = 3\n", ":2: 'sigmoid' is not a function of this file; write it here: def sigmoid(…)"),
        ("a = '\0'\n", "null bytes"),
    ],
)
def test_what_cannot_be_loaded_is_one_line_with_file_and_line(base: Base, example: str, problem: str) -> None:
    found = problem_of(content_of(base, example))
    assert problem in found
    assert found.startswith("content/formulas/basics.py:")
    assert "\n" not in found


def test_an_oracle_that_is_declared_must_be_there(base: Base) -> None:
    content = content_of(base, SIGMOID, "x = 1\n", WITH_ORACLE)
    assert problem_of(content, oracles=True) == (
        "content/formulas/basics_oracles.py:1: no function 'sigmoid'; add def sigmoid(x)"
    )


def test_without_torch_the_extra_is_named(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    content = content_of(base, "import torch\n" + SIGMOID)
    with pytest.raises(MissingExtraError) as caught:
        examples.load(content, "formulas/sigmoid")
    assert str(caught.value) == "torch is not installed; run: pip install 'kbgen[verify]'"


def test_without_the_library_of_an_oracle_its_package_is_named(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    content = content_of(base, SIGMOID, "\nfrom sklearn.special import expit\n", WITH_ORACLE)
    assert problem_of(content, oracles=True) == (
        "content/formulas/basics_oracles.py:2: scikit-learn is not installed; run: pip install scikit-learn"
    )


# -- signatures -------------------------------------------------------------------------------------------------------


def test_parameters_are_the_variables_then_the_sizes_that_no_shape_holds() -> None:
    entry = entry_of(
        variables=[variable("b", "h*d_v", "d/2-1"), variable("a", "n-1"), variable("c")],
        sizes={"p": {}, "n": {}, "h": {}, "d_v": {}, "d": {}, "d_model": {}},
    )
    assert examples.parameters_of(entry) == ("b", "a", "c", "p", "d_model")


def test_what_is_given_by_sorting_is_no_parameter() -> None:
    sorted_ = {**variable("r"), "given": {"sorted": "x", "order": "descending"}}
    del sorted_["py"]
    assert examples.parameters_of(entry_of(variables=[variable("x", "n"), sorted_], sizes={"n": {}})) == ("x",)


NEEDLESS = "is no variable of the entry; take it away or give it a default"


@pytest.mark.parametrize(
    ("signature", "problems"),
    [
        ("(beta1: float, lr: float) -> float", []),
        ("(beta1: float, lr: float, eps: float = 1e-5) -> float", []),
        (
            "(beta_1: float, lr: float) -> float",
            ["no parameter 'beta1'; did you mean 'beta_1'?", f"parameter 'beta_1' {NEEDLESS}"],
        ),
        ("(beta1: float) -> float", ["no parameter 'lr'; add it"]),
        ("(beta1: float, lr: float, alpha: float) -> float", [f"parameter 'alpha' {NEEDLESS}"]),
        ("(lr: float, beta1: float) -> float", ["parameters stand as lr, beta1; order them as beta1, lr"]),
        (
            "(beta1, lr: float)",
            [
                "parameter 'beta1' has no annotation; write beta1: Tensor, float, int, Sequence[str]…",
                "the result has no annotation; write -> Tensor, float, tuple[Tensor, …]…",
            ],
        ),
        (
            "(*values: float) -> float",
            [
                "no parameter 'beta1'; add it",
                "no parameter 'lr'; add it",
                "parameter 'values' cannot be given by name; write out beta1, lr",
            ],
        ),
        ("(beta1: float, /, lr: float) -> float", ["parameter 'beta1' cannot be given by name; write out beta1, lr"]),
    ],
)
def test_a_signature_is_judged_by_the_declared_variables(signature: str, problems: list[str]) -> None:
    names: dict[str, Callable[..., object]] = {}
    exec(f"def f{signature}: ...", names)
    entry = entry_of(variables=[variable("beta1"), variable("lr")])
    assert examples.check_signature(names["f"], entry) == problems


# -- what a reader pastes ---------------------------------------------------------------------------------------------

MODULE = '''\
"""The page."""

import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor  # the type

# why this number
SCALE = 2.0  # unitless
SHIFT: float = SCALE
OTHER = 5


def unused(x: Tensor) -> Tensor:
    return F.relu(x) + OTHER


def helper(x: float) -> float:
    # a comment inside
    return x * SHIFT


def top(
    xs: Sequence[float],
    f: Callable[[float], float] = math.exp,
) -> list[float]:
    """What it is."""
    torch = 3  # a name of its own
    return [f(helper(x)) + torch for x in xs]  # (n,)


def recursive(n: int) -> Tensor:
    return recursive(n - 1)
'''

TOP = '''\
import math
from collections.abc import Callable, Sequence


# why this number
SCALE = 2.0  # unitless
SHIFT: float = SCALE


def helper(x: float) -> float:
    # a comment inside
    return x * SHIFT


def top(
    xs: Sequence[float],
    f: Callable[[float], float] = math.exp,
) -> list[float]:
    """What it is."""
    torch = 3  # a name of its own
    return [f(helper(x)) + torch for x in xs]  # (n,)
'''


@pytest.fixture
def module(tmp_path: Path) -> Callable[[str], Path]:
    """Write a module; its path."""

    def write(text: str) -> Path:
        (tmp_path / "page.py").write_text(text, encoding="utf-8")
        return tmp_path / "page.py"

    return write


Module = Callable[[str], Path]


def test_the_source_is_what_the_function_needs_as_it_is_written(module: Module) -> None:
    assert examples.source_of(module(MODULE), "top") == TOP


def test_what_the_source_shows_runs_by_itself(module: Module) -> None:
    names: dict[str, Callable[[list[float]], list[float]]] = {}
    exec(examples.source_of(module(MODULE), "top"), names)
    assert names["top"]([0.0]) == [4.0]


def test_only_the_imported_names_that_are_used_are_shown(module: Module) -> None:
    shown = examples.source_of(module(MODULE), "recursive")
    assert shown == "from torch import Tensor\n\n\ndef recursive(n: int) -> Tensor:\n    return recursive(n - 1)\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # The blank line between the groups of imports stays, the alias and the dotted name too.
        (
            "import math\nimport os\n\nimport torch.nn\nimport torch.nn.functional as F\n\n\ndef f():\n    return math, torch, F\n",
            "import math\n\nimport torch.nn\nimport torch.nn.functional as F\n\n\ndef f():\n    return math, torch, F\n",
        ),
        # Decorators come with the function, and what they need with them; a helper below comes before.
        (
            "@wrap\ndef f():\n    return late()\n\ndef wrap(g):\n    return g\n\ndef late():\n    pass\n",
            "def wrap(g):\n    return g\n\n\ndef late():\n    pass\n\n\n@wrap\ndef f():\n    return late()\n",
        ),
        # A future import changes what is written below it.
        (
            "from __future__ import annotations\nimport math\n\ndef f(x: X) -> int:\n    return 1\n",
            "from __future__ import annotations\n\n\ndef f(x: X) -> int:\n    return 1\n",
        ),
        # Annotations inside a function, names in a nested one, a class that is a helper.
        (
            "from a import A, B, C\nclass D(B):\n    c = C\n\ndef f():\n    x: A = 1\n    def g():\n        return D\n    return g\n",
            "from a import A, B, C\n\n\nclass D(B):\n    c = C\n\n\n"
            "def f():\n    x: A = 1\n    def g():\n        return D\n    return g\n",
        ),
        # A parameter that hides a constant is no use of it.
        ("n = 1\n\ndef f(n):\n    return n\n", "def f(n):\n    return n\n"),
        ("# apart\n\n# above\ndef f():\n    pass\n", "# above\ndef f():\n    pass\n"),
        # A form feed is no end of a line for Python.
        ("a = '\f'\nb = 1\ndef f():\n    return b\n", "b = 1\n\n\ndef f():\n    return b\n"),
    ],
)
def test_every_form_of_need_is_followed(module: Module, text: str, shown: str) -> None:
    assert examples.source_of(module(text), "f") == shown


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("def soft():\n    pass\n", "page.py:1: no function 'soften'; did you mean 'soft'?"),
        ("x = 1\n", "page.py:1: no function 'soften'; write it"),
        ("x = 1\ndef soften(:\n", "page.py:2: not Python: invalid syntax; correct the line"),
    ],
)
def test_a_source_that_cannot_be_shown_says_why(module: Module, text: str, problem: str) -> None:
    with pytest.raises(ExampleError) as caught:
        examples.source_of(module(text), "soften")
    assert str(caught.value).endswith(problem)


def test_a_missing_file_is_an_error_of_kbgen(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="cannot be read"):
        examples.source_of(tmp_path / "nothing.py", "f")


# -- fingerprints -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("    # a comment inside\n", ""),
        ("# why this number", "# another reason"),
        ('"""What it is."""', '"""Something else."""'),
        ('    """What it is."""\n', ""),
        ('"""The page."""\n', ""),
        ("OTHER = 5", "OTHER = 6"),
        ("return x * SHIFT", "return (x\n        * SHIFT)"),
    ],
)
def test_words_and_what_is_not_used_do_not_change_a_fingerprint(module: Module, before: str, after: str) -> None:
    first = examples.fingerprint_of(module(MODULE), "top")
    assert before in MODULE
    assert examples.fingerprint_of(module(MODULE.replace(before, after)), "top") == first


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SCALE = 2.0", "SCALE = 3.0"),
        ("x * SHIFT", "x + SHIFT"),
        ("= math.exp", "= math.log"),
        ("from collections.abc import Callable, Sequence", "from typing import Callable, Sequence"),
        ("torch = 3", "torch = 3.0"),
    ],
)
def test_code_changes_a_fingerprint(module: Module, before: str, after: str) -> None:
    first = examples.fingerprint_of(module(MODULE), "top")
    assert before in MODULE
    assert examples.fingerprint_of(module(MODULE.replace(before, after)), "top") != first


def test_a_fingerprint_is_a_sha256_and_the_same_on_every_python(module: Module) -> None:
    assert examples.fingerprint_of(module("def f(x):\n    'Doc.'\n    return f'{x}'\n"), "f") == (
        "974e1d3c4db824d4f01f926cd5bb3b9fdec6644d657140be50d05f1f2c48697c"
    )


def test_a_default_is_the_typical_value() -> None:
    def f(lr: float, eps: float = 1e-3) -> float:
        return lr * eps

    entry = entry_of(variables=[variable("lr"), {**variable("eps"), "typical": "1e-8"}])
    [problem] = examples.check_signature(f, entry)
    assert problem == "parameter 'eps' is 0.001 by default, 1e-8 is typical; agree on one"
    same = entry_of(variables=[variable("lr"), {**variable("eps"), "typical": "1e-3"}])
    assert examples.check_signature(f, same) == []
