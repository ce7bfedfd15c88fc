"""How long look-ups take, beside what the interpreter, SQLite and rapidfuzz take: medians and ratios of one run.

    python tests/benchmarks/bench_lookup.py [--entries 100000] [--rounds 40]

Fresh processes run from a wheel that is built and installed into an environment of its own; the large base is made of
synthetic entries with the real names among them. An idle machine is needed: the ratios are of single milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kbgen.compile.tables import Row, Searched, Texts, new_index
from kbgen.index.index import Index
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.lookup.names import normalise, squeezed
from kbgen.spellings import Spelling

ROOT = Path(__file__).parents[2]
SEED = 5
TYPOS = 1000
CODES = ("fr", "en")

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
"""Without settings that make Python slower to start, such as the one not to keep bytecode."""


def main() -> None:
    """Print every table; exit 1 if a ratio is above what it may be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        small, large = work / "small.sqlite", work / "large.sqlite"
        make(small, 300)
        seconds = timed(lambda: make(large, asked.entries))
        print(f"{asked.entries:,} entries: index of {large.stat().st_size / 2**20:.0f} MiB made in {seconds:.0f} s\n")
        verdicts = [*in_one_process(large), *in_fresh_processes(work, small, large, asked.rounds)]
    print(f"\n{'what':58}{'measured':>10}{'at most':>10}")
    for what, measured, most in verdicts:
        print(f"{what:58}{measured:10.3f}{most:10.3f}  {'pass' if measured <= most else 'FAIL'}")
    sys.exit(any(measured > most for _, measured, most in verdicts))


# -- a large base -----------------------------------------------------------------------------------------------------


def make(path: Path, entries: int) -> None:
    """An index of `entries` entries: the real ones' names first, then names of one to four words of a vocabulary."""
    chance = random.Random(SEED)
    with new_index(path) as tables:
        tables.put_languages({code: language(code).morphology for code in CODES})
        for number, names in enumerate(every_name(entries, chance)):
            tables.put(row(number, names, chance))
        tables.put_meta({"files": "", "languages": "fr en", "kinds": "glossary", "title": "{}", "description": "{}",
                         "licence": "", "site_url": "", "repository": "", "also fr": "aussi :", "also en": "also:"})  # fmt: skip


def every_name(entries: int, chance: random.Random) -> Iterator[list[str]]:
    """The names of each entry."""
    kb = KnowledgeBase.read(ROOT / "content")
    real = [
        list(dict.fromkeys(entry.name.strings)) for ref, entry in kb.content.entries.items() if ref.kind == "glossary"
    ]
    real.sort(key=lambda names: names != ["RoPE"])
    yield from real[:entries]
    words = vocabulary(chance)
    for _ in range(entries - len(real)):
        yield [" ".join(chance.choices(words, k=chance.choice((1, 2, 2, 3, 3, 4)))) for _ in range(3)]


def vocabulary(chance: random.Random) -> list[str]:
    """Three thousand words of two to five syllables."""
    syllables = [c + v + e for c in "bcdfghlmnprstv" for v in "aeiou" for e in ("", "n", "r", "s")]
    return list({"".join(chance.choices(syllables, k=chance.choice((2, 2, 3, 3, 4, 5)))): None for _ in range(3000)})


def row(number: int, names: list[str], chance: random.Random) -> Row:
    """An entry with a text of some forty words."""
    text = " ".join(chance.choices(WORDS, cum_weights=ZIPF, k=40)) if number else "A rotation per position."
    ref = f"glossary/entry-{number}"
    document = json.dumps({"ref": ref, "kind": "glossary", "name": {"fr": names[0], "en": names[-1]}, "text": text})
    keys = [Spelling(normalise(name), "name" if name == names[0] else "alias", name, True) for name in names]
    forms = [Spelling(squeezed(spelling.key), "form", spelling.text, False) for spelling in keys]
    texts = {
        code: Texts(names[0], text, f"{names[0]}  ({ref})\n{text}", text, searched(code, names, text)) for code in CODES
    }
    return Row(ref, "glossary", document, document, texts, (*keys, *forms), "")


