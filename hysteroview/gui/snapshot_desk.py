"""The snapshots of an exam in the window: seen large, stepped through, removed with a way back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from hysteroview.gui.action_desk import ActionDesk
from hysteroview.gui.controller import KeptSnapshot
from hysteroview.gui.exam_marks import ExamMarks
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.snapshot_viewer import SnapshotViewer
from hysteroview.gui.tasks import TaskRunner


class SnapshotDesk(QObject):
    """Bring filmstrip, viewer and the exam's log together.

    Parameters
    ----------
    marks
        None without an exam: then nothing is removed, since nobody would know of it.
    """

    def __init__(
        self,
        window: MainWindow,
        tasks: TaskRunner,
        desk: ActionDesk,
        marks: ExamMarks | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._marks = window, desk, marks
        self.viewer = SnapshotViewer(tasks, window, may_remove=marks is not None)
        self.viewer.step_requested.connect(self._step)
        self.viewer.removal_requested.connect(self._remove)
        self.viewer.failed.connect(window.notice.show_failure)
        window.filmstrip.chosen.connect(self._show)
        window.filmstrip.removal_requested.connect(self._remove)
        if marks is not None:
            marks.withdrawn.connect(self._show_withdrawn)

    def _show(self, kept: KeptSnapshot) -> None:
        self.viewer.place(self._window.video.geometry())
        self.viewer.show_snapshot(kept)

    def _step(self, number: int, by: int) -> None:
        numbers = self._window.filmstrip.numbers  # the newest first
        if number in numbers:
            wanted = numbers.index(number) - by
            if 0 <= wanted < len(numbers):
                self._window.filmstrip.choose(numbers[wanted])

    def _remove(self, kept: KeptSnapshot) -> None:
        if self._marks is not None:
            self._desk.remember(self._marks.withdraw(kept))

    def _show_withdrawn(self, kept: KeptSnapshot, on: bool) -> None:  # noqa: FBT001 - a slot
        self._window.filmstrip.show_removed(kept.number, on=on)
        if on:
            self.viewer.close()
            words = self.tr("Snapshot {0} is out of the exam · undo takes it back")
            self._window.notice.show_success(words.format(kept.number))
