"""LaTeX as a query: one form for the ways to write a symbol, so that `\\pi_{ref}` finds `\\pi_{\\mathrm{ref}}`."""

MARK = "$"
"""Before the key of a symbol, which is no name."""

_SIGNS = frozenset("\\_^{}=$")
# Commands that only change how a symbol looks or how much room it has.
_DROPPED = frozenset(
    (
        "mathrm", "mathbf", "mathit", "mathsf", "mathcal", "mathbb", "boldsymbol", "bm", "text", "textrm", "textbf",
        "operatorname", "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "displaystyle", "textstyle",
        "limits", "nolimits", "quad", "qquad", "\\", ",", ";", ":", "!", "[", "]",
        "(", ")",
    )
)  # fmt: skip
_SAME = {
    "top": "T", "intercal": "T", "varepsilon": "\\epsilon", "varphi": "\\phi", "vartheta": "\\theta",
    "leq": "\\le", "geq": "\\ge", "neq": "\\ne", "lvert": "|", "rvert": "|", "vert": "|", "mid": "|",
    "lVert": "\\|", "rVert": "\\|", "Vert": "\\|", "dfrac": "\\frac", "tfrac": "\\frac", "to": "\\rightarrow",
    "gets": "\\leftarrow",
}  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega", "∑": "sum", "∏": "prod", "√": "sqrt", "∂": "partial", "∇": "nabla", "∞": "infty",
    "·": "cdot", "×": "times", "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "∈": "in", "→": "rightarrow",
}  # fmt: skip
_LOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx")
_HIGH = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ", "0123456789+-=()niT")


def looks_like_latex(query: str) -> bool:
    """Whether `query` has a sign that names do not have, or a Greek letter, or a raised or lowered character."""
    return any(char in _SIGNS or char in _GREEK or ord(char) in _LOW or ord(char) in _HIGH for char in query)


def normal_latex(latex: str) -> str:
    """`latex` without spaces, braces, fonts and sizes, and with one command for each sign. Case counts."""
    parts: list[str] = []
    at, end = 0, len(latex)
    while at < end:
        char = latex[at]
        at += 1
        if char == "\\":
            name = _command(latex, at)
            at += len(name)
            if name in ("begin", "end"):
                at += len(_group(latex, at))  # the name of what begins is no part of the formula
            elif name == "operatorname" and latex[at : at + 1] == "*":
                at += 1
            elif name.strip() and name not in _DROPPED:
                parts.append(_SAME.get(name, "\\" + name))
        elif char == "e" and latex[at : at + 1] == "^" and not latex[: at - 1].rstrip()[-1:].isalpha():
            exponent = _group(latex, at + 1)
            at += 1 + len(exponent)
            parts.append(f"\\exp({normal_latex(exponent)})")
        elif ord(char) in _LOW or ord(char) in _HIGH:
            low = ord(char) in _LOW
            before = ord(latex[at - 2]) if at > 1 else 0
            table, mark = (_LOW, "_") if low else (_HIGH, "^")
            parts.append(char.translate(table) if before in table else mark + char.translate(table))
        elif char in _GREEK:
            parts.append("\\" + _GREEK[char])
        elif char not in "{}$&" and not char.isspace():
            parts.append("-" if char == "−" else char)
    return "".join(parts)


def symbol_key(latex: str) -> str:
    """The key under which a symbol stands among the names."""
    return MARK + normal_latex(latex)


def _group(latex: str, at: int) -> str:
    """What stands at `at`: all between two braces, a command, or one character."""
    if latex[at : at + 1] == "\\":
        return "\\" + _command(latex, at + 1)
    depth, stop = 0, at
    while stop < len(latex):
        depth += {"{": 1, "}": -1}.get(latex[stop], 0)
        stop += 1
        if depth <= 0:
            break
    return latex[at:stop]


def _command(latex: str, at: int) -> str:
    """The name of the command whose backslash stands before `at`: letters, or one other character."""
    stop = at
    while stop < len(latex) and latex[stop].isascii() and latex[stop].isalpha():
        stop += 1
    return latex[at:stop] or latex[at : at + 1]
