from __future__ import annotations

import gzip
import zlib

import pytest

from kbgen.links.unpacking import unpacker

PAGE = b"<title>A page</title>"
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BARE = RAW.compress(PAGE) + RAW.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", PAGE),
        ("identity", PAGE),
        ("utf-8", PAGE),
        ("gzip", gzip.compress(PAGE)),
        ("GZIP", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", BARE),
    ],
)
def test_a_body_is_unpacked_as_browsers_do(encoding: str, body: bytes) -> None:
    unpack = unpacker(encoding)
    assert unpack is not None
    assert unpack(body, 1000) == PAGE


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, br"])
def test_what_cannot_be_unpacked_is_not_read(encoding: str) -> None:
    assert unpacker(encoding) is None


def test_a_mebibyte_of_zeros_in_a_kibibyte_is_unpacked_no_further_than_is_wanted() -> None:
    unpack = unpacker("gzip")
    assert unpack is not None
    assert unpack(gzip.compress(bytes(1 << 20)), 100) == bytes(100)


def test_bytes_that_are_not_packed_as_they_say_are_an_error() -> None:
    unpack = unpacker("gzip")
    assert unpack is not None
    with pytest.raises(zlib.error):
        unpack(PAGE, 1000)
