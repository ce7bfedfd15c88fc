"""Tiny entries to verify: written as YAML, read as any content, with real examples beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import indent
from typing import Any

import numpy as np

from kbgen.content import Content, load
from kbgen.latex.formula import Formula
from kbgen.latex.formulas import Formulas
from kbgen.schema import Ref
from kbgen.verify.entry import Outcome, Verifier
from kbgen.verify.quantities import Units, units_of
from tests.conftest import KB, Base

REF = Ref("formulas/f")
TEXT = {"fr": "x", "en": "x"}
UNITS = ["second", "byte", "parameter", "token", "USD", "hour = 3600 * second"]
HEADING = "page: {title: {fr: Bases, en: Basics}}\n"


def var(symbol: str, domain: str = "real", *shape: str, py: str = "", **more: object) -> dict[str, object]:
    """A variable; its parameter is its symbol unless `py` says another."""
    return {"symbol": symbol, "py": py or symbol, "meaning": TEXT, "shape": list(shape), "domain": domain, **more}


def out(symbol: str, *shape: str, **more: object) -> dict[str, object]:
    """An output."""
    return {"symbol": symbol, "shape": list(shape), **more}


def entry(latex: str, *variables: Mapping[str, object], name: str = "f", **fields: Any) -> str:
    """A formula as YAML. Sizes are those of the shapes; the output is the scalar `y` unless `fields` says more."""
    shapes = [size for variable in variables for size in variable["shape"]]  # type: ignore[attr-defined]
    sizes = {size: {"symbol": size} for size in dict.fromkeys(shapes) if size.isalpha()}
    common: dict[str, object] = {"name": name, "summary": TEXT, "variables": variables, "outputs": [out("y")]}
    lines = [f"{name}:", "  latex: |", indent(latex, "    ")]
    for key, value in {**common, "sizes": sizes, **fields}.items():
        lines.append(f"  {key}: {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def content_of(base: Base, text: str, code: str = "", oracles: str = "", **files: str) -> Content:
    """The content with one page of formulas, and the code beside it."""
    kb = KB + f"units: {json.dumps(UNITS)}\n"
    more = {name.replace("__", "/") + ".yml": words for name, words in files.items()}
    page: dict[str, str | None] = {"kb.yml": kb, "formulas/basics.yml": HEADING + text, **more}
    if code:
        page["formulas/basics.py"] = "import math\n\nimport torch\nfrom torch import Tensor\n\n\n" + code
    if oracles:
        page["formulas/basics_oracles.py"] = "import torch\nfrom torch import Tensor\n\n\n" + oracles
    return load(base(page))


def formula_of(base: Base, text: str, ref: str = REF, **files: str) -> Formula:
    """The formula, read."""
    return Formulas(content_of(base, text, **files))[ref]


def units() -> Units:
    """The units of the tiny content."""
    return units_of(UNITS)


def check(base: Base, text: str, code: str = "", oracles: str = "", ref: str = REF, **files: str) -> Outcome:
    """What verification finds of one entry."""
    content = content_of(base, text, code, oracles, **files)
    with np.errstate(all="ignore"):
        return Verifier(content, units()).verify(Ref(ref))


def problems(outcome: Outcome) -> list[str]:
    """The failures as a person reads them."""
    return [str(result) for result in outcome.results]


# An entry that passes everything, to be broken by each test.
SQUARE = entry(r"y = \frac{1}{n} \sum_{i=1}^{n} (x_i - c)^2", var("x", "real", "n"), var("c"), indices={"i": {}})
SQUARE_CODE = '''def f(x: Tensor, c: Tensor) -> Tensor:
    """The mean squared distance."""
    return ((x - c) ** 2).mean()
'''
