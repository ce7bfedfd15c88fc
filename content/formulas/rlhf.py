"""Learning from human preferences, one function per formula of the page."""

import torch
import torch.nn.functional as F  # noqa: N812 (the name PyTorch itself uses)
from torch import Tensor


def reward_model_loss(chosen: Tensor, rejected: Tensor) -> Tensor:
    """Mean Bradley-Terry loss of a reward model, in nats.

    `chosen` and `rejected` (N,) hold its scores of the preferred and of the rejected answer of each comparison;
    a scalar comes back, log 2 when the scores are equal.

    Source: Ouyang et al. 2022 (InstructGPT), eq. (1); Bradley and Terry 1952.
    """
    # logsigmoid, for the logarithm of a sigmoid is -inf as soon as the sigmoid rounds to zero
    return -F.logsigmoid(chosen - rejected).mean()


def ppo_clip(new: Tensor, old: Tensor, advantage: Tensor, eps: float = 0.2) -> Tensor:
    """PPO's clipped objective, to be maximised: the loss is its negative.

    `new` and `old` (T,) hold the probability of each action under the current policy and under the one that produced
    the data, `advantage` (T,) how much better than expected the action was; a scalar comes back.

    Source: Schulman et al. 2017, eq. (6)-(7).
    """
    ratio = new / old  # (T,)
    clipped = ratio.clamp(1 - eps, 1 + eps)
    # the minimum caps what is gained by moving away, never what is lost
    return torch.minimum(ratio * advantage, clipped * advantage).mean()


def rlhf_objective(policy: Tensor, reference: Tensor, reward: Tensor, beta: float = 0.02) -> Tensor:
    """Mean reward of the policy minus `beta` times its divergence from the reference, to be maximised.

    For one prompt, `policy` and `reference` (Y,) are distributions over its Y answers and `reward` (Y,) their scores;
    a scalar comes back. Average it over the prompts.

    Source: Ouyang et al. 2022 (InstructGPT), eq. (2); Rafailov et al. 2023 (DPO), eq. (3).
    """
    divergence = (policy * (policy.log() - reference.log())).sum()  # nats
    return (policy * reward).sum() - beta * divergence


def dpo(
    policy_chosen: Tensor,
    reference_chosen: Tensor,
    policy_rejected: Tensor,
    reference_rejected: Tensor,
    beta: float = 0.1,
) -> Tensor:
    """Mean loss of direct preference optimization, in nats.

    All four tensors (N,) hold probabilities of whole answers, preferred and rejected, under the policy and under the
    frozen reference; a scalar comes back, log 2 while the policy is the reference. In practice the logarithm of each
    is at hand: the sum of the log-probabilities of the answer's tokens.

    Source: Rafailov et al. 2023, eq. (7).
    """
    # differences of logarithms: the quotients of such small probabilities would overflow or vanish
    chosen = beta * (policy_chosen.log() - reference_chosen.log())  # (N,), the implicit rewards
    rejected = beta * (policy_rejected.log() - reference_rejected.log())
    return -F.logsigmoid(chosen - rejected).mean()
