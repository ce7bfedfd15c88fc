"""Identifiers as queries: arXiv ids, DOIs, addresses, names of an API, however much is pasted around them."""

from kbgen.lookup.names import normalise, squeezed

_ARXIV = ("arxiv.org/abs/", "arxiv.org/pdf/", "arxiv.org/html/", "arxiv:")
_DOI = ("doi.org/", "doi:")
_SHORTEST = 3
"""Characters of the last part of an API name; `gpt-4.1` is none."""


def address_key(url: str) -> str:
    """The key of a web address: without scheme, `www.`, fragment and closing slash."""
    bare = url.strip().partition("://")[2] or url.strip()
    return normalise(bare.partition("#")[0].removeprefix("www.").rstrip("/"))


def dotted_keys(name: str) -> list[str]:
    """The keys of `torch.nn.RMSNorm`: itself, `nn.RMSNorm`, `RMSNorm`; the longest first."""
    parts = name.split(".")
    return [normalise(".".join(parts[start:])) for start in range(len(parts))]


def identifiers(query: str) -> list[str]:
    """The keys that `query` may mean as an identifier, the most exact first; none if it looks like none."""
    bare = query.strip().rstrip(".,;)").removesuffix("()").removesuffix("(")
    lower = bare.lower()
    for marks, clean in ((_ARXIV, _unversioned), (_DOI, str)):
        for mark in marks:
            if mark in lower:
                return [normalise(clean(lower.partition(mark)[2].strip())), address_key(bare)]
    if "://" in bare or lower.startswith("www."):
        return [address_key(bare)]
    if _unversioned(lower) != lower:
        return [normalise(_unversioned(lower))]
    if "." in bare and " " not in bare:
        keys = [key for key in dotted_keys(bare) if len(key) >= _SHORTEST and key[0].isalpha()]
        return [*keys, *(squeezed(key) for key in keys[-1:])]
    return [normalise(bare)] if bare != query.strip() else []


def _unversioned(arxiv: str) -> str:
    """An arXiv id without its version and without the ending of a file."""
    stem = arxiv.partition("?")[0].partition("#")[0].removesuffix(".pdf").rstrip("/")
    head, mark, version = stem.rpartition("v")
    is_id = head[:4].isdigit() or "/" in head
    return head if mark and version.isdigit() and is_id and head[-1:].isdigit() else stem
