from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kbgen import paths
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.links.judge import REASONS
from kbgen.plan import Plan
from kbgen.proven import Proven
from kbgen.records.claims import claim_of
from kbgen.records.link_checks import LinkState, check_of
from kbgen.records.link_file import LinkRecords
from kbgen.records.links import Alive, Document, Found, LinkRecord
from kbgen.records.proofs import State
from kbgen.site.links import Links
from kbgen.site.pages import Pages
from kbgen.site.proofs import Proofs
from kbgen.site.writer import Writer
from tests.conftest import Base
from tests.site.checking import NOW, checked, days, record

REF = "links/roformer"
URL = "https://arxiv.org/abs/2104.09864"
GONE: dict[str, Any] = {"since": NOW - days(6), "last_good": NOW - days(8), "status": 404, "why": "http-404"}
THREE = tuple(NOW - days(past) for past in (6, 3, 0))
EVIL = "A <script>alert(1)</script> *bold* [x](y) \\(z\\) | `c` \x1b[31m\n\n# Title"


def proven(content: Path) -> Proven:
    return Proven(KnowledgeBase.read(content))


def writer(found: Proven, code: str) -> Writer:
    return Writer(Plan(found.kb), language(code), "links/papers", "0")


def badge(content: Path, code: str) -> tuple[str, str]:
    """How the link stands and its badge, with plain spaces."""
    found = proven(content)
    (only,) = Proofs(writer(found, code), found).badges(REF)
    return only.key, only.words.replace("\u00a0", " ").replace("\u202f", " ")


def page(content: Path, path: str, code: str = "en") -> str:
    pages = Pages(KnowledgeBase.read(content), language(code), paths.data("site_templates"))
    return next(page.markdown for page in pages.write() if page.path == path)


