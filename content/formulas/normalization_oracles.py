"""The same normalizations, computed by PyTorch."""

import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor


def layer_normalization(x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    """`torch.nn.functional.layer_norm`."""
    return F.layer_norm(x, x.shape, weight, bias, eps)


def rmsnorm(x: Tensor, weight: Tensor, eps: float) -> Tensor:
    """`torch.nn.functional.rms_norm`."""
    return F.rms_norm(x, x.shape, weight, eps)
