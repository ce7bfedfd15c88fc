from __future__ import annotations

from kbgen.kb import KnowledgeBase
from kbgen.site.bibtex import bibtex


def test_a_paper_is_cited_with_what_is_known_of_it(kb: KnowledgeBase) -> None:
    assert bibtex("roformer", kb.links["roformer"]) == (
        "@article{roformer,\n"
        "  title = {{RoFormer: Enhanced Transformer with Rotary Position Embedding}},\n"
        "  author = {Jianlin Su and Yu Lu and others},\n"
        "  year = {2021},\n"
        "  eprint = {2104.09864},\n"
        "  archivePrefix = {arXiv},\n"
        "  url = {https://arxiv.org/abs/2104.09864},\n"
        "}"
    )
