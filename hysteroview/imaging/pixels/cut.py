"""How a field of view is cut out of the pictures of a source; the same for thousands of frames."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, Picture
from hysteroview.imaging.pixels.planar import Planes, Target, resize
from hysteroview.imaging.pixels.view_mask import is_plain, view_mask


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A box that is cut out of pictures of one size and resized to a square.

    Attributes
    ----------
    side_px
        Height and width of the result.
    target
        What is resized, and where in the result it is written; None if the box lies beyond the
        picture, and the result is black.
    """

    side_px: int
    target: Target | None

    @classmethod
    def of(
        cls, size: tuple[int, int], box: Box, side_px: int, view: FieldOfView | None = None
    ) -> Cut:
        """Prepare what is the same for all pictures of one size.

        Parameters
        ----------
        size
            Width and height of the pictures in px.
        box
            Box from `model_box`; the crop is black where it extends beyond the picture.
        view
            If given, everything outside it (console text, panels) is black.
        """
        keep = view.bounds if view is not None else Box(0, 0, *size)
        x0, y0 = max(box.x, keep.x, 0), max(box.y, keep.y, 0)
        x1 = min(box.x + box.width, keep.x + keep.width, size[0])
        y1 = min(box.y + box.height, keep.y + keep.height, size[1])
        if x1 <= x0 or y1 <= y0:
            return cls(side_px, None)
        # resize only what is inside the picture: no full-size copy with borders
        sx, sy = side_px / box.width, side_px / box.height
        left, top = round((x0 - box.x) * sx), round((y0 - box.y) * sy)
        right = max(left + 1, round((x1 - box.x) * sx))
        bottom = max(top + 1, round((y1 - box.y) * sy))
        mask = None if view is None or is_plain(view) else view_mask(view, box, side_px)
        part = Box(left, top, right - left, bottom - top)
        return cls(side_px, Target(Box(x0, y0, x1 - x0, y1 - y0), part, side_px, mask))

    def out_of(self, image: NDArray[np.uint8] | Picture) -> NDArray[np.uint8]:
        """Cut the box out of a picture of this size; (s, s, 3) uint8, RGB."""
        side, target = self.side_px, self.target
        if target is None:
            return np.zeros((side, side, 3), np.uint8)
        planes = getattr(image, "planes", None)  # a protocol would be asked for all its members
        if isinstance(planes, Planes):
            whole = planes.crop(target)
            if whole is not None:
                return whole
        part = target.part
        small = reduce(image, target.region, part.width, part.height)
        small = small[: side - part.y, : side - part.x]
        turn = cv2.COLOR_BGR2RGB if small.shape[2] == 3 else cv2.COLOR_BGRA2RGB
        result = cv2.cvtColor(small, turn)
        height, width = result.shape[:2]
        if (height, width) != (side, side):
            below, beside = side - part.y - height, side - part.x - width
            edges = (part.y, below, part.x, beside)
            result = cv2.copyMakeBorder(result, *edges, cv2.BORDER_CONSTANT)
        if target.mask is not None:  # the numpy equivalent takes ten times as long
            result = cv2.copyTo(result, target.mask)
        return np.asarray(result, np.uint8)


def reduce(
    image: NDArray[np.uint8] | Picture, region: Box, width_px: int, height_px: int
) -> NDArray[np.uint8]:
    """Resize a region of a picture; (height_px, width_px, 3 or 4) uint8, BGR or BGRA."""
    if not isinstance(image, np.ndarray):
        return image.reduce(region, width_px, height_px)
    rows = slice(region.y, region.y + region.height)
    return resize(image[rows, region.x : region.x + region.width], width_px, height_px)
