"""Does the heatmap lie on the lesion?"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.overlay.heatmap import class_activation_map

_ON_LESION = 0.5  # share of a place that must be lesion to count as lesion


@dataclass(frozen=True, slots=True)
class Localization:
    """How one heatmap lies over one lesion.

    Attributes
    ----------
    is_hit
        Whether the strongest place lies on the lesion (the pointing game of Zhang et al. 2016,
        arXiv:1608.00507, without a margin).
    share_on_lesion
        Of the area above half of the maximum; 0 if there is no evidence at all.
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
        (m, m) uint8 over the same square, the lesion's share of each place, 0 to 255.
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
