"""The site: knowledge base → plain Markdown → a builder → `site/`."""

from kbgen.site.builder import ENGINES, Built, build
from kbgen.site.preview import serve

__all__ = ["ENGINES", "Built", "build", "serve"]
