"""Files the site serves itself: MathJax with its fonts, styles, scripts. Nothing comes from elsewhere."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from kbgen.errors import MissingExtraError

# What a page may ask MathJax for; the rest of the distribution (10 MB) is for other inputs and outputs.
_MATHJAX = (
    "tex-chtml.js",
    "output/chtml/fonts/woff-v2",
    "input/tex/extensions",
    "a11y",
    "sre/mathmaps/base.json",
    "sre/mathmaps/en.json",
    "sre/mathmaps/fr.json",
    "sre/mathmaps/nemeth.json",
)


def copy_assets(templates: Path, docs: Path) -> None:
    """Put styles, scripts and MathJax into `docs/assets`. Raises `MissingExtraError` without MathJax's package."""
    shutil.copytree(templates / "assets", docs / "assets", dirs_exist_ok=True)
    source = _mathjax()
    for name in _MATHJAX:
        target = docs / "assets" / "mathjax" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target, dirs_exist_ok=True)
        elif (source / name).exists():
            shutil.copy2(source / name, target)


def _mathjax() -> Path:
    try:
        root = Path(str(resources.files("mathjax")))
    except ModuleNotFoundError:
        raise MissingExtraError("MathJax", "site") from None
    return root / "static" / "mathjax" / "es5"
