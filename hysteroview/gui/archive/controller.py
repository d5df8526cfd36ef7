"""Reads the exams for their panel, and carries out off the GUI thread what is wanted there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.copies.copying import Exported
from hysteroview.exam.store.database import DamagedDatabaseError
from hysteroview.exam.store.dicom.orders import Order
from hysteroview.exam.store.key_file import StoreLockedError
from hysteroview.exam.store.records import ExamEntry
from hysteroview.export.dicom.query import WorklistQuery
from hysteroview.gui.archive.dialogs import DeleteDialog
from hysteroview.gui.archive.order_dialog import OrderDialog
from hysteroview.gui.archive.panel import ExamsPanel
from hysteroview.gui.archive.panel_state import PanelState
from hysteroview.gui.archive.rows import ExamRow, scheduled_row
from hysteroview.gui.archive.store_tasks import Listing, delete_exam, read_listing
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.patient.dialog import PatientDialog
from hysteroview.gui.patient.scheduled import entry_of_scheduled, shown_patient
from hysteroview.gui.review.exam_summary import entry_of
from hysteroview.gui.review.export.controller import ExportController
from hysteroview.gui.review.exported import EXPORT, show_exported
from hysteroview.gui.review.lesions.controller import LesionsController
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.form_dialog import FormDialog
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.table import WorklistSettings

if TYPE_CHECKING:
    from hysteroview.export.dicom.worklist import ScheduledExam

_CHANGE = "change of an exam"  # subject of notices
_MOST_TASKS = 8
_CLOSE_TIMEOUT_S = 10.0
_WORKLIST_TIMEOUT_S = 1.0  # a canceled query ends at once


class ExamsController(QObject):
    """What happens in the panel of exams.

    Parameters
    ----------
    notice
        Of the page with the panel.
    store
        Knows where the exams are, and their key.
    when_free
        Calls a function as soon as the store is not being completed by something else.
    card
        Of the model that analyzes exported recordings.
    """

    def __init__(
        self,
        panel: ExamsPanel,
        notice: NoticeBar,
        store: StoreAccess,
        when_free: Callable[[Callable[[], None]], None],
        card: ModelCard,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._when_free = when_free
        self._panel, self._notice, self._store = panel, notice, store
        self._tasks = TaskRunner(_MOST_TASKS, self)
        self._queries = TaskRunner(1, self)
        self._query: WorklistQuery | None = None
        self._worklist = WorklistSettings()
        self._is_closed = False
        self.dialog: FormDialog | None = None
        self.lesions = LesionsController(
            panel, self._tasks, store.access, lambda: self._names, lambda: panel.scale, when_free
        )
        self.lesions.saved.connect(lambda _: self._show_saved())
        self.lesions.failed.connect(partial(notice.show_failure, subject=_CHANGE))
        self.exports = ExportController(
            panel, notice, card, store.access, self.export, lambda: panel.scale
        )
        panel.patient_requested.connect(self._ask_patient)
        panel.order_requested.connect(self._ask_order)
        panel.pathology_requested.connect(self._ask_pathology)
        panel.export_requested.connect(self._ask_export)
        panel.delete_requested.connect(self._ask_delete)

    @property
    def _names(self) -> Mapping[str, str]:
        return self._panel.model.names

    def refresh(self) -> None:
        """Read the exams again; of a locked store, show that its passphrase is missing."""
        if self._is_closed:
            return
        if self._store.is_locked:
            self._panel.thumbnails.forget()
            self._panel.show_state(PanelState.LOCKED)
            return
        read = partial(read_listing, self._store.access(), self._names)
        self._tasks.submit_or_fail(read, self._show, self.show_failure)

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show why there is no list, with what helps."""
        state = PanelState.FAILED
        if isinstance(failure, StoreLockedError):
            state = PanelState.LOCKED
        elif isinstance(failure, DamagedDatabaseError):
            state = PanelState.DAMAGED
        self._panel.show_state(state, failure_words(failure))

    def query_worklist(self, settings: WorklistSettings) -> None:
        """Ask the worklist server for today's exams, if one is set."""
        self._worklist = settings
        self._panel.order_button.setVisible(bool(settings.host))
        if not settings.host or self._query is not None:
            return
        self._query = WorklistQuery(settings, date.today())
        self._queries.submit(self._query.run, self._show_scheduled, self._show_no_worklist)

    def close(self) -> None:
        """End what is under way."""
        self._is_closed = True
        if self._query is not None:
            self._query.cancel()
        self._queries.finish(_WORKLIST_TIMEOUT_S)
        self.exports.close()
        self._tasks.drop_waiting()
        self._tasks.finish(_CLOSE_TIMEOUT_S)

    def _show(self, listing: Listing) -> None:
        if listing.rows:
            self._panel.show_exams(listing.rows)
            return
        told = self.tr("They will be saved in {0}.").format(listing.store)
        self._panel.show_state(PanelState.EMPTY, told)
        self._panel.show_exams(())

    def _show_scheduled(self, exams: list[ScheduledExam]) -> None:
        self._query = None
        rows = [
            scheduled_row(exam.time, entry_of_scheduled(exam), shown_patient(exam))
            for exam in exams
        ]
        self._panel.show_scheduled(rows)

    def _show_no_worklist(self, failure: HysteroViewError) -> None:
        self._query = None
        told = self.tr("Without the worklist: {0}").format(failure_words(failure))
        self._panel.show_scheduled((), told)

    def _ask_patient(self, row: ExamRow) -> None:
        dialog = PatientDialog(entry_of(row.exam), self._panel)
        dialog.changed.connect(partial(self._change_entry, row.exam.exam_id))
        self._open(dialog)

    def _ask_order(self, row: ExamRow) -> None:
        dialog = OrderDialog(self._worklist, row.exam, self._panel)
        dialog.assigned.connect(partial(self._assign, row.exam.exam_id))
        dialog.undone.connect(partial(self._undo_order, row.exam.exam_id))
        self._open(dialog)
        dialog.ask()

    def _assign(self, exam_id: str, order: Order) -> None:
        assign = partial(self._store.access().assign_order, exam_id, order)
        self._do(assign, self.tr("The exam was assigned to the order."))

    def _undo_order(self, exam_id: str) -> None:
        undo = partial(self._store.access().undo_order, exam_id)
        self._do(undo, self.tr("The exam has its patient and numbers from before."))

    def _ask_pathology(self, row: ExamRow) -> None:
        self.lesions.ask(row.exam.exam_id, for_pathology=True)

    def _show_saved(self) -> None:
        self._notice.show_success(self.tr("The lesions were saved."), subject=_CHANGE)
        self.refresh()

    def _ask_delete(self, row: ExamRow) -> None:
        dialog = DeleteDialog(row, self._panel)
        dialog.confirmed.connect(partial(self._delete, row.exam.exam_id))
        self._open(dialog)

    def _ask_export(self, row: ExamRow) -> None:
        self.exports.ask(row.exam.exam_id)

    def export(self, exam_id: str, target: Path) -> None:
        """Copy an exam to a new folder in `target`."""
        self._notice.show_note(self.tr("Exporting…"), subject=EXPORT)
        export = partial(self._store.access().export, exam_id, target, time.time_ns())
        failed = partial(self._notice.show_failure, subject=EXPORT)
        self._tasks.submit_or_fail(export, self._show_exported, failed)

    def _show_exported(self, made: Exported) -> None:
        show_exported(made, self._notice)
        self.refresh()

    def _open(self, dialog: FormDialog) -> None:
        self.dialog = dialog
        dialog.set_scale(self._panel.scale)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _change_entry(self, exam_id: str, entry: ExamEntry) -> None:
        change = partial(self._store.access().change_entry, exam_id, entry)
        self._do(change, self.tr("The patient was saved."))

    def _delete(self, exam_id: str, reason: str) -> None:
        self._panel.thumbnails.forget(exam_id)
        remove = partial(delete_exam, self._store.access(), exam_id, reason)
        self._do(remove, self.tr("The exam was deleted."))

    def _do(self, function: Callable[[], Any], words: str) -> None:
        def done(_: object) -> None:
            self._notice.show_success(words, subject=_CHANGE)
            self.refresh()

        failed = partial(self._notice.show_failure, subject=_CHANGE)
        self._when_free(partial(self._tasks.submit_or_fail, function, done, failed))
