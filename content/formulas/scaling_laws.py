"""Scaling laws, one function per formula of the page: plain numbers in, plain numbers out."""


def kaplan_scaling_law(
    parameters: float,
    tokens: float,
    n_c: float = 6.4e13,
    d_c: float = 1.8e13,
    alpha_n: float = 0.076,
    alpha_d: float = 0.103,
) -> float:
    """Test loss, in nats per token, of a Transformer limited by its size and by its data.

    `parameters` leaves the embeddings out, `tokens` is the size of the data set. The constants are those of the joint
    fit; the laws in one variable have others.

    Source: Kaplan et al. 2020, eq. (1.5) and table 2.
    """
    loss: float = ((n_c / parameters) ** (alpha_n / alpha_d) + d_c / tokens) ** alpha_d
    return loss


def chinchilla_scaling(compute: float, a: float = 0.50, b: float = 0.50) -> tuple[float, float]:
    """Optimal number of parameters and of tokens at a budget of `compute` FLOPs, both up to a constant factor.

    The law says how the optimum grows, not where it is: only the ratio of two results of this function means
    something. With the default exponents, four times the compute calls for twice the parameters and twice the tokens.

    Source: Hoffmann et al. 2022, § 3 and table 2.
    """
    return compute**a, compute**b


def chinchilla_loss(
    parameters: float,
    tokens: float,
    e: float = 1.69,
    a: float = 406.4,
    b: float = 410.7,
    alpha: float = 0.34,
    beta: float = 0.28,
) -> float:
    """Loss, in nats per token, of a model of so many parameters trained on so many tokens.

    Its three terms are the irreducible loss, what the finite size costs and what the finite data cost. The constants
    are the published ones, rounded.

    Source: Hoffmann et al. 2022, eq. (10).
    """
    loss: float = e + a / parameters**alpha + b / tokens**beta
    return loss


def training_flops(parameters: float, tokens: float) -> tuple[float, float, float]:
    """Compute to train a dense Transformer, in FLOPs: in all, forward passes, backward passes.

    `parameters` leaves the embeddings out (of a mixture of experts it counts the active ones), `tokens` counts every
    token processed, again at each epoch. Attention and activation recomputation are neglected.

    Source: Kaplan et al. 2020, § 2.1, table 1.
    """
    forward = 2 * parameters * tokens  # a multiplication and an addition per parameter and token
    backward = 4 * parameters * tokens  # the same for the gradient of the inputs, and for that of the weights
    return forward + backward, forward, backward
