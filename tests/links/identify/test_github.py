"""What GitHub answers, and what follows for a link to a repository or into one."""

from __future__ import annotations

import json

import pytest

from kbgen.links.claim import Claim, Target
from kbgen.links.identify import (
    github,
)
from kbgen.links.identify.sought import Known, Silent
from kbgen.records.links import Document, Found
from tests.links.identify.answers import answer
from tests.links.identify.papers import asked
from tests.links.identify.server import Server, one, status


def repository(name: str, **claimed: bool) -> Target:
    return Target(f"https://github.com/{name}", claim=Claim("repository", archived=claimed.get("archived")))


def test_github_gives_name_and_whether_it_is_archived() -> None:
    body = {"id": 1, "full_name": "huggingface/text-generation-inference", "description": "Serves", "archived": True}
    expected = Found("GitHub", "Serves", repository="huggingface/text-generation-inference", archived=True)
    assert github.parse(answer(json.dumps(body))) == Known(expected)


@pytest.mark.parametrize("status", [403, 429])
def test_a_spent_limit_says_nothing_of_the_repository(status: int) -> None:
    spent = answer('{"message": "API rate limit exceeded"}', status, **{"x-ratelimit-remaining": "0"})
    assert github.exhausted(spent)
    assert github.parse(spent) == Silent("GitHub", "its rate limit is spent")


def test_a_blocked_repository_is_not_a_spent_limit() -> None:
    blocked = answer('{"message": "Repository access blocked"}', 403, **{"x-ratelimit-remaining": "41"})
    assert not github.exhausted(blocked)
    assert isinstance(github.parse(blocked), Silent)


def test_only_githubs_api_is_followed_to() -> None:
    body = json.dumps({"message": "Moved Permanently", "url": "https://api.github.com/repositories/1"})
    further = github.moved(answer(body, 301))
    assert further is not None
    assert further.url == "https://api.github.com/repositories/1"
    assert github.moved(answer(body, 301, location="https://evil.example/repositories/1")) is None
    assert github.moved(answer(body, 301, location="http://api.github.com/repositories/1")) is None


GITHUB_URLS = {
    "https://github.com/NVIDIA/Megatron-LM": "NVIDIA/Megatron-LM",
    "https://github.com/NVIDIA/Megatron-LM/": "NVIDIA/Megatron-LM",
    "http://www.github.com/ggml-org/llama.cpp.git": "ggml-org/llama.cpp",
    "https://github.com/google-research/google-research/tree/master/rouge": "google-research/google-research",
    "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#x": "ggml-org/ggml",
    "https://github.com/huggingface": "",
    "https://github.com/topics/llm": "",
    "https://github.com/orgs/huggingface/repositories": "",
    "https://gist.github.com/a/b": "",
    "https://github.com/advisories/GHSA-jfh8-c2jp-5v3q": "",
    "https://github.com/git-guides/install-git": "",
    "https://github.com/education/students": "",
    "https://github.com/Newsroom/press-releases": "",
    "https://github.com/a/b%2f..": "",
}


@pytest.mark.parametrize("url", GITHUB_URLS)
def test_an_address_of_github_has_its_repository(url: str) -> None:
    assert github.repository_in(url) == GITHUB_URLS[url]


def test_a_renamed_repository_is_said_with_its_new_address() -> None:
    sought = one(repository("ggerganov/llama.cpp"), Server())
    assert (sought.document, sought.to) == (Document.RENAMED, "https://github.com/ggml-org/llama.cpp")


def test_the_new_address_of_a_file_keeps_the_file() -> None:
    sought = one(repository("pytorch/torchtune/blob/main/README.md?plain=1#L3"), Server())
    assert sought.to == "https://github.com/meta-pytorch/torchtune/blob/main/README.md?plain=1#L3"


@pytest.mark.parametrize(
    ("name", "archived", "document", "why"),
    [
        ("huggingface/text-generation-inference", None, Document.ARCHIVED, "archived"),
        ("huggingface/text-generation-inference", False, Document.ARCHIVED, "archived"),
        ("huggingface/text-generation-inference", True, Document.SAME, ""),
        ("vllm-project/vllm", True, Document.ARCHIVED, "not-archived"),
        ("vllm-project/vllm", False, Document.SAME, ""),
        ("VLLM-Project/vLLM", None, Document.SAME, ""),
    ],
)
def test_a_link_says_whether_its_repository_is_archived(
    name: str, archived: bool | None, document: Document, why: str
) -> None:
    target = Target(f"https://github.com/{name}", claim=Claim("repository", archived=archived))
    server = Server()
    if name.startswith("VLLM"):
        server = Server(api_github_com=status(200, '{"full_name": "vllm-project/vllm", "archived": false}'))
    sought = one(target, server)
    assert (sought.document, sought.why) == (document, why)


def test_a_repository_that_does_not_exist_is_a_wrong_document() -> None:
    sought = one(repository("nobody/nothing"), Server(api_github_com=status(404, '{"message": "Not Found"}')))
    assert (sought.document, sought.why) == (Document.WRONG, "no-such-document")


def test_github_is_left_alone_once_its_limit_is_spent() -> None:
    server = Server(api_github_com=status(403, "{}", **{"x-ratelimit-remaining": "0"}))
    found = asked([repository(f"a/{name}") for name in "bcdef"], server)
    assert {(each.document, each.why) for each in found.values()} == {(Document.NOT_ASKED, "no-answer")}
    assert server.count("api.github.com") == 1


def test_repositories_that_point_at_each_other_end() -> None:
    server = Server(api_github_com=status(301, '{"url": "https://api.github.com/repositories/1"}'))
    assert one(repository("a/b"), server).document is Document.NOT_ASKED
    assert server.count("api.github.com") == 4


def test_the_repositories_of_the_facts_answer() -> None:
    names = ["NVIDIA/Megatron-LM", "axolotl-ai-cloud/axolotl", "facebookresearch/faiss", "ggml-org/llama.cpp"]
    assert {each.document for each in asked([repository(name) for name in names], Server()).values()} == {Document.SAME}
