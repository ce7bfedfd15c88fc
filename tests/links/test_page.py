"""What is read of a page, on the smallest page that shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.links.anchors import has_anchor
from kbgen.links.exchange import Answer
from kbgen.links.page import Page, decode, is_html, read_page

URL = "https://a.example/dir/page"


def page(html: str | bytes, content_type: str = "text/html; charset=utf-8") -> Page:
    body = html if isinstance(html, bytes) else html.encode()
    return read_page(Answer(URL, 200, {"content-type": content_type}, body))


def test_titles_are_those_the_page_gives_itself_the_most_exact_first() -> None:
    found = page(
        '<title>A paper | Site</title><meta property="og:title" content="A &amp; B">'
        '<meta name=citation_title content="The paper"><h1>The <em>paper</em> itself</h1><h1>Another</h1>'
    )
    assert found.titles == ("The paper", "A & B", "A paper | Site", "The paper itself")


def test_entities_and_line_breaks_in_a_title_are_read() -> None:
    assert (
        page("<title>\n  L&rsquo;attention,\n c&#39;est tout &lt;vu&gt;</title>").title
        == "L’attention, c'est tout <vu>"
    )


def test_the_title_of_a_drawing_is_none_of_the_page() -> None:
    assert page("<body><svg><title>Logo</title></svg><h1>Page</h1>").title == ""


def test_anchors_are_ids_and_names_of_links_and_no_others() -> None:
    found = page('<p id=a><a name="b c"><input name=d><template><p id=e></template><noscript><p id=f></noscript>')
    assert found.anchors == {"a", "b c"}


def test_the_shadow_that_a_page_declares_is_seen_and_a_template_in_it_is_not() -> None:
    found = page(
        "<template shadowrootmode=open><p id=a>one</p><template><p id=b>two</p></template></template><p id=c>three"
        "<template><template shadowrootmode=open><p id=d></template><p id=e></template>"
    )
    assert found.anchors == {"a", "c"}
    assert found.text == "one three"


def test_text_is_what_a_reader_sees() -> None:
    found = page(
        "<title>T</title><style>no</style><p>one</p><p>t<b>w</b>o &amp;<script>no()</script><noscript>no</noscript> three"
    )
    assert found.text == "one two & three"


def test_text_after_an_unclosed_entity_at_the_end_is_not_lost() -> None:
    assert page("<p>Made by AT&T").text == "Made by AT&T"


def test_a_comment_that_is_not_closed_hides_the_rest_as_in_browsers() -> None:
    assert page("<p>one<!-- <p>two").text == "one"


def test_odd_declarations_do_not_end_the_reading() -> None:
    assert page("<![if !IE]><p>one<![endif]--><![CDATA[x]]><![bad x><p>two").text.endswith("two")


@pytest.mark.parametrize(
    ("content", "to", "delay"),
    [
        ("0; url=/new", "https://a.example/new", 0),
        ("5;URL='https://b.example/'", "https://b.example/", 5),
        ("0.5, other", "https://a.example/dir/other", 0.5),
        ("30", "", 0),
        ("0; url=javascript:x()", "", 0),
        ("", "", 0),
    ],
)
def test_a_refresh_has_a_target_and_a_delay(content: str, to: str, delay: float) -> None:
    found = page(f'<meta http-equiv="Refresh" content="{content}">')
    assert (found.refresh, found.delay) == (to, delay)


def test_a_refresh_for_readers_without_scripts_is_none() -> None:
    assert page('<noscript><meta http-equiv=refresh content="0;url=/no-js"></noscript>').refresh == ""


def test_the_canonical_address_is_made_absolute() -> None:
    assert page('<link rel="canonical" href="../other">').canonical == "https://a.example/other"


def test_a_page_that_scripts_draw_is_a_shell_and_one_with_words_is_not() -> None:
    script = "<script src=/app.js></script>"
    assert page(f"<div id=root></div>{script}").is_shell
    assert not page(f"<p>{'word ' * 60}</p>{script}").is_shell
    assert not page("<p>short").is_shell


def test_scripts_and_frames_are_known_by_their_addresses() -> None:
    assert page("<script src=//x.example/a.js></script><iframe src=b>").sources == (
        "https://x.example/a.js",
        "https://a.example/dir/b",
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("Modèle".encode(), "text/html; charset=utf-8"),
        ("Modèle".encode("latin-1"), "text/html; charset=ISO-8859-1"),
        ("Modèle".encode("latin-1"), "text/html"),
        ("Modèle".encode("latin-1"), "text/html; charset=utf-8"),
        ("Modèle".encode(), "text/html; charset=no-such-charset"),
        ("Modèle".encode(), "text/html; charset=hex"),
        ("Modèle".encode(), "text/html; charset=punycode"),
        (b"\xef\xbb\xbf" + "Modèle".encode(), "text/html; charset=latin-1"),
        (b"\xff\xfe" + "Modèle".encode("utf-16-le"), "text/html"),
        (b'<meta charset="iso-8859-15">' + "Modèle".encode("iso-8859-15"), "text/html"),
        ("Modèle".encode() + b"\xc3", "text/html"),
        (b"<meta charset=utf-16>  " + "Modèle".encode(), "text/html"),
        ("Modèle".encode("utf-16-le"), "text/html; charset=utf-16le"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_fits(body: bytes, content_type: str) -> None:
    assert "Modèle" in decode(body, content_type)


def test_what_is_html_is_said_by_the_type_or_seen_at_the_beginning() -> None:
    assert is_html(Answer(URL, 200, {"content-type": "Text/HTML;charset=x"}))
    assert is_html(Answer(URL, 200, {}, b"\n<!DOCTYPE html>"))
    assert not is_html(Answer(URL, 200, {"content-type": "application/pdf"}, b"<html"))
    assert not is_html(Answer(URL, 200, {}, b"%PDF-1.7"))


def test_a_page_of_nothing_but_openings_is_read_in_linear_time() -> None:
    for opening in (b"<!--", b"<a ", b"</", b"<?", b'<a b="', b"<![x ", b"<script>", b"<div>", b"&"):
        assert isinstance(page(opening * 20_000), Page)


@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/html; charset=utf-16", "text/html; charset=x"]))
def test_reading_never_raises(body: bytes, content_type: str) -> None:
    page(body, content_type)


@given(st.text(alphabet="<>/!-?&;\"' =abtitle[]#x0\0é", max_size=300), st.text(max_size=30))
def test_reading_what_looks_like_html_never_raises(html: str, fragment: str) -> None:
    has_anchor(page(html.encode()), fragment)


BODY = """<h2 id="user-content-usage">Usage</h2><h2 id="été">Été</h2><a name=old>Old</a><p id="50%">half</p>
<p>The quick <b>brown</b> fox jumps over the lazy dog.</p><p>The quick red fox, naïve and coöperative, sleeps.</p>
<p>unbreakable\u00adness</p><p>大規模言語モデルの評価</p><p>使用GPT模型</p>"""

FRAGMENTS = {
    "": True,
    "top": True,
    "TOP": True,
    "old": True,
    "Old": False,
    "usage": True,
    "user-content-usage": True,
    "%C3%A9t%C3%A9": True,
    "été": True,
    "50%25": True,
    "50%": True,
    "nothing": False,
    ":~:text=quick%20brown": True,
    ":~:text=QUICK%20Brown": True,
    ":~:text=quick%20brow": False,
    ":~:text=uick": False,
    ":~:text=naive%20and%20cooperative": True,
    ":~:text=The%20quick,lazy%20dog": True,
    ":~:text=lazy%20dog,The%20quick%20brown": False,
    ":~:text=quick-,red": True,
    ":~:text=quick-,blue": False,
    ":~:text=brown-,red": False,
    ":~:text=red,-fox": True,
    ":~:text=quick,-fox": False,
    ":~:text=quick-,brown,-fox": True,
    ":~:text=The-,quick,fox,-jumps": True,
    ":~:text=The-,quick,fox,-flies": False,
    ":~:text=quick-,red,fox,-naïve": False,  # a comma stands between
    ":~:text=fox%2C%20na%C3%AFve": True,
    ":~:text=dog.%20The": True,
    ":~:text=dog.The": False,
    ":~:text=unbreakableness": True,
    ":~:text=言語モデル": True,
    ":~:text=GPT": True,
    ":~:text=GP": False,
    ":~:text=nothing&text=lazy": True,
    ":~:text=nothing": False,
    ":~:text=": False,
    ":~:text=a,b,c": False,
    ":~:text=quick-,-fox": False,
    ":~:unknown=x": True,
    "old:~:text=lazy": True,
    "old:~:text=nothing": False,
    "nothing:~:text=lazy": False,
}


@pytest.mark.parametrize(("fragment", "there"), FRAGMENTS.items())
def test_a_fragment_leads_to_an_element_or_a_text(fragment: str, there: bool) -> None:
    assert has_anchor(page(BODY), fragment) is there


def test_a_prefix_may_end_at_the_start_of_another_element() -> None:
    assert has_anchor(page("<h2>Results</h2><p>We win"), ":~:text=Results-,We%20win")
