"""Snapshots of the frame under review, and frames and pictures in the viewer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import Frame
from hysteroview.core.wording import moment
from hysteroview.exam.snapshot.explanation import ShownExplanation
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.look.theme import scale_for
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.photos.kept import read_noted
from hysteroview.gui.review.player.keeping import (
    ReviewedFrame,
    keep_bare,
    keep_in_new_exam,
    keep_reviewed,
)
from hysteroview.gui.review.player.new_exam import NewExamDialog
from hysteroview.gui.review.player.page import ReviewPage
from hysteroview.gui.review.player.target import Recording, ReviewTarget
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.review.viewer.controller import ViewerController
from hysteroview.gui.review.viewer.refs import HeldFrame
from hysteroview.gui.tasks import TaskRunner
from hysteroview.imaging.pixels.square import with_square_pixels
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.kept.track_file import TrackFile
from hysteroview.pipeline.review.track_columns import TrackColumns

_SNAPSHOT = "snapshot"  # subject of notices
_MOST_FRAMES = 8


class PicturesLink(QObject):
    """Takes snapshots of the frame under review, and shows it in the viewer.

    A snapshot goes into the exam of the recording. For a recording that belongs to none, the
    operator is asked once for a patient, and an exam is made for its snapshots.

    Parameters
    ----------
    info
        Returns what is known of the recording; None before it is open.
    exams
        Where an exam is made; None if there is no store.

    Signals
    -------
    unsaved(HysteroViewError)
        A snapshot was not saved, which is known only after the page was left.
    saved(str)
        A snapshot was added to the exam, in words.
    failed(HysteroViewError)
        A snapshot was not saved.
    writes_known(WaitingWrites)
        Those of what is said about pictures.
    exam_known(NotedExam)
        The exam as it is after something was said of its lesions or pictures.
    """

    unsaved = Signal(object)
    saved = Signal(str)
    failed = Signal(object)
    writes_known = Signal(object)
    exam_known = Signal(object)

    def __init__(
        self,
        page: ReviewPage,
        target: ReviewTarget,
        card: ModelCard,
        tasks: TaskRunner,
        info: Callable[[], SourceInfo | None],
        exams: StoreAccess | None = None,
    ) -> None:
        super().__init__()  # it outlives the page until its snapshots are saved
        self._is_closed = False
        self._page, self._card, self._tasks = page, card, tasks
        self._info, self._exams = info, exams
        self._recording = target.recordings[0]
        self.access: ExamAccess | None = target.access
        self.exam_id = "" if target.exam is None else target.exam.exam_id
        self._is_bare = target.exam is None
        self._kept: TrackFile | None = None
        self._columns: TrackColumns | None = None
        self._frames: list[HeldFrame] = []
        self.dialog: NewExamDialog | None = None
        self.pictures: ViewerController | None = None
        page.transport.snapshot.setVisible(not self._is_bare or exams is not None)
        page.transport.snapshot_requested.connect(self.take_snapshot)
        page.transport.pictures_requested.connect(self.open_viewer)

    def close(self) -> None:
        """Show nothing any more; snapshots that were taken are still saved."""
        self._is_closed = True

    def show_recording(self, recording: Recording) -> None:
        """Take snapshots of this recording from now on."""
        self._recording = recording
        self._kept = self._columns = None

    def take_kept(self, kept: TrackFile | None) -> None:
        """Use the track that is kept of a recording outside an exam."""
        self._kept = kept

    def take_columns(self, columns: TrackColumns) -> None:
        """Use these results of a recording outside an exam."""
        self._columns = columns

    def take_snapshot(self) -> None:
        """Keep the frame that is shown in an exam."""
        frame = self._page.picture.frame
        if frame is not None and self.can_save and self._page.picture.is_near:
            self._page.notice.show_hint(  # not this frame is on the screen
                self.tr("No snapshot was taken: the frame is still being searched.")
            )
        elif frame is not None:
            self.keep(frame)

    @property
    def can_save(self) -> bool:
        """Whether there is an exam for snapshots, or one can be made."""
        return not self._is_bare or self._exams is not None

    def keep(self, frame: Frame, shown: ShownExplanation | None = None) -> None:
        """Keep a frame of the recording that is shown in an exam.

        Parameters
        ----------
        shown
            An explanation of it.
        """
        if not self.can_save:
            return
        if not self._is_bare and self.access is not None:
            keep = partial(keep_reviewed, self.access, self.exam_id, self._recording, frame, shown)
            self._submit(keep, self._show_kept)
        elif (reviewed := self._reviewed(frame, shown)) is None:
            return
        elif self.exam_id and self.access is not None:
            self._submit(partial(keep_bare, self.access, self.exam_id, reviewed), self._take_exam)
        elif self._exams is not None and self.dialog is None:
            self._exams.when_unlocked(partial(self._ask, reviewed))

    def open_viewer(self) -> None:
        """Show the frame large, beside the one that was shown before, and the exam's pictures."""
        if self.pictures is not None:
            return
        frame = self._page.picture.frame
        if frame is not None and not self._page.picture.is_near:
            self._hold(frame)
        elif not self.exam_id:
            return
        pictures = ViewerController(
            self.access if self.exam_id else None, self.exam_id, self._tasks, self._page,
            list(self._frames),
        )  # fmt: skip
        self.pictures = pictures
        self.writes_known.emit(pictures.notes.writes)
        pictures.viewer.finished.connect(self._end_viewer)
        pictures.open(self._page.window())

    def read_exam(self) -> None:
        """Read what the exam says of its lesions and pictures; then emit `exam_known`."""
        if self.access is not None and self.exam_id:
            read = partial(read_noted, self.access, self.exam_id, of_outside=self._is_bare)
            self._submit(read, self.exam_known.emit)

    def _hold(self, frame: Frame) -> None:
        """Remember a frame, so that it can be compared with later ones."""
        since_ns = frame.pts_ns - (self._page.first_ns or 0)
        title = f"#{frame.index} · {moment(max(since_ns, 0))}"
        others = [each for each in self._frames if each.title != title]
        pixels = with_square_pixels(frame.pixels, frame.pixel_aspect)
        held = HeldFrame(title=title, pixels=pixels)
        self._frames = [*others, held][-_MOST_FRAMES:]

    def _end_viewer(self, _result: int) -> None:
        pictures, self.pictures = self.pictures, None
        if pictures is not None:
            pictures.notes.writes.kept.connect(self.read_exam)
            pictures.close()
        self.read_exam()
        self._page.take_focus()

    def _reviewed(self, frame: Frame, shown: ShownExplanation | None) -> ReviewedFrame | None:
        info = self._info()
        if info is None:
            return None
        row = None if self._columns is None else self._columns.row_of_frame(frame.index)
        return ReviewedFrame(
            recording=self._recording, frame=frame, info=info, card=self._card,
            kept=self._kept, row=row, shown=shown,
        )  # fmt: skip

    def _ask(self, reviewed: ReviewedFrame) -> None:
        """Ask for the patient of a recording that belongs to no exam."""
        window = self._page.window()
        dialog = self.dialog = NewExamDialog(QApplication.activeModalWidget() or self._page)
        dialog.set_scale(scale_for(window.width(), window.height()))
        dialog.entered.connect(partial(self._make_exam, reviewed))
        dialog.finished.connect(self._end_dialog)
        dialog.open()

    def _end_dialog(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self._page.take_focus()

    def _make_exam(self, reviewed: ReviewedFrame, entry: ExamEntry) -> None:
        if self._exams is not None:
            self.access = self._exams.access()
            keep = partial(keep_in_new_exam, self.access, entry, reviewed)
            self._submit(keep, self._take_exam)

    def _submit(self, keep: Callable[[], object], done: Callable[..., None]) -> None:
        def show(result: object) -> None:
            if not self._is_closed:
                done(result)

        self._tasks.submit_or_fail(keep, show, self._fail)

    def _fail(self, failure: HysteroViewError) -> None:
        if self._is_closed:
            self.unsaved.emit(failure)
        else:
            self._page.notice.show_failure(failure, subject=_SNAPSHOT)
            self.failed.emit(failure)

    def _take_exam(self, kept: tuple[str, int]) -> None:
        self.exam_id, number = kept
        self._page.show_exam(on=True)
        words = self.tr("Snapshot {0} was added to the new exam of this recording")
        self._show_saved(words.format(number))

    def _show_kept(self, number: int) -> None:
        self._show_saved(self.tr("Snapshot {0} was added to the exam").format(number))

    def _show_saved(self, words: str) -> None:
        self._page.notice.show_success(words, subject=_SNAPSHOT)
        self.saved.emit(words)
        self.read_exam()
