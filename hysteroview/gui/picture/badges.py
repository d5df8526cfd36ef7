"""Labels and frames at the edge of the pictures: frozen, live, zoomed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from hysteroview.gui.look.theme import color, tabular
from hysteroview.gui.picture.layout import MARGIN_PX

_BASE_WIDTH_PX, _BASE_HEIGHT_PX = 960, 540
_BASE_TYPE_PX, _SMALL_TYPE_PX = 20, 16
_RECORDING_TYPE_PX = 26  # 32 px at least in a window of 1920 × 1080
_SHADE = QColor(0, 0, 0, 200)
# colors of text on the picture's black ground, the same in each theme
ON_PICTURE = {
    "ink": "pictureInk",
    "accent": "pictureAccent",
    "active": "pictureActive",
    "caution": "pictureCaution",
    "alert": "pictureAlert",
}


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


def recording_words(seconds: int) -> str:
    """Label of a recording, with its length so far."""
    text = QCoreApplication.translate("VideoView", "RECORDING {0}")
    return text.format(f"{seconds // 60}:{seconds % 60:02d}")


def paint_frame(painter: QPainter, pane: QRect, name: str) -> None:
    """Paint a frame around a picture, in a color on black."""
    pen = QPen(color(ON_PICTURE.get(name, name)), MARGIN_PX)
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
    font = _font(painter, _BASE_TYPE_PX * unit)
    metrics = QFontMetrics(font)
    size = QSize(
        metrics.horizontalAdvance(text) + round(20 * unit), metrics.height() + round(8 * unit)
    )
    left = corner.x() - size.width() if is_right else corner.x()
    box = QRect(QPoint(left, corner.y()), size)
    painter.fillRect(box, _SHADE)
    painter.setFont(font)
    painter.setPen(color(ON_PICTURE.get(name, name)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box


def paint_lower_badge(
    painter: QPainter, pane: QRect, view: QSize, text: str, *, unit: float
) -> None:
    """Paint a label below a picture, or over its lower edge where the view has no room there; in
    several lines where it is too long.
    """
    font = _font(painter, _SMALL_TYPE_PX * unit)
    metrics = QFontMetrics(font)
    side, above = round(10 * unit), round(4 * unit)
    room = QRect(0, 0, pane.width() - 2 * side, pane.height())
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
    words = metrics.boundingRect(room, flags, text)
    box = QRect(0, 0, words.width() + 2 * side, words.height() + 2 * above)
    box.moveTopLeft(QPoint(pane.left(), min(pane.bottom() + 1, view.height() - box.height())))
    painter.fillRect(box, _SHADE)
    painter.setFont(font)
    painter.setPen(color(ON_PICTURE["ink"]))
    painter.drawText(box.adjusted(side, above, 0, -above), flags, text)


def paint_recording(painter: QPainter, pane: QRect, seconds: int, unit: float) -> QRect:
    """Paint on the rim of a picture, in its upper right corner, that it is recorded, on red.

    Returns
    -------
    The box of the label.
    """
    text = recording_words(seconds)
    font = _font(painter, _RECORDING_TYPE_PX * unit)
    metrics = QFontMetrics(font)
    disc = metrics.ascent() // 2
    gap = disc
    width = metrics.horizontalAdvance(recording_words(600)) + disc + 3 * gap
    box = QRect(0, pane.top(), width, metrics.height() + round(4 * unit))
    box.moveRight(pane.right())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(box, color("recording"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("pictureInk"))
    painter.drawEllipse(box.left() + gap, box.center().y() - disc // 2, disc, disc)
    painter.setFont(font)
    painter.setPen(color("pictureInk"))
    inner = box.adjusted(2 * gap + disc, 0, 0, 0)
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)
    return box


def _font(painter: QPainter, size_px: float) -> QFont:
    font = tabular(QFont(painter.font()))
    font.setPixelSize(round(size_px))
    font.setWeight(QFont.Weight.DemiBold)
    return font
