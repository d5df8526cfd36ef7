"""Smooth random fields and patterns, the same on every machine for the same generator."""

from __future__ import annotations

import cv2
import numpy as np

from hysteroview.imaging.phantom.raster import Field, field


def tile_noise(rng: np.random.Generator, size_px: int, cells: int) -> Field:
    """Return one octave that repeats seamlessly: (size, size), standard deviation 0.5.

    White noise filtered by a difference of two Gaussians: unlike interpolated random grids it has
    no lattice that becomes visible at close range.

    Parameters
    ----------
    cells
        Number of bumps across the tile.
    """
    grain = min(size_px, 8 * cells)  # coarse octaves need no more than this
    sigma = 0.36 * grain / cells
    margin = int(6 * sigma) + 1
    white = np.pad(rng.standard_normal((grain, grain), np.float32), margin, mode="wrap")
    band = field(cv2.GaussianBlur(white, (0, 0), sigma))
    band = band - field(cv2.GaussianBlur(white, (0, 0), 2 * sigma))
    spare = margin - 2
    band = band[spare:-spare, spare:-spare]
    if grain < size_px:
        scale = size_px // grain
        band = field(cv2.resize(band, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
        spare = 2 * scale
    else:
        spare = 2
    tile = band[spare:-spare, spare:-spare]
    return np.asarray(tile * np.float32(0.5 / tile.std()), np.float32)


def smoothstep(low: float, high: float, value: Field) -> Field:
    """Rise smoothly from 0 at `low` to 1 at `high`."""
    ramp = np.clip((value - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(ramp * ramp * (3 - 2 * ramp), np.float32)
