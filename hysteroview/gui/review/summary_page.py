"""The page after an exam: patient, findings, and what was saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Exam, ExamEntry
from hysteroview.gui.look.language import translated_card, translated_label
from hysteroview.gui.patient.dialog import PatientDialog
from hysteroview.gui.review.assessed_panel import AssessedPanel
from hysteroview.gui.review.events import EventsList
from hysteroview.gui.review.exam_summary import ExamSummary, entry_of
from hysteroview.gui.review.findings import FindingsList
from hysteroview.gui.review.lesions.words import lesion_lines
from hysteroview.gui.review.timeline.happened import exam_content
from hysteroview.gui.review.timeline.timeline import Timeline
from hysteroview.gui.review.tray import Tray
from hysteroview.gui.review.viewer.refs import shown_place
from hysteroview.gui.sending.status import SendingStatus
from hysteroview.gui.sources.card import pixmap_of
from hysteroview.gui.widgets.basic import rule, scrolled, text_label, turn
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard

_BASE_THUMBNAIL_PX = QSize(192, 108)
_BASE_TEXTS_PX = 500
_ANY_PX = 16_777_215  # no limit, in Qt
_NUMBER = Qt.ItemDataRole.UserRole


class SummaryPage(QWidget):
    """Shows one exam; it only emits what is requested.

    Signals
    -------
    entry_changed(str, ExamEntry)
        Of the exam with this id.
    export_requested(str, Path)
        Of the whole exam with this id, into this folder.
    export_asked(str)
        Something of the exam with this id is to be exported.
    send_requested(str)
        Something of the exam with this id is to be sent to an archive.
    picture_opened(str, int)
        Of the exam with this id, the snapshot with this number.
    lesions_requested(str), report_requested(str)
        Of the exam with this id.
    review_requested(str, int)
        Of the recordings of the exam with this id, at this time of its source, ns; None for their
        beginning.
    done()
    """

    entry_changed = Signal(str, object)
    export_requested = Signal(str, object)
    export_asked = Signal(str)
    send_requested = Signal(str)
    picture_opened = Signal(str, int)
    lesions_requested = Signal(str)
    report_requested = Signal(str)
    review_requested = Signal(str, object)
    done = Signal()

    def __init__(self, card: ModelCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = self.tr("Exam")
        self._card, self._scale = card, 1.0
        self._exam: Exam | None = None
        self._heading = text_label(self, "pageTitle", self.tr("Exam"))
        self._facts = text_label(self, "body", wrap=True)
        self.timeline = Timeline(self)
        self.timeline.show_details(on=False)
        self.timeline.seek_requested.connect(self._review_at)
        self._findings = FindingsList(card, self)
        self._findings.finding_requested.connect(self._review_at)
        self._events = EventsList(self)
        self._assessed = AssessedPanel(self)
        self._lesions_title = text_label(self, "caption", self.tr("Lesions and pathology"))
        self._lesions = text_label(self, "body", wrap=True)
        self._kept = text_label(self, "body", wrap=True)
        self.thumbnails = Tray(self)
        self.thumbnails.itemActivated.connect(self._open_picture)
        self.thumbnails.itemClicked.connect(self._open_picture)
        self._pictures: Mapping[int, str] = {}
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.patient = self._button(
            self.tr("Patient…"), self.tr("Enter or correct the patient details."), self._ask_patient
        )
        self.lesions = self._button(
            self.tr("Lesions…"),
            self.tr("Lesions of this exam, biopsies and pathology."),
            self._ask_lesions,
        )
        self.report = self._button(
            self.tr("Report…"),
            self.tr("The fields of the report, its preview, and the file."),
            self._ask_report,
        )
        self.review = self._button(
            self.tr("Review"),
            self.tr("Plays the recordings of this exam, frame by frame."),
            self._review,
        )
        self.export = self._button(
            self.tr("Export…"),
            self.tr("Exports pictures, recordings, tables, or the whole exam."),
            self._ask_export,
        )
        self.send = self._button(
            self.tr("Send…"), self.tr("Sends this exam to an archive (PACS)."), self._ask_send
        )
        self.sending = SendingStatus(self)
        self.leave = QPushButton(self.tr("Done"), self)
        self.leave.setObjectName("primary")
        self.leave.clicked.connect(self.done)
        self.dialog: PatientDialog | None = None
        self._place()
        self.show_waiting()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(40 * scale)
        self._layout.setContentsMargins(side, round(20 * scale), side, round(20 * scale))
        self._layout.setSpacing(round(12 * scale))
        self._halves.setSpacing(round(32 * scale))
        self._texts.setSpacing(round(8 * scale))
        self._assessed.set_scale(scale)
        self._arrange()
        self._findings.set_scale(scale)
        self.timeline.set_scale(scale)
        self._events.set_scale(scale)
        self.thumbnails.setIconSize(_BASE_THUMBNAIL_PX * scale)
        self.thumbnails.setSpacing(round(6 * scale))
        self.notice.set_scale(scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the pictures beside the texts, or below them in an upright window."""
        super().resizeEvent(event)
        self._arrange()

    @property
    def exam_id(self) -> str:
        """Id of the exam that is shown; empty without one."""
        return "" if self._exam is None else self._exam.exam_id

    @property
    def scale(self) -> float:
        """The scale of the page."""
        return self._scale

    def take_focus(self) -> None:
        """Focus the button that leaves the page."""
        self.leave.setFocus()

    def show_waiting(self) -> None:
        """Show that the exam is being completed and read."""
        self._exam = None
        self._heading.setText(self.tr("Completing the exam…"))
        for label in (self._facts, self._lesions, self._kept):
            label.clear()
        self._assessed.clear()
        self._findings.clear()
        self.timeline.clear()
        self.timeline.hide()
        self._events.clear()
        self.thumbnails.clear()
        for button in self._actions:
            button.setEnabled(False)

    def show_summary(self, summary: ExamSummary) -> None:
        """Show an exam."""
        exam = self._exam = summary.exam
        self._heading.setText(_patient_words(exam) or self.tr("Patient not entered yet"))
        self._pictures = summary.pictures
        self._facts.setText("\n".join(_facts(exam)))
        self._findings.show_verdict(summary.verdict, summary.events.parts, summary.review.findings)
        self.timeline.clear()
        self.timeline.show_content(exam_content(summary.track, summary.review, self._card))
        self.timeline.setVisible(summary.track.columns is not None)
        self._assessed.show_counts(summary.assessment)
        names = {label.code: translated_label(label.name) for label in self._card.labels}
        self._lesions.setText("\n".join(lesion_lines(each, names) for each in exam.lesions))
        for part in (self._lesions_title, self._lesions):
            part.setVisible(bool(exam.lesions))
        self._kept.setText(_kept_words(summary))
        self._events.show_events(summary.events, exam.started_wall_ns)
        self._arrange()
        self.thumbnails.clear()
        for number, pixels in summary.thumbnails:
            picture = QIcon(pixmap_of(pixels, _BASE_THUMBNAIL_PX * self._scale))
            item = QListWidgetItem(picture, _caption(summary, number), self.thumbnails)
            item.setToolTip(self.tr("Snapshot {0}, as shown on the screen").format(number))
            item.setData(_NUMBER, number)
        for button in self._actions:
            button.setEnabled(True)
        self.review.setEnabled(summary.clips > 0)
        if not summary.is_log_whole:
            self.notice.show_failure(
                HysteroViewError(
                    self.tr("The log of this exam was changed or is damaged."),
                    remedy=self.tr("Run `hysteroview exam verify`."),
                )
            )

    @property
    def text(self) -> str:
        """All text about the exam."""
        before = (self._heading.text(), self._facts.text())
        after = (self._assessed.text, self._lesions.text(), self._kept.text(), self._events.text)
        return "\n".join((*before, self._findings.text, *after))

    def _arrange(self) -> None:
        is_upright = turn(self._halves, self)
        width = round(_BASE_TEXTS_PX * self._scale)
        self._left.setMinimumWidth(0 if is_upright else width)
        self._left.setMaximumWidth(_ANY_PX if is_upright else width)
        self._halves.setStretch(0, 1 if is_upright else 0)

    def _open_picture(self, item: QListWidgetItem) -> None:
        """Open the viewer at this picture."""
        number = item.data(_NUMBER)
        if self._exam is not None and number in self._pictures:
            self.picture_opened.emit(self._exam.exam_id, number)

    def _button(self, words: str, hint: str, act: Callable[[], None]) -> QPushButton:
        made = QPushButton(words, self)
        made.setToolTip(hint)
        made.clicked.connect(act)
        return made

    def _ask_patient(self) -> None:
        if self._exam is None:
            return
        exam_id = self._exam.exam_id
        self.dialog = PatientDialog(entry_of(self._exam), self)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.set_scale(self._scale)
        self.dialog.changed.connect(lambda entry: self._change(exam_id, entry))
        self.dialog.open()

    def _change(self, exam_id: str, entry: ExamEntry) -> None:
        self.entry_changed.emit(exam_id, entry)

    def _ask_lesions(self) -> None:
        if self._exam is not None:
            self.lesions_requested.emit(self._exam.exam_id)

    def _ask_report(self) -> None:
        if self._exam is not None:
            self.report_requested.emit(self._exam.exam_id)

    def _review(self) -> None:
        if self._exam is not None:
            self.review_requested.emit(self._exam.exam_id, None)

    def _review_at(self, pts_ns: int) -> None:
        if self._exam is not None:
            self.review_requested.emit(self._exam.exam_id, pts_ns)

    def _ask_export(self) -> None:
        if self._exam is not None:
            self.export_asked.emit(self._exam.exam_id)

    def _ask_send(self) -> None:
        if self._exam is not None:
            self.send_requested.emit(self._exam.exam_id)

    @property
    def _actions(self) -> tuple[QPushButton, ...]:
        return self.patient, self.lesions, self.report, self.review, self.export, self.send

    def _place(self) -> None:
        column = QWidget(self)
        column.setObjectName("page")
        texts = self._texts = QVBoxLayout(column)
        texts.setContentsMargins(0, 0, 0, 0)
        for part in (
            self._facts,
            rule(self),
            text_label(self, "caption", self.tr("AI findings")),
            self._findings,
            text_label(self, "caption", self.tr("Not assessed")),
            self._assessed,
            self._lesions_title,
            self._lesions,
            rule(self),
            self._kept,
        ):
            texts.addWidget(part)
        texts.addStretch(1)
        self._left = scrolled(self, column)
        self._right = QVBoxLayout()
        self._right.addWidget(self.thumbnails, 1)
        self._right.addWidget(self._events)
        halves = self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        halves.addWidget(self._left)
        halves.addLayout(self._right, 1)
        footer = QHBoxLayout()
        for button in self._actions:
            footer.addWidget(button)
        research = text_label(self, "research", translated_card(self._card.warning), wrap=True)
        footer.addWidget(research, 1)
        footer.addWidget(self.sending)
        footer.addWidget(self.leave)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._heading)
        self._layout.addWidget(self.timeline)
        self._layout.addLayout(halves, 1)
        self._layout.addWidget(self.notice)
        self._layout.addLayout(footer)


