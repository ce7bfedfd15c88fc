"""Faults of TLS: certificates, and who speaks it with whom."""

from __future__ import annotations

from tests.links.misbehaving.fault import Fault, crashed, raw, silent, well

_ALERT = bytes((21, 3, 3, 0, 2, 2, 40))
"""RFC 8446 § 6.2: an alert, fatal, handshake_failure."""

TLS: dict[str, Fault] = {
    "tls, fine": Fault(well, certificate="fine"),
    "tls, with an intermediate": Fault(well, certificate="intermediate"),
    "tls, expired": Fault(well, certificate="expired"),
    "tls, not yet valid": Fault(well, certificate="not yet valid"),
    "tls, wrong host": Fault(well, certificate="wrong host"),
    "tls, self-signed": Fault(well, certificate="self-signed"),
    "tls, unknown issuer": Fault(well, certificate="unknown issuer"),
    "tls, unknown issuer shown": Fault(well, certificate="unknown issuer, shown"),
    "tls, intermediate left out": Fault(well, certificate="intermediate left out"),
    "tls, plain HTTP on its port": Fault(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), scheme="https", unasked=True),
    "tls, refuses the handshake": Fault(raw(_ALERT), scheme="https", unasked=True),
    "tls, resets the handshake": Fault(crashed, scheme="https", unasked=True),
    "tls, silent in the handshake": Fault(silent, scheme="https", unasked=True),
    "tls on a port of plain HTTP": Fault(well, certificate="fine", scheme="http"),
}
