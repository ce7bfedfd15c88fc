"""Titles and names reduced to what two sources agree on: plain words without accents, case, punctuation and LaTeX."""

from __future__ import annotations

import html
import re
import unicodedata

_ACCENT = re.compile(r"""\\(?:[`'^"~=.]|[uvHcdbkrt](?=[\s{]))\s*\{?\s*\\?([A-Za-z])\s*\}?""")
"""`\\'e`, `\\"{o}`, `\\c{c}`, `\\v s`, `\\'{\\i}`: the letter is kept."""
_FORMATTING = re.compile(
    r"\\(?:text(?:it|bf|sc|tt|rm|sf|sl)?|emph|math(?:cal|rm|bf|bb|it|sf|frak|scr)|operatorname|left|right"
    r"|bf|it|rm|sc|tt|em|ensuremath|mbox|hbox|boldsymbol)(?![A-Za-z])\*?"
)
_COMMAND = re.compile(r"\\([A-Za-z]+)(\s*)")
_TAG = re.compile(r"</?(?:i|b|u|em|strong|sub|sup|scp|sc|tt|span|inf|(?:mml|jats):\w+)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼʹ′")

_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
        "×": "x", "⨯": "x", "∞": " infinity ", "&": " and ", "µ": "mu",
        "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
        "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
        "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
        "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    }
)  # fmt: skip

_COMMANDS = {
    "ss": "ss",
    "ae": "ae",
    "oe": "oe",
    "aa": "a",
    "o": "o",
    "l": "l",
    "i": "i",
    "j": "j",
    "dh": "d",
    "th": "th",
}
_COMMANDS |= {"times": "x", "infty": " infinity ", "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta"}


def folded(text: str) -> str:
    """The words of `text`: lower case, no accents, one space between; LaTeX and HTML are read, Greek letters named."""
    text = _TAG.sub("", html.unescape(text))
    if "\\" in text or "$" in text or "{" in text:
        text = _plain(text)
    text = text.translate(_APOSTROPHES).casefold()
    text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold().translate(_LETTERS)).split())


def squashed(text: str) -> str:
    """The same without spaces: `fine-tuning`, `fine tuning` and `finetuning` are one word."""
    return folded(text).replace(" ", "")


def clean(text: str) -> str:
    """The text on one line, safe to print: U+FFFD for controls, marks that turn the writing, and lone surrogates."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(text.split()))


def shortened(text: str, longest: int = 160) -> str:
    """The text on one line, cut to `longest` characters."""
    text = clean(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _plain(text: str) -> str:
    text = _ACCENT.sub(r"\1", text)
    text = _FORMATTING.sub("", text)
    text = _COMMAND.sub(_spelled, text)
    return text.replace("~", " ").translate(str.maketrans("", "", "\\${}^"))


def _spelled(command: re.Match[str]) -> str:
    """A symbol by its name: `\\alpha` is alpha. A name LaTeX writes in upper case is the same letter here."""
    name = command[1].lower()
    return _COMMANDS[name] if name in _COMMANDS else name + command[2]
