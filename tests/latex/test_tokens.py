from __future__ import annotations

import pytest

from kbgen.latex.errors import LatexError
from kbgen.latex.tokens import LONGEST, Token, tokenise


def texts(latex: str) -> list[str]:
    return [token.text for token in tokenise(latex)]


def test_a_token_knows_where_it_stands() -> None:
    assert tokenise(r"x + \beta") == [
        Token("letter", "x", 0, 1),
        Token("mark", "+", 2, 3),
        Token("command", r"\beta", 4, 9),
    ]


@pytest.mark.parametrize(
    "space", [" ", "\n", "~", r"\,", r"\;", r"\:", r"\!", "\\ ", r"\displaystyle ", "% a comment\n"]
)
def test_a_space_has_no_meaning(space: str) -> None:
    assert texts(f"a{space}b") == ["a", "b"]


@pytest.mark.parametrize("size", ["left", "right", "bigl", "Biggr", "middle", "big"])
def test_the_size_of_a_delimiter_has_no_meaning(size: str) -> None:
    assert texts(rf"\{size}(") == ["("]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\leq", r"\le"),
        (r"\geq", r"\ge"),
        (r"\ne", r"\neq"),
        (r"\lt", "<"),
        (r"\dfrac", r"\frac"),
        (r"\tfrac", r"\frac"),
        (r"\lbrace", r"\{"),
        (r"\vert", "|"),
        (r"\Vert", r"\|"),
        (r"\ln", r"\log"),
        (r"\intercal", r"\top"),
        (r"\dbinom", r"\binom"),
        (r"\lbrack", "["),
    ],
)
def test_synonyms_are_one_token(one: str, other: str) -> None:
    assert texts(one) == texts(other)


def test_primes_belong_to_their_letter() -> None:
    assert texts(r"W' x'' \theta'") == ["W'", "x''", r"\theta'"]


def test_a_decimal_number_is_one_token() -> None:
    assert texts("0.044715 x") == ["0.044715", "x"]


def test_one_digit_is_a_script_without_braces() -> None:
    assert texts("x_1 2") == ["x", "_", "1", "2"]


@pytest.mark.parametrize(
    ("latex", "shown", "what", "hint"),
    [
        (r"n + 10\,000", r"10\,000", "digits in groups", "write the digits together: 10000"),
        ("10 000", "10 000", "digits in groups", "write the digits together"),
        ("10~000", "10~000", "digits in groups", "write the digits together"),
        ("10,000", "10,000", "as one number or as two", "write 10000, or a space after the comma"),
        ("0{,}5 x", "0{,}", "a comma inside a number", "decimal point (0.5)"),
        ("10{,}000", "10{,}", "a comma inside a number", "digits without groups (10000)"),
        ("x^10", "^10", "prints only its first digit", "write ^{10}"),
        ("x_12", "_12", "prints only its first digit", "write _{12}"),
        ("007", "007", "begins with 0", "take the 0 away"),
        (".5", ".5", "'.5' is no number", "write 0.5"),
        ("1e-8", "1e", "prints as 1, e, minus 8", "10^{-8}"),
        ("1E5", "1E", "prints as 1, e", "10^{-8}"),
        ("9" * 400, "9" * 400, "a number of 400 digits", "write it as a power"),
        (r"\left. x", r"\left.", "hides a delimiter", "write both delimiters"),
        (r"\left . x", r"\left .", "hides a delimiter", "write both delimiters"),
        (r"a \quad b", r"\quad", "separates, it does not multiply", "one equation a line"),
        (r"x_0'", "'", "a prime on nothing", "right after a letter"),
        ("$x$", "$", "'$' is not mathematics", "take the dollar signs away"),
        ("x\\", "\\", "a backslash without a command", "name the command"),
        ("\x0crac{1}{2}", "\x0c", "a control character (U+000C)", "as a block"),
        ("a\x08b", "\x08", "a control character (U+0008)", "in single quotes"),
        ("a\u00a0b", "\u00a0", "a special space (U+00A0)", "write a plain space"),
        ("−x", "−", "is not mathematics", "write -"),
        ("a × b", "×", "is not mathematics", r"write \times"),
        ("a ≤ b", "≤", "is not mathematics", r"write \le"),
        ("x²", "²", "is not mathematics", "write ^2"),
        ("2 λ", "λ", "is not mathematics", r"write \lambda"),
        ("Σ", "Σ", "is not mathematics", r"write \Sigma"),
        ("è", "è", "is not mathematics", "write it as a LaTeX command"),
        ("a # b", "#", "is not mathematics", "write it as a LaTeX command"),
    ],
)
def test_what_is_refused(latex: str, shown: str, what: str, hint: str) -> None:
    with pytest.raises(LatexError) as error:
        tokenise(latex)
    assert latex[error.value.start : error.value.end] == shown
    assert what in error.value.what
    assert hint in error.value.hint


@pytest.mark.parametrize(
    ("latex", "texts"),
    [
        ("(1, 100)", "( 1 , 100 )"),
        ("x_{1,10}", "x _ { 1 , 10 }"),
        (r"a = b, \quad c", "a = b , c"),
        (r"\min(0, 5)", r"\min ( 0 , 5 )"),
        ("2e^x", "2 e ^ x"),
    ],
)
def test_what_is_not_refused(latex: str, texts: str) -> None:
    assert [token.text for token in tokenise(latex)] == texts.split()


def test_a_formula_as_long_as_a_book_is_refused_at_once() -> None:
    with pytest.raises(LatexError, match=f"100,000 characters, more than {LONGEST:,}"):
        tokenise("x+" * 50_000)
