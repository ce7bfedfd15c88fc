"""Rules between entries. Each takes the content and yields what breaks it; `RULES` is the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kbgen import prose
from kbgen.content import Content
from kbgen.content.messages import suggest
from kbgen.lookup.names import normalise
from kbgen.report import Result, Status
from kbgen.schema import EVERY, KINDS, Aliases, Computable, Entry, Link, Name, Ref, Term, Text
from kbgen.schema.walk import Path, walk

Rule = Callable[[Content], Iterator[Result]]


def refs_resolve(content: Content) -> Iterator[Result]:
    """Every ref, in a field or in prose, names an entry."""
    for ref, path, value in leaves(content):
        named = [value] if isinstance(value, Ref) else _mentioned(value)
        for target in named:
            if target not in content.seen:
                yield broken(content, ref, path, f"no entry '{target}'{_near(content, target)}")
            elif target == ref and path[0] != "related":
                yield broken(content, ref, path, "links to itself; name it in plain words")


def related_is_tidy(content: Content) -> Iterator[Result]:
    """Related entries are others, each once."""
    for ref, entry in content.entries.items():
        for position, target in enumerate(entry.related):
            if target == ref or target in entry.related[:position]:
                why = "the entry itself" if target == ref else "named twice"
                yield broken(content, ref, ("related", position), f"'{target}' is {why}; take it away")


def names_are_unique(content: Content) -> Iterator[Result]:
    """A name or alias belongs to one entry of its kind."""
    owner: dict[tuple[str, str], Ref] = {}
    for ref, entry in content.entries.items():
        for path, name in _names(entry):
            first = owner.setdefault((ref.kind, normalise(name)), ref)
            if first != ref:
                yield broken(content, ref, path, f"'{name}' is a name of {first} too; keep it on one of them")


def entries_have_sources(content: Content) -> Iterator[Result]:
    """Every entry but a link says where it comes from."""
    for ref, entry in content.entries.items():
        if not entry.sources and not isinstance(entry, Link):
            yield broken(content, ref, ("sources",), "no source; add sources: [{ref: links/…, where: …}]")


def errata_have_grounds(content: Content) -> Iterator[Result]:
    """An erratum rests on a source, a proof or a reason."""
    for ref, entry in content.entries.items():
        for position, erratum in enumerate(entry.errata):
            if not (erratum.sources or erratum.proof or erratum.why):
                yield broken(content, ref, ("errata", position), "no grounds; add sources, a proof or why")


def no_language_is_missing(content: Content) -> Iterator[Result]:
    """Every text is there in every language of `kb.yml`, and in no other."""
    languages = content.manifest.languages
    for ref, path, value in leaves(content):
        if isinstance(value, Text) and EVERY not in tuple(value):
            missing = [language for language in languages if language not in value]
            if missing:
                yield broken(content, ref, path, f"no text in {', '.join(missing)}; write it")
        if isinstance(value, Text | Aliases):
            for language in value:
                if language != EVERY and language not in languages:
                    what = f"'{language}' is no language of kb.yml{suggest(language, languages)}"
                    yield broken(content, ref, (*path, language), what)


def prose_is_plain(content: Content) -> Iterator[Result]:
    """Prose holds no HTML, and its marks pair."""
    for ref, path, value in leaves(content):
        if not isinstance(value, Text) or isinstance(value, Name):
            continue
        for language, words in value.items():
            place = (*path, language)
            tag = prose.has_html(words)
            if tag:
                yield broken(content, ref, place, f"raw HTML {tag}; write Markdown, or put it in backquotes")
            for fault in prose.faults(words):
                yield broken(content, ref, place, fault)


def glossary_is_alphabetical(content: Content) -> Iterator[Result]:
    """A term stands in the file of its id's letter, in the order of the ids, which have no accents and no language."""
    for file in content.files.values():
        if KINDS[file.kind] is not Term:
            continue
        before = ""
        for ref in file.refs:
            if ref.id[0] != file.stem:
                yield broken(content, ref, (), f"does not belong in {file.stem}.yml; move it to {ref.id[0]}.yml")
            if ref.id < before:
                yield broken(content, ref, (), f"out of alphabetical order; move it above '{before}'")
            before = max(ref.id, before)


def pages_are_placed(content: Content) -> Iterator[Result]:
    """`kb.yml` and the files agree: every page exists and stands in one section."""
    placed: dict[str, Path] = {}
    kinds = {file.kind for file in content.files.values()}
    for number, section in enumerate(content.manifest.sections):
        for position, page in enumerate(section.pages):
            path: Path = ("sections", number, "pages", position)
            if page.page in placed:
                yield broken(content, "", path, f"'{page.page}' stands twice; keep one")
            placed[page.page] = path
            if "/" not in page.page and page.title is None:
                yield broken(content, "", path, f"'{page.page}' shows a whole kind; give it a title")
            if page.page not in kinds | content.files.keys():
                near = suggest(page.page, kinds | content.files.keys())
                yield broken(content, "", path, f"no page '{page.page}'{near or '; write its file or take it away'}")
    for address, file in content.files.items():
        if address not in placed and file.kind not in placed:
            yield _fails(
                "", f"{file.name}:1", f"in no section; add {address} to sections in {content.root.name}/kb.yml"
            )
        if address in placed and file.page is None:
            yield _fails("page", f"{file.name}:1", "no page heading; add page: {title: …}")


