"""The seeded faults, page by page. Each was, or could have been, printed by somebody who knew the subject.

`latex` alone: the page says what its example does not do. `code` alone: the other way round. Both: the author believed
it, and only what others wrote (a library, a published number) can tell.
"""

from __future__ import annotations

from tests.faults.fault import Fault

SOFTMAX_OF_SCORES = r"\operatorname{softmax}\left(\frac{Q K^\top}{\sqrt{d_k}}\right) V"
COUPLED = {
    r"(1 - \beta_1)\, g_t": r"(1 - \beta_1)\, (g_t + \lambda \theta_t)",
    r"(1 - \beta_2)\, g_t^2": r"(1 - \beta_2)\, (g_t + \lambda \theta_t)^2",
    r"\left(\frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon} + \lambda \theta_t\right)": (
        r"\frac{\hat{m}_t}{\sqrt{\hat{v}_t} + \epsilon}"
    ),
}
LOG2 = {r"\log(P(x_i": r"\log_2(P(x_i"}
LENGTHS = r"""
    - {symbol: T_w, py: length_chosen, domain: 'integer [1, 20]', meaning: {fr: longueur, en: length}}
    - {symbol: T_l, py: length_rejected, domain: 'integer [1, 20]', meaning: {fr: longueur, en: length}}
"""

ATTENTION = (
    Fault(
        "scores divided by the root of d_v",
        "formulas/scaled-dot-product-attention",
        "example",
        latex={r"\sqrt{d_k}": r"\sqrt{d_v}"},
    ),
    Fault(
        "scores divided by the root of d_v, believed",
        "formulas/scaled-dot-product-attention",
        "oracle",
        latex={r"\sqrt{d_k}": r"\sqrt{d_v}"},
        code={"d_k = q.shape[-1]": "d_k = v.shape[-1]"},
    ),
    Fault(
        "softmax over the queries, believed",
        "formulas/scaled-dot-product-attention",
        "oracle",
        latex={
            SOFTMAX_OF_SCORES: (r"\left(\operatorname{softmax}\left(\frac{K Q^\top}{\sqrt{d_k}}\right)\right)^\top V")
        },
        code={"dim=-1": "dim=-2"},
    ),
    Fault(
        "heads scaled by the width of the model",
        "formulas/multi-head-attention",
        "example",
        code={"(q @ w_q,": "(q @ w_q * (w_q.shape[-1] / w_q.shape[-2]) ** 0.5,"},
    ),
    Fault(
        "causal mask off by one: a token sees the next",
        "formulas/causal-attention",
        "example",
        latex={r"j \le i + m - n": r"j \le i + m - n + 1", r"j > i + m - n": r"j > i + m - n + 1"},
    ),
    Fault(
        "causal mask aligned top-left, believed",
        "formulas/causal-attention",
        "oracle",
        latex={r"j \le i + m - n": r"j \le i", r"j > i + m - n": "j > i"},
        code={"diagonal=m - n": "diagonal=0"},
    ),
    Fault(
        "causal mask whose cases overlap",
        "formulas/causal-attention",
        "example",
        latex={r"j > i + m - n": r"j \ge i + m - n"},
    ),
    Fault(
        "one added to softmax's numerator, believed",
        "formulas/softmax",
        "oracle",
        latex={r"\frac{\exp(z_i)}": r"\frac{1 + \exp(z_i)}"},
        code={"return weights /": "return (weights + torch.exp(-z.amax(dim=-1, keepdim=True))) /"},
    ),
)

