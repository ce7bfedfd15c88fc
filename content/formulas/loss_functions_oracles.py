"""The same losses, computed by PyTorch."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor


def cross_entropy_loss(target: Tensor, predicted: Tensor) -> Tensor:
    """The loss of `torch.nn.functional.cross_entropy`; a logarithm of probabilities is a valid set of logits."""
    return F.cross_entropy(predicted.log(), target.argmax(dim=1))


def perplexity(p: Tensor) -> Tensor:
    """Exponential of `torch.nn.functional.nll_loss`, each observed token being the only class of its row."""
    only_class = torch.zeros(p.shape[0], dtype=torch.long, device=p.device)
    return F.nll_loss(p.log().unsqueeze(1), only_class).exp()


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    """`torch.nn.functional.kl_div`, which wants log Q first and P second, on a batch of one."""
    return F.kl_div(q.log().unsqueeze(0), p.unsqueeze(0), reduction="batchmean")
