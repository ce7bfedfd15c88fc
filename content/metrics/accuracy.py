"""Executable examples of accuracy, exact match, pass@k and judgements: means over questions."""

from collections.abc import Sequence

import torch
from torch import Tensor


def accuracy(predicted: Tensor, expected: Tensor) -> Tensor:
    """Share of right answers, in [0, 1].

    predicted (N,) and expected (N,): the model's answer to each question and the right one, as class numbers.
    Source: Hendrycks et al. 2020.
    """
    return (predicted == expected).sum() / len(expected)


def exact_match(predicted: Sequence[str], accepted: Sequence[Sequence[str]]) -> float:
    """Share of answers equal to one of the accepted answers, in [0, 1].

    predicted: N answers; accepted: for each of the N questions, its J accepted answers; all normalised beforehand.
    ValueError where both are not equally many. Source: Rajpurkar et al. 2016.
    """
    matches = [answer in answers for answer, answers in zip(predicted, accepted, strict=True)]
    return sum(matches) / len(matches)


def pass_at_k(samples: int, correct: Tensor, k: int) -> Tensor:
    """Unbiased estimate, in [0, 1], of the probability that one of k samples is correct, averaged over problems.

    samples: n, per problem; correct (N,): how many of them are correct, per problem; k: tries allowed, at most n.
    Source: Chen et al. 2021, § 2.1, eq. (1).
    """
    i = torch.arange(k, device=correct.device)
    failures = (samples - correct)[:, None]  # (N, 1)
    # C(n - c, k) / C(n, k) as a product of k factors, since the binomials themselves overflow. A factor is zero where
    # there are fewer than k failures; those after it would be negative.
    no_success = ((failures - i).clamp(min=0) / (samples - i)).prod(dim=1)  # (N, k) -> (N,)
    return (1 - no_success).mean()


def win_rate(preferred: Tensor) -> Tensor:
    """Share of instructions for which the judge prefers the model's answer, in [0, 1].

    preferred (N,): 1 for a win, 0.5 for a tie, 0 for a loss, or the probability of a win.
    Source: AlpacaEval (tatsu-lab/alpaca_eval).
    """
    return preferred.mean()


def judge_score(marks: Tensor) -> Tensor:
    """Mean mark over questions and turns, on the scale of the marks (1 to 10).

    marks (N, T): the mark of each turn of each question. Source: Zheng et al. 2023.
    """
    return marks.mean()


def truthful_rate(truthful: Tensor) -> Tensor:
    """Share of answers judged true, in [0, 1].

    truthful (N,): 1 where the answer is judged true, else 0. Source: Lin et al. 2021.
    """
    return truthful.sum() / len(truthful)
