"""Text over the picture when it is not live."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from hysteroview.core.states import PictureState
from hysteroview.gui.look.theme import color

_BASE_WIDTH_PX, _BASE_HEIGHT_PX = 960, 540


def paint_words(painter: QPainter, whole: QRect, state: PictureState, remark: str) -> None:
    """Paint in the middle of the view why there is no live picture.

    Parameters
    ----------
    whole
        The view; the text scales with it.
    remark
        The reason, if it is known; empty for the default text.
    """
    title, usual = _words(state)
    unit = max(min(whole.width() / _BASE_WIDTH_PX, whole.height() / _BASE_HEIGHT_PX), 0.5)
    band = QRect(0, 0, whole.width(), round(150 * unit))
    band.moveCenter(whole.center())
    painter.fillRect(band, QColor(0, 0, 0, 190))
    side, gap = round(32 * unit), round(16 * unit)
    font = QFont(painter.font())
    font.setPixelSize(round(40 * unit))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(color("pictureCaution" if state is PictureState.NO_SIGNAL else "pictureInk"))
    upper = band.adjusted(side, gap, -side, -round(64 * unit))
    painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, title)
    font.setPixelSize(round(18 * unit))
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(color("pictureInk"))
    lower = band.adjusted(side, round(84 * unit), -side, -gap)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(lower, flags | Qt.TextFlag.TextWordWrap, remark or usual)


def title_of(state: PictureState) -> str:
    """Short title for a picture that is not live."""
    return _words(state)[0]


def _words(state: PictureState) -> tuple[str, str]:
    def tr(text: str) -> str:
        return QCoreApplication.translate("VideoView", text)

    return {
        PictureState.STARTING: (tr("Waiting for the first picture"), ""),
        PictureState.LIVE: (tr("Waiting for the first picture"), ""),
        PictureState.NO_SIGNAL: (
            tr("NO SIGNAL"),
            tr("This is the last picture received. Check the camera and its cable."),
        ),
        PictureState.ENDED: (tr("The recording has ended"), tr("This is its last picture.")),
    }[state]