def searched(code: str, names: list[str], text: str) -> Searched:
    """The stems of the words, as kbgen keeps them."""
    stems = language(code).morphology.stems
    name, other, summary = (" ".join(stems(normalise(words))) for words in (names[0], " ".join(names[1:]), text))
    return Searched(name, other, summary, "")


WORDS = vocabulary(random.Random(SEED + 1))
ZIPF = list(accumulate(1 / (rank + 10) for rank in range(len(WORDS))))
"""How often words occur: as in a language, a few make up most of a text."""

# -- in one process ---------------------------------------------------------------------------------------------------


def in_one_process(path: Path) -> list[tuple[str, float, float]]:
    """Open, exact, prefix, typing mistakes against rapidfuzz, two words against FTS5 alone."""
    chance = random.Random(SEED + 2)
    opened = median(timed(lambda: Index(path).close()) for _ in range(50)) * 1e3
    index = Index(path)
    connection = sqlite3.connect(path)
    names = [key for (key,) in connection.execute("SELECT key FROM typed")]
    some = chance.sample(names, 5000)
    exact = [timed(partial(index.lookup, name)) * 1e3 for name in some]
    begun = [name[: chance.randint(4, 8)] for name in some]
    prefix = [timed(partial(index.lookup, name)) * 1e3 for name in begun]
    completed = [timed(partial(index.complete, name)) * 1e3 for name in begun]
    typos = [(misspelt(name, chance), name) for name in chance.sample([n for n in names if len(n) >= 5], TYPOS)]
    found, ours = 0, []
    for typo, name in typos:
        began = time.perf_counter()
        answered = index.lookup(typo)
        ours.append((time.perf_counter() - began) * 1e3)
        found += any(normalise(match.spelling) == name for match in answered.matches[:5])
    theirs = [
        timed(partial(process.extract, typo, names, scorer=OSA.distance, limit=5)) * 1e3 for typo, _ in typos[:50]
    ]
    texts = [plain for (plain,) in connection.execute("SELECT plain FROM texts WHERE entry > 300 LIMIT 300")]
    pairs = [chance.sample(sorted(set(text.split())), 2) for text in texts]
    alone, searches = [], []
    for pair in pairs:
        alone.append(timed(partial(fts_alone, connection, pair)) * 1e3)
        searches.append(timed(partial(index.search, " ".join(pair))) * 1e3)
    print(f"{'in one process, ms':40}{'p50':>9}{'p99':>9}")
    for what, times in (
        ("exact", exact), ("prefix", prefix), ("completion", completed), ("one typing mistake", ours),
        (f"rapidfuzz over {len(names):,} names", theirs), ("two words", searches), ("FTS5 alone", alone),
    ):  # fmt: skip
        print(f"{what:40}{median(times):9.3f}{p99(times):9.3f}")
    print(f"{'open':40}{opened:9.3f}\n{found / TYPOS:.1%} of {TYPOS} typing mistakes found among the five best\n")
    return [
        ("open, ms", opened, 1.0),
        ("exact, p99, ms", p99(exact), 0.15),
        ("prefix, p99, ms", p99(prefix), 0.15),
        ("one typing mistake, p50 / rapidfuzz", median(ours) / median(theirs), 0.05),
        ("share of typing mistakes not found", 1 - found / TYPOS, 0.01),
        ("two words, p50 / FTS5 alone", median(searches) / median(alone), 1.5),
    ]


def misspelt(name: str, chance: random.Random) -> str:
    """`name` with one letter more, less, another, or two swapped."""
    at, letter = chance.randrange(1, len(name) - 1), chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice((
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
    ))  # fmt: skip


def fts_alone(connection: sqlite3.Connection, words: Sequence[str]) -> list[object]:
    """The ten best rows with the stems of two words in either language, as SQLite finds them."""
    both = {" AND ".join(f'"{language(code).morphology.stem(word)}"' for word in words): None for code in CODES}
    expression = " OR ".join(f"({way})" for way in both)
    return connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10", (expression,)
    ).fetchall()


# -- in fresh processes -----------------------------------------------------------------------------------------------


