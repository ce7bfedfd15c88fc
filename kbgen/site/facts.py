"""Facts of an entry as its page shows them: what is more than one field, and less than a template should know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kbgen.language import language
from kbgen.lookup.names import fold
from kbgen.schema import EVERY, Computable, Entry, Link, Model, Price, Ref, Term
from kbgen.schema.formula import SizeRule
from kbgen.site.writer import Writer, size_as_maths


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts in the words of one writer."""

    w: Writer

    def described_sizes(self, entry: Computable) -> list[tuple[str, str]]:
        """The sizes that have a meaning of their own, as mathematics and words."""
        return [
            (self.w.math(rule.symbol or size_as_maths(name)), self._described(rule))
            for name, rule in entry.sizes.items()
            if rule.meaning or rule.even
        ]

    def search_words(self, entry: Entry) -> str:
        """What a reader may type to find an entry that its page does not print: other spellings, without accents."""
        names = (*entry.name.strings, *entry.aliases.strings)
        forms = entry.forms.values() if isinstance(entry, Term) else ()
        plurals = [form.plural for form in forms if form.plural]
        spellings = dict.fromkeys(fold(name) for name in (*names, *plurals))
        shown = {name.casefold() for name in (entry.name[self.w.language.code], *entry.aliases[self.w.language.code])}
        return " ".join(spelling for spelling in spellings if spelling not in shown)

    def other_names(self, term: Term) -> list[tuple[str, str]]:
        """What the term is called in the other languages, each with the language's own name."""
        here = term.name[self.w.language.code]
        return [(language(code).name, name) for code, name in term.name.items() if code != EVERY and name != here]

    def authors(self, link: Link) -> str:
        """The authors of a document; after eight, et al."""
        shown = ", ".join(link.authors[:8])
        return f"{shown} et al." if link.et_al or len(link.authors) > 8 else shown

    def when(self, link: Link) -> str:
        """Year and venue of a document."""
        if link.venue and link.year and str(link.year) in link.venue:
            return link.venue
        return self.w.semicolon.join(str(part) for part in (link.year, link.venue) if part)

    def collections(self) -> list[tuple[str, list[Ref]]]:
        """Kinds in order, with their entries."""
        entries = self.w.plan.kb.content.entries
        return [(kind, [ref for ref in entries if ref.kind == kind]) for kind in self.w.plan.kb.manifest.kinds]

    def benchmarks_of_models(self) -> list[Ref]:
        """The benchmarks on which models have scores, in the order of the content."""
        named = {score.benchmark for model in self.w.plan.kb.models.values() for score in model.scores}
        return [ref for ref in self.w.plan.kb.content.entries if ref in named]

    def size(self, parameters: int | None) -> str:
        """A number of parameters in short: 70,6 Md, 671B."""
        if parameters is None:
            return ""
        scale, unit = next((s, u) for s, u in ((1e9, "size.giga"), (1e6, "size.mega"), (1, "")) if parameters >= s)
        short = self.w.number(f"{parameters / scale:.4g}")
        return f"{short}{self.w.language.label(unit)}" if unit else short

    def licence(self, licence: str | None) -> str:
        """A licence by its identifier or its own name; what is closed or unknown in words."""
        if licence is None:
            return self.w.language.label("unknown")
        return self.w.language.label("proprietary") if licence == "proprietary" else licence

    def first_price(self, model: Model) -> Price | None:
        """The price to show in the comparison: the first of the entry."""
        return next(iter(model.prices), None)

    def amount(self, price: str | None) -> str | None:
        """The number of a price."""
        return price.partition(" ")[0] if price else None

    def architecture(self, model: Model) -> list[tuple[str, str]]:
        """The known numbers of an architecture by field name."""
        known = []
        for name in type(model.architecture).model_fields if model.architecture else ():
            value = getattr(model.architecture, name)
            if value is not None and name != "source":
                known.append((name, self._fact(value)))
        return known

    def quantity_name(self, quantity: str) -> str:
        """A derived quantity in words."""
        key = f"quantity.{quantity}"
        return self.w.label(key) if key in self.w.language.labels else self.w.text(quantity)

    def shots(self, count: int) -> str:
        """`5-shot`."""
        return self.w.language.label("shots").format(n=count)

    def samples(self, count: int) -> str:
        """`256 samples`."""
        return self.w.language.label("samples").format(n=self.w.number(count))

    def _described(self, rule: SizeRule) -> str:
        words = self.w.cell(rule.meaning) if rule.meaning else ""
        return ", ".join(part for part in (words, self.w.label("even") if rule.even else "") if part)

    def _fact(self, value: Any) -> str:
        if isinstance(value, bool):
            return self.w.label("yes" if value else "no")
        return self.w.number(value)