BADGES: list[tuple[LinkRecord, LinkState, str, str]] = [
    (
        record(URL),
        LinkState.RIGHT,
        "vérifié le 24 novembre 2026 : l'adresse répond, c'est le bon document",
        "checked on 24 November 2026: alive, the right document",
    ),
    (
        record(URL, document=Document.REVISED),
        LinkState.REVISED,
        "vérifié le 24 novembre 2026 : l'adresse répond, c'est le bon document, dans une version plus récente",
        "checked on 24 November 2026: alive, the right document, in a newer version",
    ),
    (
        record(URL, document=Document.NOT_ASKED, claim=""),
        LinkState.ALIVE,
        "vérifié le 24 novembre 2026 : l'adresse répond",
        "checked on 24 November 2026: alive",
    ),
    (
        record(URL, document=Document.NOT_ASKED, why="no-answer"),
        LinkState.UNIDENTIFIED,
        "vérifié le 24 novembre 2026 : l'adresse répond, mais le document n'a pas pu être identifié",
        "checked on 24 November 2026: alive, but the document could not be identified",
    ),
    (
        record(URL, Alive.MOVED, to="https://new.example/paper/"),
        LinkState.MOVED,
        "a changé d'adresse : new.example/paper (vérifié le 24 novembre 2026)",
        "moved: new address new.example/paper (checked on 24 November 2026)",
    ),
    (
        record(URL, document=Document.RETITLED),
        LinkState.RETITLED,
        "vérifié le 24 novembre 2026 : l'adresse répond, mais le titre a changé",
        "checked on 24 November 2026: alive, but the title has changed",
    ),
    (
        record(URL, document=Document.RENAMED, found=Found("GitHub", repository="new/name")),
        LinkState.RENAMED,
        "le dépôt s'appelle désormais new/name (vérifié le 24 novembre 2026)",
        "the repository is now called new/name (checked on 24 November 2026)",
    ),
    (
        record(URL, document=Document.ARCHIVED, found=Found("GitHub", archived=True)),
        LinkState.ARCHIVED,
        "vérifié le 24 novembre 2026 : dépôt archivé, en lecture seule",
        "checked on 24 November 2026: archived, read-only",
    ),
    (
        record(URL, document=Document.ARCHIVED, found=Found("GitHub", archived=False)),
        LinkState.ARCHIVED,
        "vérifié le 24 novembre 2026 : le dépôt n'est plus archivé",
        "checked on 24 November 2026: no longer archived",
    ),
    (
        record(URL, Alive.DEAD, Document.NOT_ASKED, strikes=THREE, **GONE),
        LinkState.DEAD,
        "adresse morte depuis le 18 novembre 2026 (dernier essai le 24 novembre 2026)",
        "dead since 18 November 2026 (last asked on 24 November 2026)",
    ),
    (
        record(URL, Alive.TIMEOUT, Document.NOT_ASKED, strikes=THREE, **GONE),
        LinkState.DEAD,
        "sans réponse depuis le 18 novembre 2026 (dernier essai le 24 novembre 2026)",
        "no answer since 18 November 2026 (last asked on 24 November 2026)",
    ),
    (
        record(URL, Alive.DEAD, Document.NOT_ASKED, strikes=THREE[:1], **GONE),
        LinkState.FAILING,
        "en échec le 24 novembre 2026, sera redemandé (échec 1 sur 3)",
        "failed on 24 November 2026, to be asked again (failure 1 of 3)",
    ),
    (
        record(URL, Alive.TIMEOUT, Document.SAME, strikes=THREE[:2], **GONE),
        LinkState.FAILING,
        "sans réponse le 24 novembre 2026, sera redemandé (échec 2 sur 3)",
        "did not answer on 24 November 2026, to be asked again (failure 2 of 3)",
    ),
    (
        record(URL, document=Document.ELSEWHERE),
        LinkState.ELSEWHERE,
        "la page a disparu : autre chose répond à sa place (vérifié le 24 novembre 2026)",
        "the page is gone: something else answers (checked on 24 November 2026)",
    ),
    (
        record(URL, document=Document.WRONG),
        LinkState.WRONG,
        "un autre document se trouve à cette adresse (vérifié le 24 novembre 2026)",
        "another document is there (checked on 24 November 2026)",
    ),
    (
        record(URL, document=Document.WITHDRAWN),
        LinkState.WITHDRAWN,
        "le document a été retiré (vérifié le 24 novembre 2026)",
        "the document was withdrawn (checked on 24 November 2026)",
    ),
    (
        record(URL, Alive.BLOCKED, status=403),
        LinkState.BLOCKED,
        "n'a pas pu être interrogé le 24 novembre 2026 : le serveur refuse les programmes",
        "could not be asked on 24 November 2026: the server turns programs away",
    ),
    (
        record(URL, Alive.REFUSED, Document.NOT_ASKED),
        LinkState.REFUSED,
        "non interrogé : l'adresse n'est pas publique",
        "not asked: the address is not public",
    ),
    (
        record(URL, Alive.SKIPPED, Document.NOT_ASKED),
        LinkState.SKIPPED,
        "non interrogé le 24 novembre 2026",
        "not asked on 24 November 2026",
    ),
]


@pytest.mark.parametrize(("found", "state", "french", "english"), BADGES)
def test_a_badge_says_how_the_link_stands_and_when_it_was_checked(
    base: Base, found: LinkRecord, state: LinkState, french: str, english: str
) -> None:
    says_nothing = {"links/papers.yml": f"roformer: {{name: RoFormer, url: '{URL}', what: paper}}\n"}
    content = checked(base() if found.claim else base(says_nothing), found)
    assert badge(content, "fr") == (state, french)
    assert badge(content, "en") == (state, english)


def test_every_way_of_standing_but_those_of_the_entry_was_tried() -> None:
    assert {state for _, state, _, _ in BADGES} == set(LinkState) - {LinkState.EXEMPT, LinkState.STALE}


def test_without_a_record_a_link_is_not_yet_checked(base: Base) -> None:
    content = base()
    assert badge(content, "fr") == ("not-yet-checked", "pas encore vérifié")
    assert badge(content, "en") == ("not-yet-checked", "not yet checked")
    assert "kb-how" not in page(content, "links/papers")


