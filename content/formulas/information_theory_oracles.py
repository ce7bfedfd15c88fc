"""The same measures, computed by SciPy and PyTorch."""

import numpy as np
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from scipy import stats  # type: ignore[import-untyped]
from torch import Tensor


def entropy(p: np.ndarray) -> float:
    """`scipy.stats.entropy`, in nats."""
    return float(stats.entropy(p))


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    """`torch.nn.functional.cross_entropy` with a distribution as target; log Q is a valid vector of logits."""
    return F.cross_entropy(q.log(), p)


def mutual_information(p_xy: np.ndarray) -> float:
    """Half the G statistic of `scipy.stats.chi2_contingency`, which is 2 N I(X; Y) on a table that sums to N, here 1.

    Not `sklearn.metrics.mutual_info_score`: it turns the table into whole numbers, and probabilities into zeros.
    """
    test = stats.chi2_contingency(p_xy, correction=False, lambda_="log-likelihood")
    return float(test.statistic) / 2
