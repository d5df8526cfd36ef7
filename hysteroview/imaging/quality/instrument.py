"""Share of the view covered by an instrument, estimated from its color and shape."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.pixels.crop_planes import LEAST_METAL, Planes

_GRAY = 0.12  # share of the brightness; the channels of metal and plastic differ by less
_NEIGHBORS = np.ones((3, 3), np.uint8)
_LONG_OR_SOLID = (
    0.5  # share of its rotated bounding box: a shaft fills it, a patch of glare does not
)


def instrument_share(planes: Planes | None) -> float:
    """Estimate the share of the view that an instrument covers.

    Gray regions that are not glare, fill a straight-edged box and extend inward from the rim are
    taken for an instrument. Colored sheaths are not detected.

    Parameters
    ----------
    planes
        Planes of the picture as the network sees it; None if there is no picture.

    Returns
    -------
    0 to 1.
    """
    if planes is None:
        return 0.0
    covered = 0
    for part in _regions(planes):
        points = cv2.findNonZero(part)
        _, (width, height), _ = cv2.minAreaRect(points)
        if len(points) > _LONG_OR_SOLID * (width + 1) * (height + 1):
            covered += len(points)
    return covered / planes.count


def _regions(planes: Planes) -> Iterator[NDArray[np.uint8]]:
    """Yield the gray regions of some size at the rim, each as a mask (112, 112)."""
    if planes.measured is not None:
        numbers = planes.measured.instruments
        for number in range(1, planes.measured.counts.instruments + 1):
            yield np.asarray(numbers == number, np.uint8)
        return
    metal = _metal(planes)
    if metal is None:
        return
    count, labels, stats, _ = cv2.connectedComponentsWithStats(metal)
    for label in range(1, count):
        if int(stats[label, cv2.CC_STAT_AREA]) < LEAST_METAL * planes.count:
            continue
        part = np.asarray(labels == label, np.uint8)
        if cv2.countNonZero(cv2.bitwise_and(part, cv2.bitwise_not(planes.deep))) > 0:
            yield part


def _metal(planes: Planes) -> NDArray[np.uint8] | None:
    """Return where the picture is gray and neither black nor white: (112, 112) uint8.

    None if hardly any of it is, as in most pictures.
    """
    colored = cv2.subtract(planes.highest, planes.lowest)
    gray = cv2.compare(colored, cv2.convertScaleAbs(planes.highest, alpha=_GRAY), cv2.CMP_LT)
    lit = cv2.bitwise_and(planes.inside, cv2.inRange(planes.highest, 25, 235))
    metal = np.asarray(cv2.bitwise_and(gray, lit), np.uint8)
    if 2 * cv2.countNonZero(metal) < LEAST_METAL * planes.count:
        return None
    closed = cv2.morphologyEx(metal, cv2.MORPH_CLOSE, _NEIGHBORS)
    opened = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, _NEIGHBORS), np.uint8)
    return opened if cv2.countNonZero(opened) >= LEAST_METAL * planes.count else None
