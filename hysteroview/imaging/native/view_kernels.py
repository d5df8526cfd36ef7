"""The compiled steps of the search for the field of view, as functions on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box

_MOST_REGIONS = 200  # more than fit into a mask, each with its least share

Plane = NDArray[np.uint8]


class Region(NamedTuple):
    """A connected region of a mask: its box, and the number of its pixels."""

    left: int
    top: int
    width: int
    height: int
    pixels: int


class EllipseFit(NamedTuple):
    """An ellipse along the axes.

    Attributes
    ----------
    is_round
        Whether it fits; if not, the rest is undefined.
    reach
        Left, top, right and bottom.
    """

    is_round: bool
    reach: tuple[float, float, float, float]


class ViewKernels:
    """The compiled steps; may be used by several threads.

    Parameters
    ----------
    module
        The extension module that cffi has built.
    """

    def __init__(self, module: Any) -> None:
        self._ffi, self._lib = module.ffi, module.lib

    def surfaces(self, small: Plane) -> tuple[Plane, Plane, Plane, Plane] | None:
        """Return maximum and minimum of the channels, and where it is vivid or evenly gray.

        Parameters
        ----------
        small
            (h, w, 3), BGR, contiguous.

        Returns
        -------
        (h, w) each, the last two of 0 and 1; None if the size is not supported.
        """
        height, width = small.shape[:2]
        highest, lowest, vivid, even = np.empty((4, height, width), np.uint8)
        planes = (self._buffer(each) for each in (highest, lowest, vivid, even))
        done = self._lib.hv_surfaces(self._buffer(small), width, height, *planes)
        return None if done < 0 else (highest, lowest, vivid, even)

    def rectangles(self, area: Plane, side: int, least: float) -> list[Region] | None:
        """Return the regions of a mask, closed by 9 x 9 px and opened by squares of `side` px.

        Parameters
        ----------
        area
            (h, w) of 0 and 1, contiguous.
        least
            Pixels; if the mask or its regions have less, there are none.

        Returns
        -------
        None if the size is not supported.
        """
        found = self._ffi.new("hv_region[]", _MOST_REGIONS)
        size = area.shape[1], area.shape[0]
        count = self._lib.hv_rectangles(
            self._buffer(area), *size, side, least, found, _MOST_REGIONS
        )
        if count < 0:
            return None
        return [Region(r.left, r.top, r.width, r.height, r.pixels) for r in found[0:count]]

    def ellipse(
        self,
        outline: NDArray[np.int32],
        size: tuple[int, int],
        sides: tuple[tuple[int, int, int, int], tuple[bool, bool, bool, bool]],
        panels: Sequence[Box],
    ) -> EllipseFit | None:
        """Fit an ellipse to the free points of an outline.

        Parameters
        ----------
        outline
            (n, 2), x and y, contiguous.
        size
            Width and height of the thumbnail.
        sides
            Left, top, right and bottom of the region, exclusive at the end, and which are straight.

        Returns
        -------
        None if there are too many points.
        """
        fitted = self._ffi.new("double[4]")
        bounds = self._ffi.new("hv_sides *", (*sides[0], list(sides[1])))
        boxes = [side for box in panels for side in (box.x, box.y, box.width, box.height)]
        points = self._ffi.from_buffer("int32_t[]", outline)
        known = self._ffi.new("int32_t[]", boxes or 1)
        is_round = self._lib.hv_ellipse(
            points, len(outline), *size, bounds, known, len(panels), fitted
        )
        return None if is_round < 0 else EllipseFit(bool(is_round), tuple(fitted))

    def _buffer(self, array: Plane) -> Any:
        return self._ffi.from_buffer("uint8_t[]", array)
