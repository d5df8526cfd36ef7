"""The dialog that lists earlier exams of a patient in an archive, and fetches one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QListView,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.records import Patient
from hysteroview.export.dicom.retrieve.progress import FetchProgress
from hysteroview.export.dicom.retrieve.studies import EarlierSeries, EarlierStudy
from hysteroview.gui.earlier.identity import doubts
from hysteroview.gui.earlier.words import doubt_words, series_words, study_words, whom_words
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(820, 640)
_POLL_MS = 100
_STUDY = Qt.ItemDataRole.UserRole
_MB = 1e6


@dataclass(frozen=True, slots=True)
class Choice:
    """A series that is to be fetched.

    Attributes
    ----------
    archive
        Name of the archive.
    doubt
        Why the study may show another patient, in words; empty if nothing speaks for that.
    """

    archive: str
    study: EarlierStudy
    series: EarlierSeries
    doubt: str


class EarlierDialog(FormDialog):
    """Lists the studies of a patient ID, and the series of the one that is selected.

    Signals
    -------
    studies_requested(str)
        Name of the archive.
    series_requested(str, str)
        Name of the archive, UID of the study.
    open_requested(Choice), compare_requested(Choice)
        The series is to be fetched, then opened in the review or shown beside the present exam.
    again_requested(Choice)
        It is to be fetched again, since it is incomplete.
    """

    studies_requested = Signal(str)
    series_requested = Signal(str, str)
    open_requested = Signal(object)
    compare_requested = Signal(object)
    again_requested = Signal(object)

    def __init__(
        self, patient: Patient, archives: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Earlier exams in the archive"))
        self._patient = patient
        self._progress: FetchProgress | None = None
        self._heading = text_label(self, "heading", self._whose(), wrap=True)
        self.archive = QComboBox(self)
        self.archive.setView(QListView(self.archive))
        self.archive.setAccessibleName(self.tr("Archive"))
        self.archive.addItems(list(archives))
        self.archive.setVisible(len(archives) > 1)
        self.archive.currentIndexChanged.connect(lambda _: self.ask())
        self._state = text_label(self, "caption", wrap=True)
        self.studies = self._list(self.tr("Earlier exams"))
        self.studies.itemSelectionChanged.connect(self._ask_series)
        self.doubt = text_label(self, "fault", wrap=True)
        self.doubt.hide()
        self._series_title = text_label(self, "fieldTitle", self.tr("In this exam"))
        self.series = self._list(self.tr("Series"))
        self.series.itemSelectionChanged.connect(self._show_possible)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.hide()
        for part in (self._heading, self.archive, self._state):
            self.content.addWidget(part)
        self.content.addWidget(self.studies, 3)
        self.content.addWidget(self.doubt)
        self.content.addWidget(self._series_title)
        self.content.addWidget(self.series, 2)
        self.content.addWidget(self.bar)
        self.again = QPushButton(self.tr("Refresh"), self)
        self.again.clicked.connect(self.ask)
        self.compare = QPushButton(self.tr("Compare with this exam"), self)
        self.compare.setToolTip(self.tr("Shows pictures of both exams side by side."))
        self.compare.clicked.connect(lambda: self._emit(self.compare_requested))
        self.refetch = QPushButton(self.tr("Fetch again"), self)
        self.refetch.clicked.connect(lambda: self._emit(self.again_requested))
        self.add_buttons(self.tr("Open"), self.again, self.compare, self.refetch)
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        self._show_possible()

    def ask(self) -> None:
        """Ask the chosen archive."""
        self.show_fault("")
        self.studies.clear()
        self._show_series_list(())
        self._state.setText(self.tr("Asking {0}…").format(self.archive.currentText()))
        self.studies_requested.emit(self.archive.currentText())

    def show_studies(self, archive: str, studies: Sequence[EarlierStudy]) -> None:
        """Show what an archive has, if it is still the chosen one."""
        if archive != self.archive.currentText():
            return
        self.studies.clear()
        for study in studies:
            doubt = doubt_words(doubts(self._patient, study.patient, study.birth_date))
            whom = f"⚠ {whom_words(study)}" if doubt else whom_words(study)
            item = QListWidgetItem(f"{study_words(study)}\n{whom}", self.studies)
            item.setData(_STUDY, study)
        count = len(studies)
        found = self.tr("Exams with this patient ID: {0}. Compare name and birth date.")
        nothing = self.tr("{0} has no earlier exam with pictures under this patient ID.")
        self._state.setText(found.format(count) if count else nothing.format(archive))
        if count:
            self.studies.setCurrentRow(0)
            self.studies.setFocus()
        self._show_possible()

    def show_series(self, study_uid: str, series: Sequence[EarlierSeries]) -> None:
        """Show what a study holds, if it is still the selected one."""
        study = self.study
        if study is not None and study.uid == study_uid:
            self._show_series_list(series)

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show why something could not be found or fetched."""
        self.show_progress(None)
        self._state.clear()
        self.show_fault(failure_words(failure))

    def show_progress(self, progress: FetchProgress | None) -> None:
        """Show how far a fetch is, with a button that cancels it; None when it has ended."""
        self._progress = progress
        is_busy = progress is not None
        self.bar.setVisible(is_busy)
        self.bar.setRange(0, 0)
        for part in (self.archive, self.studies, self.series, self.again):
            part.setEnabled(not is_busy)
        self.cancel.setEnabled(True)
        self.cancel.setText(self.tr("Cancel fetching") if is_busy else self.tr("Cancel"))
        if is_busy:
            self.show_fault("")
            self._timer.start()
        else:
            self._timer.stop()
            self._state.clear()
        self._show_possible()

    def offer_again(self, text: str) -> None:
        """Say that the selected series is incomplete, with a button to fetch it again."""
        self.show_fault(text)
        self.refetch.show()

    @property
    def state(self) -> str:
        """What is said above the list."""
        return self._state.text()

    @property
    def study(self) -> EarlierStudy | None:
        """The selected study."""
        found = self.studies.selectedItems()
        study: EarlierStudy | None = found[0].data(_STUDY) if found else None
        return study

    @property
    def chosen(self) -> Choice | None:
        """The selected series, if something of it can be opened."""
        found, study = self.series.selectedItems(), self.study
        series: EarlierSeries | None = found[0].data(_STUDY) if found else None
        if study is None or series is None or not series.may_have_pictures:
            return None
        return Choice(self.archive.currentText(), study, series, self.doubt.text())

    def submit(self) -> None:
        """Fetch the selected series, and open it."""
        self._emit(self.open_requested)

    def reject(self) -> None:
        """Cancel a fetch that is under way; otherwise close."""
        if self._progress is None:
            super().reject()
            return
        self._progress.cancel()
        self.cancel.setEnabled(False)

    def _whose(self) -> str:
        who = self._patient
        born = self.tr("born {0}").format(who.birth_date) if who.birth_date else ""
        known = (who.shown_name, who.identifier, born)
        return self.tr("This exam: {0}").format(" · ".join(filter(None, known)))

    def _list(self, title: str) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName("worklist")
        made.setAccessibleName(title)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        return made

    def _ask_series(self) -> None:
        study = self.study
        self._show_series_list(())
        words = ""
        if study is not None:
            words = doubt_words(doubts(self._patient, study.patient, study.birth_date))
            self.series_requested.emit(self.archive.currentText(), study.uid)
        self.doubt.setText(words)
        self.doubt.setVisible(bool(words))

    def _show_series_list(self, series: Sequence[EarlierSeries]) -> None:
        self.series.clear()
        for each in series:
            item = QListWidgetItem(series_words(each), self.series)
            item.setData(_STUDY, each)
            if not each.may_have_pictures:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        first = next((row for row, each in enumerate(series) if each.may_have_pictures), -1)
        self.series.setCurrentRow(first)
        self._show_possible()

    def _show_possible(self) -> None:
        is_possible = self.chosen is not None and self._progress is None
        self.primary.setEnabled(is_possible)
        self.compare.setEnabled(is_possible)
        self.refetch.hide()

    def _emit(self, signal: SignalInstance) -> None:
        if (chosen := self.chosen) is not None and self._progress is None:
            signal.emit(chosen)

    def _poll(self) -> None:
        progress = self._progress
        if progress is None:
            return
        if progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(min(progress.objects, progress.total))
        if progress.is_canceled:
            self._state.setText(self.tr("Canceling…"))
            return
        of = f"{progress.objects} / {progress.total}" if progress.total else f"{progress.objects}"
        words = self.tr("Fetching: {0} objects, {1} MB")
        self._state.setText(words.format(of, f"{progress.size_bytes / _MB:.1f}"))
