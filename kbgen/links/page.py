"""What an HTML page says of itself, read from an answer: titles, anchors, the text a reader sees, where it sends on."""

from __future__ import annotations

import codecs
import contextlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from kbgen.links.exchange import Answer

SHELL_WORDS = 40
"""A page with scripts and fewer words than this is drawn by them; those with their words in the HTML have hundreds."""

_Attributes: TypeAlias = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Page:
    """What was read of a page; empty where it says nothing."""

    title: str = ""
    """`<title>`."""
    titles: tuple[str, ...] = ()
    """Every title the page gives itself: `citation_title`, `og:title`, `twitter:title`, `<title>`, the first `<h1>`."""
    heading: str = ""
    """The first `<h1>`."""
    anchors: frozenset[str] = frozenset()
    """Every `id`, and every `name` of an `<a>`."""
    text: str = ""
    """What a reader sees, white space collapsed."""
    scripts: str = ""
    """The text of the scripts, data for scripts among them."""
    sources: tuple[str, ...] = ()
    """Addresses of the scripts and frames that the page loads."""
    refresh: str = ""
    """Where `<meta http-equiv=refresh>` sends the reader, made absolute."""
    delay: float = 0.0
    """After how many seconds."""
    canonical: str = ""
    """`<link rel=canonical>`, made absolute."""
    is_shell: bool = False
    """Whether scripts draw the page, so that it says little by itself."""


def read_page(answer: Answer) -> Page:
    """Read the body of `answer`. Whatever the body is, there is a page, and the time is linear in its length."""
    reader = _Reader(answer.url)
    with contextlib.suppress(AssertionError, ValueError):  # the parser gives up on some declarations
        # Without `close`, as browsers: what is not closed at the end of the page ends it. `close` would look for the
        # end of each such construct again, in quadratic time.
        reader.feed(decode(answer.body, answer.headers.get("content-type", "")) + _END)
    return reader.page()


def is_html(answer: Answer) -> bool:
    """Whether the body is a page, by its declared type, or by its beginning where none is declared."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"}:
        return True
    return not kind and bool(
        re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|!--)", answer.body[:256], re.I)
    )


# The encodings of the web, https://encoding.spec.whatwg.org/#names-and-labels, by the names of Python's codecs. Python
# knows others (`punycode`, `unicode_escape`, `utf_7`) that no page is to choose.
_ENCODINGS = """
utf-8 utf-16 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 koi8-r
koi8-u mac-roman iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13
iso8859-14 iso8859-15 iso8859-16 gbk gb18030 big5 big5hkscs euc_jp shift_jis cp932 iso2022_jp euc_kr cp949
"""
_LATIN = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gbk"}
"""What browsers read instead of what is declared."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([^\s\"';,>/]+)", re.IGNORECASE)


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page: by its byte order mark, else its `Content-Type`, else its `<meta>`, else UTF-8 or Latin.

    A declared encoding that does not fit the bytes yields to the next that does.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    declared = (content_type, body[:4096].decode("latin-1"))
    header, meta = (_encoding(match[1]) if (match := _CHARSET.search(text)) else "" for text in declared)
    if meta.startswith("utf-16"):
        meta = "utf-8"  # who could read this `<meta>` read no UTF-16, says the standard
    named = [encoding for encoding in (header, meta) if encoding]
    for encoding in (*named, "utf-8", "cp1252"):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(body)  # the last character may be cut
        except UnicodeDecodeError:
            continue
    return body.decode(named[0] if named else "utf-8", "replace")


def _encoding(label: str) -> str:
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return ""
    name = _LATIN.get(name, name)
    return name if name in _ENCODINGS.split() else ""


