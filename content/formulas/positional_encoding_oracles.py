"""The same encodings, computed by PyTorch."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor
from torch.onnx.ops import rotary_embedding


def sinusoidal_positional_encoding(pos: Tensor, d_model: int) -> Tensor:
    """`torch.polar`: cosine and sine are the two parts of a number on the unit circle."""
    turned = _turns(pos, 10000, d_model)
    return torch.view_as_real(turned).flip(-1).flatten()  # the sine first


def rope(x: Tensor, position: Tensor, base: float) -> Tensor:
    """`torch.onnx.ops.rotary_embedding`, whose `interleaved` pairs neighbours."""
    turned = _turns(position, base, len(x))
    cos, sin = turned.real.reshape(1, 1, -1), turned.imag.reshape(1, 1, -1)  # (batch, sequence, d/2)
    return rotary_embedding(x.reshape(1, 1, 1, -1), cos, sin, interleaved=True).flatten()


def alibi(q: Tensor, k: Tensor, heads: int, head: int) -> Tensor:
    """`torch.nn.functional.scaled_dot_product_attention` of an identity matrix, under a bias made as in ALiBi's code.

    That bias grows with the key instead of falling with the distance; along a row, the difference is a constant.
    """
    n = len(q)
    first = 2 ** (-8 / heads)  # the slopes are its powers
    bias = first**head * torch.arange(n, device=q.device, dtype=q.dtype).expand(n, n)
    future = torch.full_like(bias, float("-inf")).triu(1)
    identity = torch.eye(n, device=q.device, dtype=q.dtype)
    return F.scaled_dot_product_attention(q, k, identity, attn_mask=bias + future)


def _turns(position: Tensor, base: float, d: int) -> Tensor:
    """One complex number on the unit circle per pair of components, turned by position / base^(2i/d)."""
    frequencies = torch.logspace(0, 2 / d - 1, d // 2, base=base, device=position.device)  # (d/2,)
    return torch.polar(torch.ones_like(frequencies), position * frequencies)
