"""`kbgen lookup TERM`, read by hand: importing click alone takes longer than the answer."""

import os
import sys
from _sqlite3 import Connection

from kbgen.errors import KbgenError
from kbgen.index.reading import Row, exact, label_of, languages, name_of, preferred, text_of
from kbgen.index.style import plain
from kbgen.opening import open_index

_MORE = 12
"""Further answers that are shown; a symbol such as `x` has many."""
_COMPLETION = "_KBGEN_COMPLETE"
"""Set by the shell when it asks click for completions."""


def answered(arguments: list[str]) -> int | None:
    """Answer `lookup TERM…`, and give the exit code; None, and nothing printed, if that is not what is asked.

    Options, broken content and errors are click's: it says the same, with help.
    """
    if arguments[:1] != ["lookup"] or len(arguments) < 2 or _COMPLETION in os.environ:
        return None
    if any(argument.startswith("-") for argument in arguments):
        return None
    try:
        _, connection = open_index("content" if os.path.isdir("content") else None)  # noqa: PTH112
    except KbgenError:
        return None
    query = " ".join(arguments[1:])
    language = preferred(languages(connection), os.environ)
    rows = exact(connection, query)
    if not rows:
        from kbgen.cli.found import find_or_suggest

        return find_or_suggest(connection, query, language)
    show(connection, rows, language)
    return 0


def show(connection: Connection, rows: list[Row], language: str) -> None:
    """The first answer in full and a line for each further one: in colour on a terminal, plain in a pipe."""
    (_, first, _, _), *more = rows
    lines = [text_of(connection, first, language)]
    if more:
        also = label_of(connection, "also", language)
        lines += [f"{also} {ref}  {name_of(connection, entry, language)}" for _, entry, _, ref in more[:_MORE]]
    if more[_MORE:]:
        lines.append(f"… {len(more) - _MORE} (--json)")
    text = "\n".join(lines) + "\n"
    write(text if is_coloured() else plain(text))


def is_coloured() -> bool:
    """Whether to write colours: to a terminal that has them, unless the reader wants none."""
    wanted = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    return wanted and sys.stdout.isatty()


def write(text: str) -> None:
    """Text on standard output, with `?` for what its encoding lacks; no complaint if the reader of a pipe has gone."""
    out = sys.stdout
    try:
        out.write(text)
        out.flush()
    except UnicodeEncodeError:
        out.write(text.encode(out.encoding, "replace").decode(out.encoding))
        out.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
