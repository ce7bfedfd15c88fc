"""Updates, one function per formula of the page."""

import torch
from torch import Tensor

_LARGEST = 1e30


def softmax(z: Tensor) -> Tensor:
    """Positive weights of sum 1; `z` (n,)."""
    return torch.softmax(z.clamp(max=_LARGEST), dim=-1)


def step(theta: Tensor, grad: Tensor, lr: float, m: float) -> Tensor:
    """One step | two, against the <gradient>."""
    return theta - lr * m * grad  # (p,)
