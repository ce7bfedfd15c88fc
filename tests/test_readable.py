from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from kbgen import prose
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.readable import readable, readable_lines, width
from kbgen.schema import Latex, Text
from kbgen.schema.walk import walk
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("latex", "unicode"),
    [
        # scripts: small where every character is, else after a mark; names stay names
        ("d_k", "dₖ"),
        (r"d_{\text{model}}", "d_model"),
        (r"4 d_{\mathrm{model}}^2", "4 d_model²"),
        (r"\theta_{t-1}", "θₜ₋₁"),
        ("M_{ij}", "Mᵢⱼ"),
        ("s_{i,t}", "s_(i,t)"),
        ("y_l", "y_l"),
        (r"P(x_i \mid x_{<i})", "P(xᵢ | x_<i)"),
        (r"\pi_{\theta_{\mathrm{old}}}(a_t \mid s_t)", "π_θ_old(aₜ | sₜ)"),
        (r"10^{-3}", "10⁻³"),
        ("x^10", "x¹0"),
        (r"N \propto C^{0{,}73}", "N ∝ C^0,73"),
        (r"b^{-2i/d}", "b^(−2i/d)"),
        (r"2^{\lfloor \log_2(H) \rfloor}", "2^⌊log₂(H)⌋"),
        (r"Q K^\top", "Q Kᵀ"),
        ("(AB)^T", "(AB)ᵀ"),
        ("W^Q_i", "Wᵢ^Q"),
        ("W' = W_0 + BA", "W′ = W₀ + BA"),
        (r"\pi^*(y \mid x)", "π*(y | x)"),
        (r"e^{z_i} / \sum_j e^{z_j}", "e^zᵢ / ∑ⱼ e^zⱼ"),
        # sums: both limits small, or neither
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\sum_{n=1}^{N} \sum_{i=1}^{V} y_{n,i}", "∑ₙ₌₁ᴺ ∑ᵢ₌₁ⱽ y_(n,i)"),
        (r"\sum_{i=0}^{d/2-1} x_i", "∑_(i=0)^(d/2−1) xᵢ"),
        (r"\sum_{y=1}^{Y} y", "∑_(y=1)^Y y"),
        (r"\sum_{\substack{i \in S \\ j > i}} x_{ij}", "∑_(i ∈ S, j > i) xᵢⱼ"),
        # fractions: parentheses only where something else would be read
        (r"\frac{a}{b}", "a/b"),
        (r"\frac{Q K^\top}{\sqrt{d_k}}", "Q Kᵀ / √dₖ"),
        (r"\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}", "(x − μ) / √(σ² + ε)"),
        (r"\frac{1}{N T} \sum_i x_i", "(1 / (N T)) ∑ᵢ xᵢ"),
        (r"-\frac{1}{N} \sum_i x_i", "−(1/N) ∑ᵢ xᵢ"),
        (r"\frac{x}{\operatorname{RMS}(x)} \odot \gamma", "(x/RMS(x)) ⊙ γ"),
        (r"\frac{d k}{r (d + k)}", "d k / (r (d + k))"),
        (r"\frac{1}{r(d + k)}", "1 / (r(d + k))"),
        (r"\frac{\exp(z_i)}{\sum_{j=1}^{k} \exp(z_j)}", "exp(zᵢ) / ∑ⱼ₌₁ᵏ exp(zⱼ)"),
        (r"\frac{n}{\Delta t}", "n/Δt"),
        (r"\log \frac{p}{q}", "log(p/q)"),
        (r"\prod_t \frac{1}{p_t}", "∏ₜ (1/pₜ)"),
        (r"\eta \frac{m}{\sqrt{v} + \epsilon}", "η m / (√v + ε)"),
        (r"8^{\frac{\alpha_N}{\alpha_D}}", "8^(α_N/α_D)"),
        (r"\frac12", "1/2"),
        (r"\binom{n - c}{k}", "binom(n − c, k)"),
        # roots
        (r"1/\sqrt{d_k}", "1/√dₖ"),
        (r"\sqrt{\sigma^2}", "√(σ²)"),
        (r"\sqrt[3]{x + 1}", "∛(x + 1)"),
        (r"\sqrt[n]{x}", "ⁿ√x"),
        # words and spaces
        (r"\operatorname{softmax}(z)_i", "softmax(z)ᵢ"),
        (r"\beta \log Q(x)", "β log Q(x)"),
        (r"-\log(1 + \exp(-x))", "−log(1 + exp(−x))"),
        (r"\max_{j} S_{i,j}", "maxⱼ S_(i,j)"),
        (r"\eta_{\max} \min(1, t)", "η_max min(1, t)"),
        (r"\arg\max_{y \in \mathcal{Y}} P(y)", "arg max_(y ∈ 𝒴) P(y)"),
        (r"\operatorname*{arg\,max}_\theta L", "arg max_θ L"),
        (r"\mathrm{Count_{match}}", "Count_match"),
        (r"\text{if } x > 0", "if x > 0"),
        (r"2\mathrm{TP}", "2 TP"),
        (r"2\, L\, g\, d_h", "2 L g dₕ"),
        ("6ND", "6ND"),
        (r"\Delta W = B A", "ΔW = B A"),
        (r"\nabla_\theta L", "∇_θ L"),
        (r"y \sim \pi_\theta(\cdot \mid x)", "y ∼ π_θ(· | x)"),
        (r"t = 1{,}5\,T", "t = 1,5 T"),
        (r"\beta \in [0, 1)", "β ∈ [0, 1)"),
        ("]0, 1[", "]0, 1["),
        (r"\min\{k : x_k = 1\}", "min{k : xₖ = 1}"),
        (r"c / \lVert g \rVert", "c / ‖g‖"),
        (r"\left|\frac{a}{b}\right|", "|a/b|"),
        (r"D(P \parallel Q)", "D(P ‖ Q)"),
        (r"a \not= b", "a ≠ b"),
        # letters
        (r"\hat{y}_i", "ŷᵢ"),
        (r"\hat{y_i}", "ŷᵢ"),
        (r"\bar{s} + \tilde{x}", "s̄ + x̃"),
        (r"\widehat{xyz}", "hat(xyz)"),
        (r"\mathbb{R}^{n \times d}", "ℝ^(n × d)"),
        (r"\mathbb{R}^r \to \mathbb{R}^d", "ℝʳ → ℝᵈ"),
        (r"x \sim \mathcal{D}", "x ∼ 𝒟"),
        (r"\mathbf{W}_1 \mathbf{x}", "W₁ x"),
        # what is left out, and what is not known
        (r"\underbrace{a + b}_{c} = d", "a + b = d"),
        (r"\displaystyle x \phantom{y} \label{z}", "x"),
        (r"\unknown x", "unknown x"),
        # several lines on one
        (r"\begin{aligned} a &= b, \\ c &= d \end{aligned}", "a = b; c = d"),
        (r"f = \begin{cases} 1 & x > 0 \\ 0 & x \le 0 \end{cases}", "f = 1 [x > 0]; 0 [x ≤ 0]"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a, b; c, d)"),
    ],
)
def test_latex_is_readable_on_one_line(latex: str, unicode: str) -> None:
    assert readable(latex) == unicode


