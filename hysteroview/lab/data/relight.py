"""Changes of brightness, tint and gamma, in the ranges of the training augmentation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# the ranges of `augment`
_GAIN, _TINT, _GAMMA = (0.75, 1.25), (0.88, 1.12), (0.85, 1.2)


def relight(crops: NDArray[np.uint8], seed: int) -> NDArray[np.uint8]:
    """Return each picture with a random gain, tint and gamma.

    Texture statistics are narrow: without these a scope with a weaker lamp would be an outlier.

    Parameters
    ----------
    crops
        (N, s, s, 3) uint8, RGB.

    Returns
    -------
    The same shape and type.
    """
    rng = np.random.default_rng(seed)
    changed = np.empty_like(crops)
    levels = np.arange(256) / 255
    for crop, target in zip(crops, changed, strict=True):
        gamma, gain = rng.uniform(*_GAMMA), rng.uniform(*_GAIN)
        for channel in range(3):
            curve = np.clip(levels * gain * rng.uniform(*_TINT), 0, 1) ** gamma
            target[..., channel] = np.round(curve * 255).astype(np.uint8)[crop[..., channel]]
    return changed
