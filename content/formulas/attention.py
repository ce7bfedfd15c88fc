"""Attention, one function per formula of the page."""

import math

import torch
from torch import Tensor


def scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Mean of the values for each query, weighted by how well its query matches the keys.

    `q` (n, d_k), `k` (m, d_k), `v` (m, d_v), each with the same leading dimensions, if any; (n, d_v) comes back.

    Source: Vaswani et al. 2017, § 3.2.1, eq. (1).
    """
    d_k = q.shape[-1]
    scores = q @ k.transpose(-2, -1) / math.sqrt(d_k)  # (n, m)
    return torch.softmax(scores, dim=-1) @ v


def multi_head_attention(q: Tensor, k: Tensor, v: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Tensor:
    """Several attentions in parallel, each on its own projections, recombined by the output projection; no biases.

    `q` (n, d_model) asks `k` and `v` (m, d_model), which may have leading dimensions in common. One matrix per head:
    `w_q` and `w_k` (h, d_model, d_k), `w_v` (h, d_model, d_v), and `w_o` (h, d_v, d_model), the blocks of d_v rows of
    the paper's single matrix. (n, d_model) comes back.

    Source: Vaswani et al. 2017, § 3.2.2.
    """
    q, k, v = (sequence.unsqueeze(-3) for sequence in (q, k, v))  # (1, n, d_model), and (1, m, d_model) twice
    heads = scaled_dot_product_attention(q @ w_q, k @ w_k, v @ w_v)  # (h, n, d_v)
    return (heads @ w_o).sum(dim=-3)  # the concatenated heads times the whole (h * d_v, d_model) matrix


def self_attention(x: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor) -> Tensor:
    """Attention of a sequence to itself, in a single head.

    `x` (n, d_model), `w_q` and `w_k` (d_model, d_k), `w_v` (d_model, d_v); (n, d_v) comes back.

    Source: Vaswani et al. 2017, § 3.2.
    """
    return scaled_dot_product_attention(x @ w_q, x @ w_k, x @ w_v)


def causal_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """Attention that never looks ahead: each query sees the keys up to its own position.

    `q` (n, d_k) belongs to the last n of the m tokens, `k` (m, d_k) and `v` (m, d_v) to all of them, those in the
    KV cache first; in training n = m. (n, d_v) comes back. Raises `ValueError` where n > m: the first queries would
    see no key.

    Source: Vaswani et al. 2017, § 3.2.3.
    """
    n, d_k = q.shape[-2:]
    m = k.shape[-2]
    if n > m:
        raise ValueError(f"{n} queries for {m} keys: the first queries would see no key")
    visible = torch.ones(n, m, dtype=torch.bool, device=q.device).tril(diagonal=m - n)  # aligned bottom-right
    scores = q @ k.transpose(-2, -1) / math.sqrt(d_k)  # (n, m)
    return torch.softmax(scores.masked_fill(~visible, -math.inf), dim=-1) @ v
