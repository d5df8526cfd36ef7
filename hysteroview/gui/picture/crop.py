"""The part of the picture that is shown side by side: the field of view, held still."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from hysteroview.core.types import Analysis, Frame

_WHOLE = QRectF(0, 0, 1, 1)
_MARGIN = 0.02  # of the picture, around the field of view
_MOVES = 0.04  # of the picture: smaller changes of the field of view do not move the picture


class ViewCrop:
    """Follows the field of view that was found, without following its small fluctuations."""

    def __init__(self) -> None:
        self.part: QRectF | None = None

    def forget(self) -> None:
        """Show the whole picture: it has another size now."""
        self.part = None

    def show(self, analysis: Analysis, frame: Frame) -> None:
        """Follow the field of view of an analysis; one without keeps the last."""
        if analysis.view is None:
            return
        box = analysis.view.bounds
        found = QRectF(
            box.x / frame.width_px - _MARGIN,
            box.y / frame.height_px - _MARGIN,
            box.width / frame.width_px + 2 * _MARGIN,
            box.height / frame.height_px + 2 * _MARGIN,
        ).intersected(_WHOLE)
        if not found.isEmpty() and _distance(found, self.part or _WHOLE) > _MOVES:
            self.part = found


def _distance(one: QRectF, other: QRectF) -> float:
    """Return how far the edges of two parts are apart at most."""
    return max(
        abs(one.left() - other.left()), abs(one.top() - other.top()),
        abs(one.right() - other.right()), abs(one.bottom() - other.bottom()),
    )  # fmt: skip
