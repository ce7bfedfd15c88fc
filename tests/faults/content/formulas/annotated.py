"""Entries that exist to be made wrong, one function per formula of the page."""

import math

import torch
from torch import Tensor


def amsgrad(
    theta: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    u: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """One step of AMSGrad. Source: Reddi et al. 2018, Algorithm 2."""
    m = beta1 * m + (1 - beta1) * grad
    v_new = beta2 * v + (1 - beta2) * grad**2
    u = torch.maximum(u, v_new)
    theta = theta - lr / (1 - beta1**step) * m / ((u / (1 - beta2**step)).sqrt() + eps)
    return theta, m, v_new, u


def rotary_score(q1: Tensor, q2: Tensor, k1: Tensor, k2: Tensor, m: int, n: int, theta: float) -> Tensor:
    """The dot product of the pair q turned by m theta and the pair k turned by n theta."""
    cos, sin = math.cos((m - n) * theta), math.sin((m - n) * theta)
    return (q1 * cos - q2 * sin) * k1 + (q2 * cos + q1 * sin) * k2
