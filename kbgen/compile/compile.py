"""`content/` → the index: each entry as every surface gives it, its names, its words, its LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kbgen import prose
from kbgen.answer.markdown import markdown
from kbgen.answer.terminal import terminal
from kbgen.compile.tables import Row, Searched, Texts, new_index
from kbgen.content import Content, load
from kbgen.document import brief, document, written
from kbgen.export.schemas import schemas
from kbgen.index.reading import files_of
from kbgen.kb import KnowledgeBase
from kbgen.language import Language, language
from kbgen.lookup.latex import normal_latex
from kbgen.lookup.names import normalise
from kbgen.lookup.words import stem_keys
from kbgen.plan import Plan
from kbgen.proven import Proven
from kbgen.schema import Computable, Entry, Link, Ref, Term, Text
from kbgen.schema.walk import walk
from kbgen.spellings import spellings


def compile_index(root: Path, target: Path) -> None:
    """Make the index of the content folder `root` as the file `target`.

    Raises `ContentError` if any file of the content is broken; `OSError` if `target` cannot be written.
    """
    files = files_of(str(root))  # before reading: what changes meanwhile makes the index old
    compile_content(load(root), target, files)


def compile_content(content: Content, target: Path, files: str = "") -> None:
    """Make the index of a content that was read; `files` says from which files, as `files_of` does."""
    kb = KnowledgeBase(content)
    manifest = kb.manifest
    languages = {code: language(code) for code in manifest.languages}
    plan, proven = Plan(kb), Proven(kb)
    order = {kind: position for position, kind in enumerate(manifest.kinds)}
    refs = sorted(content.entries, key=lambda ref: order.get(ref.kind, len(order)))  # a stable sort
    with new_index(target) as tables:
        tables.put_languages({code: words.morphology for code, words in languages.items()})
        for row in _rows(kb, refs, languages, plan, proven):
            tables.put(row)
        tables.put_retired({old: new for old, new in manifest.retired.items() if new is not None})
        for page in plan.pages:
            titles = {code: page.title[code] for code in manifest.languages}
            tables.put_page(page.path, page.kind, written(titles), written([item.ref for item in page.items]))
        tables.put_files(schemas())
        tables.put_meta(
            {
                "files": files,
                "languages": " ".join(manifest.languages),
                "kinds": " ".join(sorted({ref.kind for ref in refs}, key=lambda kind: order.get(kind, len(order)))),
                "title": written({code: manifest.title[code] for code in manifest.languages}),
                "description": written(dict(manifest.description)),
                "licence": manifest.licence,
                "site_url": manifest.site_url or "",
                "repository": manifest.repository or "",
                **{f"kind {key}": kind for kind in order for key in _called(kind, languages.values())},
                **{f"also {code}": f"{words.label('also')}{words.colon}" for code, words in languages.items()},
            }
        )


def _rows(
    kb: KnowledgeBase, refs: list[Ref], languages: Mapping[str, Language], plan: Plan, proven: Proven
) -> Iterator[Row]:
    for ref in refs:
        entry, proof, check = kb[ref], proven.proof(ref), proven.check(ref)
        found = document(kb, ref, _page(plan, ref), proof, check, _code(proven, ref))
        latex = entry.latex if isinstance(entry, Computable) else None
        yield Row(
            ref=ref,
            kind=ref.kind,
            document=written(found),
            brief=written(brief(found)),
            texts={name: _texts(kb, ref, words, proven) for name, words in languages.items()},
            spellings=tuple(spellings(ref, entry, [words.morphology for words in languages.values()])),
            latex=normal_latex(latex) if latex else "",
        )


def _texts(kb: KnowledgeBase, ref: Ref, words: Language, proven: Proven) -> Texts:
    entry, code = kb[ref], words.code

    def name_of(other: str) -> str:
        return kb[other].name.get(code, other)

    def plain(text: Text | None) -> str:
        return " ".join(prose.plain(text.get(code, ""), name_of).split()) if text else ""

    name = entry.name.get(code, ref)
    main = entry.definition if isinstance(entry, Term) else entry.summary
    shown = plain(main) or _document_of(entry, code)
    every = [plain(leaf) for _, leaf in walk(entry) if type(leaf) is Text and leaf is not main]
    others = dict.fromkeys(s.text for s in spellings(ref, entry, []) if s.is_typed and s.text != name)
    return Texts(
        name=name,
        plain=shown,
        terminal=terminal(kb, ref, code, proven.proof(ref), proven.check(ref)),
        markdown=markdown(kb, ref, code, proven.proof(ref), proven.check(ref), _code(proven, ref)),
        searched=Searched(*(_stems(text, words) for text in (name, " ".join(others), shown, " ".join(every)))),
    )


def _document_of(entry: Entry, code: str) -> str:
    """What is known of a document that has no summary: its title, its authors, where and when it was published."""
    if not isinstance(entry, Link):
        return ""
    title = entry.title.get(code, "") if entry.title else ""
    return ". ".join(part for part in (title, ", ".join(entry.authors), entry.venue or str(entry.year or "")) if part)


def _called(kind: str, languages: Iterable[Language]) -> list[str]:
    """What a kind is called, as look-up compares it."""
    words = {kind, *(language.label(f"one.{kind}") for language in languages)}
    rules = [language.morphology for language in languages]
    return sorted({key for word in words for key in stem_keys(normalise(word), rules)})  # the stamp is of an order


def _stems(text: str, words: Language) -> str:
    return " ".join(words.morphology.stems(normalise(text)))


def _code(proven: Proven, ref: Ref) -> str | None:
    code = proven.code(ref)
    return code.text if code else None


def _page(plan: Plan, ref: Ref) -> str:
    """The page of an entry; its file where no section of `kb.yml` has it, which `kbgen validate` says."""
    try:
        return plan.page_of(ref).path
    except KeyError:
        return plan.kb.content.file_of[ref].address
