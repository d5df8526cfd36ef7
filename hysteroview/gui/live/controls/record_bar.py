"""The bar that shows whether an exam is being recorded, and what was lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from hysteroview.exam.clip.disk import DiskLevel
from hysteroview.gui.look.shapes import Mark, Shape
from hysteroview.gui.look.theme import tabular
from hysteroview.gui.widgets.basic import text_label
from hysteroview.pipeline.live.recorder_status import RecorderStatus


class RecordBar(QWidget):
    """A line under the controls, shown only during an exam."""

    def __init__(self, exam_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("controls")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._mark = Mark(self)
        self._state = text_label(self, "quantity", self.tr("Not recording"))
        self._numbers = QLabel(self)
        self._exam = text_label(self, "quantity", self.tr("Exam {0}").format(exam_id))
        self._gone_mark = Mark(self)
        self._gone_mark.show_shape(Shape.CROSS, "alert")
        self._gone = text_label(self, "value", self.tr("The exam's disk is missing"))
        self._layout = QHBoxLayout(self)
        for part in (self._mark, self._state):
            self._layout.addWidget(part)
        self._layout.addWidget(self._numbers, 1)
        for part in (self._gone_mark, self._gone, self._exam):
            self._layout.addWidget(part)
        self.show_disk(is_there=True)
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side, gap = round(16 * scale), round(6 * scale)
        self._layout.setContentsMargins(side, gap, side, gap)
        self._layout.setSpacing(gap)
        for mark in (self._mark, self._gone_mark):
            mark.setFixedSize(round(16 * scale), round(16 * scale))
        self._numbers.ensurePolished()
        self._numbers.setFont(tabular(self._numbers.font()))

    def show_status(self, status: RecorderStatus) -> None:
        """Show whether a recording runs, how long, and what was lost."""
        recording = status.is_recording
        shape, ink = (Shape.DISC, "alert") if recording else (Shape.RING, "muted")
        self._mark.show_shape(shape, ink)
        self._state.setText(self.tr("RECORDING") if recording else self.tr("Not recording"))
        self._numbers.setText("   ".join(self._parts_of(status)))

    def show_disk(self, is_there: bool) -> None:  # noqa: FBT001 - the value of a signal
        """Show for as long as it is so that the disk of the exam is missing."""
        for part in (self._gone_mark, self._gone):
            part.setVisible(not is_there)

    @property
    def is_disk_missing(self) -> bool:
        """Whether it is shown that the disk of the exam is missing."""
        return not self._gone.isHidden()

    @property
    def text(self) -> str:
        """All text in the bar."""
        return f"{self._state.text()} {self._numbers.text()}"

    def _parts_of(self, status: RecorderStatus) -> list[str]:
        lines: list[str] = []
        if status.is_recording:
            minutes, seconds = divmod(int(status.seconds), 60)
            lines.append(f"{minutes}:{seconds:02d}")
            lines.append(self.tr("{0:.0f} MB").format(status.size_bytes / 1e6))
        if status.frames_lost:
            lines.append(self.tr("frames lost: {0}").format(status.frames_lost))
        if status.disk is not None and status.disk.level is not DiskLevel.OK:
            lines.append(self.tr("disk: {0:.0f} min left").format(status.disk.minutes_left))
        if status.preroll_s and not status.is_recording:
            lines.append(self.tr("last {0:.0f} s can be saved").format(status.preroll_s))
        return lines
