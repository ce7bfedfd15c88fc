"""The host of an address, as servers count: one name for all its spellings."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

_USUAL = {"http": 80, "https": 443}


@lru_cache(1024)
def host_of(url: str) -> str:
    """`host` or `host:port`, in lower case, without user, final dot and the usual port; empty if there is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    return host if port in (None, _USUAL.get(parts.scheme)) else f"{host}:{port}"
