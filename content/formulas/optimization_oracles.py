"""The same steps and rates, taken from torch.optim with the state put in place before one `.step()`."""

import torch
from torch import Tensor
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, LRScheduler


def gradient_descent(theta: Tensor, grad: Tensor, lr: float) -> Tensor:
    """One step of `torch.optim.SGD`."""
    parameter = _parameter(theta, grad)
    torch.optim.SGD([parameter], lr=lr).step()
    return parameter.detach()


def sgd_momentum(theta: Tensor, grad: Tensor, velocity: Tensor, lr: float, momentum: float) -> tuple[Tensor, Tensor]:
    """One step of `torch.optim.SGD` with `momentum`, from the given momentum buffer."""
    parameter = _parameter(theta, grad)
    optimizer = torch.optim.SGD([parameter], lr=lr, momentum=momentum)
    optimizer.state[parameter] = {"momentum_buffer": velocity.clone()}
    optimizer.step()
    return parameter.detach(), optimizer.state[parameter]["momentum_buffer"]


def adam(
    theta: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """One step of `torch.optim.Adam`, from the given moments."""
    parameter = _parameter(theta, grad)
    return _one_step(torch.optim.Adam([parameter], lr=lr, betas=(beta1, beta2), eps=eps), parameter, m, v, step)


def adamw(
    theta: Tensor,
    grad: Tensor,
    m: Tensor,
    v: Tensor,
    step: int,
    lr: float,
    beta1: float,
    beta2: float,
    eps: float,
    weight_decay: float,
) -> tuple[Tensor, Tensor, Tensor]:
    """One step of `torch.optim.AdamW`, from the given moments."""
    parameter = _parameter(theta, grad)
    optimizer = torch.optim.AdamW([parameter], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)
    return _one_step(optimizer, parameter, m, v, step)


def linear_warmup(step: int, peak: float, warmup: int) -> float:
    """The rate of `torch.optim.lr_scheduler.LinearLR` after `step` steps."""
    optimizer = _optimizer(peak)
    # LinearLR refuses to start from zero; 1e-30 is zero at any tolerance asked for here
    return _rate(LinearLR(optimizer, start_factor=1e-30, end_factor=1.0, total_iters=warmup), step)


def cosine_decay(total: int, step: int, peak: float, floor: float) -> float:
    """The rate of `torch.optim.lr_scheduler.CosineAnnealingLR` after `step` steps."""
    return _rate(CosineAnnealingLR(_optimizer(peak), T_max=total, eta_min=floor), step)


def _parameter(theta: Tensor, grad: Tensor) -> torch.nn.Parameter:
    """A parameter of its own memory, for torch.optim works in place."""
    parameter = torch.nn.Parameter(theta.detach().clone())
    parameter.grad = grad.detach().clone()
    return parameter


def _one_step(
    optimizer: torch.optim.Optimizer, parameter: torch.nn.Parameter, m: Tensor, v: Tensor, step: int
) -> tuple[Tensor, Tensor, Tensor]:
    """Parameter and moments after step number `step`; PyTorch stores how many were taken before."""
    taken = torch.tensor(float(step - 1))
    optimizer.state[parameter] = {"step": taken, "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    optimizer.step()
    state = optimizer.state[parameter]
    return parameter.detach(), state["exp_avg"], state["exp_avg_sq"]


def _optimizer(lr: float) -> torch.optim.Optimizer:
    """An optimizer that only carries a learning rate."""
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)


def _rate(scheduler: LRScheduler, step: int) -> float:
    """The learning rate after `step` steps."""
    for _ in range(step):
        scheduler.optimizer.step()  # PyTorch warns if the scheduler moves first
        scheduler.step()
    return float(scheduler.get_last_lr()[0])
