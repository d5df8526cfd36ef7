"""Reviews that are opened, used and closed one after the other, with the memory of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from hysteroview.bench.window.resources import Memory
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.memory import bound_arenas
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.flow import ReviewFlow
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings

_TIMEOUT_S = 900.0
_WEIGHED_S = 0.05  # between two looks at the memory
_PLACES = (0.5, 0.9, 0.1, 0.7)  # of the recording, where it is stepped through
_STEPS = 60
_MOST_TASKS = 8

Open = Callable[[Callable[[HysteroViewError], None]], None]


@dataclass(frozen=True, slots=True)
class OpenedReview:
    """What one review took.

    Attributes
    ----------
    first_s, used_s
        Until its first picture was shown, and until it was used to its end.
    close_ms
        For which the window was blocked while it was closed.
    peak_mb
        Greatest memory of all processes while it was open.
    after_mb
        Memory of the window's process when it and its threads had ended.
    """

    first_s: float
    used_s: float
    close_ms: float
    peak_mb: float
    after_mb: float


class OpenedReviews:
    """A window in which reviews are opened; to be used in one `with`."""

    def __init__(self, card: ModelCard) -> None:
        bound_arenas()  # as the program does
        self._app = QApplication.instance() or QApplication([])
        assert isinstance(self._app, QApplication)
        apply_theme(self._app)
        self._window = MainWindow()
        self._tasks = TaskRunner(_MOST_TASKS)
        settings = CurrentSettings()
        self._flow = ReviewFlow(
            self._window, self._tasks, card, AnalyzerSettings, settings, self._window
        )
        self._window.show()

    def __enter__(self) -> OpenedReviews:
        return self

    def __exit__(self, *_: object) -> None:
        self._flow.close()
        self._flow.wait()
        self._tasks.finish(_TIMEOUT_S)
        self._window.close()
        self._window.deleteLater()

    def exams(self, store: Path, exam_ids: Sequence[str]) -> Iterator[OpenedReview]:
        """Review stored exams, one after the other."""
        access = ExamAccess(store)
        for exam_id in exam_ids:
            open_it = partial(self._flow.open_exam, access, exam_id, _nothing)
            yield self._review(open_it, _has_findings)

    def file(self, path: Path) -> OpenedReview:
        """Review a recording, which is analyzed to its end meanwhile."""
        open_it = partial(self._flow.open_file, str(path), _nothing)
        return self._review(open_it, _is_analyzed)

    def _review(
        self, open_it: Open, is_complete: Callable[[ReviewController], bool]
    ) -> OpenedReview:
        failures: list[HysteroViewError] = []
        with _peak() as peak:
            began_s = time.perf_counter()
            open_it(failures.append)
            self._wait(lambda: self._has_picture() or bool(failures))
            if failures:
                raise failures[0]
            first_s = time.perf_counter() - began_s
            self._use(self._flow.controller, is_complete)
            used_s = time.perf_counter() - began_s
            began_s = time.perf_counter()
            self._flow.close()
            close_ms = (time.perf_counter() - began_s) * 1e3
        self._wait(lambda: not self._flow.is_ending)
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
        after_mb = Memory.now(0).window_mb
        return OpenedReview(first_s, used_s, close_ms, max(peak), after_mb)

    def _use(
        self, review: ReviewController | None, is_complete: Callable[[ReviewController], bool]
    ) -> None:
        """Go through the recording as an operator does, until all is known of it."""
        assert review is not None
        self._wait(lambda: is_complete(review))
        for share in _PLACES:
            review.page.transport.share_chosen.emit(share)
            self._wait(lambda: _is_settled(review))
            for way in (1, -1):
                for _ in range(_STEPS):
                    review.page.transport.stepped.emit(way)
                    self._wait(lambda: _is_settled(review))
        thumbnails = review.thumbnails
        assert thumbnails is not None
        self._wait(lambda: thumbnails.is_complete)

    def _has_picture(self) -> bool:
        review = self._flow.controller
        return review is not None and review.page.picture.frame is not None

    def _wait(self, condition: Callable[[], bool]) -> None:
        end_s = time.monotonic() + _TIMEOUT_S
        while not condition():
            if time.monotonic() > end_s:
                review = self._flow.controller
                words = "" if review is None else review.page.analysis.text
                raise TimeoutError(f"the review does not go on {words}")
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


@contextmanager
def _peak() -> Iterator[list[float]]:
    """Weigh all processes until the end of the block."""
    weighed, is_over = [Memory.now(0).all_mb], threading.Event()

    def weigh() -> None:
        while not is_over.wait(_WEIGHED_S):
            weighed.append(Memory.now(0).all_mb)

    thread = threading.Thread(target=weigh, name="weigh")
    thread.start()
    try:
        yield weighed
    finally:
        is_over.set()
        thread.join()


def _is_settled(review: ReviewController) -> bool:
    review.look()
    return review.status is not None and not review.status.is_waiting


def _has_findings(review: ReviewController) -> bool:
    page = review.page
    return page.findings.list.count() > 0 and not page.timeline.isHidden()


def _is_analyzed(review: ReviewController) -> bool:
    """Whether the analysis is complete; it is begun when it can be."""
    bar = review.page.analysis
    if bar.button.isVisibleTo(bar) and not bar.isHidden() and not review.analysis.is_begun:
        bar.button.click()
    return review.analysis.is_complete


def _nothing() -> None:
    """No page is behind the review."""