BUILDING_BLOCKS = (
    Fault(
        "the tanh form of GELU passed as exact",
        "formulas/gelu",
        "example",
        code={
            "torch.erfc(-x / math.sqrt(2)) / 2": (
                "(1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2"
            )
        },
    ),
    Fault(
        "the tanh form of GELU passed as exact, believed",
        "formulas/gelu",
        "oracle",
        latex={
            r"\operatorname{erf}\left(\frac{x}{\sqrt{2}}\right)": (
                r"\tanh\left(\sqrt{\frac{2}{\pi}} \left(x + 0.044715 x^3\right)\right)"
            )
        },
        code={
            "torch.erfc(-x / math.sqrt(2)) / 2": (
                "(1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) / 2"
            )
        },
    ),
    Fault(
        "a gradient that stops at the gate",
        "formulas/gelu",
        "symbolic",
        code={"return x * phi": "return x * phi.detach()"},
    ),
    Fault(
        "an adapter that computes the formula itself",
        "formulas/sigmoid",
        "oracle",
        adapter={"return torch.sigmoid(x)": "return 1 / (1 + torch.exp(-x))"},
    ),
    Fault(
        "sigmoid of −x, believed",
        "formulas/sigmoid",
        "oracle",
        latex={r"\exp(-x)": r"\exp(x)"},
        code={
            "torch.exp(-x.clamp(min=0))": "torch.exp(x.clamp(min=0))",
            "torch.where(x >= 0, right, exp_x / (1 + exp_x))": "torch.where(x >= 0, right, 1 / (1 + exp_x))",
        },
    ),
    Fault(
        "clip's bounds swapped",
        "formulas/clip",
        "example",
        latex={r"\min(\max(x, a), b)": r"\min(\max(x, b), a)"},
    ),
    Fault(
        "a cosine of 0 for a zero vector",
        "formulas/cosine-similarity",
        "example",
        code={'raise ZeroDivisionError("a zero vector has no direction")': "return torch.dot(u, v)"},
    ),
    Fault(
        "a cosine that cannot be negative",
        "formulas/cosine-similarity",
        "outputs",
        yaml={"range: '[-1, 1]'": "range: '[0, 1]'"},
    ),
    Fault(
        "cosine that divides by squared norms",
        "formulas/cosine-similarity",
        "example",
        latex={r"\sqrt{\sum_{i=1}^{d} u_i^2}": r"\left(\sum_{i=1}^{d} u_i^2\right)"},
    ),
    Fault(
        "KV cache of keys alone, believed",
        "formulas/kv-cache-per-token",
        "claims",
        latex={r"2\, L": "L"},
        code={"2 * layers": "layers"},
    ),
    Fault(
        "KV cache of keys alone",
        "formulas/kv-cache-per-token",
        "example",
        latex={r"2\, L": "L"},
    ),
    Fault(
        "keys and values of every query head: no GQA, believed",
        "formulas/transformer-parameter-count",
        "claims",
        latex={r"2 d\, g\, d_h": r"2 d\, h\, d_h"},
        code={"2 * d_model * kv_heads * d_head": "2 * d_model * heads * d_head"},
    ),
    Fault(
        "no separate output matrix: a variable no longer used",
        "formulas/transformer-parameter-count",
        "reader",
        latex={r"(2 - t)\, V d": "V d"},
        at=r"\begin{aligned}",
    ),
)

POSITIONS = (
    Fault(
        "the exponent of RoPE without its minus, as labml.ai prints it",
        "formulas/rope",
        "example",
        latex={"b^{-2i/d}": "b^{2i/d}"},
        at=r"\begin{pmatrix} y_{2i}",
    ),
    Fault(
        "the exponent of RoPE without its minus, believed",
        "formulas/rope",
        "oracle",
        latex={"b^{-2i/d}": "b^{2i/d}"},
        code={"base ** (-2 * i / d)": "base ** (2 * i / d)"},
    ),
    Fault(
        "a stray factor m inside a cosine, as labml.ai prints it",
        "formulas/rotary-score",
        "chain",
        latex={r"(q_1 \cos((m - n) \theta)": r"(q_1 \cos((m - n) m \theta)"},
        at=r"s &=",
    ),
    Fault(
        "the index of a key where a query belongs, as labml.ai prints it",
        "formulas/rotary-score",
        "chain",
        latex={r"(q_1 \cos((m - n) \theta)": r"(k_1 \cos((m - n) \theta)"},
        at=r"s &=",
    ),
    Fault(
        "RoPE in halves instead of pairs",
        "formulas/rope",
        "example",
        code={"x[..., 0::2], x[..., 1::2]": "x[..., : d // 2], x[..., d // 2 :]"},
    ),
    Fault(
        "i read as the index of the component",
        "formulas/sinusoidal-positional-encoding",
        "example",
        code={"2 * i / d_model": "i / d_model"},
    ),
    Fault(
        "cosines first, believed",
        "formulas/sinusoidal-positional-encoding",
        "oracle",
        latex={
            r"\mathrm{PE}_{2i} &= \sin": r"\mathrm{PE}_{2i} &= \cos",
            r"\mathrm{PE}_{2i+1} &= \cos": r"\mathrm{PE}_{2i+1} &= \sin",
        },
        code={"(math.sin, math.cos)": "(math.cos, math.sin)"},
    ),
    Fault(
        "ALiBi that rewards distance",
        "formulas/alibi",
        "example",
        latex={r"-m (i - j)": r"m (i - j)"},
    ),
)

