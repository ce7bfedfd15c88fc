from __future__ import annotations

import pytest

from kbgen.links.hosts import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/x", "example.org"),
        ("https://Example.ORG.:443/x", "example.org"),
        ("http://user:password@example.org:80/", "example.org"),
        ("http://example.org:8080/", "example.org:8080"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
        ("https://[bad/x", ""),
        ("https://example.org:99999/", ""),
    ],
)
def test_a_host_has_one_name_however_it_is_written(url: str, host: str) -> None:
    assert host_of(url) == host
