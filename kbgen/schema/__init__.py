"""The shape of every entry, and of `kb.yml`: closed, immutable, documented for editors."""

from kbgen.schema.base import Group, Manifest, Page, PageRef, Section
from kbgen.schema.benchmark import Benchmark, Measurement, ReportedScore, Score
from kbgen.schema.entry import Entry, Erratum, Latex, Note, Record, Source
from kbgen.schema.formula import Claim, Computable, Formula, Metric, Variable, Variant
from kbgen.schema.link import Link
from kbgen.schema.model import Model, Price
from kbgen.schema.ref import Ref
from kbgen.schema.term import Term
from kbgen.schema.text import EVERY, Aliases, Name, Text

KINDS: dict[str, type[Entry]] = {
    "formulas": Formula,
    "metrics": Metric,
    "benchmarks": Benchmark,
    "glossary": Term,
    "models": Model,
    "links": Link,
}
"""Folder → the shape of its entries."""

__all__ = [
    "EVERY",
    "KINDS",
    "Aliases",
    "Benchmark",
    "Claim",
    "Computable",
    "Entry",
    "Erratum",
    "Formula",
    "Group",
    "Latex",
    "Link",
    "Manifest",
    "Measurement",
    "Metric",
    "Model",
    "Name",
    "Note",
    "Page",
    "PageRef",
    "Price",
    "Record",
    "Ref",
    "ReportedScore",
    "Score",
    "Section",
    "Source",
    "Term",
    "Text",
    "Variable",
    "Variant",
]
