"""The same losses and objectives, computed by PyTorch."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor
from torch.distributions import Categorical, kl_divergence


def reward_model_loss(chosen: Tensor, rejected: Tensor) -> Tensor:
    """`binary_cross_entropy_with_logits`: the lead is the logit of the event that the preferred answer wins."""
    lead = chosen - rejected
    return F.binary_cross_entropy_with_logits(lead, torch.ones_like(lead))


def rlhf_objective(policy: Tensor, reference: Tensor, reward: Tensor, beta: float) -> Tensor:
    """The mean reward, penalised by the divergence that `torch.distributions.kl_divergence` finds."""
    divergence = kl_divergence(Categorical(probs=policy), Categorical(probs=reference))
    return torch.dot(policy, reward) - beta * divergence


def dpo(
    policy_chosen: Tensor,
    reference_chosen: Tensor,
    policy_rejected: Tensor,
    reference_rejected: Tensor,
    beta: float,
) -> Tensor:
    """`binary_cross_entropy_with_logits`: the logit is `beta` times the logarithm of the ratio of ratios."""
    ratios = policy_chosen * reference_rejected / (reference_chosen * policy_rejected)
    return F.binary_cross_entropy_with_logits(beta * ratios.log(), torch.ones_like(ratios))
