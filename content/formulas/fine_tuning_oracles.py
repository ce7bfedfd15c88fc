"""The same layers, computed by PyTorch."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor


def lora(w0: Tensor, b: Tensor, a: Tensor) -> Tensor:
    """`torch.addmm`."""
    return torch.addmm(w0, b, a)


def lora_scaling(w0: Tensor, b: Tensor, a: Tensor, x: Tensor, alpha: float) -> Tensor:
    """`torch.nn.functional.linear` with the merged weights, as an adapted layer is served."""
    merged = torch.addmm(w0, b, a, alpha=alpha / a.shape[0])  # (d, k)
    return F.linear(x, merged)
