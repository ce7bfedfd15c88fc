"""Which addresses may be connected to: the public ones, and the private ones a person has named.

Checked on the address a socket is about to be opened to, so that a name that resolves to one address when it is looked
at and to another when it is used (DNS rebinding) gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

# Addresses of IPv6 that carry one of IPv4, which is what is reached in the end (RFC 6052, RFC 8215).
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))


class Guard:
    """Says why an address must not be connected to. `allowed` names hosts, addresses or networks (`10.0.0.0/8`)."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._hosts: set[str] = set()
        self._pairs: set[tuple[str, str]] = set()
        self._networks = []
        for name in allowed:
            try:
                self._networks.append(ip_network(name.strip("[]"), strict=False))
            except ValueError:
                self._hosts.add(name.lower().rstrip("."))

    def names(self, host: str) -> bool:
        """Whether a host was allowed by its name, so that its addresses are."""
        return host.lower().rstrip(".") in self._hosts

    def allow(self, host: str, address: str) -> None:
        """Allow one address of a host that was named, for this host alone."""
        self._pairs.add((host.lower().rstrip("."), address))

    def refusal(self, address: str, host: str = "") -> str:
        """Why the address is not connected to for `host`, for a person to read; empty if it may be."""
        try:
            ip = ip_address(address.partition("%")[0])
        except ValueError:
            return f"{address} is no address"
        if any(ip in network for network in self._networks) or (host.lower().rstrip("."), address) in self._pairs:
            return ""
        inner = _inner(ip)
        if is_public(inner):
            return ""
        return f"{address} is not a public address; if it is meant, add --allow-private {address}"


def is_public(ip: Address) -> bool:
    """Whether anyone on the internet would reach the same machine under the address."""
    is_local = isinstance(ip, IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or is_local)


def _inner(ip: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else the address itself."""
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip.sixtofour is not None:
            return ip.sixtofour
        if any(ip in network for network in _NAT64):
            return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip
