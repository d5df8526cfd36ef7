"""Marks of the operator, and removals of snapshots and clips: both are logged and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from hysteroview.core.states import PictureState
from hysteroview.core.types import Frame
from hysteroview.exam.store.removed import RESTORE, WITHDRAW
from hysteroview.gui.actions.runner import Undo

Log = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that the operator has marked.

    Attributes
    ----------
    number
        Counts the marks of the exam from 1; the number of a mark that was undone is not reused.
    pts_ns, captured_ns
        Of the frame that was on the screen.
    """

    number: int
    frame_index: int
    pts_ns: int
    captured_ns: int


class ExamMarks(QObject):
    """Log marks and removals as events of the exam; nothing is ever deleted from its folder.

    Signals
    -------
    marked(Mark), unmarked(Mark)
    removal_changed(str, bool)
        Name of the record of a snapshot or clip, and whether it is removed.
    """

    marked = Signal(object)
    unmarked = Signal(object)
    removal_changed = Signal(str, bool)

    def __init__(self, log: Log, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._count = 0
        self._removed: set[str] = set()

    def mark(self, frame: Frame, picture: PictureState = PictureState.LIVE) -> Undo:
        """Mark the moment of this frame; the log says so if its picture was not live."""
        self._count += 1
        mark = Mark(self._count, frame.index, frame.pts_ns, frame.captured_ns)
        content: dict[str, Any] = {
            "mark": mark.number,
            "frame_index": mark.frame_index,
            "pts_ns": mark.pts_ns,
        }
        if picture is not PictureState.LIVE:
            content |= {"picture": picture.value}
        self._log("mark", content)
        self.marked.emit(mark)
        return Undo(self.tr("Mark {0} removed").format(mark.number), lambda: self._unmark(mark))

    def is_removed(self, item: str) -> bool:
        """Whether a snapshot or clip is removed from the exam."""
        return item in self._removed

    def remove(self, item: str) -> bool:
        """Remove a snapshot or clip from the exam: the removal is logged, its files stay."""
        if item in self._removed:
            return False
        self._removed.add(item)
        return self._log_removal(item, on=True)

    def restore(self, item: str) -> bool:
        """Restore a removed snapshot or clip."""
        if item not in self._removed:
            return False
        self._removed.remove(item)
        return self._log_removal(item, on=False)

    def _unmark(self, mark: Mark) -> bool:
        self._log("mark_undone", {"mark": mark.number})
        self.unmarked.emit(mark)
        return True

    def _log_removal(self, item: str, *, on: bool) -> bool:
        self._log(WITHDRAW if on else RESTORE, {"item": item})
        self.removal_changed.emit(item, on)
        return True