LOSSES = (
    Fault(
        "cross-entropy without its minus, believed",
        "formulas/cross-entropy-loss",
        "oracle",
        latex={r"L = -\frac": r"L = \frac"},
        code={"return -(target": "return (target"},
    ),
    Fault(
        "a sum over the batch for the mean",
        "formulas/cross-entropy-loss",
        "example",
        code={".sum(dim=1).mean()": ".sum(dim=1).sum()"},
    ),
    Fault(
        "a mean over the vocabulary for the sum, believed",
        "formulas/cross-entropy-loss",
        "oracle",
        latex={r"-\frac{1}{N}": r"-\frac{1}{N V}"},
        code={".sum(dim=1).mean()": ".mean()"},
    ),
    Fault(
        "perplexity: base 2 inside, base e outside",
        "formulas/perplexity",
        "example",
        latex=LOG2,
        at=r"\operatorname{PPL} &=",
    ),
    Fault(
        "perplexity: base 2 inside, base e outside, believed",
        "formulas/perplexity",
        "oracle",
        latex=LOG2,
        code={"p.log()": "p.log2()"},
    ),
    Fault(
        "a variant said to be equal: base 2 inside, base e outside",
        "formulas/perplexity",
        "variants",
        yaml={r"'\operatorname{PPL}': 2^L": r"'\operatorname{PPL}': '\exp(L)'"},
    ),
    Fault(
        "KL with its arguments swapped",
        "formulas/kl-divergence",
        "example",
        code={"(p * (log_p - log_q))": "(q * (log_q - log_p))"},
    ),
    Fault(
        "KL with its arguments swapped, believed",
        "formulas/kl-divergence",
        "oracle",
        latex={r"P(x) \log\left(\frac{P(x)}{Q(x)}\right)": r"Q(x) \log\left(\frac{Q(x)}{P(x)}\right)"},
        code={"(p * (log_p - log_q))": "(q * (log_q - log_p))"},
        yaml={"domain: simplex with a zero": "domain: simplex"},
    ),
    Fault(
        "an entropy in bits under a natural logarithm",
        "formulas/entropy",
        "example",
        code={"1.0, p).log()": "1.0, p).log2()"},
    ),
    Fault(
        "an example that returns NaN: 0 log 0",
        "formulas/entropy",
        "example",
        code={"-(p * log_p).sum()": "-(p * p.log()).sum()"},
    ),
)

