"""Addresses: which belong together, which are home pages, which ask a reader to sign in."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from urllib.parse import SplitResult, parse_qsl, urldefrag, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

# Domains of one owner, who sends readers from one to the other.
_FAMILIES = (
    {"github.com", "github.io", "githubusercontent.com", "github.blog", "github.dev", "ghcr.io"},
    {"huggingface.co", "hf.co"},
    {"twitter.com", "x.com", "t.co"},
    {"google.com", "youtube.com", "youtu.be", "goo.gl", "g.co", "withgoogle.com",
     "blog.google", "ai.google", "google.dev"},
    {"discord.com", "discord.gg", "discordapp.com"},
    {"linkedin.com", "lnkd.in"},
    {"reddit.com", "redd.it"},
    {"microsoft.com", "aka.ms", "live.com", "visualstudio.com"},
    {"amazon.com", "amazonaws.com", "amzn.to"},
    {"wikipedia.org", "wikimedia.org", "wikidata.org"},
    {"readthedocs.org", "readthedocs.io", "readthedocs.com", "readthedocs-hosted.com"},
    {"openai.com", "chatgpt.com"},
    {"anthropic.com", "claude.ai", "claude.com"},
    {"zoom.us", "zoom.com"},
    {"slack.com", "slack-edge.com"},
    {"medium.com", "link.medium.com"},
    {"facebook.com", "fb.com", "fb.me", "meta.com"},
    {"python.org", "pypi.org"},
)  # fmt: skip
_FAMILY = {member: min(family) for family in _FAMILIES for member in family}

# Hosts whose addresses are made to redirect, for good or for now: it says nothing that they do.
RESOLVERS = frozenset({
    "doi.org", "dx.doi.org", "www.doi.org", "hdl.handle.net", "purl.org", "w3id.org", "n2t.net", "arks.org", "hf.co",
    "aka.ms", "t.co", "bit.ly", "goo.gl", "g.co", "tinyurl.com", "youtu.be", "discord.gg", "lnkd.in", "ow.ly", "is.gd",
    "buff.ly", "amzn.to", "fb.me", "git.io", "nvda.ws", "redd.it", "rebrand.ly", "perma.cc", "link.medium.com",
    "forms.gle", "maps.app.goo.gl", "urn.fi", "go.microsoft.com", "identifiers.org", "nbn-resolving.org",
})  # fmt: skip

# ISO 639-1, without `ml`, which is machine learning and not Malayalam.
_LANGUAGES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk mn mr ms mt my na nb nd ne ng nl nn no nr nv ny
oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk
tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
_LOCALE = re.compile(rf"^(?:[a-z]{{2}}[-_])?(?:{'|'.join(_LANGUAGES.split())})(?:[-_][a-z]{{2,4}})?$", re.IGNORECASE)
_NO_PAGE = re.compile(r"^(?:utm_.*|lang|hl|locale|ref|source|from)$", re.IGNORECASE)
"""Keys of a query that choose no page."""
_ROUTE = re.compile(r"^!?/?[^/!]")
"""What follows the `/` or `!` of a fragment that scripts read as a path: more than the home page."""
_SESSION = re.compile(r"[;?&]jsessionid=", re.IGNORECASE)
_INDEX = re.compile(r"^(?:index|default|home|welcome|main)(?:\.\w{2,5})?$", re.IGNORECASE)
_LOGIN = re.compile(
    r"^(?:log-?in|log_in|sign-?in|sign_in|signin|auth|authwall|oauth2?|sso|saml2?|logon|checkpoint"
    r"|connexion|account-?login)(?:\.\w{2,5})?$",
    re.IGNORECASE,
)
_LOGIN_HOST = re.compile(r"^(?:login|signin|sign-in|auth|accounts?|sso|idp|cas|oauth)\.", re.IGNORECASE)
_CONSENT = re.compile(r"^(?:consent|cookie-?consent|cookies?-?wall|privacy-?gate|collectconsent)(?:\.\w{2,5})?$", re.I)
_GUARD = re.compile(r"^(?:captcha|sorry|challenge|robot-?check|validatecaptcha|blocked)(?:\.\w{2,5})?$", re.IGNORECASE)
_ERROR = re.compile(
    r"^(?:(?:error|erreur|fehler)?[-_]?404|404[-_]?(?:error|page|not[-_]?found)|(?:page)?[-_]?not[-_]?found|error|errors"
    r"|page[-_]introuvable|pagenotfound|notfound)(?:\.\w{2,5})?$",
    re.IGNORECASE,
)


def split(url: str) -> SplitResult:
    """The parts of an address; those of none if it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        return urlsplit("")
    return parts


