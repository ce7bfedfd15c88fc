"""Low-rank adaptation, one function per formula of the page."""

from torch import Tensor


def lora(w0: Tensor, b: Tensor, a: Tensor) -> Tensor:
    """Adapted weights: the frozen matrix plus a learned correction of low rank.

    `w0` (d, k) is pretrained, `b` (d, r) the up-projection, zero at the start, `a` (r, k) the down-projection; (d, k)
    comes back. The correction is not scaled here, which is the case alpha = r of `lora_scaling`.

    Source: Hu et al. 2021, § 4.1.
    """
    return w0 + b @ a


def lora_scaling(w0: Tensor, b: Tensor, a: Tensor, x: Tensor, alpha: float = 16) -> Tensor:
    """Output of an adapted layer, whose low-rank correction is multiplied by alpha / r.

    `w0` (d, k) is pretrained, `b` (d, r) the up-projection, `a` (r, k) the down-projection, `x` (k,) the input; (d,)
    comes back.

    Source: Hu et al. 2021, § 4.1.
    """
    r = a.shape[0]
    return w0 @ x + alpha / r * (b @ (a @ x))  # from the right, so that the (d, k) correction is never built
