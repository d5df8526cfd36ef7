"""The values among which some settings choose, for all who need them."""

from __future__ import annotations

from enum import StrEnum

SENSITIVE, BALANCED, SPECIFIC = "sensitive", "balanced", "specific"
OPERATING_POINTS = (SENSITIVE, BALANCED, SPECIFIC)
DEFAULT_OPERATING_POINT = BALANCED


class ColorMap(StrEnum):
    """Colors of the heatmap: lightness rises evenly in each, for every kind of color vision."""

    INFERNO = "inferno"
    VIRIDIS = "viridis"
    CIVIDIS = "cividis"


class Layout(StrEnum):
    """Where picture and heatmap lie."""

    OVERLAY = "overlay"
    SIDE_BY_SIDE = "side by side"
    PICTURE_IN_PICTURE = "picture in picture"

    @property
    def following(self) -> Layout:
        """The one after this; the first after the last."""
        layouts = list(Layout)
        return layouts[(layouts.index(self) + 1) % len(layouts)]


class Pixelation(StrEnum):
    """Whether frames outside the body are pixelated before they are stored."""

    OFF = "off"
    ON = "on"
    ASK = "ask"


class Theme(StrEnum):
    """The look of the window; the surroundings of the picture are black in each."""

    DARK = "dark"
    LIGHT = "light"


class Language(StrEnum):
    """Language of the window; SYSTEM follows that of the operating system."""

    SYSTEM = "system"
    ENGLISH = "en"
    CHINESE = "zh_CN"
