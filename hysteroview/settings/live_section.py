"""What the operator has chosen for the live window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OPERATING_POINTS = ("sensitive", "balanced", "specific")
DEFAULT_OPERATING_POINT = "balanced"
MOST_SMOOTHING_S = 2.0  # more, and the heatmap would lie where the camera has long left


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


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """How the live window shows and analyzes.

    Attributes
    ----------
    rate_hz
        At most so many frames a second are analyzed; None analyzes every frame.
    heatmap_on
        Whether the heatmap is drawn.
    heatmap_opacity
        Of the strongest place at probability 1, in [0, 1].
    operating_point
        The name of the card's threshold for premalignant or malignant, one of
        `OPERATING_POINTS`.
    color_map
        In which the heatmap is drawn.
    heatmap_smoothing_s
        Time constant over which the evidence of a heatmap is averaged, 0 to 2 s; 0 shows the
        evidence of one frame alone.
    layout
        Where picture and heatmap lie.
    sound_on
        Whether a finding that may be malignant is heard when it appears.
    """

    rate_hz: float | None = None
    heatmap_on: bool = True
    heatmap_opacity: float = 0.6
    operating_point: str = DEFAULT_OPERATING_POINT
    color_map: ColorMap = ColorMap.INFERNO
    heatmap_smoothing_s: float = 0.0
    layout: Layout = Layout.OVERLAY
    sound_on: bool = False

    def __post_init__(self) -> None:
        if self.rate_hz is not None and not 0.1 <= self.rate_hz <= 240:
            raise ValueError(f"rate_hz must be 0.1 to 240, not {self.rate_hz}")
        if not 0 <= self.heatmap_opacity <= 1:
            raise ValueError(f"heatmap_opacity must be 0 to 1, not {self.heatmap_opacity}")
        if not 0 <= self.heatmap_smoothing_s <= MOST_SMOOTHING_S:
            raise ValueError(
                f"heatmap_smoothing_s must be 0 to {MOST_SMOOTHING_S:g}, "
                f"not {self.heatmap_smoothing_s}"
            )
        if self.operating_point not in OPERATING_POINTS:
            raise ValueError(
                f"operating_point must be one of {', '.join(OPERATING_POINTS)}, "
                f"not {self.operating_point}"
            )
