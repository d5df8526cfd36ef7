"""Labels and frames at the edge of the pictures: frozen, live, zoomed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from hysteroview.gui.look.theme import color, tabular
from hysteroview.gui.picture.layout import MARGIN_PX

_BASE_WIDTH_PX, _BASE_HEIGHT_PX = 960, 540
_BASE_TYPE_PX = 20
_SHADE = QColor(0, 0, 0, 200)


def unit_of(view: QSize) -> float:
    """Return the scale of the labels in a view of this size, in device pixels."""
    return max(min(view.width() / _BASE_WIDTH_PX, view.height() / _BASE_HEIGHT_PX), 0.6)


def frozen_words(seconds: int) -> str:
    """Label of a frozen picture, with the time since it was frozen."""
    text = QCoreApplication.translate("VideoView", "FROZEN · {0}")
    return text.format(f"{seconds // 60}:{seconds % 60:02d}")


def standing_words() -> str:
    """Label of a picture that the source repeats instead of a live one."""
    return QCoreApplication.translate("VideoView", "FROZEN AT THE SOURCE · not live")


def label_words(code: str) -> str:
    """Label with the class that was shown when the picture was frozen."""
    return QCoreApplication.translate("VideoView", "AI at that moment: {0}").format(code)


def zoom_words(factor: float) -> str:
    """Label with the zoom factor."""
    return QCoreApplication.translate("VideoView", "Zoom {0}×").format(f"{factor:.1f}")


def paint_frame(painter: QPainter, pane: QRect, name: str) -> None:
    """Paint a frame around a picture, in a color of the theme."""
    pen = QPen(color(name), MARGIN_PX)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    half = MARGIN_PX / 2
    painter.drawRect(QRectF(pane).adjusted(-half, -half, half, half))


def paint_badge(
    painter: QPainter, corner: QPoint, text: str, name: str, *, unit: float, is_right: bool = False
) -> QRect:
    """Paint a label on a dark background, with its upper left or upper right corner here.

    Returns
    -------
    The box of the label.
    """
    font = tabular(QFont(painter.font()))
    font.setPixelSize(round(_BASE_TYPE_PX * unit))
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(font)
    size = QSize(
        metrics.horizontalAdvance(text) + round(20 * unit), metrics.height() + round(8 * unit)
    )
    left = corner.x() - size.width() if is_right else corner.x()
    box = QRect(QPoint(left, corner.y()), size)
    painter.fillRect(box, _SHADE)
    painter.setFont(font)
    painter.setPen(color(name))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box