# Text in these is not shown, and ids in them are not there: scripts are on.
_UNSEEN = frozenset({"script", "style", "noscript", "template"})
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
})  # fmt: skip
"""Elements that do not part the words around them."""
_END = " " * 40
"""The parser keeps text back that ends within an entity; this is behind any."""
_TITLES = ("citation_title", "dc.title", "og:title", "twitter:title")
_REFRESH = re.compile(r"\s*(\d*\.?\d*)\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"']*)", re.IGNORECASE)
_MOST_TITLE = 1000


class _Reader(HTMLParser):
    """Collects what a `Page` holds."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self._url = url
        self._metas: dict[str, str] = {}
        self._title: list[str] | None = None
        self._heading: list[str] | None = None
        self._into: list[str] | None = None
        self._anchors: set[str] = set()
        self._text: list[str] = []
        self._scripts: list[str] = []
        self._sources: list[str] = []
        self._refresh, self._delay, self._canonical = "", 0.0, ""
        self._unseen: dict[str, int] = {}
        self._drawings = 0

    def page(self) -> Page:
        """What was collected."""
        title, heading = _joined(self._title), _joined(self._heading)
        text = " ".join("".join(self._text).split())
        given = (*(self._metas.get(name, "") for name in _TITLES), title, heading)
        has_scripts = bool(self._scripts or self._sources)
        return Page(
            title=title,
            titles=tuple(dict.fromkeys(words for words in given if words)),
            heading=heading,
            anchors=frozenset(self._anchors),
            text=text,
            scripts="\n".join(self._scripts),
            sources=tuple(self._sources),
            refresh=self._refresh,
            delay=self._delay,
            canonical=self._canonical,
            is_shell=has_scripts and len(text.split()) < SHELL_WORDS,
        )

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        """Note what an element says."""
        if tag not in _INLINE:
            self._text.append(" ")
        is_shadow = (
            tag == "template" and not self._unseen.get(tag) and any(name == "shadowrootmode" for name, _ in attrs)
        )
        if tag in _UNSEEN and not is_shadow:
            self._unseen[tag] = self._unseen.get(tag, 0) + 1
        if tag == "svg":
            self._drawings += 1
        if any(self._unseen.get(hidden) for hidden in ("noscript", "template")):
            return
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self._anchors.add(value)
        match tag:
            case "title" if self._title is None and not self._drawings:
                self._title = self._into = []
            case "h1" if self._heading is None:
                self._heading = self._into = []
            case "meta":
                self._meta(dict(attrs))
            case "link":
                self._link(dict(attrs))
            case "script" | "iframe" | "frame":
                self._source(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        """Note the end of an element."""
        if tag not in _INLINE:
            self._text.append(" ")
        if self._unseen.get(tag):
            self._unseen[tag] -= 1
        if tag == "svg" and self._drawings:
            self._drawings -= 1
        if tag in {"title", "h1", "head"}:
            self._into = None

    def handle_data(self, data: str) -> None:
        """Note words."""
        if self._unseen.get("script"):
            self._scripts.append(data)
        if any(self._unseen.values()):
            return
        if self._into is not None:
            self._into.append(data)
        if self._into is None or self._into is not self._title:
            self._text.append(data)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Browsers read `<![…` as a comment up to the next `>`; the standard library would raise."""
        del report
        return self.parse_bogus_comment(i)

    def _meta(self, attributes: dict[str, str | None]) -> None:
        content = attributes.get("content") or ""
        name = (attributes.get("property") or attributes.get("name") or "").lower()
        if name in _TITLES:
            self._metas.setdefault(name, " ".join(content[:_MOST_TITLE].split()))
        if (attributes.get("http-equiv") or "").lower() == "refresh" and not self._refresh:
            match = _REFRESH.match(content[:4096])
            if match and match[2].strip():
                self._refresh = _absolute(self._url, match[2])
                self._delay = float(match[1]) if match[1].strip(".") else 0.0

    def _link(self, attributes: dict[str, str | None]) -> None:
        if "canonical" in (attributes.get("rel") or "").lower().split() and not self._canonical:
            self._canonical = _absolute(self._url, attributes.get("href") or "")

    def _source(self, attributes: dict[str, str | None]) -> None:
        if source := _absolute(self._url, attributes.get("src") or ""):
            self._sources.append(source)


def _joined(parts: list[str] | None) -> str:
    return " ".join("".join(parts or ())[: _MOST_TITLE * 4].split())[:_MOST_TITLE]


def _absolute(url: str, reference: str) -> str:
    """The address, or nothing if it is none."""
    reference = reference.strip()
    if not reference:
        return ""
    try:
        target = urljoin(url, reference)
        return target if urlsplit(target).scheme in {"http", "https"} else ""
    except ValueError:
        return ""
