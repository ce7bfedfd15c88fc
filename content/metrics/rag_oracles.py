"""What libraries that nobody here wrote return for the RAG generation metrics: scikit-learn and torchmetrics."""

import warnings

import numpy as np
from sklearn.metrics import accuracy_score, average_precision_score  # type: ignore[import-untyped]
from torch import Tensor
from torchmetrics.functional.pairwise import pairwise_cosine_similarity


def faithfulness(supported: np.ndarray) -> float:
    """scikit-learn's accuracy of the verdicts, where all ought to be 1."""
    return float(accuracy_score(np.ones_like(supported), supported))


def answer_relevancy(generated: Tensor, question: Tensor) -> Tensor:
    """torchmetrics' mean of the cosine similarities between the question, a single row, and the rows generated."""
    return pairwise_cosine_similarity(question[None], generated, reduction="mean")[0]


def context_precision(relevant: np.ndarray) -> float:
    """scikit-learn's average precision, for scores that keep the order."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No positive class found")  # it then returns 0, as it ought to
        return float(average_precision_score(relevant, -np.arange(len(relevant))))


def context_recall(attributed: np.ndarray) -> float:
    """scikit-learn's accuracy of the verdicts, where all ought to be 1."""
    return float(accuracy_score(np.ones_like(attributed), attributed))
