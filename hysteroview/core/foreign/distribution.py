"""The check that numbers are probabilities, before anything is compared with them.

A comparison with NaN is false, so whichever side a result falls on without this check is chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

COMPUTED = 1e-6  # permitted difference of the sum from 1, of probabilities that were just computed
READ = 0.01  # the same, of probabilities read from a file, which earlier versions rounded


def is_distribution(
    values: Sequence[float] | NDArray[np.float64], tolerance: float = COMPUTED
) -> bool:
    """Whether values (C,) are finite, not negative, and sum to 1."""
    try:
        numbers = np.asarray(values, np.float64)
    except OverflowError:  # a whole number that no floating-point number is near to
        return False
    if numbers.ndim != 1 or not numbers.size:
        return False
    shares: list[float] = numbers.tolist()  # for so few, numpy takes five times as long
    # written so that infinity fails, and NaN, for which the sum is NaN too
    return min(shares) >= 0 and abs(sum(shares) - 1) <= tolerance
