"""The occlusion test: how the probability of a class changes if a place is hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.pipeline.explain.messages import HIDDEN_SHARE

PLACES: Final = 10  # along one side
_BATCH = 16


def occlusion_map(
    crop: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    probability_of: Callable[[NDArray[np.uint8]], NDArray[np.float64]],
    report: Callable[[int, int], None],
    hidden_share: float = HIDDEN_SHARE,
) -> NDArray[np.float32]:
    """Hide one square after the other.

    The square has the mean color of the field of view, which draws less attention than black;
    nothing outside the field of view is changed.

    Parameters
    ----------
    crop, mask
        See `ExplainRequest`.
    probability_of
        Probability of the class, in [0, 1], of pictures (N, s, s, 3).
    report
        Called with the number of places done and of all.
    hidden_share
        Side of the square, as a share of the side of the picture.

    Returns
    -------
    (PLACES, PLACES) float32: change in percentage points; NaN where the center of the square is
    outside the field of view.

    References
    ----------
    Zeiler and Fergus 2014, arXiv:1311.2901, section 4.2.
    """
    side, inside = crop.shape[0], mask > 0
    values = np.full((PLACES, PLACES), np.nan, np.float32)
    if not inside.any():
        return values
    fill = np.rint(crop[inside].mean(axis=0)).astype(np.uint8)
    half = hidden_share * side / 2
    centers = (np.arange(PLACES) + 0.5) * side / PLACES
    places = [
        (row, column)
        for row in range(PLACES)
        for column in range(PLACES)
        if inside[int(centers[row]), int(centers[column])]
    ]
    before = float(probability_of(crop[None])[0])
    for start in range(0, len(places), _BATCH):
        part = places[start : start + _BATCH]
        hidden = np.repeat(crop[None], len(part), axis=0)
        for picture, (row, column) in zip(hidden, part, strict=True):
            y, x = (_span(centers[at], half, side) for at in (row, column))
            square = picture[y, x]
            square[inside[y, x]] = fill
        for (row, column), after in zip(part, probability_of(hidden), strict=True):
            values[row, column] = 100 * (after - before)
        report(min(start + _BATCH, len(places)), len(places))
    return values


def _span(center: float, half: float, side: int) -> slice:
    return slice(max(round(center - half), 0), min(round(center + half), side))
