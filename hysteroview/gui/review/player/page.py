"""The review page: the picture of a recording, what the AI said of it, and the transport bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.recordings.parts import part_moment
from hysteroview.core.review.places import PHOTO_PLAN
from hysteroview.core.wording import moment
from hysteroview.gui.look.language import translated_card
from hysteroview.gui.picture.zoom import KEY_STEP, Zoom
from hysteroview.gui.review.decisions.panel import FindingsPanel
from hysteroview.gui.review.photos.panel import PhotoPlanPanel
from hysteroview.gui.review.player.analysis_bar import AnalysisBar
from hysteroview.gui.review.player.picture import ReviewPicture
from hysteroview.gui.review.player.result import ResultPanel
from hysteroview.gui.review.player.side_panels import SidePanels
from hysteroview.gui.review.player.target import Recording, ReviewTarget
from hysteroview.gui.review.player.transport import TransportBar
from hysteroview.gui.review.timeline.timeline import Timeline
from hysteroview.gui.widgets.basic import breakable, rule, text_label, turn
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.player_status import PlayerStatus
from hysteroview.pipeline.review.thumbnail_grid import Thumbnail
from hysteroview.pipeline.review.track_columns import TrackColumns

_BASE_SIDE_PX = 400
_ANY_PX = 16_777_215  # no limit, in Qt


class ReviewPage(QWidget):
    """Shows one exam or recording under review; it only emits what is requested.

    Signals
    -------
    recording_chosen(int)
        Place in the list of recordings.
    key_pressed(str)
        One of the keys J, K, L, and Home or End.
    explain_requested()
        The frame that is shown is to be explained.
    exam_requested()
        The page of the exam is wanted: report, export.
    lesions_requested()
        The lesions of the exam are wanted.
    left()
    """

    recording_chosen = Signal(int)
    key_pressed = Signal(str)
    explain_requested = Signal()
    exam_requested = Signal()
    lesions_requested = Signal()
    send_requested = Signal()
    left = Signal()

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = self.tr("Review")
        self._heading = text_label(self, "cardName", self.tr("Review"), wrap=True)
        self.picture = ReviewPicture(self)
        self.timeline = Timeline(self)
        self.transport = TransportBar(self)
        self.result = ResultPanel(card, self)
        self.analysis = AnalysisBar(self)
        self.recordings = QListWidget(self)
        self.recordings.setObjectName("findings")
        self.recordings.setAccessibleName(self.tr("Recordings of this exam"))
        self.recordings.currentRowChanged.connect(self._choose)
        self.findings = FindingsPanel(card.labels, self)
        self.panels = SidePanels(self)
        self.panels.add(self.tr("Findings"), self.findings)
        self.photos = PhotoPlanPanel(self)
        self.panels.add(self.tr("Photo plan"), self.photos)
        self._recordings_button = self.panels.add(self.tr("Recordings"), self.recordings)
        self._facts = text_label(self, "footnote", wrap=True)
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.explain = QPushButton(self.tr("Explain"), self)
        self.explain.setObjectName("compact")
        self.explain.setToolTip(self.tr("What the network looks at in this frame (extra lab)."))
        self.explain.clicked.connect(self.explain_requested)
        self.exam = QPushButton(self.tr("Exam: report, export…"), self)
        self.exam.setObjectName("compact")
        self.exam.setToolTip(self.tr("The page of this exam: report, lesions, export."))
        self.exam.clicked.connect(self.exam_requested)
        self.lesions = QPushButton(self.tr("Lesions…"), self)
        self.lesions.setObjectName("compact")
        self.lesions.setToolTip(self.tr("Lesions of this exam, biopsies and pathology (Ctrl+L)."))
        self.lesions.clicked.connect(self.lesions_requested)
        self.send = QPushButton(self.tr("Send…"), self)
        self.send.setObjectName("compact")
        self.send.setToolTip(self.tr("Sends this exam to an archive (PACS)."))
        self.send.clicked.connect(self.send_requested)
        self.show_exam(on=False)
        self.leave = QPushButton(self.tr("Close"), self)
        self.leave.setObjectName("compact")
        self.leave.clicked.connect(self.left)
        self._scale = 1.0
        self._recording: Recording | None = None
        self._first_ns: int | None = None
        self._place(translated_card(card.warning))
        self._bind()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(12 * scale)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(round(8 * scale))
        self._main.setSpacing(0)
        self._arrange()
        self.panels.set_scale(scale)
        self.findings.set_scale(scale)
        self.photos.set_scale(scale)
        self.timeline.set_scale(scale)
        self.transport.set_scale(scale)
        self.result.set_scale(scale)
        self.analysis.set_scale(scale)
        self.notice.set_scale(scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the column beside the picture, or below it in an upright window."""
        super().resizeEvent(event)
        self._arrange()

    @property
    def scale(self) -> float:
        """The scale of the page."""
        return self._scale

    def take_focus(self) -> None:
        """Focus the picture, so that the keys control the player."""
        self.picture.setFocus()

    def show_target(self, target: ReviewTarget) -> None:
        """Show the recordings of a review."""
        self._heading.setText(breakable(target.title))
        with QSignalBlocker(self.recordings):
            self.recordings.clear()
            for recording in target.recordings:
                self.recordings.addItem(recording.name)
        self.show_exam(on=target.exam is not None)
        has_several = len(target.recordings) > 1
        self._recordings_button.setVisible(has_several)

    def show_exam(self, *, on: bool) -> None:
        """Show whether the recording belongs to an exam."""
        for button in (self.exam, self.lesions, self.send):
            button.setVisible(on)

    def show_recording(self, place: int, recording: Recording) -> None:
        """Show a recording from its beginning, which the player has opened.

        Parameters
        ----------
        place
            In the list.
        """
        with QSignalBlocker(self.recordings):
            self.recordings.setCurrentRow(place)
        self._recording, self._first_ns = recording, None
        self.result.take_columns(None)
        self.picture.show_frame(None)
        self.picture.show_zoom(Zoom())
        self.transport.show_part(on=False)
        self.result.show_result(recording, None)

    def show_status(self, status: PlayerStatus) -> None:
        """Show what the player shows."""
        frame = status.frame
        if frame is not None and self._first_ns is None:
            self._first_ns = frame.pts_ns
        before = self.picture.frame
        self.picture.show_frame(frame)
        self.picture.show_words(self._words(status))
        self.transport.show_status(status, self._first_ns)
        if frame is not None and frame is not before:
            self.timeline.show_position(frame.pts_ns)
            self.result.show_result(self._recording, frame.pts_ns)
            self._show_facts(status)

    def show_columns(self, columns: TrackColumns) -> None:
        """Show what the AI says of the frames, by the analysis of a recording outside an exam."""
        self.result.take_columns(columns)
        self.show_results()

    def show_results(self) -> None:
        """Show what the AI said of the frame, now that more is known."""
        if (frame := self.picture.frame) is not None and not self.picture.is_near:
            self.result.show_result(self._recording, frame.pts_ns)

    def show_near(self, thumbnail: Thumbnail | None) -> None:
        """Show a picture near the one that is sought, without a result; None for the frame."""
        was_near, frame = self.picture.is_near, self.picture.frame
        self.picture.show_near(thumbnail)
        if thumbnail is not None and frame is not None and self._first_ns is not None:
            time = moment(max(thumbnail.pts_ns - self._first_ns, 0))
            self.picture.show_words(self.tr("Searching… picture near {0}").format(time))
            self.result.show_result(None, None)
        elif was_near and frame is not None:
            self.result.show_result(self._recording, frame.pts_ns)

    @property
    def first_ns(self) -> int | None:
        """Timestamp of the first frame; None before it is shown."""
        return self._first_ns

    @property
    def text(self) -> str:
        """All text about the recording."""
        facts = (self._lack.text(), self._facts.text())
        return "\n".join((self._heading.text(), self.result.text, *filter(None, facts)))

    def show_lack(self, words: str) -> None:
        """Show what the recording lacks, as long as this page is there; empty for nothing."""
        self._lack.setText(words)
        self._lack.setVisible(bool(words))

    def _words(self, status: PlayerStatus) -> str:
        if status.frame is not None and status.frame.is_suspect:
            return self.tr("Video data was lost")
        return self.tr("Searching…") if status.is_waiting and status.frame is not None else ""

    def _show_facts(self, status: PlayerStatus) -> None:
        info = status.info
        if info is None:
            return
        rate = "" if info.fps is None else f" · {float(info.fps):.4g}/s"
        lines = [f"{info.width_px} × {info.height_px}{rate} · {info.codec}"]
        part = None if status.frame is None else part_moment(info.parts, status.frame.pts_ns)
        if part is not None:
            lines.append(part.name)
        if info.patient:
            lines.append(self.tr("The DICOM file says: {0}").format(info.patient))
        self._facts.setText("\n".join(lines))

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.recording_chosen.emit(row)

    def _bind(self) -> None:
        for field in (self.findings.note, self.transport.go_to):
            field.left.connect(self.take_focus)
        for key in (*_KEYS, "J", "K", "L", "Home", "End"):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)  # also without a focus
            shortcut.activated.connect(partial(self._press, key))

    def _press(self, key: str) -> None:
        action = _KEYS.get(key)
        if action is None:
            self.key_pressed.emit(key)
        else:
            action(self)

    def _arrange(self) -> None:
        is_upright = turn(self._whole, self)
        width = round(_BASE_SIDE_PX * self._scale)
        self._side.setMinimumWidth(0 if is_upright else width)
        self._side.setMaximumWidth(_ANY_PX if is_upright else width)
        self._whole.setStretch(1, 1 if is_upright else 0)

    def _place(self, warning: str) -> None:
        self._side = QWidget(self)
        self._column = QVBoxLayout(self._side)
        self._lack = text_label(self, "fault", wrap=True)
        self._lack.hide()
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self.send)
        head.addWidget(self.leave)
        self._column.addLayout(head)
        tools = QHBoxLayout()
        tools.addWidget(self.exam)
        tools.addWidget(self.lesions)
        tools.addWidget(self.explain)
        tools.addStretch(1)
        self._column.addLayout(tools)
        for part in (self._lack, self._facts, rule(self), self.result, self.analysis, rule(self)):
            self._column.addWidget(part)
        self._column.addWidget(self.panels, 1)
        self._column.addWidget(text_label(self, "research", warning, wrap=True))
        self._main = QVBoxLayout()
        self._main.addWidget(self.picture, 1)
        self._main.addWidget(self.notice)
        self._main.addWidget(self.timeline)
        self._main.addWidget(self.transport)
        self._whole = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.setSpacing(0)
        self._whole.addLayout(self._main, 1)
        self._whole.addWidget(self._side)


