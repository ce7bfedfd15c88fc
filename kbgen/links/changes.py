"""Which addresses the content had at a revision of git, so that those a change brings can be told."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from kbgen.content import read_content
from kbgen.errors import KbgenError
from kbgen.records.claims import claim_of
from kbgen.schema import Link

# Raw text and no YAML: a revision whose content was broken must serve too. More is found than is an address of an
# entry (comments), which only means that it is not new.
_URL = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_TAIL = ".,;:!?)]*_"
"""What may follow an address in a sentence, and may belong to it."""


def addresses_at(revision: str, content: Path) -> frozenset[str]:
    """Every address that stood in the YAML files of a content folder at `revision`.

    Raises `KbgenError` if git is missing, if the folder is in no repository, or if the revision is unknown.
    """
    return frozenset(url for text in _texts(revision, content).values() for url in urls_in(text))


def claims_at(revision: str, content: Path) -> dict[str, str]:
    """The fingerprints of what links claimed at `revision`, by address; only of entries that were valid then.

    Raises `KbgenError` like `addresses_at`.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / content.name
        root.mkdir()
        for name, text in _texts(revision, content).items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8", newline="")
        try:
            entries = read_content(root)[0].entries.values()
        except KbgenError:
            return {}  # its kb.yml was broken: addresses have to do
    return {entry.url: claim_of(entry).fingerprint() for entry in entries if isinstance(entry, Link)}


def _texts(revision: str, content: Path) -> dict[str, str]:
    """The YAML files of a content folder at `revision`."""
    if _git(content, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") is None:
        raise KbgenError(_unknown(revision, content))
    listing = _git(content, "ls-tree", "-r", "--name-only", "-z", revision, "--", "./")
    names = [name for name in (listing or "").split("\0") if name.endswith(".yml")]
    return {name: _git(content, "show", f"{revision}:./{name}") or "" for name in names}


def urls_in(text: str) -> set[str]:
    """The addresses in a text, each also without the punctuation that may follow it in a sentence."""
    found = set()
    for url in _URL.findall(text):
        found.add(url)
        while url[-1] in _TAIL:
            url = url[:-1]
            found.add(url)
    return found


def _git(folder: Path, *words: str) -> str | None:
    """What git prints, run in `folder`; None if it refuses."""
    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise KbgenError("git is not installed; --new-since asks it what the content was") from None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _unknown(revision: str, content: Path) -> str:
    if _git(content, "rev-parse", "--git-dir") is None:
        if any((folder / ".git").exists() for folder in (content.resolve(), *content.resolve().parents)):
            # Mostly another owner, as in a container: git then says nothing of what is there.
            return f"git refuses the repository of {content}; see: git status; --new-since needs git to read it"
        return f"{content} is in no git repository; --new-since needs one"
    if (_git(content, "rev-parse", "--is-shallow-repository") or "").strip() == "true":
        return f"the clone is shallow and lacks '{revision}'; fetch it whole (in a workflow: fetch-depth: 0)"
    return f"git knows no revision '{revision}'; name a commit, a branch or a tag"
