"""Ten mistakes an author can make, put into one copy of a good base: each is named, with its line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

from kbgen.validate import validate
from tests.conftest import ROOT


def test_ten_mistakes_are_ten_messages(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(ROOT / "tests" / "golden" / "content", root)

    def change(file: str, old: str, new: str) -> None:
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    change("formulas/updates.yml", "  outputs: [{symbol: '\\theta_{t+1}'", "  ouputs: [{symbol: '\\theta_{t+1}'")
    change("glossary/e.yml", "broader: [glossary/epoch]", "broader: [glossary/epock]")
    change("formulas/updates.yml", "domain: '(0, 1)'", "domain: '(0, 1)', domain: real")
    change("metrics/memory.yml", "fr: Le temps d'attente., ", "")
    change("benchmarks/code.yml", "count: 164", "count: many")
    change("metrics/memory.yml", "  sources: [{ref: links/paper}]\n", "")
    change("glossary/e.yml", "fr: Plusieurs époques.", "fr: Plusieurs <b>époques</b>.")
    change("models/lab.yml", "date: 2024-04,", "date: April 2024,")
    change("links/papers.yml", "what: paper", "what: papper")
    (root / "glossaire").mkdir()

    messages = [str(result) for result in validate(root)[1].results]
    assert messages == [
        "content/benchmarks/code.yml:5: benchmarks/humaneval.items.0.count: 'many' is not a whole number",
        "content/formulas/updates.yml:26: formulas/step.ouputs: unknown field; did you mean 'outputs'?",
        "content/formulas/updates.yml:32: formulas/step.variables.2.domain: 'domain' stands twice (first on line 32); keep one",
        "content/glossaire:1: does not belong in content; did you mean 'glossary'?",
        "content/glossary/e.yml:13: glossary/era.definition.fr: raw HTML <b>; write Markdown, or put it in backquotes",
        "content/glossary/e.yml:14: glossary/era.broader.0: no entry 'glossary/epock'; did you mean 'glossary/epoch'?",
        "content/links/papers.yml:6: links/paper.what: 'papper' is none of 'paper', 'report', 'model card', 'course', 'blog', 'newsletter', 'documentation', 'tool', 'repository', 'community', 'account', 'dataset', 'announcement', 'standard', 'book' or 'article'; did you mean 'paper'?",
        "content/metrics/memory.yml:2: metrics/latency.sources: no source; add sources: [{ref: links/…, where: …}]",
        "content/metrics/memory.yml:4: metrics/latency.summary: no text in fr; write it",
        "content/models/lab.yml:13: models/model-7b.scores.0.date: 'April 2024' has not the form of a date; write 2024, 2024-04 or 2024-04-18",
    ]
