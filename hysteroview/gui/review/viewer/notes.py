"""Keeps what is said about the pictures of an exam; each change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.review.pictures import (
    PICTURES_CHANGED,
    PICTURES_REDONE,
    PICTURES_UNDONE,
    PictureChange,
    PicturesReview,
)
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.viewer.exam_pictures import ExamPictures, keep_notes, read_pictures
from hysteroview.gui.tasks import TaskRunner


class NotesKeeper(QObject):
    """Bring changes into effect at once, and keep them off the GUI thread.

    If a change cannot be kept, it is not in effect: the review is that of the exam again.

    Signals
    -------
    changed()
        `review` is another one.
    failed(HysteroViewError)
        A change was not kept.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(
        self,
        access: ExamAccess | None,
        exam_id: str,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._access, self._exam_id, self._tasks = access, exam_id, tasks
        self.review = PicturesReview()
        self.history = QUndoStack(self)

    def show(self, review: PicturesReview) -> None:
        """Begin with what is kept in the exam."""
        self.history.clear()
        self.review = review
        self.changed.emit()

    def push(self, text: str, change: PictureChange) -> None:
        """Bring a change into effect.

        Parameters
        ----------
        text
            What it is, for the texts of undo and redo.
        """
        if self._access is not None:
            self.history.push(_ChangeCommand(text, change, partial(self._apply, self._access)))

    def _apply(self, access: ExamAccess, kind: str, change: PictureChange) -> None:
        """Bring a change into effect or take it back, and keep that."""
        content: Mapping[str, Any] = {"change": change.number}
        if kind == PICTURES_CHANGED:
            content, review = change.as_dict(), self.review.with_change(change)
        elif kind == PICTURES_UNDONE:
            review = self.review.without(change.number)
        else:
            review = self.review.again(change.number)
        self.review = review
        self.changed.emit()
        keep = partial(keep_notes, access, self._exam_id, kind, content, review.notes)
        self._tasks.submit_or_fail(keep, lambda _: None, partial(self._take_back, access))

    def _take_back(self, access: ExamAccess, failure: HysteroViewError) -> None:
        """Show what is kept, since a change is not."""
        self.failed.emit(failure)
        read = partial(read_pictures, access, self._exam_id)
        self._tasks.submit_or_fail(read, self._take_kept, self.failed.emit)

    def _take_kept(self, pictures: ExamPictures) -> None:
        self.show(pictures.review)


class _ChangeCommand(QUndoCommand):
    """A change that can be undone; pushing it brings it into effect."""

    def __init__(
        self, text: str, change: PictureChange, apply: Callable[[str, PictureChange], None]
    ) -> None:
        super().__init__(text)
        self._change, self._apply = change, apply
        self._is_new = True

    def redo(self) -> None:
        kind = PICTURES_CHANGED if self._is_new else PICTURES_REDONE
        self._is_new = False
        self._apply(kind, self._change)

    def undo(self) -> None:
        self._apply(PICTURES_UNDONE, self._change)
