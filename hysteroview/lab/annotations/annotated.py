"""What an annotation tool says of one picture, whichever tool it was."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded

MOST_POINTS = 200_000  # of one outline
LARGEST_PX = 16_384  # side of a picture, as in `capture.decode.picture`
_FARTHEST = 2 * LARGEST_PX  # outlines may leave the picture, but no farther
_CURVE_POINTS = 180  # of a circle or an ellipse: at a radius of 1000 px less than 1 px is cut off

Outline = NDArray[np.float64]
T = TypeVar("T")


class AnnotationError(HysteroViewError):
    """A file of annotations cannot be read."""


def parsed(
    file: Path, parse: Callable[[bytes], T], *, tool: str, remedy: str, most_bytes: int = 1 << 30
) -> T:
    """Read a whole file of an annotation tool.

    Parameters
    ----------
    parse
        Reads the content; raises ValueError for what is not valid.

    Raises
    ------
    AnnotationError
        It cannot be read; it names the file.
    """
    try:
        return parse(read_bounded(file, most_bytes))
    except (OSError, UnfitFileError, ValueError) as error:
        raise AnnotationError(
            f"{file.name} cannot be read as {tool}'s: {error}.", remedy=remedy
        ) from error


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """A part of a mask.

    Attributes
    ----------
    pixels
        (h, w) bool.
    """

    left: int
    top: int
    pixels: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """One marked region of a picture.

    Attributes
    ----------
    label
        As written.
    outlines
        Closed outlines, each (n, 2) x and y in px; the corner of the picture is (0, 0), the middle
        of its first pixel (0.5, 0.5).
    bitmap
        In place of outlines. With neither, such as for a point, the region has no area.
    """

    label: str
    outlines: tuple[Outline, ...] = ()
    bitmap: Bitmap | None = None

    @property
    def has_area(self) -> bool:
        return bool(self.outlines) or self.bitmap is not None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Annotated:
    """One picture, or one frame of a video, with its regions.

    Attributes
    ----------
    file
        Path as written, perhaps on Windows.
    width_px, height_px
        Size that the coordinates belong to; 0 if not given.
    tags
        Labels of the picture as a whole.
    frame
        Number of the frame in the video; None for a picture.
    is_complete
        Whether all regions that are visible in it have their place.
    """

    file: str
    width_px: int = 0
    height_px: int = 0
    regions: tuple[Region, ...] = ()
    tags: tuple[str, ...] = ()
    frame: int | None = None
    is_complete: bool = True

    @property
    def labels(self) -> frozenset[str]:
        """Labels of the regions and of the picture, as written."""
        return frozenset(each.label for each in self.regions) | frozenset(self.tags)


def outline(points: Sequence[Sequence[float]]) -> Outline:
    """Return a closed outline; ValueError if a coordinate is missing or far outside."""
    if not 3 <= len(points) <= MOST_POINTS:
        raise ValueError(f"an outline has 3 to {MOST_POINTS} points, not {len(points)}")
    try:
        made = np.array(points, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("a point of an outline is not a pair of numbers") from error
    if made.ndim != 2 or made.shape[1] != 2 or not np.isfinite(made).all():
        raise ValueError("a point of an outline is not a pair of numbers")
    if np.abs(made).max() > _FARTHEST:
        raise ValueError("a point of an outline lies far outside of the picture")
    return made


def rectangle(
    left: float, top: float, right: float, bottom: float, degrees: float = 0.0
) -> Outline:
    """Return a rectangle of two corners in any order, turned clockwise about its middle."""
    corners = outline([(left, top), (right, top), (right, bottom), (left, bottom)])
    return turned(corners, corners.mean(axis=0), degrees) if degrees else corners


def ellipse(x: float, y: float, rx: float, ry: float, degrees: float = 0.0) -> Outline:
    """Return an ellipse about a middle, turned clockwise, as a polygon.

    Raises
    ------
    ValueError
        A radius is not positive, or it lies far outside.
    """
    if not (rx > 0 and ry > 0):
        raise ValueError("the radius of a circle or an ellipse must be positive")
    angles = np.arange(_CURVE_POINTS) * (2 * math.pi / _CURVE_POINTS)
    points = np.stack([x + rx * np.cos(angles), y + ry * np.sin(angles)], axis=1)
    return turned(outline(points.tolist()), np.array([x, y]), degrees)


def turned(points: Outline, middle: NDArray[np.float64], degrees: float) -> Outline:
    """Return points turned clockwise in the picture, whose y axis points down."""
    if not math.isfinite(degrees):
        raise ValueError("a rotation is not a number")
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    away = points - middle
    return np.stack(
        [
            middle[0] + away[:, 0] * cos - away[:, 1] * sin,
            middle[1] + away[:, 0] * sin + away[:, 1] * cos,
        ],
        axis=1,
    )


def size_px(value: object) -> int:
    """Return a side of a picture; ValueError if it is none, 0 if it is missing."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("the size of a picture is not a number")
    if not 0 <= value <= LARGEST_PX:
        raise ValueError(f"the size of a picture must be at most {LARGEST_PX} px")
    return int(value)
