"""Whether the right document is behind a link, asked of the catalogues of documents.

`arxiv`, `crossref`, `datacite`, `doi`, `semantic_scholar`, `github` make questions and read answers; `catalogues` asks;
`compare` judges what a catalogue has against the claim, `pages` what a page shows; `identify` puts them together over
a `Send` such as `api.Api`.
"""

from kbgen.links.identify.compare import compare
from kbgen.links.identify.identify import gravest, identify, identity, is_catalogued, is_identified
from kbgen.links.identify.pages import compare_page
from kbgen.links.identify.sought import WHYS, Sought

__all__ = [
    "WHYS",
    "Sought",
    "compare",
    "compare_page",
    "gravest",
    "identify",
    "identity",
    "is_catalogued",
    "is_identified",
]
