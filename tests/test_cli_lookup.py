from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import kbgen as package
from tests.conftest import Base
from tests.test_cli import kbgen

# What a look-up that finds its term must not load: each would take longer than the answer.
HEAVY = [
    "torch", "sympy", "pydantic", "yaml", "jinja2", "httpx", "click", "mkdocs", "numpy", "json", "re", "dataclasses",
    "typing", "pathlib", "enum", "sqlite3", "unicodedata", "kbgen.index.index", "kbgen.index.answers", "kbgen.schema",
]  # fmt: skip


def loaded(content: Path, *arguments: str) -> set[str]:
    """The modules that a look-up loads in an interpreter that loaded none of its own accord."""
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}; before = set(sys.modules); import os; os.chdir({str(content.parent)!r})\n"
        f"sys.argv = ['kbgen', *{list(arguments)!r}]\n"
        "from kbgen.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_a_lookup_loads_almost_nothing(base: Base) -> None:
    content = base()
    package.load(content).close()
    assert not loaded(content, "lookup", "rope") & set(HEAVY)


@pytest.mark.parametrize("query", ["rotary encodings", "rotari encoding", "zzzz"])
def test_a_lookup_of_what_is_not_called_so_loads_little_more(base: Base, query: str) -> None:
    content = base()
    package.load(content).close()
    assert loaded(content, "lookup", query) & set(HEAVY) <= {"unicodedata", "kbgen.index.answers"}


def test_lookup_prints_the_entry_in_the_language_of_the_locale(base: Base) -> None:
    package.load(base()).close()
    french = kbgen("lookup", "Rotary-encoding", cwd=base().parent, env={"LC_ALL": "fr_FR.UTF-8"})
    english = kbgen("lookup", "Rotary-encoding", cwd=base().parent, env={"LC_ALL": "en_GB.UTF-8"})
    assert french.returncode == english.returncode == 0
    assert french.stdout.startswith("RoPE")
    assert "Une rotation par position." in french.stdout
    assert "A rotation per position." in english.stdout


def test_the_short_way_and_the_way_through_click_print_the_same(base: Base) -> None:
    package.load(base()).close()
    for query in ("rope", "sigmoide", "rotary encodign", "qqqq"):
        short = kbgen("lookup", query, cwd=base().parent, env={"LC_ALL": "en_GB.UTF-8"})
        long = kbgen("lookup", query, "--lang", "en", cwd=base().parent)
        assert (short.returncode, short.stdout, short.stderr) == (long.returncode, long.stdout, long.stderr)


def test_several_words_need_no_quotation_marks(base: Base) -> None:
    assert kbgen("lookup", "rotary", "position", "embedding", "--content", base()).stdout.startswith("RoPE")


def test_what_is_not_found_exits_1_with_suggestions_on_stderr(base: Base) -> None:
    done = kbgen("lookup", "logistics of trains", "--content", base())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("nothing is called 'logistics of trains'")


def test_a_guess_is_called_a_guess(base: Base) -> None:
    done = kbgen("lookup", "rotary encodign", "--content", base())
    assert done.returncode == 0
    assert done.stderr == "nothing is called 'rotary encodign'; this may be meant:\n"


@pytest.mark.parametrize("query", ["formulas", "formule", "Formules"])
def test_the_name_of_a_kind_leads_to_its_list(base: Base, query: str) -> None:
    done = kbgen("lookup", query, "--content", base())
    assert done.stderr.startswith(f"'{query}' is a kind of entries: kbgen list formulas\n")


def test_json_is_the_document_with_the_matches(base: Base) -> None:
    done = kbgen("lookup", "rope", "--content", base(), "--json")
    answer = json.loads(done.stdout)
    assert answer["matches"][0]["how"] == "name"
    assert answer["entry"] == json.loads(kbgen("show", "glossary/rope", "--content", base(), "--json").stdout)
    missing = kbgen("lookup", "qqqq", "--content", base(), "--json")
    assert (missing.returncode, json.loads(missing.stdout)["matches"]) == (1, [])


