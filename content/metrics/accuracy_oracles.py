"""What libraries that nobody here wrote return for accuracy, exact match, pass@k and judgements."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import hypergeom  # type: ignore[import-untyped]
from sklearn.metrics import accuracy_score  # type: ignore[import-untyped]
from torchmetrics.functional.text import squad


def accuracy(predicted: np.ndarray, expected: np.ndarray) -> float:
    """scikit-learn's accuracy."""
    return float(accuracy_score(expected, predicted))


def exact_match(predicted: Sequence[str], accepted: Sequence[Sequence[str]]) -> float:
    """torchmetrics' exact match of SQuAD, question by question since it adds up in single precision."""
    words: dict[str, str] = {}  # SQuAD drops capitals, punctuation and articles: each answer becomes a word without any

    def plain(answer: str) -> str:
        return words.setdefault(answer, f"w{len(words)}")

    return float(
        np.mean(
            [
                squad(
                    {"id": "question", "prediction_text": plain(answer)},
                    {"id": "question", "answers": {"text": [plain(other) for other in answers]}},
                )["exact_match"].item()
                / 100
                for answer, answers in zip(predicted, accepted, strict=True)
            ]
        )
    )


def pass_at_k(samples: int, correct: np.ndarray, k: int) -> float:
    """scipy's probability of more than 0 correct among k drawn without replacement, averaged over problems."""
    return float(np.mean(hypergeom.sf(0, samples, correct, k)))


def win_rate(preferred: np.ndarray) -> float:
    """NumPy's mean."""
    return float(np.mean(preferred))


def judge_score(marks: np.ndarray) -> float:
    """NumPy's mean."""
    return float(np.mean(marks))


def truthful_rate(truthful: np.ndarray) -> float:
    """scikit-learn's accuracy of the verdicts, where all ought to be 1."""
    return float(accuracy_score(np.ones_like(truthful), truthful))
