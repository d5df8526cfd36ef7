"""Localization: position of the heatmap relative to the lesion."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.overlay.heatmap import class_activation_map

_ON_LESION = 0.5  # share of lesion from which a cell counts as lesion


@dataclass(frozen=True, slots=True)
class Localization:
    """Overlap of one heatmap with one lesion.

    Attributes
    ----------
    is_hit
        Whether the maximum lies on the lesion (the pointing game of Zhang et al. 2016,
        arXiv:1608.00507, without a margin).
    share_on_lesion
        Share of the area above half of the maximum that lies on the lesion; 0 without evidence.
    """

    is_hit: bool
    share_on_lesion: float


def localize(class_map: NDArray[np.float32], mask: NDArray[np.uint8]) -> Localization:
    """Compare a class map with the mask of the lesion.

    Parameters
    ----------
    class_map
        (h, w) before ReLU, of the true class.
    mask
        (m, m) uint8 over the same square, share of the lesion in each cell, 0 to 255.
    """
    side = mask.shape[0]
    evidence = cv2.resize(
        class_activation_map(class_map), (side, side), interpolation=cv2.INTER_CUBIC
    )
    lesion = mask > _ON_LESION * 255
    if evidence.max() <= 0:
        return Localization(is_hit=False, share_on_lesion=0.0)
    marked = evidence > evidence.max() / 2
    strongest = np.unravel_index(int(evidence.argmax()), evidence.shape)
    return Localization(
        is_hit=bool(lesion[strongest]), share_on_lesion=float(lesion[marked].mean())
    )
