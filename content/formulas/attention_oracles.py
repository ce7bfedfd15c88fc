"""The same attentions, computed by PyTorch."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor, nn
from torch.nn.attention.bias import causal_lower_right


def scaled_dot_product_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """`torch.nn.functional.scaled_dot_product_attention`."""
    return F.scaled_dot_product_attention(q, k, v)


def multi_head_attention(q: Tensor, k: Tensor, v: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor, w_o: Tensor) -> Tensor:
    """`torch.nn.MultiheadAttention` without biases, which supposes d_k = d_v = d_model / h.

    It keeps one matrix (out, in) per projection, with the heads one below the other.
    """
    h, d_model, _ = w_q.shape
    layer = nn.MultiheadAttention(d_model, h, bias=False, device=q.device, dtype=q.dtype)
    projections = [w.transpose(1, 2).reshape(d_model, d_model) for w in (w_q, w_k, w_v)]
    weights = {
        "in_proj_weight": torch.cat(projections),  # (3 * d_model, d_model)
        "out_proj.weight": w_o.reshape(d_model, d_model).T,
    }
    output, _ = torch.func.functional_call(layer, weights, (q, k, v), {"need_weights": False})
    assert isinstance(output, Tensor)
    return output


def self_attention(x: Tensor, w_q: Tensor, w_k: Tensor, w_v: Tensor) -> Tensor:
    """`torch.nn.functional.scaled_dot_product_attention` on three `torch.nn.functional.linear` of the sequence."""
    q, k, v = (F.linear(x, w.T) for w in (w_q, w_k, w_v))
    return F.scaled_dot_product_attention(q, k, v)


def causal_attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """`torch.nn.functional.scaled_dot_product_attention` under `torch.nn.attention.bias.causal_lower_right`."""
    mask = causal_lower_right(q.shape[0], k.shape[0])
    q, k, v = (x[None, None] for x in (q, k, v))  # a batch of one head, as the mask asks for
    return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)[0, 0]
