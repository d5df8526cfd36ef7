"""The snapshots of an exam in the window: enlarged, browsed, removed and restored."""

from __future__ import annotations

from PySide6.QtCore import QObject

from hysteroview.exam.clip.record import ClipRecord
from hysteroview.gui.actions.runner import ActionRunner, Undo
from hysteroview.gui.live.controller import KeptSnapshot
from hysteroview.gui.live.exam.marks import ExamMarks
from hysteroview.gui.live.page import LivePage
from hysteroview.gui.live.snapshots.viewer import SnapshotViewer
from hysteroview.gui.tasks import TaskRunner


class SnapshotBrowser(QObject):
    """Connect filmstrip, viewer and the exam's log.

    Parameters
    ----------
    marks
        None without an exam: then nothing can be removed, as there is no log.
    """

    def __init__(
        self,
        page: LivePage,
        tasks: TaskRunner,
        runner: ActionRunner,
        marks: ExamMarks | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._page, self._runner, self._marks = page, runner, marks
        self.viewer = SnapshotViewer(tasks, page, may_remove=marks is not None)
        self.viewer.step_requested.connect(self._step)
        self.viewer.removal_requested.connect(self._toggle_removed)
        runner.add_leave_action(self.viewer.leave)
        self.viewer.failed.connect(page.notice.show_failure)
        page.filmstrip.chosen.connect(self._show)
        page.filmstrip.removal_requested.connect(self._toggle_removed)
        if marks is not None:
            marks.removal_changed.connect(self._show_removed)

    def remember_snapshot(self, kept: KeptSnapshot) -> None:
        """Let undo remove a snapshot from the exam."""
        words = self.tr("Snapshot {0} removed. Open it to restore it.")
        self._remember(kept.item, words.format(kept.number))

    def remember_clip(self, clip: ClipRecord) -> None:
        """Let undo remove a clip from the exam."""
        self._remember(clip.track.name, self.tr("Clip removed"))

    def _remember(self, item: str, text: str) -> None:
        if (marks := self._marks) is not None:
            self._runner.remember(Undo(text, lambda: marks.remove(item)))

    def _show(self, kept: KeptSnapshot) -> None:
        self.viewer.place(self._page.video.geometry())
        is_removed = self._marks is not None and self._marks.is_removed(kept.item)
        self.viewer.show_snapshot(kept, is_removed=is_removed)

    def _step(self, number: int, by: int) -> None:
        numbers = self._page.filmstrip.numbers  # the newest first
        if number in numbers:
            wanted = numbers.index(number) - by
            if 0 <= wanted < len(numbers):
                self._page.filmstrip.choose(numbers[wanted])

    def _toggle_removed(self, kept: KeptSnapshot) -> None:
        """Remove a snapshot from the exam, or restore it."""
        if (marks := self._marks) is None or marks.restore(kept.item):
            return
        marks.remove(kept.item)
        words = self.tr("Snapshot {0} restored").format(kept.number)
        self._runner.remember(Undo(words, lambda: marks.restore(kept.item)))
        text = self.tr("Snapshot {0} removed. Undo restores it.")
        self._page.notice.show_success(text.format(kept.number))

    def _show_removed(self, item: str, on: bool) -> None:  # noqa: FBT001 - a slot
        self._page.filmstrip.show_removed(item, on=on)
        if self.viewer.shown is not None and self.viewer.shown.item == item:
            self.viewer.show_removed(on=on)
