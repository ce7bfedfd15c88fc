"""Identifiers as queries: arXiv ids, DOIs, addresses, names of an API, however much is pasted around them."""

from kbgen.lookup.names import normalise, squeezed

# The DOIs that arXiv gives follow from its ids.
_ARXIV = ("10.48550/arxiv.", "arxiv.org/abs/", "arxiv.org/pdf/", "arxiv.org/html/", "arxiv:", "arxiv ")
_DOI = ("doi.org/", "doi:", "doi ")
_SHORTEST = 3
"""Characters of the last part of an API name; `gpt-4.1` is none."""


def address_key(url: str) -> str:
    """The key of a web address: without scheme, `www.`, fragment and closing slash."""
    bare = url.strip().partition("://")[2] or url.strip()
    return normalise(bare.partition("#")[0].removeprefix("www.").rstrip("/"))


def dotted_keys(name: str) -> list[str]:
    """The keys of `torch.nn.RMSNorm`: itself, `nn.RMSNorm`, and `.RMSNorm` for one of any package."""
    parts = name.split(".")
    longer = [normalise(".".join(parts[start:])) for start in range(len(parts) - 1)]
    return [*longer, f".{normalise(parts[-1])}"]


def identifiers(query: str) -> list[str]:
    """The keys that `query` may mean as an identifier, the most exact first; none if it looks like none."""
    bare = query.strip().rstrip(".,;")
    lower = bare.lower()
    for mark in _ARXIV:
        if mark in lower:
            return [normalise(_unversioned(lower.partition(mark)[2].strip())), address_key(bare)]
    for mark in _DOI:
        if mark in lower:
            return [normalise(lower.partition(mark)[2].strip()), address_key(bare)]
    if "://" in bare or lower.startswith("www."):
        last = lower.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
        return [address_key(bare), normalise(_unversioned(last) if _is_arxiv(_unversioned(last)) else last)]
    if _unversioned(lower) != lower:
        return [normalise(_unversioned(lower))]
    if "@" in bare:
        head, _, count = bare.partition("@")
        return [normalise(f"{head}@k")] if count.isdigit() else []
    name = bare.partition("(")[0].strip()
    if "." in name and " " not in name:
        keys = dotted_keys(name)
        last = keys[-1].removeprefix(".")
        is_name = len(last) >= _SHORTEST and last[0].isalpha()
        return [*keys, last, squeezed(last)] if is_name else [keys[0]]
    return [normalise(name)] if name and name != query.strip() else []


def _unversioned(arxiv: str) -> str:
    """An arXiv id without its version and without the ending of a file."""
    stem = arxiv.partition("?")[0].partition("#")[0].removesuffix(".pdf").rstrip("/")
    head, mark, version = stem.rpartition("v")
    is_id = head[:4].isdigit() or "/" in head
    return head if mark and version.isdigit() and is_id and head[-1:].isdigit() else stem


def _is_arxiv(word: str) -> bool:
    month, dot, number = word.partition(".")
    return bool(dot) and len(month) == 4 and month.isdigit() and len(number) in (4, 5) and number.isdigit()
