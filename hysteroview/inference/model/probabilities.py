"""Conversion of logits to probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def softmax(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the softmax of logits (..., C), in double precision."""
    shifted = logits.astype(np.float64) - logits.max(axis=-1, keepdims=True)
    exponentials: NDArray[np.float64] = np.exp(shifted)
    total: NDArray[np.float64] = exponentials.sum(axis=-1, keepdims=True)
    return exponentials / total