def _tr(text: str) -> str:
    return QCoreApplication.translate("SummaryPage", text)


def _caption(summary: ExamSummary, number: int) -> str:
    """Return number and place of a snapshot, and whether it is in the report."""
    shown = summary.pictures.get(number, "").rpartition("/")[2]
    for notes in summary.exam.pictures:
        if notes.item.removesuffix("_record.json") == shown.removesuffix("_overlay.png"):
            report = "" if notes.rank is None else _tr("report {0}").format(notes.rank)
            return " · ".join(filter(None, (str(number), shown_place(notes), report)))
    return str(number)


def _patient_words(exam: Exam) -> str:
    who = exam.patient
    return " · ".join(filter(None, (who.shown_name, who.identifier, who.birth_date)))


def _facts(exam: Exam) -> list[str]:
    began = datetime.fromtimestamp(exam.started_wall_ns / NS_PER_S)
    lines = [f"{began:%Y-%m-%d %H:%M}"]
    if exam.ended_wall_ns is not None:
        minutes, seconds = divmod((exam.ended_wall_ns - exam.started_wall_ns) // NS_PER_S, 60)
        lines[0] += " · " + _tr("{0} min {1:02d} s").format(minutes, seconds)
    else:
        lines[0] += " · " + _tr("was interrupted")
    for title, text in (
        (_tr("Accession number"), exam.accession_number),
        (_tr("Indication"), exam.indication),
        (_tr("Operator"), exam.operator),
        (_tr("Source"), exam.source),
        (_tr("Model"), exam.model),
    ):
        if text:
            lines.append(f"{title}: {text}")
    lines.append(_tr("Exam {0}").format(exam.exam_id))
    return lines


def _kept_words(summary: ExamSummary) -> str:
    snapshots = _tr("Snapshots: {0}").format(summary.snapshots)
    if summary.not_live:
        snapshots += " " + _tr("({0} without a live picture)").format(summary.not_live)
    lines = [snapshots, _tr("Clips: {0}").format(summary.clips)]
    if summary.withdrawn:
        lines.append(_tr("Removed: {0}").format(summary.withdrawn))
    return " · ".join(lines)
