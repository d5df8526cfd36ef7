"""Opens the lesions of an exam, and keeps what was entered off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.review.lesions import Lesion
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.lesions.dialog import LesionsDialog
from hysteroview.gui.review.lesions.kept import KeptLesions, keep, read_kept, undo_last
from hysteroview.gui.tasks import TaskRunner


class LesionsController(QObject):
    """Show the dialog for the lesions of an exam over a page.

    Parameters
    ----------
    access
        Returns the present store and its key.
    names
        Returns the names of the classes, by code.
    scale
        Returns the scale of the page.
    when_free
        Calls a function as soon as the store is not being completed by something else.

    Signals
    -------
    saved(str)
        The lesions of the exam with this id have changed.
    closed()
        The dialog is gone.
    failed(HysteroViewError)
        They cannot be read, or were not kept.
    """

    saved = Signal(str)
    closed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        page: QWidget,
        tasks: TaskRunner,
        access: Callable[[], ExamAccess],
        names: Callable[[], Mapping[str, str]],
        scale: Callable[[], float],
        when_free: Callable[[Callable[[], None]], None] = lambda act: act(),
    ) -> None:
        super().__init__(page)
        self._when_free = when_free
        self._page, self._tasks, self._access = page, tasks, access
        self._names, self._scale = names, scale
        self.dialog: LesionsDialog | None = None

    def ask(self, exam_id: str, *, for_pathology: bool = False) -> None:
        """Show the lesions of an exam.

        Parameters
        ----------
        for_pathology
            Whether to begin with the first result that is missing.
        """
        read = partial(read_kept, self._access(), exam_id)
        show = partial(self._open, for_pathology=for_pathology)
        self._tasks.submit_or_fail(read, show, self.failed.emit)

    def _open(self, kept: KeptLesions, *, for_pathology: bool) -> None:
        dialog = self.dialog = LesionsDialog(kept, self._names(), self._page)
        dialog.saved.connect(partial(self._keep, dialog, kept.exam_id, kept.review.lesions))
        dialog.undo_requested.connect(partial(self._undo, dialog, kept.exam_id))
        dialog.finished.connect(self._end)
        dialog.set_scale(self._scale())
        dialog.open()
        if for_pathology:
            dialog.begin_pathology()

    def _end(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
            self.closed.emit()

    def _keep(
        self, dialog: LesionsDialog, exam_id: str, before: tuple[Lesion, ...],
        after: tuple[Lesion, ...],
    ) -> None:  # fmt: skip
        """Keep what was entered, then close the dialog; on a full disk it stays as it is."""
        if before == after:
            dialog.accept()
            return
        dialog.primary.setEnabled(False)

        def done(_: object) -> None:
            self.saved.emit(exam_id)
            if self.dialog is not dialog:
                return
            if dialog.lesions == after:
                dialog.accept()
            else:  # more was entered meanwhile
                self._keep_from(dialog, exam_id, after)

        fail = partial(self._fail, dialog)
        write = partial(keep, self._access(), exam_id, before, after)
        self._when_free(partial(self._tasks.submit_or_fail, write, done, fail, keeps=True))

    def _keep_from(self, dialog: LesionsDialog, exam_id: str, before: tuple[Lesion, ...]) -> None:
        """Keep what is entered from now on as a change of what is stored now."""
        dialog.saved.disconnect()
        dialog.saved.connect(partial(self._keep, dialog, exam_id, before))
        dialog.primary.setEnabled(True)

    def _undo(self, dialog: LesionsDialog, exam_id: str) -> None:
        def show(kept: KeptLesions) -> None:
            self.saved.emit(exam_id)
            if self.dialog is dialog:
                self._keep_from(dialog, exam_id, kept.review.lesions)
                dialog.show_kept(kept)

        undo = partial(undo_last, self._access(), exam_id)
        self._when_free(
            partial(self._tasks.submit_or_fail, undo, show, partial(self._fail, dialog), keeps=True)
        )

    def _fail(self, dialog: LesionsDialog, failure: HysteroViewError) -> None:
        """Say what could not be kept where it was entered."""
        if self.dialog is dialog:
            dialog.primary.setEnabled(True)
            dialog.show_fault(failure_words(failure))
        else:
            self.failed.emit(failure)