OPTIMIZERS = (
    Fault(
        "momentum with 1 − β before the gradient, believed",
        "formulas/sgd-momentum",
        "oracle",
        latex={r"\beta v_{t-1} + g_t": r"\beta v_{t-1} + (1 - \beta)\, g_t"},
        code={"momentum * velocity + grad": "momentum * velocity + (1 - momentum) * grad"},
    ),
    Fault(
        "Adam's ε inside the root",
        "formulas/adam",
        "example",
        latex={r"\sqrt{\hat{v}_t} + \epsilon": r"\sqrt{\hat{v}_t + \epsilon}"},
    ),
    Fault(
        "Adam's ε inside the root, believed",
        "formulas/adam",
        "oracle",
        latex={r"\sqrt{\hat{v}_t} + \epsilon": r"\sqrt{\hat{v}_t + \epsilon}"},
        code={"(v_hat.sqrt() + eps)": "(v_hat + eps).sqrt()"},
    ),
    Fault(
        "Adam's bias correction one step late",
        "formulas/adam",
        "example",
        latex={r"1 - \beta_1^t": r"1 - \beta_1^{t-1}", r"1 - \beta_2^t": r"1 - \beta_2^{t-1}"},
        at=r"\theta_{t+1} &=",
    ),
    Fault(
        "a velocity cut where no single step goes",
        "formulas/sgd-momentum",
        "sequences",
        code={"momentum * velocity + grad": "(momentum * velocity + grad).clamp(-8, 8)"},
    ),
    Fault(
        "AdamW's decay inside the gradient, believed",
        "formulas/adamw",
        "oracle",
        latex=COUPLED,
        code={
            "m = beta1 * m": "grad = grad + weight_decay * theta\n    m = beta1 * m",
            "(m_hat / (v_hat.sqrt() + eps) + weight_decay * theta)": "m_hat / (v_hat.sqrt() + eps)",
        },
    ),
    Fault(
        "AMSGrad's maximum over the moment of the step before",
        "formulas/amsgrad",
        "example",
        latex={r"\max(u_{t-1}, v_t)": r"\max(u_{t-1}, v_{t-1})"},
        at=r"\theta_{t+1} &=",
    ),
    Fault(
        "AMSGrad's maximum over the moment of the step before, believed",
        "formulas/amsgrad",
        "oracle",
        latex={r"\max(u_{t-1}, v_t)": r"\max(u_{t-1}, v_{t-1})"},
        code={"torch.maximum(u, v_new)": "torch.maximum(u, v)"},
    ),
    Fault(
        "a warmup that never reaches its peak",
        "formulas/linear-warmup",
        "example",
        latex={r"\frac{t}{T_w}": r"\frac{t}{T_w + 1}"},
    ),
    Fault(
        "a warmup that never reaches its peak, believed",
        "formulas/linear-warmup",
        "oracle",
        latex={r"\min\left(1, \frac{t}{T_w}\right)": r"\frac{\min(t, T_w)}{T_w + 1}"},
        code={"min(1.0, step / warmup)": "min(step, warmup) / (warmup + 1)"},
    ),
    Fault(
        "a cosine schedule without the half",
        "formulas/cosine-decay",
        "example",
        latex={r"\frac{1}{2}\left(\eta_{\max}": r"\left(\eta_{\max}"},
    ),
    Fault(
        "a cosine schedule without the half, believed",
        "formulas/cosine-decay",
        "oracle",
        latex={r"\frac{1}{2}\left(\eta_{\max}": r"\left(\eta_{\max}"},
        code={"/ total)) / 2": "/ total))"},
    ),
    Fault(
        "inverse square root: the wrong power of the warmup, believed",
        "formulas/inverse-square-root-schedule",
        "variants",
        latex={"T_w^{3/2}": "T_w^{1/2}"},
        code={"warmup**1.5": "warmup**0.5"},
    ),
)

NORMALIZATION = (
    Fault(
        "a layer norm that divides by d − 1",
        "formulas/layer-normalization",
        "example",
        latex={r"\sigma^2 &= \frac{1}{d}": r"\sigma^2 &= \frac{1}{d - 1}"},
    ),
    Fault(
        "a layer norm that divides by d − 1, believed",
        "formulas/layer-normalization",
        "oracle",
        latex={r"\sigma^2 &= \frac{1}{d}": r"\sigma^2 &= \frac{1}{d - 1}"},
        code={"centred.square().mean(dim=-1, keepdim=True)": "x.var(dim=-1, keepdim=True)"},
    ),
    Fault(
        "a domain so small that ε could stand anywhere",
        "formulas/layer-normalization",
        "mutants",
        yaml={"domain: '(0.001, 0.1)'": "domain: '(1e-30, 1e-29)'"},
    ),
    Fault(
        "an RMSNorm with the mean removed",
        "formulas/rmsnorm",
        "example",
        latex={
            r"\sum_{i=1}^{d} x_i^2}": r"\sum_{i=1}^{d} (x_i - \mu)^2} \\" "\n" r"\mu &= \frac{1}{d} \sum_{i=1}^{d} x_i",
        },
    ),
    Fault(
        "an RMSNorm with the mean removed, believed",
        "formulas/rmsnorm",
        "oracle",
        latex={
            r"\sum_{i=1}^{d} x_i^2}": r"\sum_{i=1}^{d} (x_i - \mu)^2} \\" "\n" r"\mu &= \frac{1}{d} \sum_{i=1}^{d} x_i",
        },
        code={"x.square().mean(dim=-1, keepdim=True)": "x.var(dim=-1, keepdim=True, correction=0)"},
    ),
)

