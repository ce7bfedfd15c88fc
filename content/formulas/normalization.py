"""Normalization, one function per formula of the page."""

import torch
from torch import Tensor


def layer_normalization(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    """A vector brought to mean 0 and variance 1 over its components, then rescaled and shifted.

    `x` (d,) holds the activations of one position, or of many as (..., d); `weight` and `bias` (d,) are learned, `eps`
    is added to the variance. The shape of `x` comes back.

    Source: Ba et al. 2016, § 3; the term `eps` is PyTorch's.
    """
    centred = x - x.mean(dim=-1, keepdim=True)  # (d,)
    variance = centred.square().mean(dim=-1, keepdim=True)  # (1,), divided by d, not d - 1
    return weight * centred / torch.sqrt(variance + eps) + bias


def rmsnorm(x: Tensor, weight: Tensor, eps: float = 1e-6) -> Tensor:
    """A vector divided by the root mean square of its components, then rescaled; neither centred nor shifted.

    `x` (d,) holds the activations of one position, or of many as (..., d); `weight` (d,) is learned, `eps` is added
    inside the root. The shape of `x` comes back.

    Source: Zhang and Sennrich 2019, eq. (4); the term `eps` is PyTorch's.
    """
    rms = torch.sqrt(eps + x.square().mean(dim=-1, keepdim=True))  # (1,)
    return x / rms * weight
