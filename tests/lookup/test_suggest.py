from __future__ import annotations

from kbgen.lookup.suggest import suggest


def test_suggestions_are_names_as_written_best_first() -> None:
    assert suggest("atention", ["Cross-Attention", "Attention", "Token"])[0] == "Attention"


def test_nothing_like_it_suggests_nothing() -> None:
    assert suggest("qqqq", ["Attention"]) == ()
