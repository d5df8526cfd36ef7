"""What is seen in one frame within its field of view, whatever was seen in the frames before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, FieldOfView, Frame, Picture
from hysteroview.imaging.pixels.crop_planes import Planes, Splitter
from hysteroview.imaging.pixels.cut import Cut, reduce
from hysteroview.imaging.pixels.preprocess import model_box
from hysteroview.imaging.pixels.sampling import halved
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.imaging.quality.gate import Measures, measure
from hysteroview.imaging.quality.instrument import instrument_share


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A frame as the network sees it, and what was measured in that.

    Attributes
    ----------
    view, box
        Field of view and the square around it.
    crop
        (s, s, 3) uint8, RGB.
    planes
        Of the crop; None if there is almost nothing in the view, or if `covered` is known.
    measures
        None if there is almost nothing in the view.
    covered
        Share of the view that an instrument covers; None if it was not measured.
    """

    view: FieldOfView
    box: Box
    crop: NDArray[np.uint8]
    planes: Planes | None
    measures: Measures | None
    covered: float | None = None

    @property
    def share_of_instrument(self) -> float:
        """Share of the view that an instrument covers."""
        return instrument_share(self.planes) if self.covered is None else self.covered


class SeenPicture:
    """A picture in which somebody has looked already, and of which only that was kept.

    Parameters
    ----------
    size
        Width and height in px.
    whole
        Its whole thumbnail.
    seen
        What was seen in the view that was expected; None if nobody looked.
    note
        Called with the view in which the picture is looked at.
    again
        Decodes the picture once more, for all that was not kept.
    """

    def __init__(
        self,
        size: tuple[int, int],
        whole: NDArray[np.uint8],
        seen: Seen | None,
        note: Callable[[FieldOfView], None],
        again: Callable[[], NDArray[np.uint8] | Picture],
    ) -> None:
        self._size, self._whole, self._seen = size, whole, seen
        self._note, self._decode_again = note, again

    @property
    def width_px(self) -> int:
        return self._size[0]

    @property
    def height_px(self) -> int:
        return self._size[1]

    @cached_property
    def _again(self) -> NDArray[np.uint8] | Picture:
        return self._decode_again()

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """See `Picture.pixels`."""
        return self._again if isinstance(self._again, np.ndarray) else self._again.pixels

    def reduce(self, region: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """See `Picture.reduce`."""
        return reduce(self._again, region, width_px, height_px)

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        """See `Picture.sample`; only its thumbnails."""
        assert (height_px, width_px) == self._whole.shape[:2], "other samples are not kept"
        return self._whole if divisor == 1 else halved(self._whole)

    def seen_in(self, view: FieldOfView) -> Seen | None:
        """Return what was seen within a field of view; None if the picture must be looked at."""
        self._note(view)
        return self._seen if self._seen is not None and self._seen.view == view else None


class _Aim(NamedTuple):
    """Where a source's frames are looked at, prepared for all of them.

    Attributes
    ----------
    of
        Width and height of the frames, and width divided by height of their pixels.
    mask
        (s, s) uint8, of the view in the crop.
    """

    view: FieldOfView
    of: tuple[int, int, Fraction]
    box: Box
    cut: Cut
    mask: NDArray[np.uint8]


class Looker:
    """Looks at frames; masks are kept as long as the field of view stays the same.

    Parameters
    ----------
    size_px
        Height and width of the network's input.
    """

    def __init__(self, size_px: int) -> None:
        self._size_px = size_px
        self._splitter = Splitter()
        self._aim: _Aim | None = None

    def look(self, frame: Frame, view: FieldOfView) -> Seen:
        """Cut the field of view out of a frame and measure it."""
        if isinstance(frame.image, SeenPicture):
            seen = frame.image.seen_in(view)
            if seen is not None:
                return seen
        aim = self._aim_at(frame, view)
        picture = aim.cut.out_of(frame.image)
        planes = self._splitter.split(picture, aim.mask)
        return Seen(view, aim.box, picture, planes, None if planes is None else measure(planes))

    def look_closely(self, frame: Frame, view: FieldOfView) -> Seen:
        """Measure everything at once, so that nothing but the crop is kept of the picture."""
        seen = self.look(frame, view)
        return replace(seen, planes=None, covered=seen.share_of_instrument)

    def _aim_at(self, frame: Frame, view: FieldOfView) -> _Aim:
        aim, of = self._aim, (frame.width_px, frame.height_px, frame.pixel_aspect)
        if aim is None or aim.view is not view or aim.of != of:
            box = model_box(view, frame.pixel_aspect)
            cut = Cut.of((frame.width_px, frame.height_px), box, self._size_px, view)
            aim = _Aim(view, of, box, cut, view_mask(view, box, self._size_px))
            self._aim = aim
        return aim
