"""Keeps what is said about the pictures of an exam; each change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from hysteroview.core.review.pictures import (
    PICTURES_CHANGED,
    PICTURES_REDONE,
    PICTURES_UNDONE,
    PictureChange,
    PicturesReview,
)
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.viewer.exam_pictures import keep_notes
from hysteroview.gui.review.waiting_writes import WaitingWrites
from hysteroview.gui.tasks import TaskRunner


class NotesKeeper(QObject):
    """Bring changes into effect at once, and keep them off the GUI thread.

    A change that cannot be kept is shown all the same, and waits with those after it in `writes`.

    Signals
    -------
    changed()
        `review` is another one.
    """

    changed = Signal()

    def __init__(
        self,
        access: ExamAccess | None,
        exam_id: str,
        tasks: TaskRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._access, self._exam_id = access, exam_id
        self.writes = WaitingWrites(tasks, self)
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
        self.writes.add(partial(keep_notes, access, self._exam_id, kind, content, review.notes))


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
