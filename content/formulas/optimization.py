"""Optimizers and learning rate schedules, one function per formula of the page.

An optimizer is one step: it takes parameters, gradient and state and returns them updated, changing nothing in place.
"""

import math

from torch import Tensor


def gradient_descent(theta: Tensor, grad: Tensor, lr: float) -> Tensor:
    """Parameters after one step of length `lr` against the gradient.

    `theta` and `grad` (p,) are the parameters and the gradient of the loss there; (p,) comes back.

    Source: Goodfellow et al., Deep Learning, § 4.3.
    """
    return theta - lr * grad


def sgd_momentum(
    theta: Tensor, grad: Tensor, velocity: Tensor, lr: float, momentum: float = 0.9
) -> tuple[Tensor, Tensor]:
    """Parameters and velocity after one step of gradient descent with momentum.

    `theta`, `grad` and `velocity` are (p,), the velocity zero before the first step; two tensors (p,) come back.
    The rate multiplies the velocity, as in torch.optim.SGD, instead of being stored in it.

    Source: Polyak 1964; Sutskever et al. 2013 for another form.
    """
    velocity = momentum * velocity + grad
    return theta - lr * velocity, velocity


def adam(
    theta: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    step: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Tensor, Tensor, Tensor]:
    """Parameters, first and second moment after one step of Adam.

    `theta`, `grad`, `m` and `v` are (p,), both moments zero before the first step; three tensors (p,) come back.
    `step` counts from 1: at 0 the bias correction is 0/0 and the parameters become NaN.

    Source: Kingma and Ba 2014, Algorithm 1.
    """
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**step)
    v_hat = v / (1 - beta2**step)
    theta = theta - lr * m_hat / (v_hat.sqrt() + eps)  # eps stands outside the root
    return theta, m, v


def adamw(
    theta: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    step: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.1,
) -> tuple[Tensor, Tensor, Tensor]:
    """Parameters, first and second moment after one step of Adam with decoupled weight decay.

    `theta`, `grad`, `m` and `v` are (p,), both moments zero before the first step; three tensors (p,) come back.
    `grad` is the gradient of the loss alone. As in torch.optim.AdamW the decay is multiplied by `lr`.
    `step` counts from 1: at 0 the bias correction is 0/0 and the parameters become NaN.

    Source: Loshchilov and Hutter 2017, Algorithm 2, in PyTorch's form.
    """
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**step)
    v_hat = v / (1 - beta2**step)
    # the decay is not divided by the root of v_hat: this is what "decoupled" means
    theta = theta - lr * (m_hat / (v_hat.sqrt() + eps) + weight_decay * theta)
    return theta, m, v


def linear_warmup(step: int, peak: float, warmup: int) -> float:
    """Learning rate at `step`: a straight line from zero to `peak` over `warmup` steps, then constant.

    Counted from 0 the first step has rate zero, counted from 1 it already moves. No warmup (0 steps) raises
    ZeroDivisionError.

    Source: Goyal et al. 2017, § 2.2.
    """
    return peak * min(1.0, step / warmup)


def cosine_decay(total: int, step: int, peak: float, floor: float) -> float:
    """Learning rate at `step`: half a period of a cosine, from `peak` at 0 down to `floor` at `total`.

    `step` is counted from the beginning of the decay. Beyond `total` the cosine would rise again: stop there.

    Source: Loshchilov and Hutter 2016 (SGDR), eq. (5).
    """
    return floor + (peak - floor) * (1 + math.cos(math.pi * step / total)) / 2


def inverse_square_root_schedule(step: int, scale: float, warmup: int) -> float:
    """Learning rate at `step`: a linear warmup over `warmup` steps, then a decay in one over the root of `step`.

    `step` counts from 1; 0 raises ZeroDivisionError. `scale` is not the peak rate, which is scale / sqrt(warmup) and
    reached at `warmup`; in the original Transformer it is one over the root of the model's dimension.

    Source: Vaswani et al. 2017, § 5.3, eq. (3).
    """
    rate: float = scale * min(1 / math.sqrt(step), step / warmup**1.5)
    return rate
