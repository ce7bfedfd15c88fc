"""LaTeX as Unicode, for places that cannot typeset: terminals, tooltips, descriptions of pages."""

from kbgen.readable.drawing import readable_lines, width
from kbgen.readable.writing import readable

__all__ = ["readable", "readable_lines", "width"]
