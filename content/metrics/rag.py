"""Executable examples of B.3, RAG generation metrics (RAGAS): the ratios, not the verdicts of the judge."""

import torch
from torch import Tensor


def faithfulness(supported: Tensor) -> Tensor:
    """Share of the answer's claims that the retrieved context supports, in [0, 1].

    supported (S,): 1 where the claim can be inferred from the context, else 0.
    ZeroDivisionError for an answer without a claim. Source: Es et al. 2023, § 3.
    """
    if len(supported) == 0:
        raise ZeroDivisionError("the answer makes no claim, there is nothing to check")
    return supported.sum() / len(supported)


def answer_relevancy(generated: Tensor, question: Tensor) -> Tensor:
    """Mean cosine between the questions reconstructed from an answer and the question asked, in [-1, 1].

    generated (N, d): embeddings of the reconstructed questions; question (d,): embedding of the question asked.
    ZeroDivisionError where an embedding is zero, since it has no direction. Source: Es et al. 2023, § 3.
    """
    norms: Tensor = torch.linalg.vector_norm(generated, dim=1) * torch.linalg.vector_norm(question)  # (N,)
    if (norms == 0).any():
        raise ZeroDivisionError("a zero embedding has no cosine")
    return (generated @ question / norms).mean()


def context_precision(relevant: Tensor) -> Tensor:
    """Mean of the precisions at k taken at each relevant rank k, in [0, 1]; 0 where nothing is relevant.

    relevant (K,): 1 where the passage at this rank is relevant, else 0. Source: documentation of RAGAS.
    """
    ranks = torch.arange(1, len(relevant) + 1, device=relevant.device)  # (K,)
    precision = relevant.cumsum(dim=0) / ranks  # (K,): precision at each k
    return (precision * relevant).sum() / relevant.sum().clamp(min=1)  # 0 / 1 where nothing is relevant


def context_recall(attributed: Tensor) -> Tensor:
    """Share of a reference answer's claims that can be attributed to the retrieved context, in [0, 1].

    attributed (G,): 1 where the reference's claim can be attributed to the context, else 0.
    ZeroDivisionError for a reference without a claim. Source: documentation of RAGAS.
    """
    if len(attributed) == 0:
        raise ZeroDivisionError("the reference makes no claim, there is nothing to find")
    return attributed.sum() / len(attributed)
