"""The zoom: which part of the picture is shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

MOST_FACTOR = 8.0
KEY_STEP = 2**0.5  # two presses double the size
_CENTER = QPointF(0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Zoom:
    """A part of the picture with the picture's own proportions, always within it.

    Attributes
    ----------
    factor
        1 shows the whole picture.
    x, y
        Center of the part, relative to the picture, in [0, 1].
    """

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def is_on(self) -> bool:
        """Whether less than the whole picture is shown."""
        return self.factor != 1.0

    @property
    def part(self) -> QRectF:
        """The visible part, relative to the picture, in [0, 1]."""
        side = 1 / self.factor
        return QRectF(self.x - side / 2, self.y - side / 2, side, side)

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
