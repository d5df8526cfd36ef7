"""The live window: places its widgets; what they do is decided elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hysteroview.capture.source import SourceInfo
from hysteroview.core.live_settings import LiveSettings
from hysteroview.gui.action_rail import ActionRail
from hysteroview.gui.bindings import Bindings
from hysteroview.gui.control_bar import ControlBar
from hysteroview.gui.filmstrip import Filmstrip
from hysteroview.gui.findings_panel import FindingsPanel
from hysteroview.gui.live_status import LiveStatus
from hysteroview.gui.notice_bar import NoticeBar
from hysteroview.gui.record_bar import RecordBar
from hysteroview.gui.status_strip import StatusStrip
from hysteroview.gui.study_bar import StudyBar
from hysteroview.gui.theme import BASE_HEIGHT_PX, BASE_WIDTH_PX, scale_for, style_sheet
from hysteroview.gui.video_view import VideoView
from hysteroview.inference.card import ModelCard


class MainWindow(QMainWindow):
    """Picture, findings, controls and numbers.

    Signals
    -------
    closing()
        Once, when the window is about to close.
    """

    closing = Signal()

    def __init__(self, card: ModelCard, source: SourceInfo, settings: LiveSettings) -> None:
        super().__init__()
        marked = self.tr("PHANTOM · ") if source.is_synthetic else ""
        self.setWindowTitle(f"{marked}{source.name} · HysteroView")
        stage = QWidget(self)
        stage.setObjectName("stage")
        self.video = VideoView(stage, may_hold=not source.is_live)
        self.notice = NoticeBar(stage)
        bindings = Bindings()
        self.rail = ActionRail(bindings, stage)
        self.filmstrip = Filmstrip(stage)
        self.study = StudyBar(card.labels, bindings, stage)
        self.study.hide()
        self.controls = ControlBar(settings, card.labels, stage)
        self.findings = FindingsPanel(card, source, stage)
        self.strip = StatusStrip(stage)
        self.recording: RecordBar | None = None
        self._place(stage)
        self._scale = 0.0
        self.setMinimumSize(1260, 672)  # not the layout's, which grows with the scale
        self.resize(BASE_WIDTH_PX, BASE_HEIGHT_PX)
        self._fit()
        self.video.setFocus()

    def show_recording(self, exam_id: str) -> RecordBar:
        """Add the bar with which an exam is recorded."""
        bar = RecordBar(exam_id, self.centralWidget())
        self._left.addWidget(bar)
        bar.fit(self._scale)
        self.recording = bar
        return bar

    def show_status(self, status: LiveStatus) -> None:
        """Hand the status on to everything that shows it."""
        self.video.show_status(status)
        self.findings.show_status(status)
        self.controls.show_status(status)
        self.strip.show_status(status)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.closing.emit()
        super().closeEvent(event)

    def _place(self, stage: QWidget) -> None:
        left = self._left = QVBoxLayout()
        left.addWidget(self.video, 1)
        row = self._row = QStackedWidget(
            stage
        )  # one place: what is told goes again, the snapshots stay
        row.addWidget(self.filmstrip)
        row.addWidget(self.notice)
        self.notice.spoke.connect(row.setCurrentIndex)
        left.addWidget(row)
        left.addWidget(self.study)
        left.addWidget(self.controls)
        upper = QHBoxLayout()
        upper.addWidget(self.rail)
        upper.addLayout(left, 1)
        upper.addWidget(self.findings)
        whole = QVBoxLayout(stage)
        whole.addLayout(upper, 1)
        whole.addWidget(self.strip)
        for layout in (left, upper, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        self.setCentralWidget(stage)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or give the rest of it back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def leave_full_screen(self) -> bool:
        """Give the rest of the screen back; False if the window did not fill it."""
        was_full = self.isFullScreen()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowFullScreen)
        return was_full

    def _fit(self) -> None:
        """Let type and spacing grow with the window, in steps."""
        scale = scale_for(self.width(), self.height())
        if scale == self._scale:
            return
        self._scale = scale
        self.setStyleSheet(style_sheet(scale))
        for part in (
            self.findings,
            self.rail,
            self.filmstrip,
            self.study,
            self.controls,
            self.notice,
            self.strip,
        ):
            part.fit(scale)
        self._row.setFixedHeight(self.notice.height())
        if self.recording is not None:
            self.recording.fit(scale)
