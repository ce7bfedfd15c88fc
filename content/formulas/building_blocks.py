"""Building blocks of the other formulas, and two counts of an architecture, one function per formula of the page."""

import math

import torch
from torch import Tensor


def softmax(z: Tensor) -> Tensor:
    """Probabilities that are proportional to the exponentials of the scores.

    `z` (k,) holds the scores (logits), or one set of scores per row, as (..., k); the same shape comes back, and each
    row sums to 1. A score of -inf gets probability 0; NaN comes back where all the scores of a row are -inf.

    Source: Goodfellow et al. 2016, § 4.1, eq. (4.1).
    """
    weights = torch.exp(z - z.amax(dim=-1, keepdim=True))  # (k,), at most 1: a shift of all scores changes nothing
    return weights / weights.sum(dim=-1, keepdim=True)


def sigmoid(x: Tensor) -> Tensor:
    """The S-shaped curve from 0 to 1, for each score.

    `x` has any shape, which comes back.

    Source: Goodfellow et al. 2016, § 3.10.
    """
    # Two forms of one quotient, each where its exponential is at most 1: an overflow would make the gradient NaN.
    right = 1 / (1 + torch.exp(-x.clamp(min=0)))
    exp_x = torch.exp(x.clamp(max=0))
    return torch.where(x >= 0, right, exp_x / (1 + exp_x))


def gelu(x: Tensor) -> Tensor:
    """Each input times the probability that a standard normal variable is below it: the exact form, without tanh.

    `x` has any shape, which comes back.

    Source: Hendrycks and Gimpel 2016, § 2.
    """
    phi = torch.erfc(-x / math.sqrt(2)) / 2  # erfc(-y) is 1 + erf(y), without its cancellation where y is very negative
    return x * phi


def clip(x: Tensor, low: float, high: float) -> Tensor:
    """Each number brought into [low, high]: unchanged inside, the nearer bound outside, where the gradient is zero.

    `x` has any shape, which comes back. Where low > high, everything becomes `high`.

    Source: Schulman et al. 2017, § 3, eq. (7), which uses it; PyTorch's documentation of `clamp` defines it.
    """
    raised = torch.where(x < low, low, x)
    return torch.where(raised > high, high, raised)


def cosine_similarity(u: Tensor, v: Tensor) -> Tensor:
    """Cosine of the angle between two vectors, from -1 to 1.

    `u` and `v` (d,); a tensor without dimensions comes back. Raises `ZeroDivisionError` if a vector is zero: it has no
    direction.

    Source: Manning et al. 2008, § 6.3.1.
    """
    norm_u, norm_v = torch.linalg.vector_norm(u), torch.linalg.vector_norm(v)
    if norm_u == 0 or norm_v == 0:
        raise ZeroDivisionError("a zero vector has no direction")
    return torch.dot(u / norm_u, v / norm_v)  # divided first: the product of two norms overflows sooner


def kv_cache_per_token(layers: int, kv_heads: int, d_head: int, bytes_per_value: float = 2) -> float:
    """Bytes that one token of one sequence takes in the KV cache: a key and a value per layer and key-value head.

    `kv_heads` counts key-value heads, not query heads; `bytes_per_value` is 2 in FP16 or BF16, 1 in FP8 or INT8.

    Source: Kwon et al. 2023, § 3.
    """
    return 2 * layers * kv_heads * d_head * bytes_per_value


def transformer_parameter_count(
    vocabulary: int,
    d_model: int,
    layers: int,
    heads: int,
    kv_heads: int,
    d_head: int,
    d_ff: int,
    tied_embeddings: bool = False,
    qkv_bias: bool = False,
) -> int:
    """Number of parameters of a dense decoder of the Llama family, embeddings included.

    It has grouped-query attention, a SwiGLU block, RMSNorm and RoPE. `heads` counts query heads, `kv_heads` key-value
    heads, each `d_head` wide; `d_ff` is the width inside the SwiGLU block. `tied_embeddings`: one matrix serves as
    input embedding and as output matrix. `qkv_bias`: Q, K and V have biases, as in Qwen2.5.

    Source: Meta's reference implementation of Llama 3, and that of Qwen2 in transformers.
    """
    embeddings = (1 if tied_embeddings else 2) * vocabulary * d_model
    attention = 2 * d_model * heads * d_head + 2 * d_model * kv_heads * d_head  # Q and output, then K and V
    if qkv_bias:
        attention += (heads + 2 * kv_heads) * d_head
    ffn = 3 * d_model * d_ff  # gate, up and down
    norms = 2 * d_model
    return embeddings + layers * (attention + ffn + norms) + d_model  # the last one is the final norm
