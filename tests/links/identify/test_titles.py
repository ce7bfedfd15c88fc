from itertools import combinations

import pytest

from kbgen.links.identify.folding import folded, shortened
from kbgen.links.identify.titles import Fit, fit
from tests.links.identify.papers import founding_papers

FOLDED = [
    (r"$\alpha$-Entmax and {B}races", "alpha entmax and braces"),
    ("α-Entmax and Braces", "alpha entmax and braces"),
    (r"Poincar\'e, Poincar\'{e}, na\"{\i}ve", "poincare poincare naive"),
    (r"Erd\H{o}s, \L{}ukasz, \c{C}elik, \v{S}imek, Stra\ss e", "erdos lukasz celik simek strasse"),
    ("Œuvre, Straße, Łukasz, Ærø", "oeuvre strasse lukasz aero"),
    ("eﬃcient ﬁne-tuning", "efficient fine tuning"),
    ("Mixtral 8×7B", "mixtral 8x7b"),
    (r"$8\times 7$B", "8x7b"),
    (r"$\mathcal{O}(n \log n)$ \textit{Sorting}", "o n log n sorting"),
    ("<i>K</i>-means &amp; more", "k means and more"),
    ("Lil’Log", "lillog"),
    ("  line\n  breaks ", "line breaks"),
]


@pytest.mark.parametrize(("text", "words"), FOLDED)
def test_a_text_is_folded_to_plain_words(text: str, words: str) -> None:
    assert folded(text) == words


FITS = [
    ("Attention is All You Need", "Attention Is All You Need", Fit.SAME),
    ("QLoRA: Efficient Finetuning of Quantized LLMs", "QLoRA: Efficient Fine-Tuning of Quantized LLMs", Fit.SAME),
    ("Bleu: a Method for Automatic Evaluation", "BLEU: a method for automatic evaluation", Fit.SAME),
    ("Modelling Behaviour with Neural Networks at Scale", "Modeling Behavior with Neural Networks at Scale", Fit.SAME),
    ("The Probabilistic Relevance Framework: BM25 and Beyond", "The Probabilistic Relevance Framework", Fit.SAME),
    ("Robustness vs. Accuracy", "Robustness versus accuracy", Fit.SAME),
    ("The Elements of Learning", "Elements of Learning", Fit.SAME),
    ("A Langauge Model for Everyone and Everything", "A Language Model for Everyone and Everything", Fit.SAME),
    ("Attention – An Overview", "Attention", Fit.SAME),
    (
        "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers",
        "OPTQ: Accurate Quantization for Generative Pre-trained Transformers",
        Fit.WORK,
    ),
    (
        "AWQ: Activation-aware Weight Quantization for LLM Compression and Acceleration",
        "AWQ: Activation-aware Weight Quantization for On-Device LLM Compression and Acceleration",
        Fit.WORK,
    ),
    (
        "Training Compute-Optimal Large Language Models",
        "An empirical analysis of compute-optimal large language model training",
        Fit.WORK,
    ),
    (
        "Reflexion: Language Agents with Verbal Reinforcement Learning",
        "Reflexion: an autonomous agent with dynamic memory and self-reflection",
        Fit.WORK,
    ),
    ("Attention Is All You Need", "Attention Is Not All You Need", Fit.WORK),
    ("Qwen2 Technical Report", "Qwen3 Technical Report", Fit.NONE),
    ("Qwen Technical Report", "Qwen2 Technical Report", Fit.NONE),
    ("GPT-4 Technical Report", "Phi-4 Technical Report", Fit.NONE),
    ("Llama 2: Open Foundation Models", "LLaMA: Open Foundation Models", Fit.NONE),
    ("Mistral 7B", "Mixtral of Experts", Fit.NONE),
    ("", "Mixtral of Experts", Fit.NONE),
    ("GPT-4 Technical Report", "GPT-4o Technical Report", Fit.NONE),
    ("Languge Models are Few-Shot Learners", "Language Models are Few-Shot Learners", Fit.SAME),
    ("Language Models are Few-Shot Learners", "Language \ud800Models are Few-Shot Learners", Fit.SAME),
    ("Large Language Models Are Zero-Shot Reasoners", "Large Language Models Are Not Zero-Shot Reasoners", Fit.WORK),
    (
        "Supervised Learning of Word Vectors from Large Corpora",
        "Unsupervised Learning of Word Vectors from Large Corpora",
        Fit.WORK,
    ),
]


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert shortened("a\x1b[2J\u202eb\ud800  c\xa0d") == "a\ufffd[2J\ufffdb\ufffd c d"


@pytest.mark.parametrize(("claimed", "found", "expected"), FITS)
def test_titles_fit(claimed: str, found: str, expected: Fit) -> None:
    assert fit(claimed, found) is expected
    assert fit(found, claimed) is expected


def test_no_founding_paper_has_the_title_of_another() -> None:
    titles = [title for target in founding_papers().values() if target.claim for title in target.claim.titles]
    assert [pair for pair in combinations(titles, 2) if fit(*pair) is not Fit.NONE] == []
