from __future__ import annotations

from pathlib import Path

from kbgen import paths
from kbgen.site.assets import copy_assets


def test_mathjax_and_its_fonts_are_copied_and_nothing_else_of_it(tmp_path: Path) -> None:
    copy_assets(paths.data("site_templates"), tmp_path)
    mathjax = tmp_path / "assets" / "mathjax"
    assert (mathjax / "tex-chtml.js").stat().st_size > 100_000
    assert len(list(mathjax.rglob("*.woff"))) > 10
    assert not (mathjax / "tex-svg.js").exists()
    assert (tmp_path / "assets" / "css" / "kbgen.css").exists()
