"""What libraries that nobody here wrote return for the metrics of B.3: trec_eval and scikit-learn."""

import numpy as np
from pytrec_eval import RelevanceEvaluator
from sklearn.metrics import dcg_score, ndcg_score  # type: ignore[import-untyped]


def recall_at_k(relevant: np.ndarray, k: int, total_relevant: int) -> float:
    """trec_eval's recall at the cut-off k; the relevant documents that were not returned are judged too."""
    missed = total_relevant - int(relevant.sum())
    return _trec_eval(relevant, missed, f"recall.{k}")


def precision_at_k(relevant: np.ndarray, k: int) -> float:
    """trec_eval's precision at the cut-off k."""
    return _trec_eval(relevant, 0, f"P.{k}")


def mrr(relevant: np.ndarray) -> float:
    """trec_eval's reciprocal rank, averaged over the queries; each has a relevant document that was not returned."""
    return float(np.mean([_trec_eval(query, 1, "recip_rank") for query in relevant]))


def dcg(relevance: np.ndarray, k: int) -> float:
    """scikit-learn's DCG, whose gains are linear, of the exponential gains."""
    return float(dcg_score(*_gains_and_scores(relevance), k=k))


def ndcg(relevance: np.ndarray, k: int) -> float:
    """scikit-learn's NDCG, whose gains are linear, of the exponential gains."""
    return float(ndcg_score(*_gains_and_scores(relevance), k=k))


def _trec_eval(relevant: np.ndarray, missed: int, measure: str) -> float:
    """The measure for one query, the results being ranked as given and `missed` relevant documents not returned."""
    judged = {f"returned {i}": int(verdict) for i, verdict in enumerate(relevant)}
    judged |= {f"missed {i}": 1 for i in range(missed)}
    run = {f"returned {i}": float(-i) for i in range(len(relevant))}
    (value,) = RelevanceEvaluator({"query": judged}, {measure}).evaluate({"query": run})["query"].values()
    return float(value)


def _gains_and_scores(relevance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gains and scores that keep the order, one row each, with an irrelevant document last.

    That document changes nothing, but scikit-learn wants two at least.
    """
    gains = np.append(2.0**relevance - 1, 0)
    return gains[None], -np.arange(len(gains), dtype=float)[None]