@pytest.mark.parametrize(
    ("latex", "lines"),
    [
        (
            r"\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V",
            ["Attention(Q, K, V) = softmax(Q Kᵀ / √dₖ) V"],
        ),
        (
            r"\begin{aligned} v_t &= \beta v_{t-1} + g_t \\ \theta_{t+1} &= \theta_t - \eta\, v_t \end{aligned}",
            ["  vₜ = β vₜ₋₁ + gₜ", "θₜ₊₁ = θₜ − η vₜ"],
        ),
        (
            r"\begin{aligned} m &= 1, & v &= 2 \\ m' &= 34, & v' &= 5 \\ x &= a + b + c + d + e \end{aligned}",
            [" m = 1,      v = 2", "m′ = 34,    v′ = 5", " x = a + b + c + d + e"],
        ),
        (
            r"M_{ij} = \begin{cases} 0 & j \le i \\ -\infty & j > i \end{cases}",
            ["Mᵢⱼ = ⎧ 0   j ≤ i", "      ⎩ −∞  j > i"],
        ),
        (
            r"\begin{aligned} x &= \begin{cases} 1 & a \\ 2 & b \\ 3 & c \end{cases} \\ yy &= 4 \end{aligned}",
            [" x = ⎧ 1  a", "     ⎨ 2  b", "     ⎩ 3  c", "yy = 4"],
        ),
        (
            r"\begin{pmatrix} y_1 \\ y_2 \end{pmatrix} = \begin{pmatrix} c & -s \\ s & c \end{pmatrix} x",
            ["⎛ y₁ ⎞ = ⎛ c  −s ⎞ x", "⎝ y₂ ⎠   ⎝ s  c  ⎠"],
        ),
        (
            r"\begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix} x",
            ["⎡ 1 ⎤", "⎢ 2 ⎥ x", "⎣ 3 ⎦"],
        ),
        (r"a \\ b", ["a", "b"]),
        (r"\begin{pmatrix} a & b \end{pmatrix}", ["(a, b)"]),
    ],
)
def test_a_displayed_formula_has_its_lines(latex: str, lines: list[str]) -> None:
    assert readable_lines(latex) == lines


def test_columns_count_what_is_seen() -> None:
    assert width("m̂ₜ") == 2
    assert width("日本") == 4


def everything_written_in_latex() -> Iterator[str]:
    """Every formula, symbol and predicate of the content, and the mathematics of its prose and of the labels."""
    for entry in KnowledgeBase.read(ROOT / "content").content.entries.values():
        for _, leaf in walk(entry):
            if isinstance(leaf, Latex):
                yield leaf
            elif isinstance(leaf, Text):
                yield from (latex for text in leaf.values() for latex in prose.mathematics(text))
    for code in ("fr", "en"):
        yield from (latex for label in language(code).labels.values() for latex in prose.mathematics(label))


def is_raw(latex: str, text: str) -> bool:
    """Whether marks or names of LaTeX are left in its Unicode."""
    braces = any(text.count(brace) > latex.count(f"\\{brace}") for brace in "{}")
    names = ("frac", "sum", "left", "right", "mathrm", "operatorname", "begin", "end")
    return not text or braces or "\\" in text or "&" in text or any(name in text.split() for name in names)


def test_nothing_raw_is_left_of_the_latex_of_the_content() -> None:
    written = dict.fromkeys(everything_written_in_latex())
    texts = {latex: [readable(latex), *readable_lines(latex)] for latex in written}
    assert {latex: found for latex, found in texts.items() if any(is_raw(latex, text) for text in found)} == {}


PIECES = r"""
\frac \left \right \begin{cases} \end{cases} \begin{pmatrix} \end{aligned} \sqrt \sum \hat \text{if} \mathrm \binom \substack
\not \unknown \operatorname \underbrace \\ \ { } ( ) [ _ ^ & ' | x 12 -
"""


def test_no_latex_is_too_broken_to_be_read() -> None:
    draw = random.Random(1)
    for _ in range(2000):
        latex = draw.choice(("", " ")).join(draw.choices(PIECES.split(), k=draw.randint(1, 14)))
        assert isinstance(readable(latex), str)
        assert all(isinstance(line, str) for line in readable_lines(latex))
