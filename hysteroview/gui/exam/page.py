"""The page for starting an exam of the chosen source: patient, source settings, pixelation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.capture.live.identity import OtherCameraError
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.locations import without_secrets
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.look.messages import join_sentences
from hysteroview.gui.patient.form import PatientForm
from hysteroview.gui.patient.worklist_dialog import WorklistDialog
from hysteroview.gui.sources.camera_question import OtherCameraQuestion
from hysteroview.gui.sources.card import pixmap_of
from hysteroview.gui.sources.choice import Kind, SourceChoice
from hysteroview.gui.sources.details import SourceDetails
from hysteroview.gui.sources.parts_choice import PartsChoice
from hysteroview.gui.sources.preview import SourcePreview
from hysteroview.gui.widgets.basic import text_label, turn
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.settings.choices import Pixelation
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.live import CurrentSettings

_BASE_PICTURE_PX = QSize(400, 225)
_START = "start"  # subject of notices


class ExamPage(QWidget):
    """Start an exam, with a patient or as an emergency, or view without saving.

    Signals
    -------
    begun(SourceChoice, ExamEntry | None)
        None to view without saving.
    preset_named(SourceChoice, str)
        Save this source under a name.
    review_requested(str)
        Review the recording at this location instead.
    left()
        Back to the sources.
    """

    begun = Signal(object, object)
    preset_named = Signal(object, str)
    review_requested = Signal(str)
    left = Signal()

    def __init__(self, settings: CurrentSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = self.tr("New exam")
        self._settings = settings
        self._choice: SourceChoice | None = None
        self._pixels: NDArray[np.uint8] | None = None
        self._picture = QLabel(self)
        self._picture.setObjectName("thumbnail")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._source = text_label(self, "cardName", wrap=True)
        self._caption = text_label(self, "caption", wrap=True)
        self.details = SourceDetails(settings.now.scopes.presets)
        self.details.named.connect(self._name_preset)
        self.details.changed.connect(self._load_preview)
        self.parts = PartsChoice(self)
        self.parts.changed.connect(self._load_preview)
        self.preview = SourcePreview(self)
        self.preview.found.connect(self._show_preview)
        self.worklist = QPushButton(self.tr("Worklist…"), self)
        self.worklist.setToolTip(self.tr("Choose the patient from the exams scheduled for today."))
        self.worklist.setVisible(bool(settings.now.worklist.host))
        self.worklist.clicked.connect(self._show_worklist)
        self.dialog: WorklistDialog | OtherCameraQuestion | None = None
        self._scale = 1.0
        self.form = PatientForm(self)
        self.form.submitted.connect(self._begin)
        self.pixelate = QCheckBox(
            self.tr("Pixelate frames filmed outside the body (cannot be undone)"), self
        )
        self.pixelate.setChecked(True)
        self.pixelate.setVisible(self._asks)
        self.notice = NoticeBar(self)
        self.notice.hide()
        self.notice.shown_changed.connect(self.notice.setVisible)
        self.back = QPushButton(self.tr("Back"), self)
        self.back.clicked.connect(self.left)
        self.review = QPushButton(self.tr("Review"), self)
        self.review.setToolTip(self.tr("Plays the recording frame by frame, without an exam."))
        self.review.clicked.connect(self._review)
        self.only_look = QPushButton(self.tr("View without saving"), self)
        self.only_look.setToolTip(self.tr("Shows the picture without an exam. Nothing is saved."))
        self.only_look.clicked.connect(self._only_look)
        self.emergency = QPushButton(self.tr("Emergency: enter patient later"), self)
        self.emergency.setToolTip(self.tr("Starts at once. Patient details can be entered later."))
        self.emergency.clicked.connect(self._begin_emergency)
        self.begin = QPushButton(self.tr("Start exam"), self)
        self.begin.setObjectName("primary")
        self.begin.clicked.connect(self._begin)
        self._place()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        side = round(40 * scale)
        self._layout.setContentsMargins(side, round(20 * scale), side, round(20 * scale))
        self._layout.setSpacing(round(14 * scale))
        self._halves.setSpacing(round(40 * scale))
        self._left.setSpacing(round(8 * scale))
        self._right.setSpacing(round(14 * scale))
        self._picture.setFixedSize(_BASE_PICTURE_PX * scale)
        self.form.set_scale(scale)
        for part in (self.details, self.parts):
            part.set_scale(scale)
            part.setFixedWidth(self._picture.width())
        self.notice.set_scale(scale)
        self._show_picture()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the patient beside the source, or below it in an upright window."""
        super().resizeEvent(event)
        turn(self._halves, self)

    def take_focus(self) -> None:
        """Focus the first field of the patient."""
        self.form.identifier.setFocus()

    @property
    def _asks(self) -> bool:
        """Whether the operator is asked to pixelate frames filmed outside the body."""
        return self._settings.now.recording.pixelation is Pixelation.ASK

    def show_choice(self, choice: SourceChoice, pixels: NDArray[np.uint8] | None) -> None:
        """Show the source that was chosen, with empty fields for a new exam."""
        self._choice, self._pixels = choice, pixels
        self._source.setText(choice.name)
        shown = without_secrets(split_correction(choice.location)[0])
        is_file = choice.kind in (
            Kind.RECORDING,
            Kind.PHANTOM,
        )  # a path may contain the name of a patient
        self._caption.setText(choice.description if is_file or shown == choice.name else shown)
        self.review.setVisible(choice.kind is Kind.RECORDING)
        self.details.show_choice(choice)
        self.parts.show_choice(choice)
        operator = self.form.operator.text()
        self.form.show_entry(ExamEntry(operator=operator))  # often the same
        self.pixelate.setChecked(True)
        self.notice.clear()
        self.show_waiting(on=False)
        self._show_picture()
        self.preview.cancel()
        if pixels is None:
            self._load_preview()

    def close_tasks(self) -> None:
        """End what is looked for off the GUI thread."""
        self.preview.close()
        self.parts.close_tasks()

    def show_waiting(self, *, on: bool) -> None:
        """Show that the source is being opened; only the back button stays enabled."""
        for part in (
            self.form,
            self.begin,
            self.emergency,
            self.review,
            self.only_look,
            self.details,
            self.parts,
            self.worklist,
        ):
            part.setEnabled(not on)
        if on:
            self.preview.cancel()  # some devices cannot be opened twice
        self.begin.setText(self.tr("Opening…") if on else self.tr("Start exam"))
        if on:
            self.notice.clear()

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show why the exam has not started."""
        self.show_waiting(on=False)
        self.notice.show_failure(failure, subject=_START)

    def ask_whether_to_use(
        self, location: str, failure: OtherCameraError, on_accepted: Callable[[], None]
    ) -> None:
        """Ask whether another camera is to be used; `on_accepted` is called if it is."""
        question = self.dialog = OtherCameraQuestion(location, failure, self)
        question.set_scale(self._scale)
        question.accepted.connect(on_accepted)
        question.finished.connect(question.deleteLater)
        question.open()

    def _show_worklist(self) -> None:
        dialog = self.dialog = WorklistDialog(self._settings.now.worklist, self)
        dialog.set_scale(self._scale)
        dialog.chosen.connect(self._take_entry)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.ask()

    def show_scheduled(self, entry: ExamEntry) -> None:
        """Fill the fields with an exam of the worklist."""
        self._take_entry(entry)

    def _take_entry(self, entry: ExamEntry) -> None:
        self.form.show_entry(replace(entry, operator=self.form.operator.text()))
        if entry.doubt:
            self.notice.show_warning(entry.doubt, subject=_START)
            self.form.show_characters()
            self.form.family_name.setFocus()
        else:
            self.notice.clear()
            self.begin.setFocus()

    def _begin(self) -> None:
        entry = self._entry()
        if entry is None:
            return
        if not entry.patient.is_known:
            missing = self.tr("Enter a patient ID or name.")
            remedy = self.tr("In an emergency you can enter the patient later.")
            self.notice.show_warning(join_sentences([missing, remedy]), subject=_START)
            self.form.identifier.setFocus()
            return
        self._emit(entry)

    def _begin_emergency(self) -> None:
        entry = self._entry()
        if entry is not None:
            self._emit(replace(entry, is_emergency=True))

    def _review(self) -> None:
        if self._choice is not None:
            self.review_requested.emit(self._as_set(self._choice).location)

    def _only_look(self) -> None:
        self._emit(None)

    def _entry(self) -> ExamEntry | None:
        try:
            entry = self.form.entry()
        except ValueError as error:
            self.notice.show_warning(str(error), subject=_START)
            return None
        return replace(entry, pixelates=self.pixelate.isChecked() if self._asks else None)

    def _emit(self, entry: ExamEntry | None) -> None:
        if self._choice is not None:
            self.begun.emit(self._as_set(self._choice), entry)

    def _as_set(self, choice: SourceChoice) -> SourceChoice:
        """Return the source with its details."""
        return self.parts.set_in(self.details.set_in(choice))

    def _name_preset(self, name: str) -> None:
        if self._choice is not None:
            self.preset_named.emit(self._as_set(self._choice), name)

    def _load_preview(self) -> None:
        """Load the picture as it looks with what is chosen now."""
        choice = self._choice
        if choice is not None and choice.may_be_previewed and choice.kind is not Kind.PHANTOM:
            self.preview.load(self._as_set(choice).location)

    def _show_preview(self, found: NDArray[np.uint8] | HysteroViewError) -> None:
        if not isinstance(found, HysteroViewError):  # what prevents it is said when it is opened
            self._pixels = found
            self._show_picture()

    def _show_picture(self) -> None:
        if self._pixels is not None:
            self._picture.setPixmap(pixmap_of(self._pixels, self._picture.size()))
        else:
            self._picture.setText(self.tr("No picture yet"))

    def _place(self) -> None:
        left, right, footer = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for part in (self._picture, self._source, self._caption, self.parts, self.details):
            left.addWidget(part)
        left.addStretch(1)
        right.addWidget(self.form)
        right.addWidget(self.pixelate)
        right.addStretch(1)
        footer.addWidget(self.back)
        footer.addWidget(self.worklist)
        footer.addStretch(1)
        for button in (self.review, self.only_look, self.emergency, self.begin):
            footer.addWidget(button)
        halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        halves.addLayout(left)
        halves.addLayout(right, 1)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(text_label(self, "pageTitle", self.tr("New exam")))
        self._layout.addLayout(halves, 1)
        self._layout.addWidget(self.notice)
        self._layout.addLayout(footer)
        self._halves, self._left, self._right = halves, left, right
