"""What libraries that nobody here wrote return for the metrics of B.1: sacrebleu, rouge-score, torchmetrics."""

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np
import torch
from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped]
from rouge_score.scoring import fmeasure  # type: ignore[import-untyped]
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.helpers import extract_word_ngrams
from torch import Tensor
from torchmetrics.functional.text.bert import bert_score


def bleu(
    candidate_counts: np.ndarray,
    reference_counts: np.ndarray,
    weights: np.ndarray,
    reference_length: int,
    candidate_length: int,
) -> float:
    """sacrebleu's BLEU, without smoothing; weights must all be 1/N, the only ones it knows.

    Counts of orders that need not come from one text cannot be written as one text. So sacrebleu reads a corpus per
    order, whose words are the n-grams of that order, and counts, clips against the references and adds up by itself;
    from these statistics it then computes the score.
    """
    orders = len(candidate_counts)
    if not np.allclose(weights, 1 / orders):
        raise ValueError("sacrebleu weighs all orders alike")
    unigrams = BLEU(max_ngram_order=1, tokenize="none", smooth_method="none", force=True)
    correct, total = [], []
    for n in range(orders):
        statistics = unigrams.corpus_score(
            [_text(counts) for counts in candidate_counts[n]],
            [[_text(counts) for counts in reference[n]] for reference in reference_counts],
        )
        correct += statistics.counts
        total += statistics.totals
    score = BLEU.compute_bleu(correct, total, candidate_length, reference_length, "none", max_ngram_order=orders)
    return score.score / 100


def rouge_n(reference_counts: np.ndarray, candidate_counts: np.ndarray) -> float:
    """The recall of rouge-score's ROUGE-1 on texts whose words are the n-grams.

    Several references are pooled by setting them end to end, each with words of its own, and the candidate as often.
    """
    references = " ".join(_text(counts, f"r{j}w") for j, counts in enumerate(reference_counts))
    candidates = " ".join(_text(candidate_counts, f"r{j}w") for j in range(len(reference_counts)))
    return float(RougeScorer(["rouge1"]).score(references, candidates)["rouge1"].recall)


def rouge_l(reference: Sequence[str], candidate: Sequence[str], beta: float) -> tuple[float, float, float]:
    """F-measure, recall and precision of rouge-score's ROUGE-L; beta must be 1, the only one it knows."""
    if beta != 1:
        raise ValueError("rouge-score has beta = 1 only")
    score = RougeScorer(["rougeL"]).score(*_plain(reference, candidate))["rougeL"]
    return score.fmeasure, score.recall, score.precision


def bertscore(reference: Tensor, candidate: Tensor) -> tuple[float, float, float]:
    """torchmetrics' BERTScore of given embeddings: recall, precision, and rouge-score's F-measure of both.

    torchmetrics sets the embeddings of special tokens to 0, so that no maximum falls below 0. The rows have norm 1: a
    last coordinate of 1 lifts every cosine c to (1 + c) / 2, and the floor is never met. This is undone for recall and
    precision; their harmonic mean is then no longer torchmetrics' own.
    """
    embeddings = torch.cat([candidate, reference])  # (m + n, d)
    lifted = torch.cat([embeddings, torch.ones_like(embeddings[:, :1])], dim=1)  # (m + n, d + 1)
    scores = bert_score(
        _tokenized(candidate, 0),
        _tokenized(reference, len(candidate)),
        model=_Lookup(),
        user_forward_fn=lambda _, batch: lifted[batch["input_ids"]],
    )
    recall = 2 * float(torch.as_tensor(scores["recall"])) - 1
    precision = 2 * float(torch.as_tensor(scores["precision"])) - 1
    return recall, precision, float(fmeasure(precision, recall))


def n_gram_count(ngram: Sequence[str], tokens: Sequence[str]) -> int:
    """The n-gram's entry in sacrebleu's counter of the text's n-grams."""
    return int(extract_word_ngrams(list(tokens), len(ngram))[" ".join(ngram)])


def longest_common_subsequence(a: Sequence[str], b: Sequence[str]) -> float:
    """The recall of rouge-score's ROUGE-L, which is the length divided by that of the first text, times the latter."""
    return float(RougeScorer(["rougeL"]).score(*_plain(a, b))["rougeL"].recall) * len(a)


def _text(counts: np.ndarray, word: str = "w") -> str:
    """A text in which the g-th word occurs counts[g] times."""
    return " ".join(f"{word}{g}" for g, count in enumerate(counts) for _ in range(int(count)))


def _plain(a: Sequence[str], b: Sequence[str]) -> tuple[str, str]:
    """Both texts in words that rouge-score leaves whole: it keeps a-z and digits only, and no capitals."""
    words = {token: f"w{i}" for i, token in enumerate(dict.fromkeys([*a, *b]))}
    return " ".join(words[token] for token in a), " ".join(words[token] for token in b)


class _Lookup(torch.nn.Module):
    """A model that has nothing to compute, with the configuration torchmetrics asks for."""

    config = SimpleNamespace(num_hidden_layers=1)


def _tokenized(embeddings: Tensor, start: int) -> dict[str, Tensor]:
    """A sentence whose tokens are numbered from `start`, between the two special tokens that torchmetrics skips."""
    ids = torch.arange(start, start + len(embeddings))
    ids = torch.cat([ids[:1], ids, ids[-1:]])  # any id will do for the special tokens
    return {"input_ids": ids[None], "attention_mask": torch.ones_like(ids)[None]}
