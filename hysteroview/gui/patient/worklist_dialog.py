"""The dialog with the exams scheduled for today, to choose a patient from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.export.dicom.query import WorklistQuery
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.patient.scheduled import entry_of_scheduled, shown_patient
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.settings.table import WorklistSettings

if TYPE_CHECKING:
    from hysteroview.export.dicom.worklist import ScheduledExam

_BASE_SIZE_PX = QSize(760, 520)
_CLOSE_TIMEOUT_S = 1.0  # a canceled query ends at once
_ENTRY, _EXAM = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class WorklistDialog(FormDialog):
    """Queries the hospital's worklist server, and lets the operator choose an entry.

    Signals
    -------
    chosen(ExamEntry)
        Without the operator, who is entered in the form.
    """

    chosen = Signal(object)

    def __init__(self, settings: WorklistSettings, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Worklist"))
        self._settings = settings
        self._tasks = TaskRunner(1, self)
        self._heading = text_label(self, "heading", wrap=True)
        self.list = QListWidget(self)
        self.list.setObjectName("worklist")
        self.list.setAccessibleName(self.tr("Scheduled exams"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemActivated.connect(self.submit)
        self.list.itemSelectionChanged.connect(self._show_possible)
        self.again = QPushButton(self.tr("Refresh"), self)
        self.again.clicked.connect(self.ask)
        self.content.addWidget(self._heading)
        self.content.addWidget(self.list, 1)
        self.add_buttons(self.tr("Use this patient"), self.again)
        self._query: WorklistQuery | None = None
        self.finished.connect(self._end)
        if (application := QCoreApplication.instance()) is not None:
            application.aboutToQuit.connect(self._end)  # the process waits for the thread of tasks
        self.show_exams(())

    @property
    def text(self) -> str:
        """The text above the list."""
        return self._heading.text()

    def ask(self) -> None:
        """Query the server for today's exams."""
        self.again.setEnabled(False)
        self.show_fault("")
        self._heading.setText(self.tr("Contacting {0}…").format(self._settings.host))
        self._query = WorklistQuery(self._settings, date.today())
        self._tasks.submit(self._query.run, self.show_exams, self._show_failure)

    def show_exams(self, exams: Sequence[ScheduledExam]) -> None:
        """Show the scheduled exams."""
        self.again.setEnabled(True)
        self.show_fault("")
        before = self.list.currentItem().data(_ENTRY) if self.list.selectedItems() else None
        self.list.clear()
        for exam in exams:
            entry = entry_of_scheduled(exam)
            who = entry.patient
            first = (exam.time or "–", shown_patient(exam), who.identifier, who.birth_date)
            second = (exam.description, exam.accession_number, exam.physician)
            lines = [" · ".join(filter(None, line)) for line in (first, second)]
            item = QListWidgetItem("\n".join(filter(None, lines)), self.list)
            item.setData(_ENTRY, entry)
            item.setData(_EXAM, exam)
            if entry == before:
                self.list.setCurrentItem(item)
        count = len(exams)
        text = self.tr("Exams scheduled for today: {0}").format(count)
        self._heading.setText(text if count else self.tr("No exams are scheduled for today."))
        if count:
            self.list.setFocus()
        self._show_possible()

    def submit(self) -> None:
        """Emit the selected entry, and close."""
        if selected := self.list.selectedItems():
            self.chosen.emit(selected[0].data(_ENTRY))
            self.accept()

    def _show_possible(self) -> None:
        self.primary.setEnabled(bool(self.list.selectedItems()))

    @property
    def selected(self) -> ScheduledExam | None:
        """The selected exam."""
        found = self.list.selectedItems()
        exam: ScheduledExam | None = found[0].data(_EXAM) if found else None
        return exam

    def _end(self) -> None:
        """Abort the query."""
        if self._query is not None:
            self._query.cancel()
        self._tasks.finish(_CLOSE_TIMEOUT_S)

    def _show_failure(self, failure: HysteroViewError) -> None:
        self.show_exams(())
        self._heading.clear()
        self.show_fault(failure_words(failure))
