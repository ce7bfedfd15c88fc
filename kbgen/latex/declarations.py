"""What an entry declares, as names: variables, symbols of sizes, indices, functions that are entries."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.latex.cursor import Index
from kbgen.latex.errors import LatexError
from kbgen.latex.names import Name, Names, Role, printed, spelled
from kbgen.latex.pieces import key_of, pieces_of
from kbgen.schema import Computable


def indices_of(entry: Computable) -> list[Index]:
    """The declared indices. Raises `LatexError`."""
    return [
        Index(spelled(key), spelled(index.written) if index.written is not None else None, index.law)
        for key, index in entry.indices.items()
    ]


def name_of(symbol: str, role: Role, latex: str) -> Name:
    """A declared symbol as a name; `latex` is where an error is shown. Raises `LatexError`."""
    pieces = pieces_of(symbol)
    if not pieces:
        raise LatexError(f"the {role} '{symbol}' is empty", latex, 0, 0, "write its symbol")
    return Name(key_of(pieces), role, pieces)


def declared_names(entry: Computable, latex: str) -> Names:
    """All declared names. Raises `LatexError` where two of them could be taken for one."""
    names: dict[str, Name] = {}
    for name in _declarations(entry, latex):
        other = names.setdefault(name.key, name)
        if other is not name:
            twice = f"as {in_words(other.role)} and as {in_words(name.role)}" if other.role != name.role else "twice"
            what = f"'{printed(name.key)}' is declared {twice}"
            raise LatexError(what, latex, 0, 0, "give one of them another letter")
    for size, rule in entry.sizes.items():
        own = spelled(rule.symbol) if rule.symbol is not None else None
        if size != own and size in names and names[size].role != "size":
            what = f"the size '{size}' and the {names[size].role} '{size}' share a name"
            raise LatexError(what, latex, 0, 0, "rename the size: only shapes and bounds use its name")
    written = [index.written for index in indices_of(entry) if index.written is not None]
    if len(set(written)) != len(written):
        raise LatexError("two indices are 'written' alike", latex, 0, 0, "give each expectation its own index")
    return Names(names.values(), (name for name, rule in entry.sizes.items() if rule.symbol is None))


def in_words(role: Role) -> str:
    """What a declared name is."""
    return {"variable": "a variable", "size": "the symbol of a size", "index": "an index", "entry": "a function"}[role]


def _declarations(entry: Computable, latex: str) -> Iterator[Name]:
    yield from (name_of(index, "index", latex) for index in entry.indices)
    for size in entry.sizes.values():
        if size.symbol is not None:
            name = name_of(size.symbol, "size", latex)
            yield Name(name.key, "size", name.pieces, rank=0)
    indices = {spelled(index) for index in entry.indices}
    for variable in entry.variables:
        name = name_of(variable.symbol, "variable", latex)
        over = tuple(spelled(index) for index in variable.over)
        for index in over:
            if index not in indices:
                what = f"'{variable.symbol}' is read over {printed(index)}, which is no declared index"
                raise LatexError(what, latex, 0, 0, "add it to indices")
        is_bag = "set of" in variable.domain
        if over and not is_bag and len(over) > len(variable.shape):
            what = f"'{variable.symbol}' is read over {len(over)} indices and has {len(variable.shape)} axes"
            raise LatexError(what, latex, 0, 0, "give it a shape with one size for each index")
        rank = None if is_bag else len(variable.shape)
        yield Name(name.key, "variable", name.pieces, rank, over, domain=variable.domain)
    for symbol in entry.uses:
        name = name_of(symbol, "entry", latex)
        if name.pieces[0].text == r"\mathrm" and len(key_of(name.pieces[0].parts[0])) > 1:
            what = f"'{symbol}' is used as a function"
            raise LatexError(what, latex, 0, 0, r"write \operatorname{…}, in the formula and in uses")
        yield name
