"""Executable examples of B.1, text generation metrics: BLEU, ROUGE, BERTScore and what they count."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def bleu(
    candidate_counts: Tensor, reference_counts: Tensor, weights: Tensor, reference_length: int, candidate_length: int
) -> Tensor:
    """BLEU of a corpus, in [0, 1], from the counts of its n-grams.

    candidate_counts (N, S, G): occurrences of each n-gram, by order and sentence, in the candidates;
    reference_counts (J, N, S, G): the same in each of the J references; weights (N,): usually 1/N each, sum 1;
    reference_length and candidate_length: of the corpus, in words.
    0 where the candidates are empty, lack n-grams of some order, or share none of some order with the references.
    Source: Papineni et al. 2002, § 2.1-2.3.
    """
    if candidate_length == 0:
        return weights.new_zeros(())
    clipped = torch.minimum(candidate_counts, reference_counts.amax(dim=0))  # (N, S, G)
    matches = clipped.sum(dim=(1, 2))  # (N,): over the corpus, before dividing
    if (matches == 0).any():  # also where an order has no n-gram at all: its logarithm would be -inf
        return weights.new_zeros(())
    precisions = matches.to(weights) / candidate_counts.sum(dim=(1, 2))  # (N,)
    brevity_penalty = math.exp(min(0.0, 1 - reference_length / candidate_length))
    return brevity_penalty * torch.exp((weights * torch.log(precisions)).sum())


def rouge_n(reference_counts: Tensor, candidate_counts: Tensor) -> Tensor:
    """ROUGE-N: share of the references' n-grams that the candidate contains, in [0, 1].

    reference_counts (J, G): occurrences of each n-gram in each reference; candidate_counts (G,): in the candidate.
    ZeroDivisionError where the references have no n-gram. Source: Lin 2004, § 2, eq. (1).
    """
    total = reference_counts.sum()
    if total == 0:
        raise ZeroDivisionError("the references have no n-gram to find")
    return torch.minimum(reference_counts, candidate_counts).sum() / total  # (J, G) against (G,)


def rouge_l(reference: Sequence[str], candidate: Sequence[str], beta: float = 1.0) -> tuple[float, float, float]:
    """ROUGE-L: F-measure, recall and precision of the longest common subsequence, each in [0, 1].

    reference: m words; candidate: n words; beta: weight of recall against precision. All 0 where no word is shared.
    Source: Lin 2004, § 3.1, eq. (2)-(4).
    """
    common = longest_common_subsequence(reference, candidate)
    if common == 0:
        return 0.0, 0.0, 0.0
    recall = common / len(reference)
    precision = common / len(candidate)
    f_measure = (1 + beta**2) * recall * precision / (recall + beta**2 * precision)
    return f_measure, recall, precision


def bertscore(reference: Tensor, candidate: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """BERTScore: recall, precision and their harmonic mean, from the embeddings of the tokens.

    reference (n, d) and candidate (m, d): contextual embeddings, one token per row, each of norm 1.
    Source: Zhang et al. 2019, § 3.
    """
    similarity = reference @ candidate.T  # (n, m): cosines, since the rows have norm 1
    recall = similarity.amax(dim=1).mean()  # each token of the reference takes the closest of the candidate
    precision = similarity.amax(dim=0).mean()  # and the reverse
    return recall, precision, 2 * precision * recall / (precision + recall)


def n_gram_count(ngram: Sequence[str], tokens: Sequence[str]) -> int:
    """How often the n-gram occurs in the tokens, overlapping occurrences included; 0 where the text is shorter.

    ngram: n tokens; tokens: T tokens. Source: Papineni et al. 2002, § 2.1.
    """
    n = len(ngram)
    return sum(list(tokens[i : i + n]) == list(ngram) for i in range(len(tokens) - n + 1))


def longest_common_subsequence(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest sequence of tokens found in both texts in the same order, with or without gaps.

    a: m tokens; b: n tokens. Takes a time proportional to m n. Source: Lin 2004, § 3.1.
    """
    lengths = [0] * (len(b) + 1)  # lengths[j]: for the tokens of `a` read so far and the first j of `b`
    for x in a:
        previous = lengths  # the same, without x
        lengths = [0]
        for j, y in enumerate(b, start=1):
            lengths.append(previous[j - 1] + 1 if x == y else max(previous[j], lengths[j - 1]))
    return lengths[-1]
