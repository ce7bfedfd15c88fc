"""Sites that nobody keeps any more: domains for sale, parked domains, servers that show what they came with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.links.identify.folding import folded
from kbgen.links.judge import addresses
from kbgen.links.page import Page

# Where domains are sold or parked. A page that loads its scripts or frames from there is no page of its own.
_SOLD_AT = """
sedo.com dan.com afternic.com hugedomains.com undeveloped.com domainmarket.com buydomains.com brandbucket.com
squadhelp.com domainnamesales.com uniregistry.com efty.com forsale.godaddy.com
"""
_PARKED_AT = """
sedoparking.com bodis.com bodiscdn.com parkingcrew.net parkingcrew.com parklogic.com above.com dsparking.com
cashparking.com skenzo.com voodoo.com ztomy.com parkingpage.namecheap.com
"""
_BROKERS = dict.fromkeys(_SOLD_AT.split(), "for-sale") | dict.fromkeys(_PARKED_AT.split(), "parked")

# Where a registrar's domains show advertisements; a script of one line leads there.
_LANDER = re.compile(r"^/(?:lander|sedoparking)/?$")
_TO_LANDER = re.compile(r"location(?:\.href)?\s*=\s*[\"']/lander[\"'/?]")
_NO_WORDS = 20
_SHORT_TEXT = 150
"""Words of a short page."""
_SHORT = {"default-page": 450}
"""The page that comes with Apache has instructions."""

# What such a page calls itself, folded, and nothing else; `{domain}` is the domain it is on. Where the domain is not
# named, the page must be short, for articles are written about all of this.
_TITLES = (
    (r"(?:the )?(?:premium )?(?:domain )?(?:name )?{domain} (?:is|may be|could be) for sale.*", "for-sale"),
    (r"{domain} (?:domain )?(?:name )?for sale(?: on .*)?", "for-sale"),
    (r"(?:buy|purchase) (?:the )?(?:domain )?(?:name )?{domain}(?: for .*)?", "for-sale"),
    (r"(?:this |the )?(?:premium )?domain (?:name )?(?:is|may be|could be) for sale.*", "for-sale"),
    (r"(?:this |ce |le )?(?:nom de )?domaine (?:{domain} )?est (?:a vendre|en vente).*", "for-sale"),
    (r"{domain} est a vendre.*", "for-sale"),
    (r"(?:diese |die )?domain (?:{domain} )?steht zum verkauf.*", "for-sale"),
    (r"{domain} steht zum verkauf.*", "for-sale"),
    (
        r"(?:this |the )?domain (?:name )?(?:{domain} )?(?:is |has been |has )(?:parked|expired)"
        r"(?: (?:free|courtesy|by|at|with|on|and|for|if|please|contact|renew)\b.*)?",
        "parked",
    ),
    (r"domain parked by \w+", "parked"),
    (r"{domain} (?:is |has )?(?:parked|expired)(?: .*)?", "parked"),
    (r"welcome to nginx(?: on .*)?", "default-page"),
    (r"test page for the (?:nginx|apache) http server.*", "default-page"),
    (r"apache2? (?:ubuntu |debian )?default page(?: it works)?", "default-page"),
    (r"iis windows(?: server)?|iis7|default web site page|domain default page", "default-page"),
    (r"account suspended|site suspended|this account has been suspended", "suspended"),
)


def abandoned(url: str, page: Page | None, start: str) -> str:
    """Why nobody keeps the site at `url` any more: `for-sale`, `parked`, `default-page`, `suspended`; else empty.

    A link to a broker of domains (`start`) means the broker.
    """
    if _broker(start) or _LANDER.match(addresses.split(start).path):
        return ""
    if _LANDER.match(addresses.split(url).path):
        return "parked"
    return _broker(url) or (next(_signals(page, url), "") if page is not None else "")


def _signals(page: Page, url: str) -> Iterator[str]:
    yield from filter(None, map(_broker, page.sources))
    if len(page.text.split()) < _NO_WORDS and _TO_LANDER.search(page.scripts[:5000]):
        yield "parked"
    domain = re.escape(folded(addresses.domain(addresses.host(url))))
    words = len(page.text.split())
    for shown in filter(None, (page.title, page.heading)):
        title = folded(shown)
        for pattern, why in _TITLES:
            names_domain = "{domain}" in pattern and domain in re.escape(title)
            is_short = words < _SHORT.get(why, _SHORT_TEXT) and "?" not in shown  # who asks writes about it
            if (names_domain or is_short) and re.fullmatch(pattern.format(domain=domain), title):
                yield why


def _broker(url: str) -> str:
    name = addresses.host(url)
    return _BROKERS.get(name) or _BROKERS.get(addresses.domain(name), "")
