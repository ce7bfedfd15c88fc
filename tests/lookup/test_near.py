"""Typing mistakes: the distance against rapidfuzz; that no name near enough is missed, against all names."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kbgen.lookup.near import far_keys, far_probes, keys, osa, probes, tolerance

SHORT = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]
SHORT += ["".join(letters) for length in range(1, 5) for letters in product("abc", repeat=length) if "c" in letters]
"""Every string of two letters up to six characters, and of three up to four."""

ALPHABET = "abcde é漢🙂"
NAMES = st.text(ALPHABET, max_size=24)


def found_by_one(query: str, name: str) -> bool:
    return not set(probes(query)).isdisjoint(keys(name))


def found_by_two(query: str, name: str) -> bool:
    return not set(far_probes(query)).isdisjoint([*keys(name), *far_keys(name)])


def mistyped(name: str, random: Random) -> str:
    """`name` with one mistake."""
    at = random.randrange(len(name))
    return random.choice(
        [
            name[:at] + random.choice(ALPHABET) + name[at:],
            name[:at] + name[at + 1 :],
            name[:at] + random.choice(ALPHABET) + name[at + 1 :],
            name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        ]
    )


@st.composite
def mistyped_names(draw: st.DrawFn, mistakes: int) -> tuple[str, str]:
    """A name and what comes of it with some mistakes, anywhere."""
    name = query = draw(st.text(ALPHABET, min_size=3, max_size=24))
    random = draw(st.randoms(use_true_random=False))
    for _ in range(mistakes):
        query = mistyped(query, random)
    return name, query


# -- the distance -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "mistakes"),
    [
        ("lora", "lora", 0),
        ("lora", "loora", 1),
        ("lora", "lra", 1),
        ("lora", "lara", 1),
        ("lora", "olra", 1),
        ("", "a", 1),
        ("ca", "abc", 3),  # Damerau's distance would change the swapped part again, and say 2
        ("🙂", "🙃", 1),
    ],
)
def test_each_kind_of_mistake_counts_once(a: str, b: str, mistakes: int) -> None:
    assert osa(a, b, 3) == osa(b, a, 3) == mistakes


def test_the_distance_of_all_short_strings_is_that_of_rapidfuzz() -> None:
    wrong = [
        (a, b, most)
        for a, b in product(SHORT, repeat=2)
        for most, distance in product(range(4), [OSA.distance(a, b)])
        if osa(a, b, most) != min(distance, most + 1)
    ]
    assert wrong == []


def test_the_distance_of_thousands_of_mistyped_names_is_that_of_rapidfuzz() -> None:
    random = Random(1)
    for _ in range(5000):
        name = query = "".join(random.choices(ALPHABET, k=random.randint(4, 30)))
        for _ in range(random.randint(1, 4)):
            query = mistyped(query, random)
        assert osa(name, query, 2) == min(OSA.distance(name, query), 3), (name, query)


@given(NAMES, NAMES, st.integers(0, 3))
def test_the_distance_of_any_two_strings_is_that_of_rapidfuzz(a: str, b: str, most: int) -> None:
    assert osa(a, b, most) == min(OSA.distance(a, b), most + 1)


def test_strings_of_five_hundred_characters_are_compared() -> None:
    assert osa("ab" * 250, "ba" * 250, 2) == 2
    assert osa("a" * 500, "a" * 250 + "b" + "a" * 249, 1) == 1
    assert osa("ab" * 250, "cd" * 250, 2) == 3


@pytest.mark.parametrize(
    ("key", "mistakes"), [("", 0), ("rag", 0), ("lora", 1), ("softmax", 1), ("adapters", 2), ("attention heads", 2)]
)
def test_a_longer_query_may_have_more_mistakes(key: str, mistakes: int) -> None:
    assert tolerance(key) == mistakes


# -- no name near enough is missed ------------------------------------------------------------------------------------


def test_one_mistake_anywhere_in_a_short_name_is_found() -> None:
    kept = {name: frozenset(keys(name)) for name in SHORT}
    asked = {query: probes(query) for query in SHORT}
    near = ((q, name) for q, name in product(SHORT, repeat=2) if OSA.distance(q, name) <= 1)
    assert [(q, name) for q, name in near if kept[name].isdisjoint(asked[q])] == []


def test_two_mistakes_anywhere_in_a_short_name_are_found() -> None:
    kept = {name: frozenset([*keys(name), *far_keys(name)]) for name in SHORT}
    asked = {query: far_probes(query) for query in SHORT}
    near = ((q, name) for q, name in product(SHORT, repeat=2) if OSA.distance(q, name) <= 2)
    assert [(q, name) for q, name in near if kept[name].isdisjoint(asked[q])] == []


@pytest.mark.parametrize("length", [*range(5, 18), 64, 65])
def test_two_mistakes_at_each_two_places_are_found(length: int) -> None:
    name = "".join(map(chr, range(ord("a"), ord("a") + length)))
    once = misspellings(name)
    assert [query for query in once if not found_by_one(query, name)] == []
    places = range(len(once)) if length < 18 else range(0, len(once), 29)
    twice = {query for place in places for query in misspellings(once[place])}
    assert [query for query in twice if not found_by_two(query, name)] == []


def misspellings(name: str) -> list[str]:
    """`name` with one mistake of each kind at each place."""
    places = range(len(name))
    return [
        *(name[:at] + "-" + name[at:] for at in (*places, len(name))),
        *(name[:at] + name[at + 1 :] for at in places),
        *(name[:at] + "-" + name[at + 1 :] for at in places),
        *(name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in places[:-1]),
    ]


@given(mistyped_names(mistakes=1))
def test_any_name_is_found_despite_one_mistake(pair: tuple[str, str]) -> None:
    name, query = pair
    assert found_by_one(query, name)


@given(mistyped_names(mistakes=2))
def test_any_name_is_found_despite_two_mistakes(pair: tuple[str, str]) -> None:
    name, query = pair
    assert OSA.distance(query, name) > 2 or found_by_two(query, name)  # two in the same place may be more to OSA


def test_the_names_near_a_query_are_those_that_rapidfuzz_finds_among_all() -> None:
    random = Random(2)
    words = ["".join(random.choices("aeioulnrst", k=random.randint(2, 9))) for _ in range(60)]
    names = list({" ".join(random.choices(words, k=random.randint(1, 3))) for _ in range(2000)})
    kept = {name: frozenset([*keys(name), *far_keys(name)]) for name in names}
    for name in random.sample(names, 100):
        query = mistyped(mistyped(name, random), random)
        asked = far_probes(query)
        near = {name for name in names if not kept[name].isdisjoint(asked) and osa(query, name, 2) <= 2}
        assert near == {name for name in names if OSA.distance(query, name) <= 2}, query


def test_a_mistake_may_be_a_space() -> None:
    assert found_by_one("crossentropy", "cross entropy")
    assert found_by_one("cros sentropy", "cross entropy")
    assert found_by_two("crossentorpy", "cross entropy")


def test_the_name_itself_is_found() -> None:
    assert all(found_by_one(name, name) for name in ("", "a", "🙂", "lora", "x" * 500))


# -- little is kept, little is asked ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "a", "lora", "scaled dot product attention", "🙂" * 500])
def test_a_name_is_kept_under_ten_keys(name: str) -> None:
    assert len(keys(name)) + len(far_keys(name)) == 10


@pytest.mark.parametrize("query", ["", "a", "lora", "scaled dot product attention", "ab" * 250, "🙂" * 500])
def test_a_query_asks_for_few_keys_however_long(query: str) -> None:
    assert len(probes(query)) <= 12
    assert len(far_probes(query)) <= 110


def test_two_mistakes_are_asked_for_with_one_in_one_go() -> None:
    assert set(probes("softmax")) <= set(far_probes("softmax"))


def test_keys_take_four_bytes() -> None:
    assert all(0 <= key < 2**31 for name in SHORT for key in [*keys(name), *far_keys(name)])


def test_names_that_share_their_first_word_share_few_keys() -> None:
    random = Random(3)
    names = ["attention " + "".join(random.choices("aeioulnrst", k=random.randint(5, 12))) for _ in range(3000)]
    asked = probes("atention " + names[0].split()[1])
    assert sum(not set(keys(name)).isdisjoint(asked) for name in names) < 20


def test_a_fresh_process_loads_nothing_for_it() -> None:
    program = "import sys; before = set(sys.modules); import kbgen.lookup.near; print(*set(sys.modules) - before)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert {name for name in printed.split() if not name.startswith("kbgen")} == set()
