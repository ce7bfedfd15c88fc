"""MathJax as a judge: what it refuses, and why. It runs in QuickJS, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from kbgen.errors import KbgenError, MissingExtraError

try:
    import mathjax  # type: ignore[import-untyped]
    import quickjs  # type: ignore[import-untyped]
except ImportError:
    _FILES = None
else:
    _FILES = Path(mathjax.__path__[0]) / "static" / "mathjax" / "es5"

PACKAGES = ("base", "ams", "newcommand", "boldsymbol", "configmacros")
"""The TeX packages of every page, as `site_templates/assets/js/mathjax.js` lists them. Not `noundefined`: it prints
an unknown command in red and calls that no error. Not `autoload`, `require`: a page would fetch what nobody judged."""

LONGEST = 5_000
"""Characters of the longest LaTeX that is judged; the longest formula of the content has 414."""

_SECONDS, _BYTES = 5.0, 256 * 2**20  # the slowest formula of the content takes 0.05 s and leaves MathJax at 3 MiB
_VALID, _INVALID = r"\frac{1}{2}", r"\sofmax(x)"

# A command that others see after it gets a MathJax of its own; so do those after a fault, whatever state it left.
_SCRIPT = r"""
const {TeX} = MathJax._.input.tex_ts, {MmlFactory} = MathJax._.core.MmlTree.MmlFactory;
const TexError = MathJax._.input.tex.TexError.default;
const LASTING = /\\(def|let|label|(re)?new(command|environment)|DeclareMathOperator)/;
const make = () => {
  const tex = new TeX({packages: PACKAGES, formatError: (_, error) => { throw error; }});
  tex.setMmlFactory(new MmlFactory());
  return tex;
};
let shared = make();
function judge(json) {
  const latex = JSON.parse(json);
  try {
    (LASTING.test(latex) ? make() : shared).compile({math: latex, display: true, inputData: {}}, {});
    return null;
  } catch (error) {
    shared = make();
    if (error instanceof TexError) return JSON.stringify(error.message);
    throw error;
  }
}
"""

# What QuickJS says of a formula that goes beyond its limits → what to say of the formula.
_LIMITS = {
    "interrupted": f"it takes more than {_SECONDS:.0f} s",
    "out of memory": f"it takes more than {_BYTES // 2**20} MiB",
    "null": f"it takes more than {_BYTES // 2**20} MiB",  # not even enough for an error
    "Maximum call stack size exceeded": "it is nested too deeply",
}


def available() -> bool:
    """Whether QuickJS and MathJax are installed."""
    return _FILES is not None and (_FILES / "core.js").is_file()


def judge(formulas: Iterable[str]) -> dict[str, str]:
    """Those of `formulas` that MathJax refuses, each with its reason: `Missing close brace`.

    Each is judged alone: what one defines, another does not have. Any text may be asked about; one that is longer
    than `LONGEST` is refused. Raises `MissingExtraError` without QuickJS or MathJax, `KbgenError` if they do not work.
    """
    if not available():
        raise MissingExtraError("quickjs-ng or MathJax", "site")
    verdicts = {latex: _verdict(latex) for latex in dict.fromkeys(formulas)}
    return {latex: why for latex, why in verdicts.items() if why}


@lru_cache(maxsize=10_000)  # `kbgen serve` asks about the same formulas after each change
def _verdict(latex: str) -> str | None:
    if len(latex) > LONGEST:
        return f"it has {len(latex):,} characters, more than {LONGEST:,}"
    try:
        return _ask(_engine(), latex)
    except (quickjs.JSException, MemoryError) as error:
        _engine.cache_clear()  # what ran into a limit cannot be trusted with the next formula
        said = "out of memory" if isinstance(error, MemoryError) else _printable(str(error).partition("\n")[0])
        return _LIMITS.get(said.partition("Error: ")[2] or said, f"it breaks MathJax: {said}")


@cache
def _engine() -> quickjs.Function:
    """MathJax, loaded and tried. Raises `KbgenError` if it takes wrong for right or right for wrong."""
    assert _FILES is not None
    names = ("core", "input/tex-base", *(f"input/tex/extensions/{name}" for name in PACKAGES if name != "base"))
    try:
        parts = [(_FILES / f"{name}.js").read_text(encoding="utf-8") for name in names]
        head = f"var MathJax = {{config: {{}}}}, PACKAGES = {json.dumps(PACKAGES)};"
        # A thread of its own with a large stack, whoever asks: QuickJS crashes when two threads share it.
        engine = quickjs.Function("judge", ";\n".join((head, *parts, _SCRIPT)))
        engine.set_time_limit(_SECONDS)
        engine.set_memory_limit(_BYTES)
        works = _ask(engine, _VALID) is None and _ask(engine, _INVALID) is not None
    except (OSError, ValueError, quickjs.JSException, MemoryError) as error:
        raise KbgenError(f"the judge of LaTeX does not start ({_printable(str(error))}); {_REPAIR}") from error
    if not works:
        raise KbgenError(f"the judge of LaTeX refuses {_VALID} or lets {_INVALID} pass; {_REPAIR}")
    return engine


_REPAIR = "install again: pip install --force-reinstall django-static-mathjax quickjs-ng"


def _ask(engine: quickjs.Function, latex: str) -> str | None:
    # As JSON in ASCII: a NUL would end a plain string, half of a surrogate pair cannot be passed at all.
    answer = engine(json.dumps(latex), run_gc=False)
    return None if answer is None else _printable(json.loads(answer))


def _printable(words: str) -> str:
    """`words` on one line of at most 200 characters, none of them invisible."""
    line = " ".join(words.split())[:200]
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)
