"""Faults of redirects: chains, circles, and where nobody should be led."""

from __future__ import annotations

from tests.links.misbehaving.fault import Fault, page, raw, silent, status, well
from tests.links.servers import Exchange, Serve


def to(location: str, line: str = "302 Found", end: Serve = well) -> Serve:
    """From `/page` to a place, where all else is `end`. `{port}` stands for the server's own, `{https}` for another one."""

    async def serve(exchange: Exchange) -> None:
        if exchange.asked.target != "/page":
            await end(exchange)
            return
        where = location.format(port=exchange.listener.port, https=exchange.listener.elsewhere)
        await exchange.answer(b"", f"Location: {where}", status=line)

    return serve


def chain(length: int, line: str = "301 Moved Permanently") -> Serve:
    """From `/page` over `/1`, `/2`, … to a page."""

    async def serve(exchange: Exchange) -> None:
        step = int(exchange.asked.target[1:]) if exchange.asked.target != "/page" else 0
        if step == length:
            await well(exchange)
        else:
            await exchange.answer(b"", f"Location: /{step + 1}", status=line)

    return serve


async def _circle(exchange: Exchange) -> None:
    other = "/other" if exchange.asked.target == "/page" else "/page"
    await exchange.answer(b"", f"Location: {other}", status="302 Found")


async def _itself(exchange: Exchange) -> None:
    await exchange.answer(b"", "Location: /page", status="301 Moved Permanently")


async def _cookie(exchange: Exchange) -> None:
    """Readers with the cookie see the page, the others get it: how shops and newspapers do it."""
    if "seen=1" in exchange.asked.headers.get("cookie", ""):
        await well(exchange)
    else:
        await exchange.answer(b"", "Location: /page", "Set-Cookie: seen=1; Path=/; HttpOnly", status="302 Found")


async def _cookie_each_time(exchange: Exchange) -> None:
    await exchange.answer(b"", "Location: /page", f"Set-Cookie: n={exchange.number}", status="302 Found")


async def _moved(exchange: Exchange) -> None:
    """A site that has moved with all its pages."""
    if exchange.asked.host.startswith("old."):
        where = f"http://new.example:{exchange.listener.port}{exchange.asked.target}"
        await exchange.answer(b"", f"Location: {where}", status="301 Moved Permanently")
    else:
        await well(exchange)


async def _sent_on(exchange: Exchange) -> None:
    await (page(_SENT_ON) if exchange.asked.target == "/page" else well)(exchange)


_SENT_ON = (
    b"""<!doctype html><title>Moved</title><meta http-equiv="refresh" content="0; url=/new"><p>See the new page."""
)


REDIRECTS: dict[str, Fault] = {
    "301": Fault(to("/new", "301 Moved Permanently")),
    "302": Fault(to("/new")),
    "303": Fault(to("/new", "303 See Other")),
    "307": Fault(to("/new", "307 Temporary Redirect")),
    "308": Fault(to("/new", "308 Permanent Redirect")),
    "301 to a page that is gone": Fault(to("/new", "301 Moved Permanently", status("404 Not Found"))),
    "301 to silence": Fault(to("/new", "301 Moved Permanently", silent)),
    "chain of 3": Fault(chain(3)),
    "chain of 10": Fault(chain(10)),
    "chain of 30": Fault(chain(30)),
    "circle of two": Fault(_circle),
    "to itself": Fault(_itself),
    "to itself with a cookie": Fault(_cookie),
    "to itself with another cookie each time": Fault(_cookie_each_time),
    "without Location": Fault(raw(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n")),
    "Location empty": Fault(to("")),
    "Location broken": Fault(to("http://[::1")),
    "Location without a host": Fault(to("http://")),
    "Location with a port that is none": Fault(to("http://127.0.0.1:99999999/")),
    "Location relative": Fault(to("new?x=1")),
    "Location with dots": Fault(to("../../new")),
    "Location without a scheme": Fault(to("//127.0.0.1:{port}/new")),
    "Location with a space": Fault(to("/a new page")),
    "Location in raw UTF-8": Fault(to("/n\u00c3\u00a9w")),
    "Location in Latin-1": Fault(to("/n\u00e9w")),
    "Location with a fragment": Fault(to("/new#here")),
    "Location of a name that does not resolve": Fault(to("http://nobody.invalid/")),
    "to file:": Fault(to("file:///etc/passwd")),
    "to ftp:": Fault(to("ftp://127.0.0.1/")),
    "to javascript:": Fault(to("javascript:alert(1)")),
    "to a private address": Fault(to("http://10.0.0.1/")),
    "to the address of a cloud's secrets": Fault(to("http://169.254.169.254/latest/meta-data/")),
    "to a private address in decimal": Fault(to("http://2130706434/")),
    "to a name with a private address": Fault(to("http://inside.example:{port}/new")),
    "http to https": Fault(to("{https}", "301 Moved Permanently")),
    "to another domain, the same path": Fault(_moved, host="old.example"),
    "to the home page": Fault(to("/")),
    "to a page for errors": Fault(to("/404.html")),
    "to a page to sign in": Fault(to("/login?next=/page")),
    "to another domain for now": Fault(to("http://elsewhere.example:{port}/shop"), host="here.example"),
    "to a market of domains": Fault(to("http://www.hugedomains.com:{port}/d?x"), host="here.example"),
    "meta refresh": Fault(_sent_on, reads=True),
}
