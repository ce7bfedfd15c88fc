"""The real site in a real Chromium: every page of every language, as a reader meets it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, TimeoutError, sync_playwright

from kbgen.examples import source_of
from kbgen.records.proofs import FILE
from kbgen.site import Built, build
from kbgen.site.preview import listen
from tests.conftest import CHROMIUM, ROOT
from tests.site.proving import CROSS_CHECKED, prove

pytestmark = pytest.mark.browser

PATIENCE = 60_000
COPY = ".md-clipboard, .md-code__button[data-md-type=copy]"
"""The theme's copy button, by the name it had and by the one it has."""


@dataclass
class Site:
    """The built site, served, and what went wrong on its pages."""

    address: str
    folder: Path
    built: list[Built]
    faults: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real content, built for the address at which it is served."""
    root = tmp_path_factory.mktemp("real")
    for name in ("site_templates", "mkdocs.yml"):
        (root / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "content", root / "content")
    if not (root / "content" / FILE).exists():
        for ref in ("formulas/scaled-dot-product-attention", "formulas/causal-attention", "metrics/bleu"):
            prove(root / "content", ref, CROSS_CHECKED)
    with listen(root / "site", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        yield Site(address, root / "site", build(root, site_url=address))
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page whose every fault is noted: console errors, failed requests, requests to other hosts."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    site.faults = []

    def note(is_fault: bool, what: str) -> None:
        if is_fault:
            site.faults.append(what)

    def requested(request: Request) -> None:
        if not request.url.startswith((site.address, "data:", "blob:")):
            site.faults.append(f"foreign request: {request.url}")

    page.on("request", requested)
    # Leaving a page aborts what it was still asking for: no fault of the page.
    page.on("requestfailed", lambda request: note(request.failure != "net::ERR_ABORTED", f"failed: {request.url}"))
    page.on("response", lambda answer: note(answer.status >= 400, f"{answer.status}: {answer.url}"))
    page.on("pageerror", lambda error: site.faults.append(f"error: {error}"))
    page.on("console", lambda message: note(message.type == "error", f"console: {message.text}"))
    yield page
    context.close()


def typeset(page: Page) -> tuple[int, int, int]:
    """Pieces of mathematics written, typeset and in error, once the page says that it is ready."""
    page.wait_for_function("document.documentElement.dataset.kbMath === location.pathname", timeout=PATIENCE)
    count: list[int] = page.evaluate(
        "['.arithmatex', '.arithmatex mjx-container', 'mjx-merror'].map(s => document.querySelectorAll(s).length)"
    )
    return count[0], count[1], count[2]


def test_every_page_of_every_language_is_typeset_without_a_fault(
    page: Page, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    opened, total = 0, 0
    for path in sorted(site.folder.rglob("*.html")):
        if path.name == "404.html":
            continue
        page.goto(site.address + path.relative_to(site.folder).as_posix())
        written, done, errors = typeset(page)
        assert (done, errors) == (written, 0), path
        opened, total = opened + 1, total + done
    assert opened == sum(built.pages for built in site.built)
    assert total == sum(built.formulas for built in site.built)
    assert site.faults == []
    with capsys.disabled():
        print(f"\nchromium: {opened} pages opened, {total} pieces of mathematics typeset, 0 errors, 0 foreign requests")


def test_mathematics_is_typeset_after_instant_navigation_and_back(page: Page, site: Site) -> None:
    page.goto(site.address + "formulas/attention.html")
    first = typeset(page)
    page.evaluate("window.stayed = true")
    page.click("a.md-nav__link[href$='positional-encoding.html']")
    page.wait_for_url("**/positional-encoding.html")
    written, done, errors = typeset(page)
    assert (done, errors) == (written, 0)
    page.go_back()
    page.wait_for_url("**/attention.html")
    assert typeset(page) == first
    assert page.evaluate("window.stayed") is True
    assert site.faults == []


@pytest.mark.parametrize("path", ["index.html", "formulas/attention.html", "glossary.html", "links/papers.html"])
def test_the_language_switch_stays_on_the_page(page: Page, site: Site, path: str) -> None:
    page.goto(site.address + path)
    typeset(page)
    for language, there in (("en", f"en/{path}"), ("fr", path)):
        page.hover(".md-select button")
        page.click(f".md-select a[hreflang={language}]")
        page.wait_for_url(site.address + there)
        typeset(page)
        assert page.get_attribute("html", "lang") == language
    assert site.faults == []


def test_copy_latex_puts_the_printed_latex_on_the_clipboard(page: Page, site: Site) -> None:
    page.goto(site.address + "formulas/attention.html")
    typeset(page)
    page.locator("button[data-clipboard-text*='operatorname{softmax}']").first.click()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(r"\operatorname{Attention}(Q, K, V) =")


@pytest.mark.parametrize(("place", "name"), [("", "scaled_dot_product_attention"), ("en/", "causal_attention")])
def test_the_code_tab_opens_and_its_button_copies_what_can_be_pasted(
    page: Page, site: Site, place: str, name: str
) -> None:
    page.goto(f"{site.address}{place}formulas/attention.html")
    before = typeset(page)
    tabs = page.locator(f"#{name.replace('_', '-')} ~ .kb-code").first
    code = tabs.locator("pre code")
    assert not code.is_visible()
    assert tabs.locator("table").is_visible()
    tabs.locator(".tabbed-labels label", has_text="PyTorch").click()
    code.wait_for(state="visible", timeout=PATIENCE)
    assert not tabs.locator("table").is_visible()
    tabs.locator(COPY).click()
    copied: str = page.evaluate("navigator.clipboard.readText()")
    assert copied == source_of(ROOT / "content" / "formulas" / "attention.py", name).rstrip("\n")
    assert typeset(page) == before
    assert page.locator(".kb-formula mjx-container").first.is_visible()
    assert site.faults == []


def test_how_an_entry_was_checked_unfolds(page: Page, site: Site) -> None:
    page.goto(site.address + "en/formulas/attention.html")
    typeset(page)
    proof = page.locator("details.kb-how").first
    sentence = proof.get_by_text("A program read the LaTeX shown above")
    assert not sentence.is_visible()
    proof.locator("summary").click()
    sentence.wait_for(state="visible", timeout=PATIENCE)
    assert proof.locator("mjx-merror").count() == 0


def test_the_coverage_table_sorts_by_number(page: Page, site: Site) -> None:
    page.goto(site.address + "coverage.html")
    typeset(page)
    table = page.locator(".kb-coverage table")
    cells = "table => [...table.tBodies[0].rows].map(row => row.cells[6].dataset.sort)"
    table.locator("th button").nth(6).click()
    values: list[str] = table.evaluate(cells)
    assert len(values) >= 60
    known = [float(value) for value in values if value]
    assert len(known) >= 3
    assert values == [value for _, value in sorted(zip(known, values, strict=False))] + [""] * (
        len(values) - len(known)
    )


def test_cite_opens_bibtex_of_the_source(page: Page, site: Site) -> None:
    page.goto(site.address + "formulas/attention.html")
    typeset(page)
    page.locator("details.kb-cite summary").first.click()
    assert "@article{attention-is-all-you-need," in page.locator("details.kb-cite pre").first.inner_text()


def test_the_model_table_sorts_by_number_and_unknown_stays_last(page: Page, site: Site) -> None:
    page.goto(site.address + "models.html")
    typeset(page)
    cells = "[...document.querySelectorAll('table[data-kb-sortable] tbody tr')].map(row => row.cells[4].dataset.sort)"
    for descending in (False, True):
        page.locator("table[data-kb-sortable] th button").nth(4).click()
        values: list[str] = page.evaluate(cells)
        known = [float(value) for value in values if value]
        assert len(known) >= 3
        assert known == sorted(known, reverse=descending)
        assert values == [value for value in values if value] + [""] * (len(values) - len(known))


def search(page: Page, query: str) -> None:
    """Type a query, again if need be: what is typed before the theme listens is lost on a slow machine."""
    page.locator(".md-search__input").click()
    for _ in range(6):
        page.locator(".md-search__input").fill("")
        page.locator(".md-search__input").press_sequentially(query)
        try:
            page.wait_for_selector(".md-search-result__item", timeout=PATIENCE / 6)
        except TimeoutError:
            continue
        return
    pytest.fail(f"no result for '{query}'")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("metrique", "metrics/"),
        ("retropropagation", "glossary.html"),
        ("attention causale", "formulas/attention.html"),
        ("AdamW", "formulas/optimization.html"),
    ],
)
def test_search_finds_without_accents(page: Page, site: Site, query: str, found: str) -> None:
    page.goto(site.address + "index.html")
    typeset(page)
    search(page, query)
    assert found in page.inner_html(".md-search-result__list")


@pytest.mark.parametrize("place", ["", "en/"])
def test_the_page_for_what_is_not_there_suggests_an_entry(page: Page, site: Site, place: str) -> None:
    page.goto(f"{site.address}{place}formulas/rmsnrm.html")
    page.wait_for_selector("#kb-suggestions a", timeout=PATIENCE)
    suggested: str = page.evaluate("document.querySelector('#kb-suggestions a').href")
    assert suggested.startswith(f"{site.address}{place}")
    assert suggested.endswith("#rmsnorm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "coverage.html",
        "formulas/attention.html",
        "formulas/optimization.html",
        "glossary.html",
        "models.html",
        "errata.html",
    ],
)
def test_nothing_is_wider_than_a_phone(browser: Browser, site: Site, path: str, scheme: str) -> None:
    page = browser.new_page(
        viewport={"width": 390, "height": 844}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(site.address + path)
    typeset(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")
    page.close()


def test_the_site_reads_from_a_folder_without_a_server(browser: Browser, site: Site) -> None:
    page = browser.new_page()
    page.goto((site.folder / "formulas/attention.html").as_uri())
    written, done, errors = typeset(page)
    assert (done, errors) == (written, 0)
    assert written > 0
    page.close()
