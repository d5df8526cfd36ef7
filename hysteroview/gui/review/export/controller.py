"""Runs exports that are chosen in the window, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.export.output.progress import ExportCanceledError, SharedProgress
from hysteroview.gui.look.messages import failure_words, join_sentences
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.export.choice import (
    Exportable,
    ExportChoice,
    ExportKind,
    ExportOutcome,
    read_exportable,
    read_pictures,
    run_export,
)
from hysteroview.gui.review.export.dialog import ExportDialog
from hysteroview.gui.review.export.paper import image_of, print_pictures
from hysteroview.gui.review.export.progress_dialog import ExportProgressDialog
from hysteroview.gui.review.exported import EXPORT
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.table import ExportSettings

_MOST_TASKS = 4
_CLOSE_TIMEOUT_S = 10.0


class ExportController(QObject):
    """Show the export dialog over a page, run the export, and show the outcome on the page.

    Parameters
    ----------
    notice
        Of the page.
    access
        Returns the present store and its key.
    export_whole
        Copies the whole exam with this id to a new folder in this one.

    Attributes
    ----------
    defaults
        Returns what is preselected, as the settings say.
    report_folder
        Returns the folder of the site's own templates of reports; None without one.
    """

    def __init__(
        self,
        page: QWidget,
        notice: NoticeBar,
        card: ModelCard,
        access: Callable[[], ExamAccess],
        export_whole: Callable[[str, Path], None],
        scale: Callable[[], float],
    ) -> None:
        super().__init__(page)
        self._page, self._notice, self._card = page, notice, card
        self._access, self._export_whole, self._scale = access, export_whole, scale
        self._tasks = TaskRunner(_MOST_TASKS, self)  # of its own, since a clip takes minutes
        self._progress: SharedProgress | None = None
        self.defaults: Callable[[], ExportSettings] = ExportSettings
        self.report_folder: Callable[[], Path | None] = lambda: None
        self.dialog: ExportDialog | None = None
        self.running: ExportProgressDialog | None = None

    def ask(self, exam_id: str) -> None:
        """Show the dialog for an exam."""
        read = partial(read_exportable, self._access(), exam_id)
        self._tasks.submit_or_fail(read, self._open, self._show_failure)

    def start(self, exam_id: str, choice: ExportChoice, folder: Path) -> None:
        """Export to a new file or folder in `folder`."""
        if choice.kind is ExportKind.WHOLE:
            self._export_whole(exam_id, folder)
            return
        progress = self._progress = SharedProgress()
        self.running = ExportProgressDialog(progress, self._page)
        self.running.set_scale(self._scale())
        self.running.cancel_requested.connect(progress.cancel)
        self.running.open()
        target = choice.target_in(folder)
        objects = replace(choice.objects, report_folder=self.report_folder())
        choice = replace(choice, objects=objects)
        run = partial(run_export, self._access(), exam_id, self._card, choice, target, progress)
        self._tasks.submit_or_fail(run, self._show_outcome, self._end_with_failure)

    def close(self) -> None:
        """Cancel what is running, and wait for it."""
        if self._progress is not None:
            self._progress.cancel()
        self._tasks.drop_waiting()
        self._tasks.finish(_CLOSE_TIMEOUT_S)

    def _open(self, has: Exportable) -> None:
        dialog = ExportDialog(has, self.defaults(), self._page)
        self.dialog = dialog
        dialog.chosen.connect(partial(self._choose_folder, has.exam_id))
        dialog.copy_requested.connect(partial(self._copy, has.exam_id))
        dialog.print_requested.connect(partial(self._print, has.exam_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.finished.connect(self._forget_dialog)
        dialog.set_scale(self._scale())
        dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _choose_folder(self, exam_id: str, choice: ExportChoice) -> None:
        title = self.tr("Choose a folder for the export")
        if chosen := QFileDialog.getExistingDirectory(self._page, title):
            self.start(exam_id, choice, Path(chosen))

    def _copy(self, exam_id: str, choice: ExportChoice) -> None:
        read = partial(read_pictures, self._access(), exam_id, choice, "picture to the clipboard")
        self._tasks.submit_or_fail(read, self._put_on_clipboard, self._show_in_dialog)

    def _put_on_clipboard(self, pictures: list[NDArray[np.uint8]]) -> None:
        if pictures:
            QGuiApplication.clipboard().setImage(image_of(pictures[0]))
            self._notice.show_success(self.tr("The picture was copied."), subject=EXPORT)

    def _print(self, exam_id: str, choice: ExportChoice) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        question = QPrintDialog(printer, self._page)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        read = partial(read_pictures, self._access(), exam_id, choice, "pictures to a printer")

        def go_on() -> None:
            show = partial(self._put_on_paper, printer)
            self._tasks.submit_or_fail(read, show, self._show_in_dialog)

        question.accepted.connect(go_on)
        QDialog.open(question)

    def _put_on_paper(self, printer: QPrinter, pictures: list[NDArray[np.uint8]]) -> None:
        if print_pictures(printer, pictures):
            self._notice.show_success(self.tr("The pictures were printed."), subject=EXPORT)
        else:
            self._notice.show_warning(
                self.tr("The printer does not accept anything."), subject=EXPORT
            )

    def _show_in_dialog(self, failure: HysteroViewError) -> None:
        if self.dialog is not None:
            self.dialog.show_fault(failure_words(failure))
        else:
            self._show_failure(failure)

    def _show_failure(self, failure: HysteroViewError) -> None:
        self._notice.show_failure(failure, subject=EXPORT)

    def _end_with_failure(self, failure: HysteroViewError) -> None:
        self._end()
        if isinstance(failure, ExportCanceledError):
            self._notice.show_note(
                self.tr("The export was canceled. Nothing was written."), subject=EXPORT
            )
        else:
            self._show_failure(failure)

    def _show_outcome(self, made: ExportOutcome) -> None:
        self._end()
        words = [self.tr("Exported to {0}.").format(made.path)]
        if made.left_out:
            words.append(
                self.tr("Left out, since no endoscopic picture was found in them: {0}.").format(
                    ", ".join(made.left_out)
                )
            )
        if made.to_check:
            words.append(
                self.tr("Look at these, since there may be text in the picture: {0}.").format(
                    ", ".join(made.to_check)
                )
            )
        text, folder = join_sentences(words), made.path if made.path.is_dir() else made.path.parent
        if made.left_out or made.to_check:
            self._notice.show_warning(text, subject=EXPORT, folder=folder)
        else:
            self._notice.show_result(text, folder, subject=EXPORT)

    def _end(self) -> None:
        self._progress = None
        if self.running is not None:
            self.running.end()
            self.running.deleteLater()
            self.running = None
