"""Reads, changes and exports exams for the summary page."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from hysteroview.exam.store.copies.copying import Exported
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.look.language import translated_label
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.export.controller import ExportController
from hysteroview.gui.review.exported import EXPORT, show_exported
from hysteroview.gui.review.lesions.controller import LesionsController
from hysteroview.gui.review.report.controller import ReportController
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.review.unsaved import UnsavedNotice
from hysteroview.gui.review.unsaved_guard import log_unsaved
from hysteroview.gui.review.viewer.controller import ViewerController
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.model.card import ModelCard


class SummaryController(QObject):
    """Carry out off the GUI thread what the summary page requests, and show the outcome there.

    Parameters
    ----------
    access
        Returns the present store and its key.
    report_folder
        Returns the folder of the site's report templates; None without one.
    """

    def __init__(
        self,
        page: SummaryPage,
        card: ModelCard,
        tasks: TaskRunner,
        access: Callable[[], ExamAccess],
        parent: QObject | None = None,
        report_folder: Callable[[], Path | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        self._page, self._card = page, card
        self._tasks, self._access = tasks, access
        page.entry_changed.connect(self._change_entry)
        page.export_requested.connect(self._export)
        page.picture_opened.connect(self._open_picture)
        self._wanted = 0  # number of the last reading of an exam
        self.pictures: ViewerController | None = None
        self.unsaved = UnsavedNotice(page.notice, self)
        names = {label.code: translated_label(label.name) for label in card.labels}
        self.lesions = LesionsController(page, tasks, access, lambda: names, lambda: page.scale)
        self.lesions.saved.connect(self.show)
        self.lesions.failed.connect(page.notice.show_failure)
        page.lesions_requested.connect(self.lesions.ask)
        self.report = ReportController(page, tasks, access, report_folder)
        self.report.saved.connect(self.show)
        page.report_requested.connect(self.report.ask)
        self.exports = ExportController(
            page, page.notice, card, access, self._export, lambda: page.scale
        )
        self.exports.report_folder = report_folder
        page.export_asked.connect(self.exports.ask)

    def close(self) -> None:
        """Cancel an export and the reading of an exam; try for the last time to save the rest."""
        self._wanted += 1
        self.unsaved.finish(log_unsaved)
        self.exports.close()

    def show(self, exam_id: str) -> None:
        """Read an exam and show it; ends the reading before, which takes seconds for an hour."""
        self._wanted += 1
        wanted = self._wanted
        read = partial(
            self._access().read, exam_id, self._card, is_wanted=lambda: wanted == self._wanted
        )
        self._tasks.submit_or_fail(read, self._page.show_summary, self._page.notice.show_failure)

    def _change_entry(self, exam_id: str, entry: ExamEntry) -> None:
        change = partial(self._access().change_entry, exam_id, entry)
        failed = self._page.notice.show_failure
        self._tasks.submit_or_fail(change, lambda _: self.show(exam_id), failed)

    def _open_picture(self, exam_id: str, number: int) -> None:
        """Open the viewer; a double click does it once."""
        if self.pictures is not None:
            return
        pictures = ViewerController(self._access(), exam_id, self._tasks, self._page)
        self.pictures = pictures
        self.unsaved.watch(pictures.notes.writes)
        pictures.viewer.finished.connect(partial(self._end_pictures, exam_id))
        pictures.open(self._page.window(), number)

    def _end_pictures(self, exam_id: str, _result: int) -> None:
        pictures, self.pictures = self.pictures, None
        if pictures is not None:
            if pictures.notes.history.count():
                self.show(exam_id)
                pictures.notes.writes.kept.connect(partial(self._show_saved, exam_id))
            pictures.close()

    def _show_saved(self, exam_id: str) -> None:
        """Show an exam again, now that all that was said of its pictures is in it."""
        if self._page.exam_id == exam_id:
            self.show(exam_id)

    def _export(self, exam_id: str, target: Path) -> None:
        export = partial(self._access().export, exam_id, target, time.time_ns())
        self._page.notice.show_note(self.tr("Exporting…"), subject=EXPORT)
        failed = partial(self._page.notice.show_failure, subject=EXPORT)
        self._tasks.submit_or_fail(export, self._show_exported, failed)

    def _show_exported(self, made: Exported) -> None:
        show_exported(made, self._page.notice)
