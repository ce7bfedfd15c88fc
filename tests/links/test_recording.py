from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.links.exchange import Answer, Failure, Question
from kbgen.links.recording import Recorder, Replay, stripped

URL = "https://api.example.org/works?token=abc123&q=x"


async def _answering(question: Question) -> Answer:
    headers = {"content-type": "text/html", "set-cookie": "session=abc123", "location": "/next?api_key=abc123"}
    return Answer(
        question.url, 301, headers, b"<title>T</title>", redirect="https://api.example.org/next?api_key=abc123"
    )


def _recorded(folder: Path, *questions: Question) -> None:
    async def run() -> None:
        with Recorder(folder) as recorder:
            for question in questions:
                await recorder.of(_answering)(question)

    asyncio.run(run())


def _replayed(folder: Path, question: Question) -> Answer:
    return asyncio.run(Replay(folder)(question))


def test_what_was_recorded_is_replayed(tmp_path: Path) -> None:
    question = Question("GET", URL, body_limit=100)
    _recorded(tmp_path, question)
    answer = _replayed(tmp_path, question)
    assert (answer.status, answer.body) == (301, b"<title>T</title>")


def test_no_secret_is_recorded(tmp_path: Path) -> None:
    _recorded(tmp_path, Question("GET", URL, {"Authorization": "Bearer abc123"}, body_limit=100))
    text = "".join(file.read_text() for file in tmp_path.iterdir())
    assert "abc123" not in text
    assert "q=x" in text


def test_a_body_that_is_sent_tells_two_questions_apart(tmp_path: Path) -> None:
    _recorded(tmp_path, Question("POST", URL, body=b"one", body_limit=9))
    assert _replayed(tmp_path, Question("POST", URL, body=b"one", body_limit=9)).status == 301
    assert _replayed(tmp_path, Question("POST", URL, body=b"two", body_limit=9)).failure is Failure.NOT_RECORDED


def test_a_question_for_the_head_is_answered_by_a_recorded_page_without_its_body(tmp_path: Path) -> None:
    _recorded(tmp_path, Question("GET", URL, body_limit=100))
    answer = _replayed(tmp_path, Question("HEAD", URL))
    assert (answer.status, answer.body) == (301, b"")


def test_a_body_is_cut_to_what_is_wanted(tmp_path: Path) -> None:
    _recorded(tmp_path, Question("GET", URL, body_limit=100))
    answer = _replayed(tmp_path, Question("GET", URL, body_limit=7))
    assert (answer.body, answer.truncated) == (b"<title>", True)


def test_a_failure_is_replayed_as_a_failure(tmp_path: Path) -> None:
    kept = {"method": "GET", "url": "https://gone.example/", "failure": "timeout", "detail": "no answer"}
    (tmp_path / "gone.example.json").write_text(json.dumps({"synthetic": "a test", "answers": [kept]}))
    answer = _replayed(tmp_path, Question("GET", "https://gone.example/"))
    assert (answer.status, answer.failure) == (0, Failure.TIMEOUT)


def test_a_recorded_redirect_is_absolute_again(tmp_path: Path) -> None:
    kept = {"method": "GET", "url": "https://a.example/x", "status": 301, "headers": {"Location": "../y"}}
    (tmp_path / "a.example.json").write_text(json.dumps({"synthetic": "a test", "answers": [kept]}))
    assert _replayed(tmp_path, Question("GET", "https://a.example/x")).redirect == "https://a.example/y"


def test_bytes_that_are_no_text_come_back_as_they_were(tmp_path: Path) -> None:
    async def binary(question: Question) -> Answer:
        return Answer(question.url, 200, {"content-type": "application/pdf"}, b"%PDF\xff\x00")

    async def run() -> None:
        with Recorder(tmp_path) as recorder:
            await recorder.of(binary)(Question("GET", "https://a.example/p.pdf", body_limit=99))

    asyncio.run(run())
    assert _replayed(tmp_path, Question("GET", "https://a.example/p.pdf", body_limit=99)).body == b"%PDF\xff\x00"


@pytest.mark.parametrize("text", ["{", "[]", '{"answers": [{"method": "GET"}]}', '{"answers": [{"failure": 1}]}'])
def test_a_file_that_is_no_recording_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text)
    with pytest.raises(KbgenError, match=r"broken\.json: not a recording .* record it again"):
        Replay(tmp_path)


def test_two_senders_to_one_host_are_kept_in_one_file(tmp_path: Path) -> None:
    async def run() -> None:
        with Recorder(tmp_path) as recorder:
            one, other = recorder.of(_answering), recorder.of(_answering)
            await one(Question("GET", "https://doi.org/10.1/x"))
            await other(Question("GET", "https://doi.org/doiRA/10.1/x"))

    asyncio.run(run())
    replay = Replay(tmp_path)
    for path in ("10.1/x", "doiRA/10.1/x"):
        assert asyncio.run(replay(Question("GET", f"https://doi.org/{path}"))).status == 301


def test_an_empty_folder_says_how_to_record(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="no recorded answers; record some with: kbgen check-links --record"):
        Replay(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://user:secret@a.example/x#part", "https://a.example/x"),
        (
            "https://a.example/x?key=1&id_list=1706.03762,1810.04805",
            "https://a.example/x?key=hidden&id_list=1706.03762%2C1810.04805",
        ),
        ("https://a.example/x?id_list=1,2&b=%20", "https://a.example/x?id_list=1,2&b=%20"),
        ("https://a.example/?mailto=me%40a.example", "https://a.example/?mailto=hidden"),
    ],
)
def test_an_address_is_recorded_without_what_lets_someone_in(url: str, kept: str) -> None:
    assert stripped(url) == kept


def test_only_headers_that_a_run_reads_are_kept_and_a_location_keeps_its_fragment(tmp_path: Path) -> None:
    async def moved(question: Question) -> Answer:
        headers = {
            "location": "https://a.example/y?session=abc123#part",
            "x-auth-token": "abc123",
            "refresh": "0;abc123",
        }
        return Answer(question.url, 301, headers)

    async def run() -> None:
        with Recorder(tmp_path) as recorder:
            await recorder.of(moved)(Question("HEAD", "https://a.example/x"))

    asyncio.run(run())
    assert "abc123" not in "".join(file.read_text() for file in tmp_path.iterdir())
    assert (
        _replayed(tmp_path, Question("HEAD", "https://a.example/x")).redirect
        == "https://a.example/y?session=hidden#part"
    )


@pytest.mark.parametrize("location", ["http://[bad/x", "http://a.example:99999/"])
def test_a_location_that_is_no_address_is_recorded_all_the_same(tmp_path: Path, location: str) -> None:
    async def moved(question: Question) -> Answer:
        return Answer(question.url, 301, {"location": location})

    async def run() -> None:
        with Recorder(tmp_path) as recorder:
            await recorder.of(moved)(Question("HEAD", f"https://{'a' * 300}.example/x"))

    asyncio.run(run())
    assert _replayed(tmp_path, Question("HEAD", f"https://{'a' * 300}.example/x")).redirect == ""
