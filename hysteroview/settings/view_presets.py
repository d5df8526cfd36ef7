"""Fields of view that the operator has set for scopes or sources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hysteroview.core.locations import named
from hysteroview.core.types import Box, FieldOfView

_CORNER = 0.2929  # share of the smaller side: corners cut off by a regular octagon


class ViewShape(StrEnum):
    """Shape of a scope's picture on the console's output."""

    AUTO = "auto"
    FULL = "full"
    ROUND = "round"
    OCTAGON = "octagon"
    RECTANGLE = "rectangle"


@dataclass(frozen=True, slots=True)
class ViewPreset:
    """Field of view in fractions of the frame, independent of the resolution.

    Attributes
    ----------
    shape
        AUTO detects the picture, FULL uses the whole frame; neither has a box.
    box
        x, y, width and height in fractions of the frame's width and height. A round picture that is
        cut off has a box that extends beyond 0 and 1.
    """

    shape: ViewShape
    box: tuple[float, float, float, float] | None = None

    def __post_init__(self) -> None:
        if (self.box is None) != (self.shape in {ViewShape.AUTO, ViewShape.FULL}):
            raise ValueError(
                f"a view “{self.shape}” cannot have a box" if self.box else "the box is missing"
            )
        if self.box is None:
            return
        x, y, width, height = self.box
        if not all(math.isfinite(number) for number in self.box):
            raise ValueError("the numbers of a box must be finite")
        if not (-1 <= x < 1 and -1 <= y < 1 and 0.02 <= width <= 3 and 0.02 <= height <= 3):
            raise ValueError("a box must be given as shares of the frame: x,y,width,height")
        if x + width <= 0.02 or y + height <= 0.02 or x > 0.98 or y > 0.98:
            raise ValueError("the box lies outside the frame")

    def view(self, frame_size: tuple[int, int]) -> FieldOfView | None:
        """Return the view in a frame of (width, height) px; None for automatic detection."""
        width, height = frame_size
        if self.shape is ViewShape.AUTO:
            return None
        if self.box is None:
            return FieldOfView(Box(0, 0, width, height))
        left, right = round(self.box[0] * width), round((self.box[0] + self.box[2]) * width)
        top, bottom = round(self.box[1] * height), round((self.box[1] + self.box[3]) * height)
        whole = Box(left, top, max(right - left, 1), max(bottom - top, 1))
        x0, y0 = min(max(left, 0), width - 1), min(max(top, 0), height - 1)
        bounds = Box(x0, y0, max(min(right, width) - x0, 1), max(min(bottom, height) - y0, 1))
        if self.shape is ViewShape.ROUND:
            return FieldOfView(bounds, whole)
        if self.shape is ViewShape.OCTAGON:
            return FieldOfView(bounds, outline=_octagon(whole))
        return FieldOfView(bounds)


AUTOMATIC = ViewPreset(ViewShape.AUTO)


@dataclass(frozen=True, slots=True)
class ViewSettings:
    """Fields of view that the operator has set, at most one for each name.

    Attributes
    ----------
    presets
        Views by name: of sources (see `SourceInfo`), or of scopes.
    """

    presets: tuple[tuple[str, ViewPreset], ...] = ()

    def of(self, name: str) -> ViewPreset:
        """Return the view set for a name; AUTOMATIC if there is none."""
        return dict(self.presets).get(name, AUTOMATIC)

    def remember(self, name: str, preset: ViewPreset) -> ViewSettings:
        """Return settings with this view for a name; AUTOMATIC deletes it."""
        others = tuple(pair for pair in self.presets if pair[0] != name)
        return ViewSettings(others if preset == AUTOMATIC else (*others, (name, preset)))


def parse_view(text: str) -> ViewPreset:
    """Read a preset: ``auto``, ``full``, or ``round:x,y,w,h`` (also octagon, rectangle).

    Raises
    ------
    ValueError
        It is invalid; the message says why.
    """
    name, _, numbers = text.strip().lower().partition(":")
    try:
        shape = ViewShape(name)
    except ValueError as error:
        known = ", ".join(ViewShape)
        raise ValueError(f"a view must be one of {known}") from error
    if not numbers:
        return ViewPreset(shape)
    try:
        x, y, width, height = (float(number) for number in numbers.split(","))
    except ValueError as error:
        raise ValueError("a box must be four numbers x,y,width,height") from error
    return ViewPreset(shape, (x, y, width, height))


def format_view(preset: ViewPreset) -> str:
    """Format a preset, which `parse_view` reads back."""
    if preset.box is None:
        return str(preset.shape)
    return f"{preset.shape}:" + ",".join(repr(number) for number in preset.box)


def preset_from(view: FieldOfView, frame_size: tuple[int, int]) -> ViewPreset:
    """Convert a detected view, or one moved by the operator, to a preset.

    A polygon becomes the octagon within its bounds.
    """
    shape, box = ViewShape.RECTANGLE, view.bounds
    if view.ellipse is not None:
        shape, box = ViewShape.ROUND, view.ellipse
    elif view.outline:
        shape = ViewShape.OCTAGON
    width, height = frame_size
    return ViewPreset(
        shape, (box.x / width, box.y / height, box.width / width, box.height / height)
    )


def _octagon(box: Box) -> tuple[tuple[int, int], ...]:
    cut = round(_CORNER * min(box.width, box.height))
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    return (
        (left + cut, top), (right - cut, top), (right, top + cut), (right, bottom - cut),
        (right - cut, bottom), (left + cut, bottom), (left, bottom - cut), (left, top + cut),
    )  # fmt: skip


def parse_views(table: Mapping[str, object]) -> ViewSettings:
    """Read a section like ``"HD camera" = "round:0.1,0.0,0.8,1.0"``.

    Raises
    ------
    ValueError
        A value is not a preset; the message contains its name.
    """
    presets = []
    for name, text in table.items():
        if not isinstance(text, str):
            raise ValueError(f"{named(name)}: a view must be text")
        try:
            presets.append((name, parse_view(text)))
        except ValueError as error:
            raise ValueError(f"{named(name)}: {error}") from error
    return ViewSettings(tuple(presets))


def format_views(settings: ViewSettings) -> dict[str, str]:
    """Return plain values, which `parse_views` reads back."""
    return {name: format_view(view) for name, view in settings.presets}
