"""LaTeX commands and the characters that stand for them."""

from __future__ import annotations

from kbgen.readable.tree import Kind

_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ", "Re": "ℜ", "Im": "ℑ", "wp": "℘", "aleph": "ℵ",
    "infty": "∞", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥", "angle": "∠", "prime": "′", "dagger": "†",
    "circ": "∘", "bullet": "•", "star": "⋆", "ast": "*", "ldots": "…", "dots": "…", "dotsc": "…", "cdots": "⋯",
    "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱", "vert": "|", "Vert": "‖", "|": "‖", "backslash": "∖", "degree": "°",
    "checkmark": "✓", "square": "□", "Box": "□", "blacksquare": "■", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$",
}  # fmt: skip
_PREFIXES = {"Delta": "Δ", "nabla": "∇", "partial": "∂", "forall": "∀", "exists": "∃", "neg": "¬", "lnot": "¬"}
_OPERATORS = {
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃",
    "bigcap": "⋂", "bigsqcup": "⨆", "bigvee": "⋁", "bigwedge": "⋀", "bigoplus": "⨁", "bigotimes": "⨂", "bigodot": "⨀",
}  # fmt: skip
_BINARY = {
    "times": "×", "cdot": "·", "odot": "⊙", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "oslash": "⊘", "div": "÷",
    "pm": "±", "mp": "∓", "cup": "∪", "cap": "∩", "uplus": "⊎", "setminus": "∖", "smallsetminus": "∖", "land": "∧",
    "wedge": "∧", "lor": "∨", "vee": "∨", "bmod": "mod", "+": "+", "-": "−",
}  # fmt: skip
_RELATIONS = {
    "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥", "ne": "≠", "neq": "≠", "ll": "≪",
    "gg": "≫", "lt": "<", "gt": ">", "approx": "≈", "sim": "∼", "simeq": "≃", "cong": "≅", "equiv": "≡", "propto": "∝",
    "doteq": "≐", "triangleq": "≜", "coloneqq": "≔", "prec": "≺", "succ": "≻", "preceq": "⪯", "succeq": "⪰", "in": "∈",
    "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "mid": "|", "nmid": "∤",
    "parallel": "‖", "perp": "⟂", "models": "⊨", "vdash": "⊢", "to": "→", "rightarrow": "→", "longrightarrow": "→",
    "leftarrow": "←", "gets": "←", "longleftarrow": "←", "leftrightarrow": "↔", "Rightarrow": "⇒", "implies": "⇒",
    "Longrightarrow": "⇒", "Leftarrow": "⇐", "impliedby": "⇐", "Leftrightarrow": "⇔", "iff": "⇔", "mapsto": "↦",
    "hookrightarrow": "↪", "uparrow": "↑", "downarrow": "↓", "rightsquigarrow": "⇝", "xrightarrow": "→",
    "xleftarrow": "←", "=": "=", "<": "<", "≤": "≤", "≥": "≥", "≠": "≠",
}  # fmt: skip
_FUNCTIONS = (
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd", "hom",
    "inf", "ker", "lg", "lim", "ln", "log", "max", "min", "Pr", "sec", "sin", "sinh", "sup", "tan", "tanh",
)  # fmt: skip
_OPENING = {
    "(": "(", "[": "[", "{": "{", "lbrace": "{", "lbrack": "[", "langle": "⟨", "lfloor": "⌊", "lceil": "⌈",
    "lvert": "|", "lVert": "‖",
}  # fmt: skip
_CLOSING = {
    ")": ")", "]": "]", "}": "}", "rbrace": "}", "rbrack": "]", "rangle": "⟩", "rfloor": "⌋", "rceil": "⌉",
    "rvert": "|", "rVert": "‖",
}  # fmt: skip
_SPACES = {",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "\n": " ", "~": " ", "quad": "  ", "qquad": "    "}

COMMANDS: dict[str, tuple[str, Kind]] = {
    **{name: (char, Kind.ORDINARY) for name, char in _LETTERS.items()},
    **{name: (char, Kind.PREFIX) for name, char in _PREFIXES.items()},
    **{name: (char, Kind.OPERATOR) for name, char in _OPERATORS.items()},
    **{name: (name, Kind.FUNCTION) for name in _FUNCTIONS},
    "limsup": ("lim sup", Kind.FUNCTION),
    "liminf": ("lim inf", Kind.FUNCTION),
    **{name: (char, Kind.BINARY) for name, char in _BINARY.items()},
    **{name: (char, Kind.RELATION) for name, char in _RELATIONS.items()},
    **{name: (char, Kind.OPEN) for name, char in _OPENING.items()},
    **{name: (char, Kind.CLOSE) for name, char in _CLOSING.items()},
    **{name: (char, Kind.SPACE) for name, char in _SPACES.items()},
}
"""Command without its backslash → what is written, and as what."""

CHARACTERS: dict[str, tuple[str, Kind]] = {
    **{char: COMMANDS[char] for char in "+-=<≤≥≠()[]"},
    ">": (">", Kind.RELATION),
    ",": (",", Kind.COMMA),
    ";": (";", Kind.COMMA),
    "~": (" ", Kind.SPACE),
    "\\": ("∖", Kind.ORDINARY),
}
"""The same for what needs no backslash; every other character is itself."""

DELIMITERS = {"<": "⟨", ">": "⟩", "|": "|", ".": ""}
"""What differs after `\\left` and `\\right`."""

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0305", "underline": "\u0332",
    "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "breve": "\u0306", "acute": "\u0301",
    "grave": "\u0300", "mathring": "\u030a", "vec": "\u20d7", "overrightarrow": "\u20d7", "not": "\u0338",
}  # fmt: skip
"""The mark that follows the letter it stands on."""
LINES = frozenset({"overline", "underline"})
"""Those that may stand on many."""