def host(url: str) -> str:
    """The host in lower case, without the dot that may end it."""
    return (split(url).hostname or "").lower().rstrip(".")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=4096)
def domain(name: str) -> str:
    """The part of a host that somebody has registered; the host itself if it is a number or a local name."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return str(_suffixes().privatesuffix(name) or name)
    return name


def same_site(one: str, other: str) -> bool:
    """Whether two addresses are of one owner, as far as their domains tell."""
    hosts = host(one), host(other)
    if domain(hosts[0]) == domain(hosts[1]):
        return True
    members = [_member(name) for name in hosts]  # two hosts below one member are of two owners: alice.github.io
    return all(members) and members[0] != members[1] and _FAMILY[members[0]] == _FAMILY[members[1]]


def _member(name: str) -> str:
    """The domain of a family that a host is or lies below."""
    labels = name.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels)))
    return next((each for each in above if each in _FAMILY), "")


def is_resolver(url: str) -> bool:
    """Whether an address is made to redirect."""
    return host(url) in RESOLVERS


def segments(url: str) -> list[str]:
    """The parts of the path that name a page: no language, no `index.html`."""
    parts = [part for part in split(url).path.split("/") if part]
    while parts and (_LOCALE.match(parts[0])):
        parts = parts[1:]
    return parts[:-1] if parts and _INDEX.match(parts[-1]) else parts


def is_home(url: str) -> bool:
    """Whether an address is the home page of its host, in some language."""
    parts = split(url)
    chooses = any(not _NO_PAGE.match(key) for key, _ in parse_qsl(parts.query, keep_blank_values=True))
    is_route = parts.fragment[:1] in {"/", "!"} and bool(_ROUTE.match(parts.fragment[1:]))
    return not (segments(url) or chooses or is_route)


def is_deep(url: str) -> bool:
    """Whether an address is of a page, not of the home page."""
    return not is_home(url)


def asks(url: str) -> str:
    """What an address asks of a reader first: `login`, `consent` or `challenge`; empty if nothing."""
    parts, name = segments(url)[:4], host(url)
    if any(map(_CONSENT.match, parts)) or name.startswith(("consent.", "cookies.")):
        return "consent"
    if any(map(_LOGIN.match, parts)) or _LOGIN_HOST.match(name):
        return "login"
    return "challenge" if any(map(_GUARD.match, parts[:2])) or name == "validate.perfdrive.com" else ""


def is_error(url: str) -> bool:
    """Whether the address is that of a page for errors."""
    return any(map(_ERROR.match, segments(url)[-1:]))


def keeps_path(url: str, to: str) -> bool:
    """Whether a page keeps its path on another host, as when a whole site moves."""
    return bool(segments(url)) and segments(url) == segments(to)


def only_https(url: str, to: str) -> bool:
    """Whether nothing but the scheme differs, from http to https."""
    one, other = split(urldefrag(url).url), split(urldefrag(to).url)
    same = (one.netloc.lower().removesuffix(":80"), one.path or "/", one.query) == (
        other.netloc.lower().removesuffix(":443"), other.path or "/", other.query,
    )  # fmt: skip
    return (one.scheme, other.scheme) == ("http", "https") and same


def same_page(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but the scheme, a `www.`, a slash at the end or the fragment."""
    return _page(one) == _page(other)


def is_worse(url: str, to: str) -> bool:
    """Whether nobody should write `to` for `url`: it gives https up, or bears the session of one reader."""
    return (split(url).scheme, split(to).scheme) == ("https", "http") or bool(_SESSION.search(to))


def without_campaign(url: str) -> str:
    """The address without the `utm_…` that tell a site where its readers come from."""
    parts = split(url)
    kept = "&".join(part for part in parts.query.split("&") if not part.lower().startswith("utm_"))
    return url if kept == parts.query else urlunsplit(parts._replace(query=kept))


def names_host(url: str, home: str) -> bool:
    """Whether a home page has in its host what a page had in its path: `example.org/docs`, `docs.example.org`."""
    return not set(map(str.lower, segments(url)[-1:])).isdisjoint(host(home).split("."))


def with_fragment(url: str, fragment: str) -> str:
    """The address with `fragment`, if it has none of its own."""
    parts = split(url)
    return url if parts.fragment or not fragment else urlunsplit(parts._replace(fragment=fragment))


def _page(url: str) -> tuple[str, str, str]:
    parts = split(url)
    return host(url).removeprefix("www."), parts.path.rstrip("/"), parts.query


def fragment_of(url: str) -> str:
    """The fragment, not decoded."""
    return url.partition("#")[2]
