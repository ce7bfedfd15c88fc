"""Answers as JSON text: what every surface sends, made of the JSON that the index keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from json.encoder import encode_basestring

from kbgen.errors import NotFoundError
from kbgen.index.index import Index
from kbgen.index.results import Answer, Hit


def answer_json(index: Index, answer: Answer) -> str:
    """What answers to a query: each match in short, the first in full."""
    matches = ",".join(
        f'{{"how":"{match.how}","spelling":{_text(match.spelling)},{index.brief(match.ref)[1:]}'
        for match in answer.matches
    )
    first = index.document(answer.matches[0].ref)
    return f'{{"query":{_text(answer.query)},"matches":[{matches}],"entry":{first}}}'


def not_found_json(error: NotFoundError) -> str:
    """That nothing answers, with what may be meant."""
    suggestions = ",".join(map(_text, error.suggestions))
    return f'{{"query":{_text(error.query)},"matches":[],"suggestions":[{suggestions}]}}'


def hits_json(index: Index, query: str, hits: Iterable[Hit], kind: str | None, language: str | None) -> str:
    """What a search finds, with extracts."""
    found = ",".join(
        f'{{"language":"{hit.language}","extract":{_text(hit.extract)},"marks":{_pairs(hit.marks)},'
        f"{index.brief(hit.ref)[1:]}"
        for hit in hits
    )
    return f'{{"query":{_text(query)},"kind":{json.dumps(kind)},"language":{json.dumps(language)},"hits":[{found}]}}'


def _text(words: str) -> str:
    """A JSON string; what is no character becomes U+FFFD, which UTF-8 can hold."""
    return encode_basestring(words if words.isascii() else words.encode("utf-8", "replace").decode("utf-8"))


def _pairs(marks: Iterable[tuple[int, int]]) -> str:
    return json.dumps([*marks], separators=(",", ":"))
