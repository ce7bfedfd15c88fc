"""The page that describes the API, with examples from the base itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from kbgen import __version__
from kbgen.errors import NotFoundError
from kbgen.export.json_api import FOLDER, PROMISE, VERSION, file, shard_of
from kbgen.export.llms import BUDGET
from kbgen.index.answers import FEW, SUGGESTIONS
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.language import Language, language
from kbgen.lookup.names import MOST, normalise
from kbgen.lookup.words import Morphology
from kbgen.plan import relative
from kbgen.proven import STANDINGS
from kbgen.site.pages import Written

PATH = "api/index"
_EXAMPLE = "https://example.org"
"""Where a base is served that does not say it (a name set aside for examples, RFC 2606)."""
_SHOWN = 1
"""Items of a list, and members of an entry inside another example, that are shown."""
_MISSING = "zzyzx"
"""Nothing is called so."""


def api_page(index: Index, words: Language, templates: Path) -> Written:
    """The page in one language; one without a template of its own gets the English one."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    names = [f"pages/api.{code}.md.jinja" for code in (words.code, "en")]
    text = environment.select_template(names).render(
        api=_Described(index, words), version=VERSION, promise=PROMISE, kbgen=__version__
    )
    typeset = _typeset(text, words)
    return Written(PATH, typeset, 0, _without_html(typeset))


class _Described:
    """What the template shows of the base."""

    def __init__(self, index: Index, words: Language) -> None:
        self.index = index
        self.words = words
        self.base = f"{(index.site_url or _EXAMPLE).rstrip('/')}/{FOLDER}/"
        self.root = FOLDER
        self.most = MOST
        self.few = FEW
        self.suggestions = SUGGESTIONS
        self.budget = words.number(BUDGET)

    @cached_property
    def ref(self) -> str:
        """The entry of the examples: the shortest of the first kind."""
        return min(self.index.refs(self.index.kinds[0]), key=lambda ref: len(self.index.document(ref)))

    @property
    def folder(self) -> str:
        """Where the pages of this language are, from the root of the site."""
        return "" if self.words.code == self.index.languages[0] else f"{self.words.code}/"

    @property
    def site(self) -> str:
        """Where the pages of this language are served."""
        return f"{(self.index.site_url or _EXAMPLE).rstrip('/')}/{self.folder}"

    def link(self, path: str, words: str = "") -> str:
        """A link to a file of the site. As HTML: the builder takes it for no page of its own that is missing."""
        return f'<a href="{relative(path, self.folder + PATH)}"><code>{words or f"/{path}"}</code></a>'

    @property
    def kind(self) -> str:
        """The kind of that entry."""
        return self.ref.partition("/")[0]

    @property
    def name(self) -> str:
        """Its name."""
        return self.index.name(self.ref, self.words.code)

    @property
    def shard(self) -> str:
        """The shard of its name."""
        return shard_of(normalise(self.name))

    @property
    def states(self) -> list[tuple[str, str]]:
        """Every state of a proof, in words."""
        return [(state, self.words.label(f"state.{state}")) for state in STANDINGS]

    @property
    def rules(self) -> list[tuple[str, Morphology]]:
        """The rules of each language, by its own name."""
        return [(language(code).name, language(code).morphology) for code in self.index.languages]

    # -- examples ----------------------------------------------------------------------------------------------------

    def document(self) -> str:
        """The document of the entry, in full."""
        return _pretty(json.loads(self.index.document(self.ref)))

    def file(self, path: str) -> str:
        """A file of the API, shortened."""
        return _pretty(_shortened(json.loads(file(self.index, f"{FOLDER}/{path}") or "null")))

    def names(self) -> str:
        """The shard of the name, of which only that name is shown."""
        shard = json.loads(file(self.index, f"{FOLDER}/names/{self.shard}.json") or "null")
        key = normalise(self.name)
        return _pretty({**shard, "names": {key: shard["names"][key], "…": "…"}})

    def answer(self) -> str:
        """What looking the name up gives."""
        return _pretty(_shortened(json.loads(answer_json(self.index, self.index.lookup(self.name)))))

    def search(self) -> str:
        """What a search for the name gives."""
        hits = self.index.search(self.name, language=self.words.code)
        return _pretty(_shortened(json.loads(hits_json(self.index, self.name, hits, None, self.words.code))))

    def problem(self) -> str:
        """What looking up a name gives that nothing has."""
        error = NotFoundError(_MISSING)
        found = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": str(error), "suggestions": []}
        return _pretty(found)


def _pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _shortened(value: Any, depth: int = 0) -> Any:
    """`value` with the first items of its lists, two numbers as they are, and an entry inside by its first members."""
    if isinstance(value, list):
        if len(value) == 2 and all(isinstance(item, int) for item in value):
            return value
        rest = ["…"] if len(value) > _SHOWN else []
        return [*(_shortened(item, depth + 1) for item in value[:_SHOWN]), *rest]
    if isinstance(value, Mapping):
        most = len(value) if depth == 0 or "page" not in value else _SHOWN
        shown = {key: _shortened(item, depth + 1) for key, item in list(value.items())[:most]}
        return shown if len(shown) == len(value) else {**shown, "…": "…"}
    return value


_CODE = re.compile(r"(```.*?^```$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


def _typeset(text: str, words: Language) -> str:
    """The page with the spaces that its language wants around its punctuation; code stays as it is."""
    return "".join(part if place % 2 else words.typeset(part) for place, part in enumerate(_CODE.split(text)))


_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_LINK = re.compile(r'<a href="([^"]+)"><code>([^<]+)</code></a>')
_TAG_LINE = re.compile(r"^</?div[^>]*>\n", re.MULTILINE)
_ATTRIBUTES = re.compile(r" *\{: [^}]*\}$", re.MULTILINE)


def _without_html(text: str) -> str:
    """The page as Markdown alone: without front matter, the lines that only hold a tag, attributes of headings."""
    plain = _ATTRIBUTES.sub("", _TAG_LINE.sub("", _LINK.sub(r"[`\2`](\1)", _FRONT.sub("", text))))
    return re.sub(r"\n{3,}", "\n\n", plain).strip() + "\n"
