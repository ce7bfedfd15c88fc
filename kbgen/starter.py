"""`kbgen new`: a minimal base that builds, to start from."""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import KbgenError
from kbgen.json_schema import write_json_schemas

_FILES = {
    "content/kb.yml": """\
# yaml-language-server: $schema=.schemas/kb.json
title: My knowledge base
description: {en: 'What it is about, in one sentence.'}
languages: [en]
licence: CC-BY-4.0
kinds: [glossary, formulas, links]
sections:
  - letter: A
    title: Formulas
    pages: [formulas/examples]
  - letter: B
    title: Glossary
    pages:
      - {page: glossary, title: Glossary}
  - letter: C
    title: Links
    pages: [links/papers]
""",
    "content/formulas/examples.yml": """\
# yaml-language-server: $schema=../.schemas/formulas.json
page:
  title: Examples

sigmoid:
  name: Sigmoid
  summary: {en: 'Maps a real number to a number between 0 and 1. See [[glossary/neuron]].'}
  latex: |
    \\sigma(x) = \\frac{1}{1 + \\exp(-x)}
  outputs:
    - {symbol: '\\sigma(x)', range: '(0, 1)'}
  variables:
    - {symbol: x, py: x, domain: real, meaning: {en: any number}}
  oracle: {library: torch, function: torch.sigmoid}
  sources:
    - {ref: links/backpropagation}
""",
    "content/formulas/examples.py": '''\
"""The formulas of the page as code to paste: one function each, PyTorch and the standard library alone."""

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """A number between 0 and 1 for each number of `x`, any shape."""
    return 1 / (1 + torch.exp(-x))
''',
    "content/formulas/examples_oracles.py": '''\
"""The same by a library: adapters of the same name and parameters, which compute nothing themselves."""

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """torch.sigmoid."""
    return torch.sigmoid(x)
''',
    "content/glossary/n.yml": """\
# yaml-language-server: $schema=../.schemas/glossary.json
neuron:
  name: neuron
  definition: {en: 'A unit that adds weighted inputs and applies a function such as [[formulas/sigmoid]] to the sum.'}
  sources:
    - {ref: links/backpropagation}
""",
    "content/links/papers.yml": """\
# yaml-language-server: $schema=../.schemas/links.json
page:
  title: Papers

backpropagation:
  name: Backpropagation (Rumelhart et al., 1986)
  url: https://doi.org/10.1038/323533a0
  what: paper
  title: Learning representations by back-propagating errors
  authors: [David E. Rumelhart, Geoffrey E. Hinton, Ronald J. Williams]
  year: 1986
  venue: Nature 323
  doi: 10.1038/323533a0
""",
    ".gitignore": "/build/\n/site/\n/mkdocs.*.yml\n/content/records/.*\n/content/.index.sqlite*\n",
}


def start(folder: Path) -> list[Path]:
    """Write a minimal base into `folder`, which must be new or empty; the files. Raises `KbgenError` otherwise."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise KbgenError(f"{folder} is not empty; name a new folder")
    try:
        for name, text in _FILES.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise KbgenError(f"cannot write {folder}: {error.strerror}; check the place and its permissions") from None
    write_json_schemas(folder / "content")
    return [folder / name for name in _FILES]
