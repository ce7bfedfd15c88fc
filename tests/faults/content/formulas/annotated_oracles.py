"""The same, computed by PyTorch."""

import torch
from torch import Tensor


def amsgrad(
    theta: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    u: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """One step of `torch.optim.Adam(amsgrad=True)`, from the given moments."""
    parameter = torch.nn.Parameter(theta.clone())
    parameter.grad = grad.clone()
    optimizer = torch.optim.Adam([parameter], lr=lr, betas=(beta1, beta2), eps=eps, amsgrad=True)
    state = {"step": torch.tensor(float(step - 1)), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    optimizer.state[parameter] = {**state, "max_exp_avg_sq": u.clone()}
    optimizer.step()
    after = optimizer.state[parameter]
    return parameter.detach(), after["exp_avg"], after["exp_avg_sq"], after["max_exp_avg_sq"]
