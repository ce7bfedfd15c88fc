"""The same building blocks, computed by PyTorch."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor, nn


def softmax(z: Tensor) -> Tensor:
    """`torch.softmax`."""
    return torch.softmax(z, dim=-1)


def sigmoid(x: Tensor) -> Tensor:
    """`torch.sigmoid`."""
    return torch.sigmoid(x)


def gelu(x: Tensor) -> Tensor:
    """`torch.nn.functional.gelu`, whose default is the exact form."""
    return F.gelu(x)


def clip(x: Tensor, low: float, high: float) -> Tensor:
    """`torch.clamp`."""
    return torch.clamp(x, low, high)


def cosine_similarity(u: Tensor, v: Tensor) -> Tensor:
    """`torch.nn.functional.cosine_similarity`; it gives 0 for a zero vector."""
    return F.cosine_similarity(u, v, dim=0)


def kv_cache_per_token(layers: int, kv_heads: int, d_head: int, bytes_per_value: float) -> int:
    """`torch.Tensor.nbytes` of a cache that holds one token, without memory; for values of 1, 2 or 4 bytes."""
    dtype = {1: torch.int8, 2: torch.float16, 4: torch.float32}[int(bytes_per_value)]
    caches = [torch.empty(kv_heads, d_head, dtype=dtype, device="meta") for _ in range(2 * layers)]
    return sum(cache.nbytes for cache in caches)


def transformer_parameter_count(
    vocabulary: int,
    d_model: int,
    layers: int,
    heads: int,
    kv_heads: int,
    d_head: int,
    d_ff: int,
    tied_embeddings: bool,
    qkv_bias: bool,
) -> int:
    """`torch.nn.Module.parameters` of a decoder built layer by layer without memory; a shared matrix counts once."""
    with torch.device("meta"):
        embedding, output = nn.Embedding(vocabulary, d_model), nn.Linear(d_model, vocabulary, bias=False)
        if tied_embeddings:
            output.weight = embedding.weight
        blocks = [_block(d_model, heads * d_head, kv_heads * d_head, d_ff, qkv_bias) for _ in range(layers)]
        decoder = nn.ModuleList([embedding, *blocks, nn.RMSNorm(d_model), output])
    return sum(parameter.numel() for parameter in decoder.parameters())


def _block(d_model: int, d_q: int, d_kv: int, d_ff: int, qkv_bias: bool) -> nn.Module:
    """The modules of one layer, in the order of Llama's code."""
    return nn.ModuleList(
        [
            nn.RMSNorm(d_model),
            nn.Linear(d_model, d_q, bias=qkv_bias),
            nn.Linear(d_model, d_kv, bias=qkv_bias),
            nn.Linear(d_model, d_kv, bias=qkv_bias),
            nn.Linear(d_q, d_model, bias=False),
            nn.RMSNorm(d_model),
            nn.Linear(d_model, d_ff, bias=False),
            nn.Linear(d_model, d_ff, bias=False),
            nn.Linear(d_ff, d_model, bias=False),
        ]
    )