def groups_are_declared(content: Content) -> Iterator[Result]:
    """An entry's group is one of its page's."""
    for ref, entry in content.entries.items():
        page = content.file_of[ref].page
        known = [group.id for group in page.groups] if page else []
        if entry.group is not None and entry.group not in known:
            near = suggest(entry.group, known) or "; add it to page.groups"
            yield broken(content, ref, ("group",), f"no group '{entry.group}' on this page{near}")
        if entry.group is None and known:
            yield broken(content, ref, ("group",), f"no group; choose one of {', '.join(known)}")


def retired_refs_are_gone(content: Content) -> Iterator[Result]:
    """A retired ref names no entry; what replaces it does."""
    for old, new in content.manifest.retired.items():
        if old in content.seen:
            yield broken(content, "", ("retired", old), f"'{old}' is still an entry; an id is never used again")
        if new is not None and new not in content.seen:
            yield broken(content, "", ("retired", old), f"no entry '{new}'{_near(content, new)}")


def symbols_are_declared_once(content: Content) -> Iterator[Result]:
    """Variables have their own symbols and parameters; state and claims name them."""
    for ref, entry in content.entries.items():
        if not isinstance(entry, Computable):
            continue
        symbols: set[str] = set()
        parameters: set[str] = set()
        for position, variable in enumerate(entry.variables):
            for word, taken in ((variable.symbol, symbols), (variable.py, parameters)):
                if word in taken:
                    yield broken(content, ref, ("variables", position), f"'{word}' is declared twice; keep one")
                if word:
                    taken.add(word)
        for symbol, after in entry.state.items():
            if symbol not in symbols:
                near = suggest(symbol, symbols) or "; declare it"
                yield broken(content, ref, ("state", symbol), f"'{symbol}' is no variable{near}")
            elif _letter(symbol) != _letter(after):
                what = f"'{symbol}' becomes '{after}', another letter; a state keeps its letter from step to step"
                yield broken(content, ref, ("state", symbol), what)


def claims_print_their_values(content: Content) -> Iterator[Result]:
    """The `{symbol}` of a claim's sentence are its values; its result is printed as `{result}`."""
    for ref, entry in content.entries.items():
        if not isinstance(entry, Computable):
            continue
        for position, claim in enumerate(entry.claims):
            for language, words in claim.text.items():
                for symbol in prose.placeholders(words):
                    if symbol != "result" and symbol not in claim.values:
                        place = ("claims", position, "text", language)
                        near = suggest(symbol, (*claim.values, "result")) or "; give it in values"
                        yield broken(content, ref, place, f"'{{{symbol}}}' has no value{near}")


def _letter(symbol: str) -> str:
    """A symbol without its scripts."""
    return symbol.partition("_")[0].partition("^")[0].strip()


def urls_are_unique(content: Content) -> Iterator[Result]:
    """An address stands in one link."""
    first: dict[str, Ref] = {}
    for ref, entry in content.entries.items():
        if isinstance(entry, Link):
            owner = first.setdefault(entry.url.rstrip("/"), ref)
            if owner != ref:
                yield broken(content, ref, ("url",), f"{owner} has this address too; keep one, or give this its own")


RULES: tuple[Rule, ...] = (
    refs_resolve,
    related_is_tidy,
    names_are_unique,
    entries_have_sources,
    errata_have_grounds,
    no_language_is_missing,
    prose_is_plain,
    glossary_is_alphabetical,
    pages_are_placed,
    groups_are_declared,
    retired_refs_are_gone,
    symbols_are_declared_once,
    claims_print_their_values,
    urls_are_unique,
)


def apply(content: Content) -> list[Result]:
    """What breaks any rule."""
    return [result for rule in RULES for result in rule(content)]


def leaves(content: Content) -> Iterator[tuple[Ref, Path, object]]:
    """Every value of every entry, then of page headings (under the file's name) and of `kb.yml` (under "")."""
    for ref, entry in content.entries.items():
        for path, value in walk(entry):
            yield ref, path, value
    for file in content.files.values():
        for path, value in walk(file.page):
            yield Ref(file.address), ("page", *path), value
    for path, value in walk(content.manifest):
        if path[0] != "retired":
            yield Ref(""), path, value


def broken(content: Content, ref: str, path: Path, what: str) -> Result:
    """A failed result at `path` of an entry, of a page heading or of `kb.yml`."""
    if ref in content.files:
        file = content.files[ref]
        return _fails(".".join(map(str, path)), f"{file.name}:{file.document.line(path)}", what)
    return _fails(".".join(map(str, (ref, *path) if ref else path)), content.where(ref, path), what)


def _mentioned(value: object) -> list[str]:
    if not isinstance(value, Text) or isinstance(value, Name):
        return []
    return list(dict.fromkeys(mention.ref for words in value.values() for mention in prose.mentions(words)))


def _names(entry: Entry) -> Iterator[tuple[Path, str]]:
    for name in entry.name.strings:
        yield ("name",), name
    for alias in entry.aliases.strings:
        yield ("aliases",), alias
    if isinstance(entry, Term):
        for acronym in filter(None, (entry.acronym,)):
            yield ("acronym",), acronym


def _near(content: Content, ref: str) -> str:
    kind, _, id_ = ref.partition("/")
    if kind not in KINDS:
        return suggest(kind, KINDS) or f"; kinds are {', '.join(KINDS)}"
    same_id = sorted(seen for seen in content.seen if seen.partition("/")[2] == id_)
    if same_id:
        return f"; did you mean '{same_id[0]}'?"
    # Only the id is compared: the kind in front would make all of its entries look alike.
    ids = [seen.partition("/")[2] for seen in content.seen if seen.startswith(f"{kind}/")]
    return suggest(id_, ids).replace("'", f"'{kind}/", 1) or "; add it, or write another ref"


def _fails(ref: str, where: str, what: str) -> Result:
    return Result(ref, Status.FAILED, what, where)
