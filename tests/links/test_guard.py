from __future__ import annotations

import pytest

from kbgen.links.guard import Guard

PRIVATE = [
    "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fec0::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "151.101.1.69", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert "--allow-private" in Guard().refusal(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert Guard().refusal(address) == ""


@pytest.mark.parametrize(
    ("allowed", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("10.0.0.0/8", "10.9.8.7"),
        ("::1", "::1"),
        ("[::1]", "::1"),
        ("10.0.0.1/8", "10.2.2.2"),
    ],
)
def test_a_private_address_that_is_named_is_allowed(allowed: str, address: str) -> None:
    assert Guard([allowed]).refusal(address) == ""


def test_another_private_address_than_the_named_is_refused() -> None:
    assert Guard(["127.0.0.1"]).refusal("127.0.0.2")


def test_a_host_is_named_whatever_its_case_and_final_dot() -> None:
    assert Guard(["Wiki.Intranet"]).names("wiki.intranet.")
    assert not Guard(["wiki.intranet"]).names("evil.wiki.intranet")


def test_what_is_no_address_is_refused() -> None:
    assert Guard().refusal("localhost") == "localhost is no address"


def test_an_address_of_a_named_host_is_allowed_for_this_host_alone() -> None:
    guard = Guard(["wiki.intranet"])
    guard.allow("wiki.intranet", "10.0.0.5")
    assert guard.refusal("10.0.0.5", "Wiki.intranet") == ""
    assert guard.refusal("10.0.0.5", "evil.example")
