"""Positional encoding, one function per formula of the page."""

import math

import torch
from torch import Tensor


def sinusoidal_positional_encoding(pos: int, d_model: int) -> Tensor:
    """Vector to add to the embedding of the token at position `pos`, counted from 0: sines and cosines alternate.

    (d_model,) comes back, in the default dtype. Raises `ValueError` if d_model is odd.

    Source: Vaswani et al. 2017, § 3.5.
    """
    if d_model % 2:
        raise ValueError(f"d_model is {d_model}, but must be even")
    # In Python's floats, because an angle of hundreds of radians has no decimals left in bfloat16.
    angles = [pos / 10000 ** (2 * i / d_model) for i in range(d_model // 2)]
    return torch.tensor([wave(angle) for angle in angles for wave in (math.sin, math.cos)])  # (d_model,)


def rope(x: Tensor, position: int, base: float = 10000) -> Tensor:
    """A query or key, each pair of neighbouring components turned by an angle proportional to `position`.

    `x` (d,) is one head's query or key after projection, or several of the same position, as (..., d); the same shape
    comes back. Positions count from 0. Many libraries pair component i with i + d/2 instead: their weights need another
    order of the components. Raises `ValueError` if d is odd.

    Source: Su et al. 2021, § 3.2.2.
    """
    d = x.shape[-1]
    if d % 2:
        raise ValueError(f"d is {d}, but must be even")
    # In Python's floats, because an angle of hundreds of radians has no decimals left in bfloat16.
    angles = [position * base ** (-2 * i / d) for i in range(d // 2)]
    cos = torch.tensor([math.cos(angle) for angle in angles], device=x.device, dtype=x.dtype)  # (d/2,)
    sin = torch.tensor([math.sin(angle) for angle in angles], device=x.device, dtype=x.dtype)  # (d/2,)
    even, odd = x[..., 0::2], x[..., 1::2]  # (d/2,) each
    return torch.stack((cos * even - sin * odd, sin * even + cos * odd), dim=-1).flatten(-2)  # (d,)


def alibi(q: Tensor, k: Tensor, heads: int, head: int) -> Tensor:
    """Causal attention weights of one head, whose scores fall linearly with the distance between query and key.

    `q` and `k` (n, d_k) are the head's queries and keys, `heads` the number of heads, `head` the number of this one,
    from 1: the first falls fastest. (n, n) comes back, to be multiplied by the values; each row sums to 1. The official
    code has other slopes where `heads` is no power of 2.

    Source: Press et al. 2021, § 3.
    """
    n, d_k = q.shape[-2:]
    slope = 2 ** (-8 * head / heads)
    position = torch.arange(n, device=q.device)
    distance = position[:, None] - position  # (n, n), i - j
    scores = q @ k.transpose(-2, -1) / math.sqrt(d_k) - (slope * distance).to(q.dtype)  # (n, n)
    return torch.softmax(scores.masked_fill(distance < 0, -math.inf), dim=-1)