def test_the_record_of_another_address_is_not_the_links(base: Base) -> None:
    assert badge(checked(base(), record("https://arxiv.org/abs/1706.03762")), "en")[0] == "not-yet-checked"


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (record(URL), LinkState.STALE),
        (record(URL, document=Document.WRONG), LinkState.STALE),
        (record(URL, Alive.MOVED, to="https://new.example/"), LinkState.MOVED),
        (record(URL, Alive.DEAD, Document.NOT_ASKED, strikes=THREE, **GONE), LinkState.DEAD),
        (record(URL, Alive.BLOCKED), LinkState.BLOCKED),
    ],
)
def test_what_was_compared_with_a_claim_that_has_changed_does_not_count_any_more(
    kb: KnowledgeBase, found: LinkRecord, state: LinkState
) -> None:
    link, records = kb.links["roformer"], LinkRecords({URL: found})
    same = check_of(link, LinkRecords({URL: replace(found, claim=claim_of(link).fingerprint())}))
    changed = check_of(link, records)
    assert same is not None
    assert changed is not None
    assert (same.stale, changed.stale) == (False, True)
    assert changed.state is state


def test_a_changed_claim_is_said_beside_the_verdict(base: Base) -> None:
    found = Proven(KnowledgeBase.read(checked(base(), record(URL, claim="another"))))
    how = Links(writer(found, "en"), found).how(REF)
    assert how is not None
    assert how.verdicts[1].more[-1] == (
        "The entry has since changed what it says of its document; this verdict no longer counts."
    )
    assert dict(found.standings("links")) == {"link-stale": 1}


def test_an_entry_that_says_why_it_need_not_pass_is_not_judged_unless_it_passes(base: Base) -> None:
    exempt = {
        "links/papers.yml": base().joinpath("links/papers.yml").read_text() + "  unchecked: {fr: Non., en: No.}\n"
    }
    assert badge(checked(base(exempt), record(URL, document=Document.WRONG)), "en") == (
        "link-exempt",
        "not judged, the entry says why",
    )
    assert badge(checked(base(exempt), record(URL)), "en")[0] == "link-right"
    assert "**Why it is not checked.** No." in page(base(exempt), "links/papers")


def verdicts(content: Path, code: str) -> tuple[str, str]:
    found = proven(content)
    how = Links(writer(found, code), found).how(REF)
    assert how is not None
    first, second = (" ".join((verdict.answer, *verdict.more)) for verdict in how.verdicts)
    return first.replace("&#40;", "(").replace("&#41;", ")"), second.replace("&#40;", "(").replace("&#41;", ")")


def test_the_first_verdict_has_the_answer_and_the_failures_that_count(base: Base) -> None:
    content = checked(base(), record(URL, Alive.DEAD, Document.NOT_ASKED, strikes=THREE, **GONE))
    assert verdicts(content, "en")[0] == (
        "No (HTTP 404, page not found). Unchanged since 18 November 2026. Last alive on 16 November 2026. "
        "Failures that count: 18 November 2026, 21 November 2026, 24 November 2026 (3 of 3)."
    )
    assert verdicts(content, "fr")[0].startswith(
        "Non (HTTP 404, page introuvable). Inchangé depuis le 18 novembre 2026."
    )


def test_a_failure_without_an_answer_is_named(base: Base) -> None:
    content = checked(base(), record(URL, Alive.DEAD, Document.NOT_ASKED, status=0, why="tls-expired", strikes=(NOW,)))
    assert verdicts(content, "en")[0].startswith("No (its certificate has expired).")


def test_the_second_verdict_names_who_said_so_and_what_is_there_if_it_is_another(base: Base) -> None:
    same = checked(base(), record(URL, found=Found("page", title="RoFormer")))
    assert verdicts(same, "en")[1] == "Yes, according to the title of the page."
    assert verdicts(same, "fr")[1] == "Oui, selon le titre de la page."
    there = Found("arXiv", "A Study", "José Núñez", 2019, "v2")
    wrong = checked(base(), record(URL, document=Document.WRONG, why="other-title-and-author", found=there))
    assert verdicts(wrong, "en")[1] == (
        "No, another one (other title, other author). According to arXiv, it is “A Study” (José Núñez, 2019, v2)."
    )
    assert verdicts(wrong, "fr")[1].replace("\u00a0", " ") == (
        "Non, c'est un autre (autre titre, autre auteur). Selon arXiv, il s'agit de « A Study » (José Núñez, 2019, v2)."
    )


