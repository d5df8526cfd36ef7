"""The page of the live picture. It arranges the widgets; what they do is decided elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from hysteroview.capture.source import SourceInfo
from hysteroview.gui.actions.bindings import Bindings
from hysteroview.gui.live.controls.action_rail import ActionRail
from hysteroview.gui.live.controls.control_bar import ControlBar
from hysteroview.gui.live.controls.record_bar import RecordBar
from hysteroview.gui.live.controls.status_strip import StatusStrip
from hysteroview.gui.live.controls.study_bar import StudyBar
from hysteroview.gui.live.findings.panel import FindingsPanel
from hysteroview.gui.live.snapshots.filmstrip import Filmstrip
from hysteroview.gui.live.strip.strip import LastMinuteStrip
from hysteroview.gui.picture.video_view import VideoView
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.basic import turn
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.sections import Settings


class LivePage(QWidget):
    """Picture, findings, controls and numbers.

    Attributes
    ----------
    title
        Of the window while it shows this page.
    """

    def __init__(
        self,
        card: ModelCard,
        source: SourceInfo,
        settings: ObservedSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        marked = self.tr("PHANTOM · ") if source.is_synthetic else ""
        self.title = f"{marked}{source.name}"
        self.video = VideoView(settings, self, may_hold=not source.is_live)
        self.notice = NoticeBar(self)
        bindings = Bindings()
        self.rail = ActionRail(bindings, self)
        self.filmstrip = Filmstrip(self)
        self.study = StudyBar(card.labels, bindings, self)
        self.study.hide()
        self.controls = ControlBar(settings.now.live, card, self)
        settings.changed.connect(self._follow)
        self.findings = FindingsPanel(card, source, self)
        self.past = LastMinuteStrip(card, self)
        self.strip = StatusStrip(self)
        self.strip.hide()
        self.findings.figures.toggled.connect(self.strip.setVisible)
        self.recording: RecordBar | None = None
        self._place()

    def show_recording(self, exam_id: str) -> RecordBar:
        """Add the bar about the recording of an exam."""
        self.recording = RecordBar(exam_id, self)
        self._left.addWidget(self.recording)
        return self.recording

    def show_status(self, status: LiveStatus) -> None:
        """Pass the status to all parts that show it."""
        self.video.show_status(status)
        self.past.show_status(status)
        self.findings.show_status(status)
        self.controls.show_status(status)
        self.strip.show_status(status)
        self.findings.figures.show_warning(on=status.session.restarts > 0)

    def _follow(self, _before: Settings, now: Settings) -> None:
        self.controls.show_settings(now.live)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        for part in (
            self.findings,
            self.rail,
            self.filmstrip,
            self.study,
            self.controls,
            self.past,
            self.notice,
            self.strip,
        ):
            part.set_scale(scale)
        self._row.setFixedHeight(self.notice.height())
        if self.recording is not None:
            self.recording.set_scale(scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the findings beside the picture, or below it in an upright window."""
        super().resizeEvent(event)
        self.findings.show_below(on=turn(self._upper, self))

    def take_focus(self) -> None:
        """Focus the picture."""
        self.video.setFocus()

    def _place(self) -> None:
        left = self._left = QVBoxLayout()
        left.addWidget(self.video, 1)
        left.addWidget(self.past)
        row = self._row = QStackedWidget(self)  # notices are shown in place of the snapshots
        row.addWidget(self.filmstrip)
        row.addWidget(self.notice)
        self.notice.shown_changed.connect(row.setCurrentIndex)
        left.addWidget(row)
        left.addWidget(self.study)
        left.addWidget(self.controls)
        beside = QHBoxLayout()
        beside.addWidget(self.rail)
        beside.addLayout(left, 1)
        upper = self._upper = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        upper.addLayout(beside, 1)
        upper.addWidget(self.findings)
        whole = QVBoxLayout(self)
        whole.addLayout(upper, 1)
        whole.addWidget(self.strip)
        for layout in (left, beside, upper, whole):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
