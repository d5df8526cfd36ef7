"""Paints the rows of the list of exams: picture, patient, findings, length."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hysteroview.gui.archive.model import ROW, ExamListModel
from hysteroview.gui.archive.rows import ExamRow, ScheduledRow, Section
from hysteroview.gui.archive.thumbnails import ExamThumbnails
from hysteroview.gui.archive.words import row_lines, section_words, when_words
from hysteroview.gui.look.icons import icon
from hysteroview.gui.look.theme import color, tabular

_ROW_PX, _SECTION_PX, _GAP_PX = 76, 34, 8  # at scale 1
_STRONG_PX, _BODY_PX, _CAPTION_PX = 15, 13, 12
_PROPORTION = 16 / 9  # of the place of the picture

Index = QModelIndex | QPersistentModelIndex


class RowPainter(QStyledItemDelegate):
    """Paints rows; pictures are requested when their row is painted."""

    def __init__(
        self, model: ExamListModel, thumbnails: ExamThumbnails, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._model, self._thumbnails, self._scale = model, thumbnails, 1.0

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        is_section = isinstance(self._model.rows[index.row()], Section)
        return QSize(0, round((_SECTION_PX if is_section else _ROW_PX) * self._scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        painter.save()
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        if isinstance(row, Section):
            self._paint_section(painter, box, section_words(row))
        else:
            self._paint_ground(painter, box, state)
            self._paint_row(painter, box, row)
        painter.restore()

    def _paint_section(self, painter: QPainter, box: QRect, words: str) -> None:
        painter.setFont(self._font(painter, _CAPTION_PX, QFont.Weight.Bold))
        painter.setPen(color("muted"))
        inner = box.adjusted(self._px(_GAP_PX), 0, 0, -self._px(4))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, words)
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_ground(self, painter: QPainter, box: QRect, state: QStyle.StateFlag) -> None:
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, color("selected"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, color("hover"))
        painter.setPen(QPen(color("line"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("accent"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))

    def _paint_row(self, painter: QPainter, box: QRect, row: ExamRow | ScheduledRow) -> None:
        gap = self._px(_GAP_PX)
        inner = box.adjusted(gap, gap - 1, -gap, -gap)
        place = QRect(inner.topLeft(), QSize(round(inner.height() * _PROPORTION), inner.height()))
        picture = None
        if isinstance(row, ExamRow):
            picture = self._thumbnails.picture(row.exam.exam_id)
        _paint_picture(painter, place, picture)
        text = inner.adjusted(place.width() + 2 * gap, 0, 0, 0)
        first, second, third = row_lines(row, self._model.names)
        when = when_words(row)
        painter.setFont(tabular(self._font(painter, _BODY_PX, QFont.Weight.Normal)))
        painter.setPen(color("muted"))
        painter.drawText(text, Qt.AlignmentFlag.AlignRight, when)
        beside = painter.fontMetrics().horizontalAdvance(when) + 2 * gap
        if isinstance(row, ExamRow):
            is_unknown = not row.exam.patient.is_known
        else:
            is_unknown = bool(row.entry.doubt)
        has_found = isinstance(row, ExamRow) and row.found is not None and bool(row.found.found)
        line = text.height() // 3
        for number, (words, size, weight, ink) in enumerate((
            (first, _STRONG_PX, QFont.Weight.DemiBold, "caution" if is_unknown else "ink"),
            (second, _BODY_PX, QFont.Weight.Normal, "ink" if has_found else "muted"),
            (third, _BODY_PX, QFont.Weight.Normal, "muted"),
        )):  # fmt: skip
            painter.setFont(self._font(painter, size, weight))
            painter.setPen(color(ink))
            room = text.width() - (beside if number == 0 else 0)
            part = QRect(text.x(), text.y() + number * line, room, line)
            shown = _elided(painter.fontMetrics(), words, room)
            painter.drawText(part, Qt.AlignmentFlag.AlignVCenter, shown)

    def _font(self, painter: QPainter, size_px: int, weight: QFont.Weight) -> QFont:
        font = QFont(painter.font())
        font.setPixelSize(round(size_px * self._scale))
        font.setWeight(weight)
        return font

    def _px(self, base_px: int) -> int:
        return round(base_px * self._scale)


def _elided(metrics: QFontMetrics, words: str, room: int) -> str:
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)


def _paint_picture(painter: QPainter, place: QRect, picture: QPixmap | None) -> None:
    painter.fillRect(place, color("black"))
    if picture is None:
        side = place.height() // 2
        symbol = QRect(0, 0, side, side)
        symbol.moveCenter(place.center())
        icon("camera").paint(painter, symbol)
        return
    size = picture.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    box = QRect(place.topLeft(), size)
    box.moveCenter(place.center())
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(box, picture)