def test_a_year_that_is_off_by_one_is_said(base: Base) -> None:
    found = record(URL, why="year-off-by-one", found=Found("Crossref", "RoFormer", year=2022))
    assert "It is dated 2022, and 2021 in the entry" in verdicts(checked(base(), found), "en")[1]


def test_a_new_address_is_a_link_and_what_is_no_address_is_not(base: Base) -> None:
    moved = page(checked(base(), record(URL, Alive.MOVED, to="https://new.example/a?b=1&c")), "links/papers")
    assert 'New address: <a class="kb-url" href="https://new.example/a?b=1&#38;c" rel="noopener">' in moved
    script = page(checked(base(), record(URL, Alive.MOVED, to="javascript:alert(1)")), "links/papers")
    assert 'href="javascript' not in script
    assert "javascript:alert&#40;1&#41;" in script


def test_what_others_say_is_text(base: Base) -> None:
    found = Found(EVIL, EVIL, EVIL, 2019, EVIL, EVIL)
    content = checked(
        base(), record(URL, document=Document.WRONG, why="other-title", found=found, detail=EVIL, to=EVIL)
    )
    for path in ("links/papers", "coverage"):
        text = page(content, path)
        assert "script&#62;alert&#40;1&#41;" in text
        for mark in ("<script", "*bold*", "[x]", r"\(z", "`c`", "\x1b", "\n# Title"):
            assert mark not in text


def test_a_long_title_is_cut(base: Base) -> None:
    found = record(URL, document=Document.WRONG, found=Found("arXiv", "long " * 10_000))
    assert len(page(checked(base(), found), "links/papers")) < 8_000


def test_a_page_has_both_verdicts_and_the_command_that_repeats_them(base: Base) -> None:
    text = page(checked(base(), record(URL)), "links/papers", "fr")
    assert text.count('<p class="kb-verdict">') == 2
    assert "Vérifié le 24 novembre 2026. Pour recommencer\u00a0: <code>kbgen check-links links/roformer</code>" in text
    assert "kb-matter" not in text


@pytest.mark.parametrize("path", ["glossary", "formulas/basics"])
def test_a_source_that_is_another_document_is_marked_where_it_is_named(base: Base, path: str) -> None:
    mark = '<span class="kb-doubt" role="img" title="another document is there'
    assert mark in page(checked(base(), record(URL, document=Document.WRONG)), path)
    assert mark.split("title")[0] not in page(
        checked(base(), record(URL, Alive.MOVED, to="https://new.example/")), path
    )


SAID_BY_THE_VERDICT = {
    "archived",
    "moved",
    "new-version",
    "not-allowed",
    "not-archived",
    "not-recorded",
    "host-given-up",
    "renamed",
    "unchanged",
    "withdrawn",
    "year-off-by-one",
}


def test_every_reason_of_the_checker_has_words() -> None:
    labels = language("fr").labels
    known = {key.partition(".")[2] for key in labels if key.startswith(("answer.", "reason."))}
    assert {
        word for word in REASONS if not word.startswith("http-") or word == "http-other"
    } - known == SAID_BY_THE_VERDICT


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_way_of_standing_is_explained_on_the_page_of_states_once_a_link_was_asked(base: Base, code: str) -> None:
    text = page(checked(base(), record(URL)), "states", code)
    assert all(f'<tr id="{state}">' in text for state in (*LinkState, State.NOT_YET_CHECKED))
    assert language(code).typeset(language(code).label("states.links.strikes")) in text
    assert "{: #links }" not in page(checked(base()), "states", code)


def test_pages_are_written_without_any_part_that_asks_servers(base: Base) -> None:
    content = checked(base(), record(URL))
    program = (
        "import sys\n"
        "for name in ('httpx', 'aiohttp', 'kbgen.links'): sys.modules[name] = None\n"
        "from pathlib import Path\n"
        "from kbgen import paths\n"
        "from kbgen.kb import KnowledgeBase\n"
        "from kbgen.language import language\n"
        "from kbgen.site.pages import Pages\n"
        "kb = KnowledgeBase.read(Path(sys.argv[1]))\n"
        "print(sum('link-right' in page.markdown for page in Pages(kb, language('en'), paths.data('site_templates')).write()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(content)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("3\n", "")
