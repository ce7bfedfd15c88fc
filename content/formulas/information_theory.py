"""Information theory, one function per formula of the page. Divide by log 2 to go from nats to bits."""

import torch
from torch import Tensor


def entropy(p: Tensor) -> Tensor:
    """Shannon entropy of a distribution, in nats.

    `p` (k,) is the law of the variable; a scalar comes back, from 0 (certain) to log k (uniform).

    Source: Shannon 1948, § 6.
    """
    log_p = torch.where(p == 0, 1.0, p).log()  # (k,); log 1 = 0 stands for the convention 0 log 0 = 0
    return -(p * log_p).sum()


def cross_entropy(p: Tensor, q: Tensor) -> Tensor:
    """Mean code length, in nats, of values drawn from `p` when the code was made for `q`.

    `p` and `q` (k,) are distributions; a scalar comes back, infinite where `q` is zero and `p` is not.

    Source: Goodfellow et al., Deep Learning, § 3.13.
    """
    # log 1 = 0 where both are zero: the convention 0 log 0 = 0, with a gradient that is not NaN
    log_q = torch.where((p == 0) & (q == 0), 1.0, q).log()  # (k,)
    return -(p * log_q).sum()


def mutual_information(p_xy: Tensor) -> Tensor:
    """Mutual information of two variables, in nats: what knowing one tells about the other.

    `p_xy` (r, c) is their joint law, whose whole table sums to 1; a scalar comes back, zero if they are independent.
    The double sum is used rather than H(X) + H(Y) - H(X, Y), whose terms cancel when the dependence is weak.

    Source: Shannon 1948, § 12.
    """
    p_x = p_xy.sum(dim=1, keepdim=True)  # (r, 1)
    p_y = p_xy.sum(dim=0, keepdim=True)  # (1, c)
    # log 1 = 0 where a probability is zero: the factor p_xy is zero there too, and 0 log 0 = 0
    log_xy, log_x, log_y = (torch.where(p == 0, 1.0, p).log() for p in (p_xy, p_x, p_y))
    return (p_xy * (log_xy - log_x - log_y)).sum()  # (r, c) summed