def _mark(number: int, page: ReviewPage) -> None:
    """Mark a place, which also shows the plan."""
    page.panels.show_panel(page.photos)
    page.photos.mark_place(number)


_KEYS: dict[str, Callable[[ReviewPage], object]] = {
    "Space": lambda page: page.transport.toggled.emit(),
    "Left": lambda page: page.transport.stepped.emit(-1),
    "Right": lambda page: page.transport.stepped.emit(1),
    "Shift+Left": lambda page: page.transport.stepped.emit(-5),
    "Shift+Right": lambda page: page.transport.stepped.emit(5),
    "Ctrl+Left": lambda page: page.transport.stepped.emit(-25),
    "Ctrl+Right": lambda page: page.transport.stepped.emit(25),
    "Up": lambda page: page.transport.event_requested.emit(-1),
    "Down": lambda page: page.transport.event_requested.emit(1),
    "S": lambda page: page.transport.snapshot.click(),
    "H": lambda page: page.transport.heatmap.click(),
    "V": lambda page: page.transport.pictures.click(),
    "I": lambda page: page.transport.edge_marked.emit(-1),
    "O": lambda page: page.transport.edge_marked.emit(1),
    "+": lambda page: page.picture.show_zoom(page.picture.zoom.by(KEY_STEP)),
    "=": lambda page: page.picture.show_zoom(page.picture.zoom.by(KEY_STEP)),
    "-": lambda page: page.picture.show_zoom(page.picture.zoom.by(1 / KEY_STEP)),
    "0": lambda page: page.picture.show_zoom(Zoom()),
    "Ctrl+L": lambda page: page.lesions.click(),
    "Ctrl+G": lambda page: page.transport.go_to.setFocus(),
    "Escape": lambda page: page.left.emit(),
    "PgDown": lambda page: page.findings.step(1),
    "PgUp": lambda page: page.findings.step(-1),
    "Y": lambda page: page.findings.accept.click(),
    "X": lambda page: page.findings.reject.click(),
    "D": lambda page: page.findings.split.click(),
    "G": lambda page: page.findings.merge.click(),
    "C": lambda page: page.findings.relabel.click(),
    "T": lambda page: page.findings.add.click(),
    "E": lambda page: page.findings.note.setFocus(),
    "P": lambda page: page.photos.use.click(),
    "Del": lambda page: page.photos.unmark.click(),
    **{str(number): partial(_mark, number) for number in range(1, len(PHOTO_PLAN) + 1)},
    "Ctrl+Z": lambda page: page.findings.undo.click(),
    "Ctrl+Shift+Z": lambda page: page.findings.redo.click(),
    "Ctrl+Y": lambda page: page.findings.redo.click(),
}
