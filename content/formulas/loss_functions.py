"""Loss functions, one function per formula of the page."""

import torch
from torch import Tensor


def cross_entropy_loss(target: Tensor, predicted: Tensor) -> Tensor:
    """Mean cross-entropy between the right tokens and the predicted probabilities, in nats per token.

    `target` (N, V) has one one-hot row per token, `predicted` (N, V) one row of probabilities; a scalar comes back.
    A right token of probability zero gives infinity. To train, start from the logits and take their log-softmax:
    the logarithm of probabilities that were already rounded loses precision.

    Source: Goodfellow et al., Deep Learning, § 3.13; Radford et al. 2019 (GPT-2), § 2.3.
    """
    # log 1 = 0 where both are zero: the convention 0 log 0 = 0, with a gradient that is not NaN
    log_predicted = torch.where((target == 0) & (predicted == 0), 1.0, predicted).log()  # (N, V)
    return -(target * log_predicted).sum(dim=1).mean()


def perplexity(p: Tensor) -> Tensor:
    """Exponential of the mean loss per token: the effective number of choices, at least 1.

    `p` (N,) holds the probability that the model gave to each observed token, knowing the previous ones; a scalar
    comes back. Two perplexities compare only with the same corpus, tokenizer, context and stride.

    Source: Jelinek et al. 1977.
    """
    loss = -p.log().mean()  # nats per token
    return loss.exp()


def kl_divergence(p: Tensor, q: Tensor) -> Tensor:
    """Kullback-Leibler divergence of `q` from `p`, in nats: what coding with `q` costs when `p` is true.

    `p` and `q` (k,) are distributions; a scalar comes back, infinite where `q` is zero and `p` is not.

    Source: Kullback and Leibler 1951; Goodfellow et al., Deep Learning, § 3.13.
    """
    # log 1 = 0 where the factor p is zero: the convention 0 log 0 = 0, with gradients that are not NaN
    log_p = torch.where(p == 0, 1.0, p).log()  # (k,)
    log_q = torch.where((p == 0) & (q == 0), 1.0, q).log()  # (k,)
    return (p * (log_p - log_q)).sum()
