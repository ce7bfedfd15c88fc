from __future__ import annotations

from http import HTTPStatus

import pytest

from kbgen.api.app import Api
from kbgen.api.current import Current
from tests.api.conftest import Ask, asking, over
from tests.conftest import FORMULAS, Base

ADDRESSES = [
    "/",
    "/api/v1/lookup?q=rope",
    "/api/v1/search?q=rotation",
    "/api/v1/index.json",
    "/api/v1/glossary/rope.json",
    "/openapi.json",
]
EVERY = [*ADDRESSES, "/api/v1/lookup?q=zzzz", "/api/v1/lookup", "/nowhere"]

every_answer = pytest.mark.parametrize("path", ADDRESSES)
every_address = pytest.mark.parametrize("path", EVERY)


@every_answer
def test_an_answer_is_json_that_may_be_kept(ask: Ask, path: str) -> None:
    headers = ask(path).headers
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("path", ["/api/v1/lookup?q=zzzz", "/api/v1/lookup", "/nowhere"])
def test_a_problem_is_not_kept(ask: Ask, path: str) -> None:
    headers = ask(path).headers
    assert headers["cache-control"] == "no-store"
    assert "etag" not in headers


@every_answer
@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"other", {tag}', '"other",W/{tag}', "*"])
def test_a_client_that_has_the_bytes_is_told_so(ask: Ask, path: str, known: str) -> None:
    first = ask(path)
    again = ask(path, headers={"If-None-Match": known.format(tag=first.headers["etag"])})
    assert again.status_code == HTTPStatus.NOT_MODIFIED
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]


@pytest.mark.parametrize("known", ['"other"', "", "nonsense", 'W/"', "\x01"])
def test_a_client_that_has_other_bytes_gets_these(ask: Ask, known: str) -> None:
    again = ask("/api/v1/index.json", headers={"If-None-Match": known})
    assert again.status_code == HTTPStatus.OK
    assert again.content


def test_a_problem_is_never_answered_with_not_modified(ask: Ask) -> None:
    assert ask("/nowhere", headers={"If-None-Match": "*"}).status_code == HTTPStatus.NOT_FOUND


def test_the_tag_changes_with_the_bytes_and_only_with_them(base: Base) -> None:
    def tags() -> list[str]:
        (found,) = [
            [ask(f"/api/v1/{name}.json").headers["etag"] for name in ("formulas/sigmoid", "links/roformer")]
            for ask in over(base({"formulas/basics.yml": text}))
        ]
        return found

    text = FORMULAS
    before = tags()
    assert tags() == before
    text = FORMULAS.replace("Between 0 and 1", "Above 0 and below 1")
    after = tags()
    assert after[0] != before[0]
    assert after[1] == before[1]


@every_address
def test_head_is_get_without_the_body(ask: Ask, path: str) -> None:
    got, head = ask(path), ask(path, "HEAD")
    assert head.status_code == got.status_code
    assert head.headers == got.headers
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(got.content)


@every_address
def test_pages_of_every_site_may_read(ask: Ask, path: str) -> None:
    headers = ask(path, headers={"Origin": "https://elsewhere.example"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-expose-headers"] == "etag"


@every_address
def test_what_is_sent_is_taken_for_nothing_else(ask: Ask, path: str) -> None:
    assert ask(path).headers["x-content-type-options"] == "nosniff"


@every_address
def test_a_browser_that_asks_first_may_read(ask: Ask, path: str) -> None:
    asked = {
        "Origin": "https://a.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = ask(path, "OPTIONS", asked)
    assert answer.status_code == HTTPStatus.NO_CONTENT
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert answer.content == b""


@every_address
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_a_method_that_would_write_is_refused(ask: Ask, path: str, method: str) -> None:
    answer = ask(path, method)
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["detail"] == f"{method} means nothing here; read with GET"


def test_a_mistake_in_kbgen_shows_nothing_of_itself(base: Base) -> None:
    api = Api(Current(base()))
    api.current.edition.close()  # whatever asks it now raises what nobody expects
    answer = asking(api, fails=True)("/api/v1/lookup?q=rope")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "this is a mistake in kbgen; please report it"
