"""Color maps of the heatmap: perceptually uniform, and suitable for all types of color vision."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.settings.choices import ColorMap

# OpenCV's table and the part of it that is used: the dark beginning would look like shadow, and the
# pale end of Inferno like a reflection.
_TABLES = {
    ColorMap.INFERNO: (cv2.COLORMAP_INFERNO, 90, 250),
    ColorMap.VIRIDIS: (cv2.COLORMAP_VIRIDIS, 70, 255),
    ColorMap.CIVIDIS: (cv2.COLORMAP_CIVIDIS, 40, 255),
}


@cache
def colors_of(color_map: ColorMap) -> NDArray[np.uint8]:
    """Return the colors from the weakest evidence to the strongest.

    Returns
    -------
    (256, 3) uint8, BGR, read-only.

    References
    ----------
    Inferno and Viridis: S. van der Walt and N. Smith, matplotlib 1.5. Cividis: Nuñez et al. 2018,
    doi:10.1371/journal.pone.0199239.
    """
    table, first, last = _TABLES[color_map]
    ramp = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], table)
    colors = np.ascontiguousarray(ramp[np.linspace(first, last, 256).astype(np.intp), 0])
    colors.flags.writeable = False
    return np.asarray(colors, np.uint8)
