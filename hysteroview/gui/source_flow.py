"""From a source that was chosen on the start page to the exam that begins with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from hysteroview.capture.live.identity import OtherCameraError
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.exam.page import ExamPage
from hysteroview.gui.exam.saving import save_source
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.review.store_starter import StoreStarter
from hysteroview.gui.sources.choice import SourceChoice, choice_of
from hysteroview.gui.sources.keeping import keep_camera, keep_source
from hysteroview.gui.sources.opening import OpenedSource, SourceOpener
from hysteroview.gui.start.page import StartPage
from hysteroview.gui.start.recording_probe import ProbedRecording
from hysteroview.gui.tasks import TaskRunner

_SCHEDULED = "scheduled exam"  # subject of a notice


class SourceFlow(QObject):
    """Shows the form of a chosen source, opens it, and begins.

    Parameters
    ----------
    begin
        Shows an opened source live; with an entry, as an exam.
    show_start
        Shows the start page.
    """

    def __init__(
        self,
        window: MainWindow,
        tasks: TaskRunner,
        store: StoreAccess,
        begin: Callable[[VideoSource, ExamEntry | None, OpenedSource], None],
        show_start: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._tasks, self._store = window, tasks, store
        self._begin, self._show_start = begin, show_start
        self._opener = SourceOpener(tasks)
        self._scheduled: ExamEntry | None = None

    def use_pages(self, start: StartPage, form: ExamPage, starter: StoreStarter) -> None:
        """Connect these pages, which are made anew with each language."""
        self._start, self._form, self._starter = start, form, starter
        start.chosen.connect(self._choose)
        start.recording_chosen.connect(self._choose_recording)
        start.exams.begin_requested.connect(self._choose_scheduled)
        form.left.connect(self._cancel)
        form.begun.connect(self._open)
        form.preset_named.connect(partial(save_source, form.notice))

    def _choose(self, choice: SourceChoice, pixels: Any) -> None:
        self._start.cancel_thumbnails()
        self._start.notice.end(_SCHEDULED)
        self._form.show_choice(choice, pixels)
        if self._scheduled is not None:
            self._form.show_scheduled(self._scheduled)
            self._scheduled = None
        self._window.show_page(self._form)

    def _choose_recording(self, found: ProbedRecording) -> None:
        self._choose(choice_of(found.location), found.pixels)

    def _choose_scheduled(self, entry: ExamEntry) -> None:
        """Take a patient of the worklist for the next exam, of the source that was used last."""
        self._scheduled = entry
        last = next((card for card in self._start.cards if card.choice.is_last), None)
        if last is not None:
            last.button.click()
            return
        words = self.tr("Choose a video source for {0}.")
        who = entry.patient.shown_name or entry.patient.identifier
        self._start.notice.show_note(words.format(who), subject=_SCHEDULED)
        self._start.take_focus()

    def _cancel(self) -> None:
        self._opener.cancel()
        self._show_start()

    def _open(self, choice: SourceChoice, entry: ExamEntry | None) -> None:
        open_it = partial(self._open_source, choice, entry)
        if entry is None:
            open_it()
        else:
            when_started = partial(self._starter.when_started, open_it)
            self._store.when_unlocked(when_started)

    def _open_source(self, choice: SourceChoice, entry: ExamEntry | None) -> None:
        self._form.show_waiting(on=True)
        wanted = OpenedSource.of(choice)
        opened = partial(self._begin_chosen, wanted, entry)
        failed = partial(self._show_failure, choice, entry)
        self._opener.open(choice, opened, failed, wanted.correction)

    def _show_failure(
        self, choice: SourceChoice, entry: ExamEntry | None, failure: HysteroViewError
    ) -> None:
        self._form.show_failure(failure)
        if isinstance(failure, OtherCameraError):
            again = partial(self._open_source, choice, entry)
            self._form.ask_whether_to_use(choice.location, failure, again)

    def _begin_chosen(
        self, opened: OpenedSource, entry: ExamEntry | None, source: VideoSource
    ) -> None:
        try:
            self._begin(source, entry, opened)
        except HysteroViewError as error:
            self._form.show_failure(error)
            return
        keep_source(self._tasks, opened.choice)
        keep_camera(self._tasks, source)