UPRIGHT = frozenset(
    {
        "mathrm",
        "mathbf",
        "mathsf",
        "mathtt",
        "mathit",
        "mathnormal",
        "operatorname",
        "operatorname*",
        "DeclareMathOperator",
    }
)
"""Letters in a row that are one word."""
TEXT = frozenset({"text", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "mbox", "hbox", "mathchoice"})
"""Words with their spaces."""
ALPHABETS = {
    "mathbb": "DOUBLE-STRUCK",
    "Bbb": "DOUBLE-STRUCK",
    "mathcal": "SCRIPT",
    "mathscr": "SCRIPT",
    "mathfrak": "FRAKTUR",
}
"""Letters that have characters of their own."""
PLAIN = frozenset(
    {"boldsymbol", "bm", "pmb", "mathop", "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "mathpunct",
     "mathinner", "boxed", "fbox", "cancel", "smash", "overbrace", "underbrace", "ensuremath"}
)  # fmt: skip
"""Commands whose argument is shown as it is."""
BRACES = frozenset({"overbrace", "underbrace"})
"""Of these, those whose script is a remark."""
HIDDEN = frozenset(
    {"phantom", "hphantom", "vphantom", "label", "tag", "tag*", "color", "hspace", "vspace", "mspace", "rule"}
)
"""Commands that are left out with their argument."""
SILENT = frozenset(
    {"displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "middle", "nonumber",
     "notag", "!", "/", "big", "Big", "bigg", "Bigg", "bigl", "Bigl", "biggl", "Biggl", "bigr", "Bigr", "biggr",
     "Biggr", "bigm", "hline", "mathstrut", "strut", "rm", "bf", "it"}
)  # fmt: skip
"""Commands that are left out alone."""

BELOW = str.maketrans("0123456789+−=()aehijkmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₘₙₒₚᵣₛₜᵤᵥₓ")
"""Without ₗ, which is taken for ₁, and the Greek ones, which few fonts have."""
ABOVE = str.maketrans("0123456789+−=()abcdefghijkmnoprstuvwxyzT⊤", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀᵀ")
"""A capital is a name rather than a power (W^Q), save for the transpose."""
LIMITS = ABOVE | str.maketrans("ABDEGHIJKLMNOPRUVWl", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂˡ")
"""Above a sum, every letter counts."""
RAISED = frozenset("*′†°⋆∘′″‴")
"""What stands above as it is."""
