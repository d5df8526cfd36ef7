"""From logits to probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float64]:
    """Turn logits (C,) into probabilities that sum to 1, in double precision."""
    shifted = logits.astype(np.float64) - logits.max()
    exponentials: NDArray[np.float64] = np.exp(shifted)
    return exponentials / float(exponentials.sum())
