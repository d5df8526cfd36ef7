"""Which part of the picture is looked at, and how large."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

MOST_FACTOR = 8.0
KEY_STEP = 2**0.5  # two presses double
_CENTER = QPointF(0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Zoom:
    """A part of the picture with the picture's own proportions, always within it.

    Attributes
    ----------
    factor
        1 shows the whole picture.
    x, y
        Center of the part, in shares of the picture.
    """

    factor: float = 1.0
    x: float = 0.5
    y: float = 0.5

    @property
    def is_on(self) -> bool:
        """Whether less than the whole picture is seen."""
        return self.factor != 1.0

    @property
    def part(self) -> QRectF:
        """The part that is seen, in shares of the picture."""
        side = 1 / self.factor
        return QRectF(self.x - side / 2, self.y - side / 2, side, side)

    def by(self, times: float, anchor: QPointF = _CENTER) -> Zoom:
        """Zoom in or out; what lies at the anchor (in shares of the part) stays there."""
        factor = min(max(self.factor * times, 1.0), MOST_FACTOR)
        if abs(factor - 1) < 1e-6:  # back from where it came, but for rounding
            return Zoom()
        shift = 1 / self.factor - 1 / factor
        return _within(
            factor, self.x + (anchor.x() - 0.5) * shift, self.y + (anchor.y() - 0.5) * shift
        )

    def moved(self, x: float, y: float) -> Zoom:
        """Pull the picture by so much, in shares of the part, as far as it goes."""
        return _within(self.factor, self.x - x / self.factor, self.y - y / self.factor)


def _within(factor: float, x: float, y: float) -> Zoom:
    half = 0.5 / factor
    return Zoom(factor, min(max(x, half), 1 - half), min(max(y, half), 1 - half))
