"""The picture of a frame that nobody will look at any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from hysteroview.core.types import Box


@dataclass(frozen=True, slots=True)
class FreedPicture:
    """A picture of which only the size is left, see `Picture`; to ask for more is a defect.

    Attributes
    ----------
    size
        Width and height in px.
    """

    size: tuple[int, int]

    @property
    def width_px(self) -> int:
        return self.size[0]

    @property
    def height_px(self) -> int:
        return self.size[1]

    @property
    def pixels(self) -> NoReturn:
        """See `Picture.pixels`."""
        raise AssertionError("the picture was freed")

    def reduce(self, region: Box, width_px: int, height_px: int) -> NoReturn:
        """See `Picture.reduce`."""
        raise AssertionError("the picture was freed", region, width_px, height_px)

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NoReturn:
        """See `Picture.sample`."""
        raise AssertionError("the picture was freed", width_px, height_px, divisor)
