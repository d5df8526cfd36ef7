"""The zoom: which part of the picture is shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

MOST_FACTOR = 8.0
KEY_STEP = 2**0.5  # two presses double the size
_CENTER = QPointF(0.5, 0.5)
_ALL = QRectF(0, 0, 1, 1)


@dataclass(frozen=True, slots=True)
class Zoom:
    """A part of the picture with the picture's own proportions, always within it.

    Attributes
    ----------
    factor
        1 shows the whole picture.
    x, y
        Center of the part, relative to `crop`, in [0, 1].
    crop
        What is shown at factor 1, relative to the picture; None for all of it.
    """

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5
    crop: QRectF | None = None

    @property
    def is_cropped(self) -> bool:
        """Whether a border of the picture is left out at any factor."""
        return self.crop is not None

    @property
    def is_on(self) -> bool:
        """Whether less than the whole picture is shown."""
        return self.factor != 1.0

    @property
    def part(self) -> QRectF:
        """The visible part, relative to the picture, in [0, 1]."""
        side = 1 / self.factor
        crop = self.crop or _ALL
        return QRectF(
            crop.x() + (self.x - side / 2) * crop.width(),
            crop.y() + (self.y - side / 2) * crop.height(),
            side * crop.width(),
            side * crop.height(),
        )

    def by(self, times: float, anchor: QPointF = _CENTER) -> Zoom:
        """Zoom in or out around the anchor, relative to the part, in [0, 1]."""
        factor = min(max(self.factor * times, 1.0), MOST_FACTOR)
        if abs(factor - 1) < 1e-6:  # 1 except for rounding
            return Zoom()
        shift = 1 / self.factor - 1 / factor
        return _within(
            factor, self.x + (anchor.x() - 0.5) * shift, self.y + (anchor.y() - 0.5) * shift
        )

    def moved(self, x: float, y: float) -> Zoom:
        """Move the picture by a distance relative to the part, within its limits."""
        return _within(self.factor, self.x - x / self.factor, self.y - y / self.factor)


def _within(factor: float, x: float, y: float) -> Zoom:
    half = 0.5 / factor
    return Zoom(factor, min(max(x, half), 1 - half), min(max(y, half), 1 - half))
