"""Executable examples of B.3, retrieval metrics: each judges the ranked list returned for a query."""

import torch
from torch import Tensor


def recall_at_k(relevant: Tensor, k: int, total_relevant: int) -> Tensor:
    """Share of the relevant documents found among the first k results, in [0, 1].

    relevant (n,): 1 where the result at this rank is relevant, else 0; total_relevant: in the whole collection.
    ZeroDivisionError where no document is relevant. Source: Manning et al. 2008, § 8.4.
    """
    if total_relevant == 0:
        raise ZeroDivisionError("no document is relevant, there is nothing to find")
    return relevant[:k].sum() / total_relevant


def precision_at_k(relevant: Tensor, k: int) -> Tensor:
    """Share of relevant documents among the first k results, in [0, 1].

    relevant (n,): 1 where the result at this rank is relevant, else 0. Source: Manning et al. 2008, § 8.4.
    """
    return relevant[:k].sum() / k  # k, not the number of results: empty places count as not relevant


def mrr(relevant: Tensor) -> Tensor:
    """Mean over the queries of 1 / rank of the first relevant result, in [0, 1]; a query without any counts as 0.

    relevant (Q, n): 1 where the result at this rank is relevant to the query, else 0. Source: Voorhees 1999.
    """
    ranks = torch.arange(1, relevant.shape[1] + 1, device=relevant.device)  # (n,)
    # the first relevant result is the one with the largest reciprocal rank; with none relevant the maximum is 0
    return (relevant / ranks).amax(dim=1).mean()


def dcg(relevance: Tensor, k: int) -> Tensor:
    """Discounted cumulative gain of the first k results, at least 0, with exponential gains.

    relevance (n,): graded relevance (0, 1, 2, …) of the result at each rank. Source: Burges et al. 2005.
    """
    ranks = torch.arange(1, k + 1, device=relevance.device, dtype=relevance.dtype)  # (k,)
    return ((2 ** relevance[:k] - 1) / torch.log2(ranks + 1)).sum()


def ndcg(relevance: Tensor, k: int) -> Tensor:
    """DCG of a ranking divided by that of the ideal order, in [0, 1].

    relevance (n,): graded relevance of the document at each rank, all judged documents being ranked.
    ZeroDivisionError where no document is relevant. Source: Järvelin & Kekäläinen 2002; gains of Burges et al. 2005.
    """
    ideal_dcg = dcg(relevance.sort(descending=True).values, k)
    if ideal_dcg == 0:
        raise ZeroDivisionError("no document is relevant, no order is better than another")
    return dcg(relevance, k) / ideal_dcg