def in_fresh_processes(work: Path, small: Path, large: Path, rounds: int) -> list[tuple[str, float, float]]:
    """A wheel in an environment of its own, beside packages that do nothing, in rotating order."""
    python = installed(work)
    data = next(python.parent.parent.glob("lib/python*/site-packages/kbgen/_data"))
    shipped = work / "shipped.sqlite"
    shutil.copy(data / "index.sqlite", shipped)
    script, nothing = str(python.parent / "kbgen"), str(python.parent / "nothing")
    peers = {
        "python -c pass": [str(python), "-c", "pass"],
        "python -m nothing": [str(python), "-m", "nothing"],
        "nothing": [nothing],
        "python -c 'import click'": [str(python), "-c", "import click"],
        "python -c 'import pydantic'": [str(python), "-c", "import pydantic"],
    }
    ours = {
        "python -m kbgen lookup rope": [str(python), "-m", "kbgen", "lookup", "rope"],
        "kbgen lookup rope": [script, "lookup", "rope"],
        "kbgen lookup atention": [script, "lookup", "atention"],
        "kbgen lookup bias trade off matrix (not found)": [script, "lookup", "bias", "trade", "off", "matrix"],
        "kbgen lookup zzzz (not found)": [script, "lookup", "zzzz"],
    }
    times = rotated({**peers, **ours}, rounds, work)
    sizes: dict[str, list[float]] = {"300": [], "large": []}
    for _ in range(4):
        for name, index in (("300", small), ("large", large)):
            shutil.copy(index, data / "index.sqlite")
            sizes[name] += rotated({"kbgen lookup rope": [script, "lookup", "rope"]}, rounds // 2, work)[
                "kbgen lookup rope"
            ]
    print(f"{'in fresh processes, ms':52}{'p50':>8}{'x pass':>8}{'x -m':>8}{'x script':>10}")
    middle = {name: median(values) for name, values in times.items()}
    for name, value in middle.items():
        ratios = [value / middle[peer] for peer in ("python -c pass", "python -m nothing", "nothing")]
        print(f"{name:52}{value:8.1f}{ratios[0]:8.2f}{ratios[1]:8.2f}{ratios[2]:10.2f}")
    for name, values in sizes.items():
        print(f"{f'kbgen lookup rope, {name} entries':52}{median(values):8.1f}")
    found = middle["kbgen lookup rope"]
    return [
        (
            "python -m kbgen lookup rope / python -m nothing",
            middle["python -m kbgen lookup rope"] / middle["python -m nothing"],
            1.35,
        ),
        ("kbgen lookup rope / a script that returns", found / middle["nothing"], 1.4),
        ("not found with suggestions / found", middle["kbgen lookup bias trade off matrix (not found)"] / found, 1.5),
        ("not found / found", middle["kbgen lookup zzzz (not found)"] / found, 1.5),
        ("the large base / 300 entries", median(sizes["large"]) / median(sizes["300"]), 1.1),
    ]


def installed(work: Path) -> Path:
    """The interpreter of an environment with the wheel and with a package that does nothing."""
    peer = work / "peer"
    (peer / "nothing").mkdir(parents=True)
    (peer / "nothing" / "__init__.py").write_text("def main():\n    return 0\n")
    (peer / "nothing" / "__main__.py").write_text("")
    (peer / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "nothing"\nversion = "1"\nscripts = {nothing = "nothing:main"}\n'
    )
    venv.create(work / "env", with_pip=True)
    python = work / "env" / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "-q", ROOT, peer], check=True, env=ENVIRONMENT, stderr=subprocess.DEVNULL
    )
    return python


def rotated(commands: dict[str, list[str]], rounds: int, cwd: Path) -> dict[str, list[float]]:
    """The times of each command in ms, the order turned by one in each round; the first three rounds warm up."""
    names = list(commands)
    times: dict[str, list[float]] = {name: [] for name in names}
    for turn in range(rounds + 3):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            began = time.perf_counter()
            subprocess.run(
                commands[name],
                cwd=cwd,
                env=ENVIRONMENT,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if turn >= 3:
                times[name].append((time.perf_counter() - began) * 1e3)
    return times


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def p99(times: list[float]) -> float:
    """The time that one in a hundred exceeds."""
    return quantiles(times, n=100)[-1]


if __name__ == "__main__":
    main()
