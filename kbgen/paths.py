"""Where content, templates and site settings are: in the installed package, else in the checkout."""

from __future__ import annotations

from pathlib import Path

from kbgen.errors import KbgenError

_PACKAGE = Path(__file__).parent


def data(name: str) -> Path:
    """The file or folder `name` (`site_templates`, `mkdocs.yml`, `content`) that came with kbgen.

    A wheel carries it under `kbgen/_data`; an editable install has it beside the package.
    Raises `KbgenError` if neither has it.
    """
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise KbgenError(f"{name} did not come with this kbgen; install it again")


def languages() -> Path:
    """The folder of language files."""
    return _PACKAGE / "languages"