SCALING = (
    Fault(
        "Kaplan's law as a sum of two powers",
        "formulas/kaplan-scaling-law",
        "example",
        latex={
            r"\left(\left(\frac{N_c}{N}\right)^{\frac{\alpha_N}{\alpha_D}} + \frac{D_c}{D}\right)^{\alpha_D}": (
                r"\left(\frac{N_c}{N}\right)^{\alpha_N} + \left(\frac{D_c}{D}\right)^{\alpha_D}"
            )
        },
    ),
    Fault(
        "Kaplan's law as a sum of two powers, believed",
        "formulas/kaplan-scaling-law",
        "claims",
        latex={
            r"\left(\left(\frac{N_c}{N}\right)^{\frac{\alpha_N}{\alpha_D}} + \frac{D_c}{D}\right)^{\alpha_D}": (
                r"\left(\frac{N_c}{N}\right)^{\alpha_N} + \left(\frac{D_c}{D}\right)^{\alpha_D}"
            )
        },
        code={
            "((n_c / parameters) ** (alpha_n / alpha_d) + d_c / tokens) ** alpha_d": (
                "(n_c / parameters) ** alpha_n + (d_c / tokens) ** alpha_d"
            )
        },
    ),
    Fault(
        "Chinchilla's exponents swapped, believed",
        "formulas/chinchilla-loss",
        "claims",
        latex={r"N^{\alpha}": r"N^{\beta}", r"D^{\beta}": r"D^{\alpha}"},
        code={"parameters**alpha + b / tokens**beta": "parameters**beta + b / tokens**alpha"},
    ),
    Fault(
        "Chinchilla's size grown with the exponent of the data",
        "formulas/chinchilla-scaling",
        "example",
        code={"compute**a, compute**b": "compute**b, compute**a"},
    ),
    Fault(
        "training FLOPs of the forward pass alone: 2ND",
        "formulas/training-flops",
        "chain",
        latex={r"\approx 6 N D": r"\approx 2 N D"},
    ),
    Fault(
        "a backward pass as dear as the forward one, believed",
        "formulas/training-flops",
        "oracle",
        latex={r"\approx 4 N D": r"\approx 2 N D", r"\approx 6 N D": r"\approx 4 N D"},
        code={"4 * parameters * tokens": "2 * parameters * tokens"},
    ),
    Fault(
        "a proof that refutes nothing",
        "formulas/lora",
        "proof",
        yaml={"value: 1000, tolerance: 0.1": "value: 256, tolerance: 0.1"},
    ),
    Fault(
        "LoRA without α / r: a variable no longer used",
        "formulas/lora-scaling",
        "reader",
        latex={r"\frac{\alpha}{r} B A x": "B A x"},
    ),
    Fault(
        "LoRA's α without its r, believed",
        "formulas/lora-scaling",
        "oracle",
        latex={r"\frac{\alpha}{r}": r"\alpha"},
        code={"alpha / r * (b": "alpha * (b"},
    ),
    Fault(
        "rsLoRA's root in LoRA's scaling",
        "formulas/lora-scaling",
        "example",
        latex={r"\frac{\alpha}{r}": r"\frac{\alpha}{\sqrt{r}}"},
    ),
)

