"""Opens reviews off the GUI thread, shows their page, and goes back to where they were opened."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.endings import Endings
from hysteroview.gui.review.player.target import ReviewTarget, review_of_exam, review_of_file
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings

Back = Callable[[], None]
Report = Callable[[HysteroViewError], None]

_LOOK_MS = 30
_QUIET_S, _KEEP_TIMEOUT_S = 0.3, 10.0  # without words; until the page before is shown anyway
_SAVING = "last decision"  # subject of a notice


@dataclass(frozen=True, slots=True, eq=False)
class _Leaving:
    """A review that is left as soon as its last decision is kept."""

    controller: ReviewController
    back: Back
    report: Report
    since_s: float


class ReviewFlow(QObject):
    """The review that is open, if there is one.

    Parameters
    ----------
    settings
        Returns those of an analysis that is begun now.
    current
        Those in force, for the colors of heatmaps.
    exams
        Where an exam is made for the snapshots of a recording that belongs to none.

    Attributes
    ----------
    controller
        Of that review; None without one.

    Signals
    -------
    failed(HysteroViewError)
        A review could not be opened.
    exam_requested(str)
        The review has ended, and the page of its exam is wanted.
    send_requested(ReviewPage, str)
        Something of the exam with this id is to be sent to an archive.
    """

    failed = Signal(object)
    exam_requested = Signal(str)
    send_requested = Signal(object, str)

    def __init__(
        self,
        window: MainWindow,
        tasks: TaskRunner,
        card: ModelCard,
        settings: Callable[[], AnalyzerSettings],
        current: CurrentSettings,
        parent: QObject | None = None,
        *,
        exams: StoreAccess | None = None,
    ) -> None:
        super().__init__(parent)
        self._current = current
        self._settings = settings
        self._window, self._tasks, self.card = window, tasks, card
        self.controller: ReviewController | None = None
        self._endings = Endings()
        self._exams = exams
        self._leaving: _Leaving | None = None
        self._guarded: Callable[[], None] | None = None  # asks before the window is closed
        self._wanted = 0  # number of the last request: only its review is shown

    def open_file(
        self, location: str, back: Back, report: Report, at_ns: int | None = None, *,
        lack: str = "",
    ) -> None:  # fmt: skip
        """Review a recording.

        Parameters
        ----------
        back
            Shows the page to return to.
        report
            Shows there why it could not be opened.
        at_ns
            Time to begin at, on the clock of the source; None for the first frame.
        lack
            What the recording lacks, in words; empty if it is complete.
        """
        self._open(partial(review_of_file, location), back, report, at_ns, lack)

    def open_exam(
        self,
        access: ExamAccess,
        exam_id: str,
        back: Back,
        report: Report,
        at_ns: int | None = None,
    ) -> None:
        """Review a stored exam; see `open_file`."""
        self._open(partial(review_of_exam, access, exam_id), back, report, at_ns)

    def cancel(self) -> None:
        """Do not show what is being opened."""
        self._wanted += 1

    @property
    def is_ending(self) -> bool:
        """Whether something of an ended review is still running."""
        return self._endings.are_alive

    def wait(self) -> None:
        """Wait until what belongs to ended reviews has ended; for the program's end."""
        self._endings.wait()

    def close(self) -> None:
        """End the review; its threads end later. Safe to call twice."""
        self.cancel()
        controller, self.controller = self.controller, None
        if controller is not None:
            controller.close()
            self._guard(0)
            self._window.remove_page(controller.page)
            controller.page.deleteLater()
            controller.setParent(None)

    def _open(
        self,
        read: Callable[[], ReviewTarget],
        back: Back,
        report: Report,
        at_ns: int | None = None,
        lack: str = "",
    ) -> None:
        self._wanted += 1
        wanted = self._wanted

        def fail(failure: HysteroViewError) -> None:
            self.failed.emit(failure)
            report(failure)

        show = partial(self._show, wanted, back, report, at_ns, lack)
        self._tasks.submit_or_fail(read, show, fail)

    def _show(
        self, wanted: int, back: Back, report: Report, at_ns: int | None, lack: str,
        target: ReviewTarget,
    ) -> None:  # fmt: skip
        if wanted != self._wanted:
            return
        self.close()
        self.controller = ReviewController(
            target, self.card, self._tasks, self._settings(), self, at_ns=at_ns,
            endings=self._endings, current=self._current, exams=self._exams,
        )  # fmt: skip
        self.controller.left.connect(partial(self._leave, back, report))
        self.controller.page.exam_requested.connect(partial(self._leave_for_exam, report))
        self.controller.page.send_requested.connect(self._ask_to_send)
        self.controller.pictures.unsaved.connect(report)
        self.controller.findings.report_unsaved = report
        self.controller.unsaved.changed.connect(self._guard)
        self.controller.page.show_lack(lack)
        self._window.show_page(self.controller.page)

    def _leave_for_exam(self, report: Report) -> None:
        if self.controller is not None:
            exam_id = self.controller.pictures.exam_id
            back = partial(self.exam_requested.emit, exam_id)
            self.controller.unsaved.leave(partial(self._leave, back, report))

    def _guard(self, unsaved: int) -> None:
        """Ask before the window is closed while something is not saved."""
        if self.controller is not None and unsaved:
            leave = self.controller.unsaved.leave
            self._guarded = self._window.guard = partial(leave, self._window.leave)
        elif self._guarded is not None and self._window.guard is self._guarded:
            self._guarded = self._window.guard = None

    def _ask_to_send(self) -> None:
        if self.controller is not None:
            self.send_requested.emit(self.controller.page, self.controller.pictures.exam_id)

    def _leave(self, back: Back, report: Report) -> None:
        """Show the page before when it can read the last decision, and delete the review."""
        if self.controller is not None and self._leaving is None:
            self.controller.close()
            self.controller.page.setEnabled(False)
            self._leaving = _Leaving(self.controller, back, report, time.monotonic())
            self._look_whether_kept()

    def _look_whether_kept(self) -> None:
        """Go on to the page before, or look again; the window goes on meanwhile."""
        leaving = self._leaving
        if leaving is None or leaving.controller is not self.controller:  # another page is shown
            self._leaving = None
            return
        waited_s = time.monotonic() - leaving.since_s
        if self._endings.are_keeping and waited_s < _KEEP_TIMEOUT_S:
            if waited_s >= _QUIET_S:
                notice = leaving.controller.page.notice
                notice.show_note(self.tr("The last decision is being saved…"), subject=_SAVING)
            QTimer.singleShot(_LOOK_MS, self, self._look_whether_kept)
            return
        self._leaving = None
        leaving.back()
        if self._endings.are_keeping:
            message = self.tr("The last decision is not saved yet: the disk does not respond.")
            remedy = self.tr("Keep the program open, check the disk, then look at the exam again.")
            leaving.report(HysteroViewError(message, remedy=remedy))
        QTimer.singleShot(0, self, self.close)  # after this event of its page
