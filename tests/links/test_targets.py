from __future__ import annotations

from kbgen.content import load
from kbgen.links.claim import Place, Target
from kbgen.links.targets import targets
from tests.conftest import Base

PAPER = """
rope-paper:
  name: ALiBi
  aliases: [RoPE paper]
  url: https://arxiv.org/abs/2108.12409
  what: paper
  arxiv: '2108.12409'
  title: "Train Short, Test Long"
  authors: [Jianlin Su]
  year: 2021
  summary: {fr: "Voir [le code](https://github.com/ZhuiyiTechnology/roformer).", en: "See [the code](https://github.com/ZhuiyiTechnology/roformer)."}
"""
BLOG = """
blog:
  name: A blog
  url: https://blog.example/
  what: blog
  unchecked: {fr: le serveur refuse les programmes, en: the server refuses programs}
  summary: {fr: "Un [article](https://arxiv.org/abs/2108.12409).", en: A page.}
"""


def test_each_address_stands_once_with_every_place(base: Base) -> None:
    found = {target.url: target for target in _targets(base, {"links/x.yml": PAPER + BLOG})}
    assert found["https://arxiv.org/abs/2108.12409"].places == (
        Place("links/rope-paper.url", "content/links/x.yml:5"),
        Place("links/blog.summary.fr", "content/links/x.yml:18"),
    )


def test_a_link_says_what_should_be_there(base: Base) -> None:
    (claim,) = [
        target.claim for target in _targets(base, {"links/x.yml": PAPER}) if target.claim and target.claim.titles
    ]
    assert claim.titles == ("Train Short, Test Long",)
    assert claim.names == ("ALiBi", "RoPE paper")
    assert (claim.authors, claim.year, claim.arxiv) == (("Jianlin Su",), 2021, "2108.12409")


def test_an_address_in_prose_claims_nothing(base: Base) -> None:
    found = {target.url: target for target in _targets(base, {"links/x.yml": PAPER})}
    assert found["https://github.com/ZhuiyiTechnology/roformer"].fingerprint == ""


def test_the_reason_of_an_exemption_goes_with_the_address(base: Base) -> None:
    found = {target.url: target for target in _targets(base, {"links/x.yml": BLOG})}
    assert found["https://blog.example/"].exempt == "the server refuses programs"


def test_another_title_is_another_claim(base: Base) -> None:
    (one,) = [target.claim for target in _targets(base, {"links/x.yml": PAPER}) if target.claim and target.claim.titles]
    changed = PAPER.replace("Train Short", "Train long")
    (two,) = [
        target.claim for target in _targets(base, {"links/x.yml": changed}) if target.claim and target.claim.titles
    ]
    assert one.fingerprint() != two.fingerprint()


def _targets(base: Base, files: dict[str, str | None]) -> list[Target]:
    """Those of `files`: the tiny base has one of its own."""
    return [target for target in targets(load(base(files))) if "2104.09864" not in target.url]