RLHF = (
    Fault(
        "DPO with β twice",
        "formulas/dpo",
        "example",
        latex={r"\sigma\left(\beta \log": r"\sigma\left(\beta^2 \log", r"- \beta \log": r"- \beta^2 \log"},
    ),
    Fault(
        "DPO with β twice, believed",
        "formulas/dpo",
        "oracle",
        latex={r"\sigma\left(\beta \log": r"\sigma\left(\beta^2 \log", r"- \beta \log": r"- \beta^2 \log"},
        code={"(chosen - rejected)": "(beta * (chosen - rejected))"},
    ),
    Fault(
        "DPO with the pair swapped",
        "formulas/dpo",
        "example",
        code={"(chosen - rejected)": "(rejected - chosen)"},
    ),
    Fault(
        "DPO with the pair swapped, believed",
        "formulas/dpo",
        "oracle",
        latex={
            r"\sigma\left(\beta \log": r"\sigma\left(-\beta \log",
            r"- \beta \log": r"+ \beta \log",
        },
        code={"(chosen - rejected)": "(rejected - chosen)"},
    ),
    Fault(
        "DPO averaged over a length that nothing declares",
        "formulas/dpo",
        "reader",
        latex={r"- \beta \log": r"- \frac{\beta}{T_l} \log"},
    ),
    Fault(
        "DPO averaged over the lengths, believed",
        "formulas/dpo",
        "oracle",
        latex={
            r"\sigma\left(\beta \log": r"\sigma\left(\frac{\beta}{T_w} \log",
            r"- \beta \log": r"- \frac{\beta}{T_l} \log",
        },
        code={
            "beta: float = 0.1,": "beta: float,\n    length_chosen: int,\n    length_rejected: int,",
            "- reference_chosen.log())": "- reference_chosen.log()) / length_chosen",
            "- reference_rejected.log())": "- reference_rejected.log()) / length_rejected",
        },
        adapter={
            "    beta: float,\n) -> Tensor:": "    beta: float,\n    length_chosen: int,\n    length_rejected: int,\n) -> Tensor:"
        },
        yaml={"  uses: {'\\sigma': formulas/sigmoid}": f"{LENGTHS[1:]}  uses: {{'\\sigma': formulas/sigmoid}}"},
    ),
    Fault(
        "a reward model that prefers the rejected answer",
        "formulas/reward-model-loss",
        "example",
        latex={r"r_\phi(x, y_w) - r_\phi(x, y_l)": r"r_\phi(x, y_l) - r_\phi(x, y_w)"},
    ),
    Fault(
        "PPO without the minimum",
        "formulas/ppo-clip",
        "example",
        latex={
            r"\min\left(\rho_t \hat{A}_t, \operatorname{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) \hat{A}_t\right)": (
                r"\operatorname{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) \hat{A}_t"
            )
        },
    ),
    Fault(
        "PPO without the minimum, believed",
        "formulas/ppo-clip",
        "claims",
        latex={
            r"\min\left(\rho_t \hat{A}_t, \operatorname{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) \hat{A}_t\right)": (
                r"\operatorname{clip}(\rho_t, 1 - \epsilon, 1 + \epsilon) \hat{A}_t"
            )
        },
        code={"torch.minimum(ratio * advantage, clipped * advantage)": "(clipped * advantage)"},
    ),
    Fault(
        "divergence from the reference rewarded, believed",
        "formulas/rlhf-objective",
        "oracle",
        latex={r"- \beta \sum": r"+ \beta \sum"},
        code={"- beta * divergence": "+ beta * divergence"},
    ),
)

RETRIEVAL = (
    Fault(
        "NDCG with linear gains",
        "metrics/dcg",
        "example",
        latex={r"2^{\mathrm{rel}_i} - 1": r"\mathrm{rel}_i"},
    ),
    Fault(
        "NDCG with linear gains, believed",
        "metrics/dcg",
        "oracle",
        latex={r"2^{\mathrm{rel}_i} - 1": r"\mathrm{rel}_i"},
        code={"(2 ** relevance[:k] - 1)": "relevance[:k]"},
    ),
    Fault(
        "NDCG of scores that tie, which the library averages",
        "metrics/ndcg",
        "oracle",
        adapter={"-np.arange(len(gains), dtype=float)[None]": "-(np.arange(len(gains)) // 2.0)[None]"},
    ),
    Fault(
        "NDCG of 0 where nothing is relevant",
        "metrics/ndcg",
        "example",
        code={
            'raise ZeroDivisionError("no document is relevant, no order is better than another")': "return ideal_dcg"
        },
    ),
    Fault(
        "the mean rank, not the mean reciprocal rank",
        "metrics/mrr",
        "example",
        latex={r"\frac{1}{\mathrm{rank}_i}": r"\mathrm{rank}_i"},
    ),
    Fault(
        "precision@k divided by what is relevant",
        "metrics/precision-at-k",
        "example",
        code={"/ k  #": "/ relevant.sum().clamp(min=1)  #"},
    ),
    Fault(
        "recall@k divided by k, believed",
        "metrics/recall-at-k",
        "oracle",
        latex={r"\frac{1}{R} \sum_{i=1}^{k}": r"\frac{1 + 0 R}{k} \sum_{i=1}^{k}"},
        code={"/ total_relevant\n": "/ k\n"},
    ),
)

