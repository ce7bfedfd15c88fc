from __future__ import annotations

import pytest

from kbgen.lookup.identifiers import address_key, dotted_keys, identifiers


@pytest.mark.parametrize(
    "pasted",
    [
        "arXiv:2104.09864",
        "arxiv: 2104.09864v5",
        "2104.09864v2",
        "https://arxiv.org/abs/2104.09864",
        "http://arxiv.org/pdf/2104.09864v5.pdf",
        "https://arxiv.org/abs/2104.09864v1?context=cs",
        "arxiv.org/abs/2104.09864.",
        "arxiv 2104.09864",
        "10.48550/arXiv.2104.09864",
    ],
)
def test_an_arxiv_id_is_found_in_what_people_paste(pasted: str) -> None:
    assert identifiers(pasted)[0] == "2104.09864"


@pytest.mark.parametrize(
    "pasted", ["doi:10.1038/323533a0", "https://doi.org/10.1038/323533A0", "DOI: 10.1038/323533a0"]
)
def test_a_doi_is_found_in_what_people_paste(pasted: str) -> None:
    assert identifiers(pasted)[0] == "10.1038 323533a0"


def test_an_old_arxiv_id_loses_its_version() -> None:
    assert identifiers("hep-th/9901001v3")[0] == "hep th 9901001"


@pytest.mark.parametrize("url", ["https://www.example.org/a/", "http://example.org/a#part", "example.org/a"])
def test_scheme_www_fragment_and_slash_are_no_part_of_an_address(url: str) -> None:
    assert address_key(url) == "example.org a"


def test_the_name_of_an_api_is_tried_without_its_packages() -> None:
    assert dotted_keys("torch.nn.RMSNorm") == ["torch.nn.rmsnorm", "nn.rmsnorm", ".rmsnorm"]
    assert identifiers("F.cross_entropy(q, k)")[:3] == ["f.cross entropy", ".cross entropy", "cross entropy"]


@pytest.mark.parametrize("query", ["rope", "llama 3.1", "gpt-4", "attention"])
def test_a_name_is_no_identifier(query: str) -> None:
    assert identifiers(query) == []


def test_a_number_in_a_name_is_no_part_of_an_api() -> None:
    assert identifiers("gpt-4.1") == ["gpt 4.1"]


@pytest.mark.parametrize("query", ["", ".", "...", "()", "://", "www.", "arxiv:", "doi:", "v1", "@", "a@"])
def test_what_is_broken_breaks_nothing(query: str) -> None:
    assert all(isinstance(key, str) for key in identifiers(query))
