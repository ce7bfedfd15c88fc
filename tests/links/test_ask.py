"""The order of questions, with a `Send` that answers from a table: no server says which question it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kbgen.links.ask import MAX_REDIRECTS, PDF_LIMIT, Asker, Visit
from kbgen.links.exchange import Answer, Failure, Question

PAGE = "https://a.example/page"
Script = Mapping[tuple[str, str], Sequence[Answer]]


class Server:
    """Answers each (method, address) with the next of its answers, the last one for ever."""

    def __init__(self, script: Script) -> None:
        self._script = {key: list(answers) for key, answers in script.items()}
        self.asked: list[Question] = []

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        answers = self._script[question.method, question.url]
        return answers.pop(0) if len(answers) > 1 else answers[0]

    @property
    def steps(self) -> list[str]:
        return [f"{question.method} {question.url.rpartition('/')[2]}" for question in self.asked]


async def _no_sleep(seconds: float) -> None:
    del seconds


def visit(server: Server, url: str = PAGE, *, read: int = 0, **more: Mapping[str, str]) -> Visit:
    return asyncio.run(Asker(server, sleep=_no_sleep).visit(url, read=read, **more))


def status(code: int, url: str = PAGE, **headers: str) -> Answer:
    return Answer(url, code, {name.replace("_", "-"): value for name, value in headers.items()})


def redirect(url: str, to: str, code: int = 302, **headers: str) -> Answer:
    return Answer(url, code, {name.replace("_", "-"): value for name, value in headers.items()}, redirect=to)


def test_a_page_that_is_well_is_asked_once_and_for_its_head_only() -> None:
    server = Server({("HEAD", PAGE): [status(200)]})
    assert visit(server).answer.status == 200
    assert server.steps == ["HEAD page"]


def test_a_page_to_be_read_is_asked_once_and_never_for_its_head() -> None:
    server = Server({("GET", PAGE): [status(200)]})
    visit(server, read=100_000)
    assert [(question.method, question.body_limit, question.pdf_limit) for question in server.asked] == [
        ("GET", 100_000, PDF_LIMIT)
    ]


def test_a_head_that_lies_is_followed_by_a_get() -> None:
    for lie in (403, 404, 405, 501):
        server = Server({("HEAD", PAGE): [status(lie)], ("GET", PAGE): [status(200)]})
        assert visit(server).answer.status == 200
        assert server.steps == ["HEAD page", "GET page"]


def test_a_page_that_is_gone_for_get_too_is_not_asked_again() -> None:
    server = Server({("HEAD", PAGE): [status(404)], ("GET", PAGE): [status(404)]})
    assert visit(server).answer.status == 404
    assert server.steps == ["HEAD page", "GET page"]


def test_an_answer_that_may_pass_is_asked_three_times_in_all() -> None:
    server = Server({("HEAD", PAGE): [status(503)], ("GET", PAGE): [status(503)]})
    assert visit(server).answer.status == 503
    assert server.steps == ["HEAD page", "GET page", "GET page"]


def test_a_page_that_comes_back_is_alive() -> None:
    server = Server(
        {("HEAD", PAGE): [Answer(PAGE, failure=Failure.TIMEOUT)], ("GET", PAGE): [status(500), status(200)]}
    )
    found = visit(server)
    assert (found.answer.status, len(server.asked)) == (200, 3)


def test_a_certificate_that_has_expired_is_not_asked_again() -> None:
    server = Server({("HEAD", PAGE): [Answer(PAGE, failure=Failure.TLS_EXPIRED)]})
    visit(server)
    assert server.steps == ["HEAD page"]


def test_redirects_are_followed_in_order() -> None:
    server = Server(
        {
            ("HEAD", PAGE): [redirect(PAGE, "https://a.example/two", 301)],
            ("HEAD", "https://a.example/two"): [redirect("https://a.example/two", "https://b.example/three")],
            ("HEAD", "https://b.example/three"): [status(200, "https://b.example/three")],
        }
    )
    found = visit(server)
    assert [hop.status for hop in found.hops] == [301, 302]
    assert found.answer.url == "https://b.example/three"


def test_a_circle_of_redirects_is_seen_at_its_first_turn() -> None:
    two = "https://a.example/two"
    server = Server({("HEAD", PAGE): [redirect(PAGE, two)], ("HEAD", two): [redirect(two, PAGE)]})
    assert visit(server).loop
    assert len(server.asked) == 2


def test_a_page_that_sends_back_to_itself_with_a_cookie_is_no_circle() -> None:
    server = Server({("HEAD", PAGE): [redirect(PAGE, PAGE, set_cookie="seen=1; Path=/"), status(200)]})
    found = visit(server)
    assert (found.answer.status, found.loop) == (200, False)
    assert server.asked[1].headers["Cookie"] == "seen=1"


def test_a_cookie_is_not_told_to_another_host() -> None:
    other = "https://b.example/x"
    server = Server(
        {("HEAD", PAGE): [redirect(PAGE, other, set_cookie="seen=1")], ("HEAD", other): [status(200, other)]}
    )
    visit(server)
    assert "Cookie" not in server.asked[1].headers


def test_a_chain_without_end_is_left() -> None:
    urls = [f"https://a.example/{n}" for n in range(99)]
    server = Server({("HEAD", a): [redirect(a, b)] for a, b in pairwise(urls)})
    found = visit(server, urls[0])
    assert found.too_many
    assert len(found.hops) == MAX_REDIRECTS


def test_the_fragment_is_not_sent() -> None:
    server = Server({("HEAD", PAGE): [status(200)]})
    assert visit(server, f"{PAGE}#part").url == PAGE


def test_validators_go_with_the_first_question_only() -> None:
    two = "https://a.example/two"
    server = Server({("GET", PAGE): [redirect(PAGE, two)], ("GET", two): [status(200, two)]})
    visit(server, read=9, validators={"If-None-Match": '"x"'})
    assert [dict(question.headers) for question in server.asked] == [{"If-None-Match": '"x"'}, {}]


def test_a_cookie_that_no_header_can_hold_is_passed_over() -> None:
    server = Server(
        {("HEAD", PAGE): [redirect(PAGE, f"{PAGE}2", set_cookie="n=a\x7fb")], ("HEAD", f"{PAGE}2"): [status(200)]}
    )
    visit(server)
    assert "Cookie" not in server.asked[1].headers


def test_a_head_that_lies_is_followed_by_a_get_though_there_is_one_try() -> None:
    server = Server({("HEAD", PAGE): [status(405)], ("GET", PAGE): [status(200)]})
    assert asyncio.run(Asker(server, tries=1, sleep=_no_sleep).visit(PAGE)).answer.status == 200