TEXT = (
    Fault(
        "BLEU's brevity penalty for long candidates too, believed",
        "metrics/bleu",
        "oracle",
        latex={r"\min\left(1, \exp\left(1 - \frac{r}{c}\right)\right)": r"\exp\left(1 - \frac{r}{c}\right)"},
        code={
            "math.exp(min(0.0, 1 - reference_length / candidate_length))": "math.exp(1 - reference_length / candidate_length)"
        },
    ),
    Fault(
        "ROUGE's precision for its recall, believed",
        "metrics/rouge-n",
        "oracle",
        latex={r"{\sum_{j=1}^{J} \sum_{g=1}^{G} R_{j,g}}": r"{J \sum_{g=1}^{G} C_g}"},
        code={"total = reference_counts.sum()": "total = len(reference_counts) * candidate_counts.sum()"},
        yaml={r"'\sum_{j=1}^{J} \sum_{g=1}^{G} R_{j,g} = 0'": r"'\sum_{g=1}^{G} C_g = 0'"},
    ),
    Fault(
        "the shorter of two subsequences, believed",
        "metrics/longest-common-subsequence",
        "oracle",
        latex={r"\max(\ell(i - 1, j)": r"\min(\ell(i - 1, j)"},
        code={"max(previous[j]": "min(previous[j]"},
    ),
    Fault(
        "an n-gram window that stops one too early, believed",
        "metrics/n-gram-count",
        "oracle",
        latex={"T - n + 1}": "T - n}"},
        code={"len(tokens) - n + 1": "len(tokens) - n"},
    ),
    Fault(
        "pass@k estimated with replacement, believed",
        "metrics/pass-at-k",
        "oracle",
        latex={r"\frac{\binom{n - c_i}{k}}{\binom{n}{k}}": r"\left(1 - \frac{c_i}{n}\right)^k"},
        code={"return (1 - no_success)": "return (1 - (1 - correct / samples) ** k)"},
    ),
)

EFFICIENCY = (
    Fault(
        "TPOT divided by n",
        "metrics/inter-token-latency",
        "chain",
        latex={r"\frac{1}{n - 1}": r"\frac{1}{n}"},
    ),
    Fault(
        "the first token counted twice, believed",
        "metrics/total-latency",
        "claims",
        latex={r"(n - 1) \tau": r"n \tau"},
        code={"(tokens - 1) * tpot": "tokens * tpot"},
    ),
    Fault(
        "seconds per token called a throughput, believed",
        "metrics/throughput",
        "units",
        latex={r"\frac{n}{\Delta t}": r"\frac{\Delta t}{n}"},
        code={"tokens / duration": "duration / tokens"},
    ),
    Fault(
        "a conversion factor in a quantity equation, believed",
        "metrics/cost-per-million-tokens",
        "claims",
        latex={r"\frac{P}{R}": r"\frac{10^6 P}{3600 R}"},
        code={"price / throughput": "1e6 * price / (3600 * throughput)"},
    ),
    Fault(
        "a rate that is paid per second",
        "metrics/cost-per-million-tokens",
        "claims",
        yaml={"values: {P: 2 USD/hour, R: 2500": "values: {P: 2 USD/second, R: 2500"},
    ),
    Fault(
        "a price without its hour",
        "metrics/cost-per-million-tokens",
        "units",
        yaml={"domain: '(0.1, 50)', unit: USD/hour": "domain: '(0.1, 50)', unit: USD"},
    ),
    Fault(
        "hours for seconds",
        "metrics/time-to-first-token",
        "claims",
        yaml={"expected: 0.45 second": "expected: 0.45 hour"},
    ),
    Fault(
        "7 B parameters in FP16 said to take 28 GB",
        "metrics/inference-memory",
        "claims",
        yaml={"expected: 14 Gbyte": "expected: 28 Gbyte"},
    ),
    Fault(
        "gigabytes for gibibytes",
        "metrics/inference-memory",
        "claims",
        yaml={"expected: 13.04 Gibyte": "expected: 13.04 Gbyte"},
    ),
    Fault(
        "a model with a wrong KV cache",
        "models/llama-3-8b",
        "derived",
        yaml={"expected: 131072 byte": "expected: 524288 byte"},
    ),
    Fault(
        "a model with a wrong number of layers",
        "models/llama-3-8b",
        "derived",
        yaml={"    layers: 32\n": "    layers: 33\n"},
    ),
)

