"""The FLOPs of training, counted by PyTorch while it trains."""

import torch
from torch.utils.flop_counter import FlopCounterMode


def training_flops(parameters: float, tokens: float) -> tuple[float, float, float]:
    """What `torch.utils.flop_counter.FlopCounterMode` counts on a dense layer, per parameter and token, scaled up.

    A layer of the size asked for would not fit in memory, and a count needs no size: it is exactly proportional.
    """
    outputs, inputs, batch = 3, 5, 7
    weight = torch.ones(outputs, inputs, requires_grad=True)
    x = torch.ones(batch, inputs, requires_grad=True)  # as behind another layer, whose gradient is wanted too
    with FlopCounterMode(display=False) as counter:
        y = x @ weight.T
        forward = counter.get_total_flops()
        torch.autograd.grad(y.sum(), (x, weight))
        total = counter.get_total_flops()
    scale = parameters * tokens / (outputs * inputs * batch)
    return total * scale, forward * scale, (total - forward) * scale
