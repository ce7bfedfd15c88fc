"""Addresses that are odd themselves."""

from __future__ import annotations

from tests.links.misbehaving.fault import Fault, well
from tests.links.servers import Exchange


async def _without_credentials(exchange: Exchange) -> None:
    """Fine for those who tell no password."""
    told = "authorization" in exchange.asked.headers or "secret" in str(exchange.asked)
    await exchange.answer(b"", status="400 Told" if told else "200 OK")


ADDRESSES: dict[str, Fault] = {
    "IPv6": Fault(well, host="[::1]"),
    "IDN": Fault(well, host="b\u00fccher.example"),
    "IDN, encoded": Fault(well, host="xn--bcher-kva.example"),
    "name that does not resolve": Fault(well, host="nobody.invalid"),
    "name with a dot at its end": Fault(well, host="here.example."),
    "name with an empty label": Fault(well, host="here..example"),
    "name of 300 letters": Fault(well, host="x" * 300 + ".example"),
    "user info": Fault(_without_credentials, user="somebody:secret@"),
    "path of 8,000 letters": Fault(well, path="/" + "x" * 8000),
    "path with a space": Fault(well, path="/a page"),
    "path with accents": Fault(well, path="/caf\u00e9/\u65e5\u672c"),
    "path with percents": Fault(well, path="/100%25%2Fa%zz"),
    "port that is none": Fault(well, host="127.0.0.1:99999", listens=False),
    "private address": Fault(well, host="127.0.0.2", listens=False),
    "private address of IPv4 in IPv6": Fault(well, host="[::ffff:10.0.0.1]", listens=False),
    "scheme that is not asked": Fault(well, scheme="gopher", listens=False),
}