EXAMPLES = (
    Fault(
        "an example that changes its input",
        "metrics/win-rate",
        "example",
        code={"preferred.mean()": "preferred.sub_(1).mean() + 1"},
    ),
    Fault(
        "an example that always returns float32",
        "formulas/clip",
        "example",
        code={"high, raised)": "high, raised).float()"},
    ),
    Fault(
        "an example that works in float64 alone",
        "formulas/reward-model-loss",
        "dtypes",
        code={"F.logsigmoid(chosen - rejected)": "F.logsigmoid((chosen - rejected).double())"},
    ),
    Fault(
        "an example of another shape",
        "formulas/softmax",
        "example",
        code={"weights.sum(dim=-1, keepdim=True)\n": "weights.sum(dim=-1, keepdim=True).unsqueeze(0)\n"},
    ),
    Fault(
        "an example that raises",
        "metrics/win-rate",
        "example",
        code={"preferred.mean()": "preferred.mean(dim=3)"},
    ),
    Fault(
        "an example that never ends",
        "metrics/judge-score",
        "clock",
        code={"return marks.mean()": "while True:\n        marks = marks + 0"},
        seconds=1,
    ),
    Fault(
        "an example that gives two values for one",
        "metrics/win-rate",
        "example",
        code={"return preferred.mean()": "return preferred.mean(), preferred.mean()"},
    ),
    Fault(
        "an example whose parameter is another's",
        "metrics/truthful-rate",
        "example",
        code={
            "def truthful_rate(truthful: Tensor)": "def truthful_rate(answers: Tensor)",
            "truthful.sum() / len(truthful)": "answers.sum() / len(answers)",
        },
    ),
    Fault(
        "a symbol that nothing declares",
        "metrics/throughput",
        "reader",
        latex={r"\frac{n}{\Delta t}": r"\frac{n}{\Delta \tau}"},
    ),
    Fault(
        "an argument of cosine without parentheses",
        "formulas/cosine-decay",
        "reader",
        latex={r"\cos\left(\frac{\pi t}{T}\right)": r"\cos \pi t / T"},
    ),
    Fault(
        "a region that no point reaches",
        "formulas/linear-warmup",
        "points",
        yaml={"where: t > T_w": "where: t > 100 T_w"},
    ),
    Fault(
        "a mutant excused that every point tells apart",
        "formulas/sigmoid",
        "mutants",
        yaml={"  oracle: {": "  equivalents: [{mutant: '1 → 2 in 1', why: {fr: non, en: no}}]\n  oracle: {"},
    ),
    Fault(
        "a variant whose difference was never computed",
        "formulas/lora-scaling",
        "variants",
        yaml={"there: [1.41421]": "there: [1.73205]"},
    ),
    Fault(
        "a variant that is the formula itself",
        "formulas/entropy",
        "variants",
        yaml={r"\log_{10}(P(x))": r"\log(P(x))"},
    ),
    Fault(
        "an exemption where everything passes",
        "metrics/win-rate",
        "exemption",
        yaml={"  direction: higher": "  unchecked: {fr: trop difficile, en: too hard}\n  direction: higher"},
    ),
)

FAULTS = (
    *ATTENTION,
    *POSITIONS,
    *BUILDING_BLOCKS,
    *LOSSES,
    *OPTIMIZERS,
    *NORMALIZATION,
    *SCALING,
    *RLHF,
    *RETRIEVAL,
    *TEXT,
    *EFFICIENCY,
    *EXAMPLES,
)
