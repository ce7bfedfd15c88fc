"""A document as BibTeX."""

from __future__ import annotations

from kbgen.schema import Link

# What sort of document → the BibTeX type that styles know.
_TYPES = {"paper": "article", "book": "book", "report": "techreport"}


def bibtex(key: str, link: Link) -> str:
    """`link` as one BibTeX entry; only what is known of it."""
    title = link.title or link.name
    fields = {
        "title": f"{{{title.strings[0]}}}",
        "author": " and ".join(link.authors) + (" and others" if link.et_al else ""),
        "year": str(link.year) if link.year else "",
        "howpublished" if _TYPES.get(link.what) is None else "journal": link.venue or "",
        "eprint": link.arxiv or "",
        "archivePrefix": "arXiv" if link.arxiv else "",
        "doi": link.doi or "",
        "url": link.url,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{_TYPES.get(link.what, 'misc')}{{{key},", *lines, "}"])
