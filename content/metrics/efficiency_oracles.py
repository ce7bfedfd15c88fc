"""What a library that nobody here wrote returns for the metrics of B.4: NumPy, for the one that is more than a rule."""

import numpy as np


def inter_token_latency(times: np.ndarray) -> tuple[np.ndarray, float]:
    """NumPy's differences and their mean."""
    gaps = np.diff(times)
    return gaps, float(np.mean(gaps))
