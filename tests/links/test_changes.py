from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.errors import KbgenError
from kbgen.links.changes import addresses_at, claims_at, urls_in
from kbgen.links.targets import targets
from tests.conftest import Base


def _git(folder: Path, *words: str) -> None:
    options = ["-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *options, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A repository whose content, in a sub-folder, has one address in its first commit and one more in its second."""
    folder = tmp_path / "docs" / "content"
    (folder / "links").mkdir(parents=True)
    _git(tmp_path, "init", "-q", "-b", "main")
    (folder / "links" / "x.yml").write_text("a:\n  url: https://a.example/one\n")
    (tmp_path / "other.yml").write_text("url: https://elsewhere.example/\n")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "one")
    (folder / "links" / "é.yml").write_text("b:\n  url: https://a.example/two\n")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "-qm", "two")
    return folder


def test_what_a_later_change_brings_is_not_among_the_addresses_of_a_revision(content: Path) -> None:
    assert addresses_at("HEAD^", content) == {"https://a.example/one"}
    assert addresses_at("main", content) == {"https://a.example/one", "https://a.example/two"}


def test_an_unknown_revision_is_told(content: Path) -> None:
    with pytest.raises(KbgenError, match="git knows no revision 'mian'; name a commit"):
        addresses_at("mian", content)


def test_a_revision_that_looks_like_an_option_is_only_unknown(content: Path) -> None:
    with pytest.raises(KbgenError, match="git knows no revision '--output=x'"):
        addresses_at("--output=x", content)


def test_a_folder_in_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="is in no git repository"):
        addresses_at("HEAD", tmp_path)


@pytest.mark.usefixtures("content")
def test_a_shallow_clone_says_what_to_fetch(tmp_path: Path) -> None:
    _git(tmp_path, "clone", "-q", "--depth", "1", f"file://{tmp_path}", "shallow")
    with pytest.raises(KbgenError, match="fetch-depth: 0"):
        addresses_at("HEAD^", tmp_path / "shallow" / "docs" / "content")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("url: https://a.example/x", "https://a.example/x"),
        ("voir [le code](https://a.example/x).", "https://a.example/x"),
        ("(voir https://a.example/x_(y)).", "https://a.example/x_(y)"),
        ("{url: https://a.example/x, name: y}", "https://a.example/x"),
        ("'https://a.example/x#part'", "https://a.example/x#part"),
    ],
)
def test_an_address_is_found_wherever_it_stands(text: str, url: str) -> None:
    assert url in urls_in(text)


def test_a_repository_that_git_refuses_is_not_said_to_be_none(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(KbgenError, match="git refuses the repository of .*; see: git status"):
        addresses_at("HEAD", content)


def test_a_file_is_read_as_it_was_at_the_revision(content: Path) -> None:
    (content / "links" / "x.yml").write_text("a:\n  url: https://a.example/changed\n")
    _git(content, "commit", "-qam", "three")
    assert "https://a.example/one" in addresses_at("HEAD^", content)
    assert "https://a.example/changed" not in addresses_at("HEAD^", content)


def test_what_the_records_name_is_not_an_address_of_the_content(content: Path) -> None:
    (content / "links.json").write_text('{"https://a.example/recorded": {}}')
    _git(content, "add", ".")
    _git(content, "commit", "-qm", "three")
    assert "https://a.example/recorded" not in addresses_at("HEAD", content)


def test_what_a_link_claimed_at_a_revision_is_known_by_its_address(base: Base) -> None:
    root = base()
    _git(root.parent, "init", "-q", "-b", "main")
    _git(root.parent, "add", ".")
    _git(root.parent, "commit", "-qm", "one")
    (link,) = [target for target in targets(load(root)) if target.claim and target.claim.titles]
    assert claims_at("HEAD", root) == {link.url: link.fingerprint}
    page = root / "links" / "papers.yml"
    page.write_text(page.read_text(encoding="utf-8").replace("year: 2021", "year: 2020"), encoding="utf-8")
    (changed,) = [target for target in targets(load(root)) if target.claim and target.claim.titles]
    assert claims_at("HEAD", root)[link.url] != changed.fingerprint


def test_a_revision_with_a_broken_manifest_has_no_claims(content: Path) -> None:
    assert claims_at("HEAD", content) == {}
