"""Bodies of answers: unpacked by ourselves, piece by piece and no further than is wanted."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp

_CHUNK = 1 << 16

# https://www.iana.org/assignments/http-parameters: the window that zlib wants to know; 0 is not unpacked here.
_PACKINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15, "br": 0, "zstd": 0, "compress": 0, "x-compress": 0}


async def read_body(response: aiohttp.ClientResponse, headers: Mapping[str, str], limit: int, body: bytearray) -> bool:
    """Read up to `limit` bytes into `body`, unpacked; whether there were more. None of what cannot be unpacked here."""
    unpack = unpacker(headers.get("content-encoding", "")) if limit else None
    if unpack is not None:
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += unpack(chunk, limit + 1 - len(body))
            if len(body) > limit:
                break
        else:
            return False
    response.close()  # the rest of the body is not worth its bytes
    is_cut = len(body) > limit > 0
    del body[limit:]
    return is_cut


def unpacker(encoding: str) -> Callable[[bytes, int], bytes] | None:
    """What unpacks the pieces of a body, each to no more than so many bytes; None if it is packed in another way.

    As browsers do, words that are no encoding are passed over. The library would unpack by itself, but for it an
    answer in an encoding that was not asked for is none at all, though browsers show the page.
    """
    packed = [word for word in map(str.strip, encoding.lower().split(",")) if word in _PACKINGS]
    if not packed:
        return lambda data, most: data[:most]
    if len(packed) > 1 or not _PACKINGS[packed[0]]:
        return None
    stream: list[Any] = []  # of type `zlib._Decompress`, which has no public name

    def unpack(data: bytes, most: int) -> bytes:
        if not stream:
            is_bare = packed[0] == "deflate" and data[0] & 0x0F != zlib.DEFLATED  # without the header of zlib
            stream.append(zlib.decompressobj(-zlib.MAX_WBITS if is_bare else _PACKINGS[packed[0]]))
        return bytes(stream[0].decompress(data, most))

    return unpack
