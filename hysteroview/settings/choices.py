"""Enumerations of the values of some settings."""

from __future__ import annotations

from enum import StrEnum

SENSITIVE, BALANCED, SPECIFIC = "sensitive", "balanced", "specific"
OPERATING_POINTS = (SENSITIVE, BALANCED, SPECIFIC)
DEFAULT_OPERATING_POINT = BALANCED


class ColorMap(StrEnum):
    """Color maps of the heatmap, of uniformly increasing lightness."""

    INFERNO = "inferno"
    VIRIDIS = "viridis"
    CIVIDIS = "cividis"


class Layout(StrEnum):
    """Arrangement of picture and heatmap."""

    OVERLAY = "overlay"
    SIDE_BY_SIDE = "side by side"
    PICTURE_IN_PICTURE = "picture in picture"

    @property
    def following(self) -> Layout:
        """Return the next layout; the first after the last."""
        layouts = list(Layout)
        return layouts[(layouts.index(self) + 1) % len(layouts)]


class WithoutSignal(StrEnum):
    """What a press for a snapshot does while the picture is not live."""

    MARK = "mark"
    REFUSE = "refuse"


class Pixelation(StrEnum):
    """Whether frames outside the body are pixelated before they are stored."""

    OFF = "off"
    ON = "on"
    ASK = "ask"


class Theme(StrEnum):
    """Appearance of the window; the surroundings of the picture are always black."""

    DARK = "dark"
    LIGHT = "light"


class Language(StrEnum):
    """Language of the window; SYSTEM follows that of the operating system."""

    SYSTEM = "system"
    ENGLISH = "en"
    CHINESE = "zh_CN"
