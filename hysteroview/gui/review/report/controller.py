"""Opens the report of an exam, and keeps, shows and writes it off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from hysteroview.core.language.translation import CHINESE, ENGLISH
from hysteroview.gui.look.language import shown_language
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.exported import EXPORT
from hysteroview.gui.review.report.dialog import ReportDialog
from hysteroview.gui.review.report.kept import (
    KeptReport,
    ReportChoice,
    keep,
    preview,
    read_kept,
    undo_last,
    write,
)
from hysteroview.gui.review.report.preview import ReportPreview
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.pipeline.report.writing import ReportMade
from hysteroview.settings.choices import Language
from hysteroview.settings.table import ExportSettings


class ReportController(QObject):
    """Show the dialog for the report of an exam over the summary.

    Parameters
    ----------
    access
        Returns the present store and its key.
    folder
        Returns the folder of the site's templates; None without one.

    Attributes
    ----------
    defaults
        Returns what the site preselects for exports.

    Signals
    -------
    saved(str)
        The report of the exam with this id has changed.
    """

    saved = Signal(str)

    def __init__(
        self,
        page: SummaryPage,
        tasks: TaskRunner,
        access: Callable[[], ExamAccess],
        folder: Callable[[], Path | None],
    ) -> None:
        super().__init__(page)
        self._page, self._tasks, self._access, self._folder = page, tasks, access, folder
        self.defaults: Callable[[], ExportSettings] = ExportSettings
        self.dialog: ReportDialog | None = None
        self.preview: ReportPreview | None = None

    def ask(self, exam_id: str) -> None:
        """Show the fields of an exam's report."""
        read = partial(read_kept, self._access(), exam_id)
        self._tasks.submit_or_fail(read, self._open, self._page.notice.show_failure)

    def _open(self, kept: KeptReport) -> None:
        language = CHINESE if shown_language() == Language.CHINESE else ENGLISH
        dialog = self.dialog = ReportDialog(kept, language, self._page)
        dialog.hides_patient.setChecked(self.defaults().deidentify)
        dialog.saved.connect(partial(self._keep, dialog, kept.exam_id))
        dialog.preview_requested.connect(partial(self._ask_preview, dialog, kept.exam_id))
        dialog.file_requested.connect(partial(self._write, dialog, kept.exam_id))
        dialog.undo_requested.connect(partial(self._undo, dialog, kept.exam_id))
        dialog.finished.connect(self._end)
        dialog.set_scale(self._page.scale)
        dialog.open()

    def _end(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _choice(self, dialog: ReportDialog) -> ReportChoice:
        return ReportChoice(
            language=str(dialog.language.currentData()),
            is_deidentified=dialog.hides_patient.isChecked(),
            folder=self._folder(),
        )

    def _keep(self, dialog: ReportDialog, exam_id: str, values: dict[str, str]) -> None:
        act = partial(keep, self._access(), exam_id, values)
        self._run(dialog, exam_id, act, lambda shown, _: shown.accept())

    def _ask_preview(self, dialog: ReportDialog, exam_id: str, values: dict[str, str]) -> None:
        act = partial(preview, self._access(), exam_id, values, self._choice(dialog))
        self._run(dialog, exam_id, act, self._show_preview)

    def _show_preview(self, dialog: ReportDialog, pages: list[bytes]) -> None:
        shown = self.preview = ReportPreview(pages, dialog)
        shown.set_scale(self._page.scale)
        shown.finished.connect(self._end_preview)
        shown.open()

    def _end_preview(self) -> None:
        if self.preview is not None:
            self.preview.deleteLater()
            self.preview = None

    def _write(
        self, dialog: ReportDialog, exam_id: str, values: dict[str, str], target: Path
    ) -> None:
        act = partial(write, self._access(), exam_id, values, target, self._choice(dialog))
        self._run(dialog, exam_id, act, self._show_written)

    def _show_written(self, dialog: ReportDialog, made: ReportMade) -> None:
        text = self.tr("The report was saved as {0}.").format(made.path.name)
        self._page.notice.show_result(text, made.path.parent, subject=EXPORT)
        dialog.accept()

    def _undo(self, dialog: ReportDialog, exam_id: str) -> None:
        act = partial(undo_last, self._access(), exam_id)
        self._run(dialog, exam_id, act, lambda shown, kept: shown.show_kept(kept))

    def _run(
        self, dialog: ReportDialog, exam_id: str, act: Callable[[], Any],
        show: Callable[[ReportDialog, Any], None],
    ) -> None:  # fmt: skip
        """Do something with the report, while the dialog waits; show the outcome in it."""
        dialog.setEnabled(False)

        def done(outcome: object) -> None:
            self.saved.emit(exam_id)
            if self.dialog is dialog:
                dialog.setEnabled(True)
                show(dialog, outcome)

        def fail(failure: Any) -> None:
            if self.dialog is dialog:
                dialog.setEnabled(True)
                dialog.show_fault(failure_words(failure))
            else:
                self._page.notice.show_failure(failure)

        self._tasks.submit_or_fail(act, done, fail)