def on_a_terminal(*arguments: str, env: dict[str, str] | None = None) -> str:
    """What the command prints to a terminal."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
    environment = {
        name: value for name, value in environment.items() if name != "NO_COLOR" or (env and "NO_COLOR" in env)
    }
    subprocess.run([sys.executable, "-m", "kbgen", *arguments], stdout=follower, env=environment, check=True)
    os.close(follower)
    text = b""
    try:
        while part := os.read(leader, 65536):
            text += part
    except OSError:  # Linux says so that the other end is closed
        pass
    os.close(leader)
    return text.decode()


def test_colours_are_for_terminals_and_readers_who_want_them(base: Base) -> None:
    asked = ("lookup", "rope", "--content", str(base()))
    assert "\x1b[" in on_a_terminal(*asked)
    assert "\x1b[" not in on_a_terminal(*asked, env={"NO_COLOR": "1"})
    assert "\x1b[" not in on_a_terminal(*asked, env={"TERM": "dumb"})
    assert "\x1b[" not in kbgen(*asked).stdout


def test_an_encoding_that_lacks_a_letter_is_no_reason_to_stop(base: Base) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kbgen", "lookup", "sigmoid", "--content", str(base())],
        env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"sigmo?de" in done.stdout


def test_a_reader_who_closes_the_pipe_gets_no_complaint(base: Base) -> None:
    command = f"{sys.executable} -m kbgen show formulas/sigmoid --content {base()} | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_search_prints_name_ref_and_extract(base: Base) -> None:
    done = kbgen("search", "rotation", "position", "--content", base(), "--lang", "en")
    assert done.stdout == "RoPE  glossary/rope\n    A rotation per position.\n"
    assert kbgen("search", "rotation", "--kind", "links", "--content", base()).returncode == 1
    assert json.loads(kbgen("search", "rotation", "--content", base(), "--json").stdout)["hits"][0]["marks"]


def test_a_kind_that_is_not_there_names_those_that_are(base: Base) -> None:
    for verb in (["list", "recipes"], ["search", "rope", "--kind", "recipes"]):
        done = kbgen(*verb, "--content", base())
        assert done.returncode == 2
        assert done.stderr == "kbgen: no kind 'recipes' in this base; choose one of glossary, formulas, links\n"


def test_list_counts_the_kinds_and_names_the_entries_of_one(base: Base) -> None:
    assert kbgen("list", "--content", base()).stdout.split() == ["glossary", "1", "formulas", "1", "links", "1"]
    assert kbgen("list", "formulas", "--content", base(), "--lang", "en").stdout == "formulas/sigmoid  sigmoid\n"
    assert json.loads(kbgen("list", "links", "--content", base(), "--json").stdout)["count"] == 1


def test_show_gives_one_entry_by_its_ref(base: Base) -> None:
    assert kbgen("show", "glossary/rope", "--content", base()).stdout.startswith("RoPE")
    assert kbgen("show", "formulas/sigmoid", "--markdown", "--lang", "en", "--content", base()).stdout.startswith(
        "## sigmoid"
    )
    wrong = kbgen("show", "glossary/ropee", "--content", base())
    assert (wrong.returncode, wrong.stderr) == (1, "nothing is called 'glossary/ropee'; did you mean glossary/rope?\n")


def test_open_without_a_site_says_what_to_do(base: Base) -> None:
    done = kbgen("lookup", "rope", "--open", "--content", base(), cwd=base().parent)
    assert done.returncode == 2
    assert "run: kbgen build" in done.stderr


def test_the_shell_completes_terms_refs_and_kinds(base: Base) -> None:
    package.load(base()).close()

    def completed(words: str) -> list[str]:
        env = {"_KBGEN_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        return [line.partition(",")[2] for line in kbgen(cwd=base().parent, env=env).stdout.splitlines()]

    assert "rotary encoding" in completed("kbgen lookup rot")
    assert completed("kbgen show glossary/r") == ["glossary/rope"]
    assert completed("kbgen list fo") == ["formulas"]


def test_an_unknown_language_names_the_known_ones(base: Base) -> None:
    done = kbgen("lookup", "rope", "--content", base(), "--lang", "de")
    assert (done.returncode, done.stderr) == (2, "kbgen: no language 'de' in this base; choose one of fr, en\n")
