from __future__ import annotations

import pytest

from kbgen.errors import ContentError
from kbgen.validate import load_valid, validate
from tests.conftest import GLOSSARY, Base


def test_schema_problems_and_rule_problems_come_together(base: Base) -> None:
    root = base(
        {
            "glossary/r.yml": GLOSSARY.replace("[formulas/sigmoid]", "[formulas/nothing]"),
            "glossary/s.yml": "softmax: {name: softmax}\n",
        }
    )
    content, report = validate(root)
    assert content is not None
    assert [result.ref for result in report.failures] == ["glossary/rope.related.0", "glossary/softmax.definition"]


def test_a_broken_manifest_is_reported_alone(base: Base) -> None:
    content, report = validate(base({"kb.yml": "title: [\n"}))
    assert content is None
    assert report.exit_code() == 1


def test_broken_content_does_not_load(base: Base) -> None:
    with pytest.raises(ContentError, match="glossary/rope.definition: missing"):
        load_valid(base({"glossary/r.yml": GLOSSARY.replace("definition:", "summary:")}))
