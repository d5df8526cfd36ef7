"""The flow of the program from page to page: source, exam, live picture, summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.archive.agreement.flow import AgreementFlow
from hysteroview.gui.archive.controller import ExamsController
from hysteroview.gui.archive.panel import ExamsPanel
from hysteroview.gui.archive.panel_state import PanelState
from hysteroview.gui.archive.results.flow import ResultsFlow
from hysteroview.gui.archive.rows import ExamRow
from hysteroview.gui.earlier.flow import EarlierFlow
from hysteroview.gui.earlier.words import missing_words
from hysteroview.gui.exam.page import ExamPage
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.starting import begin_session
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.language import translated_card, translated_label
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.player.flow import ReviewFlow
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.review.store_starter import StoreStarter
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.review.unsaved import UnsavedNotice
from hysteroview.gui.review.unsaved_guard import UnsavedGuard
from hysteroview.gui.review.waiting_writes import WaitingWrites
from hysteroview.gui.sending.flow import SendingFlow
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.settings.controller import SettingsController
from hysteroview.gui.source_flow import SourceFlow
from hysteroview.gui.sources.keeping import keep_source
from hysteroview.gui.sources.opening import OpenedSource
from hysteroview.gui.start.page import StartPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.remembered.window_place import (
    recall_window,
    remember_window,
    window_place_path,
)

_MOST_TASKS = 8
_REVIEWING = "review"  # subject of notices
_CLOSE_TIMEOUT_S = 10.0


class Program(QObject):
    """The window and the flow between its pages.

    Attributes
    ----------
    settings
        Those in force; each page reads them.
    live
        The live window, while there is one.
    review
        The review that is open, if there is one.
    failure, failure_on_close
        The last failure that was shown, and a failure while closing.
    """

    def __init__(self, card: ModelCard, settings: CurrentSettings, options: WindowOptions) -> None:
        super().__init__()
        self.settings = ObservedSettings(settings, self)
        self.window = MainWindow()
        self.live: LiveWindow | None = None
        self.failure: HysteroViewError | None = None
        self.failure_on_close: HysteroViewError | None = None
        self._card, self._options = card, options
        self._store = StoreAccess(
            self.settings, self.window, store=options.store, key=options.key, parent=self
        )
        self.sending = SendingFlow(
            self.settings, lambda: self._store.store, lambda: self._store.key, self
        )
        self.settings_controller: SettingsController | None = None
        self._source_failure: str | None = None
        self._tasks = TaskRunner(_MOST_TASKS, self)
        self._sources = SourceFlow(
            self.window, self._tasks, self._store, self._begin_chosen, self.show_start, self
        )
        self.review = ReviewFlow(
            self.window, self._tasks, card, self._analyzer_settings, settings, self,
            exams=self._store,
        )  # fmt: skip
        self.review.failed.connect(self._note_failure)
        self.review.exam_requested.connect(self._show_exam)
        self.review.send_requested.connect(self.sending.ask)
        self.earlier = EarlierFlow(self.settings, self)
        self.earlier.review_requested.connect(self._review_earlier)
        self.earlier.writes_known.connect(self._watch_earlier)
        self.agreement = AgreementFlow(self.window, self._tasks, card, self._class_names, self)
        self.results = ResultsFlow(self.window, self.review, card, self._class_names, self)
        self._notice = options.notice
        if options.seconds is None and (place := recall_window(window_place_path())) is not None:
            self.window.restore(place)
        self._make_pages()

    def _make_pages(self) -> None:
        """Create the pages for the present theme, language and settings."""
        exams = ExamsPanel(self._class_names(), self._store.access)
        self.start = StartPage(translated_card(self._card.warning), exams)
        self.exam_page = ExamPage(self.settings.current)
        self.summary = SummaryPage(self._card)
        self._exams = SummaryController(
            self.summary, self._card, self._tasks, self._store.access, self.summary,
            report_folder=lambda: self.settings.now.report.folder,
        )  # fmt: skip
        self._store_starter = StoreStarter(self.start.notice, self._tasks, self._store, self.start)
        self.archive = ExamsController(
            exams, self.start.notice, self._store, self._store_starter.when_started,
            self._card, self.start,
        )  # fmt: skip
        for exports in (self._exams.exports, self._exams.report, self.archive.exports):
            exports.defaults = lambda: self.settings.now.export
        self.archive.exports.report_folder = lambda: self.settings.now.report.folder
        self.sending.show_status_in(self.start.sending, self.summary.sending)
        self._of_earlier = UnsavedNotice(self.start.notice, self.start)
        notices = ((self.start, self._of_earlier), (self.summary, self._exams.unsaved))
        self._unsaved = UnsavedGuard(self.window, notices, self.start)
        self._connect()

    def _drop_pages(self) -> None:
        self._unsaved.finish()
        self.archive.close()
        self._exams.close()
        self.start.close_tasks()
        self.exam_page.close_tasks()
        for page in (self.start, self.exam_page, self.summary):
            self.window.remove_page(page)
            page.deleteLater()

    def show_settings(self) -> None:
        """Show the settings page; not while a picture is live, whose model stays what it is.

        Asks first if something is not saved: the other pages are made anew after the settings.
        """
        if self.live is None:
            self._leave_pages(self._open_settings)

    def _open_settings(self) -> SettingsController:
        controller = self.settings_controller
        if controller is None:
            controller = SettingsController(self.settings, self._card, self)
            self.settings_controller = controller
            controller.left.connect(partial(self._leave_pages, self._leave_settings))
            controller.looks_changed.connect(self.window.restyle)
            controller.model_used.connect(self._use_model)
        self.window.show_page(controller.page)
        return controller

    def _import_model(self, path: Path) -> None:
        """Look into a model file that was dropped; not while a picture is live."""
        if self.live is None:
            self._leave_pages(lambda: self._open_settings().models.import_file(path))

    def _leave_pages(self, act: Callable[[], object]) -> None:
        """Act, or ask first if something is not saved on the pages of now."""
        self._unsaved.leave(act)

    def _use_model(self, card: ModelCard) -> None:
        """Use another model; the pages are made anew when the settings are left."""
        self._card = self.review.card = self.agreement.card = self.results.card = card

    def _leave_settings(self) -> None:
        """Go back to the start; the pages are made anew, perhaps in another language."""
        self._drop_pages()
        self._make_pages()
        self.show_start()
        if self.settings_controller is not None:
            self.window.remove_page(self.settings_controller.page)
            self.settings_controller.close()
            self.settings_controller = None

    def show_start(self) -> None:
        """Show the start page, with sources and exams refreshed."""
        self.window.show_page(self.start)
        self.window.show()
        if self._notice:
            self.start.notice.show_warning(translated_message(self._notice))
            self._notice = ""
        self.start.refresh()
        self._store_starter.start()
        self.archive.query_worklist(self.settings.now.worklist)
        self.start.exams.earlier.setVisible(bool(self.settings.now.archives.named))

    def begin(self, source: VideoSource, entry: ExamEntry | None) -> None:
        """Show a source live; with an entry, as an exam.

        Raises
        ------
        StorageError
            The exam cannot be started; the source is closed.
        """
        self._show_live(source, entry, self._options)

    def review_file(self, location: str, at_ns: int | None = None, *, lack: str = "") -> None:
        """Show the review of a recording; the start page shows a failure. See `review_exam`.

        Parameters
        ----------
        lack
            What the recording lacks, in words; empty if it is complete.
        """
        report = partial(self.start.notice.show_failure, subject=_REVIEWING)
        self.review.open_file(location, self.show_start, report, at_ns, lack=lack)

    def _review_earlier(self, location: str, missing: int) -> None:
        self.review_file(location, lack=missing_words(missing))

    def review_exam(self, exam_id: str, at_ns: int | None = None) -> None:
        """Show the review of a stored exam; asks for the passphrase of an encrypted store.

        Parameters
        ----------
        at_ns
            Time to begin at, on the clock of the exam's source; None for the beginning.
        """
        is_of_summary = self.window.page is self.summary
        page = self.summary if is_of_summary else self.start
        back = partial(self._return_to_exam, exam_id) if is_of_summary else self.show_start
        report = partial(page.notice.show_failure, subject=_REVIEWING)
        self._store.when_unlocked(
            lambda: self.review.open_exam(self._store.access(), exam_id, back, report, at_ns)
        )

    def show_results(self, folder: Path) -> None:
        """Show the results of an archive."""
        self.results.show(folder, self.show_start)

    def take_snapshot(self) -> None:
        """Take a snapshot, if there is a live picture."""
        if self.live is not None:
            self.live.controller.take_snapshot()

    def source_failure(self) -> str | None:
        """Why the source failed before its first picture; None if it did not."""
        if self.live is not None:
            status = self.live.session.status()
            self._source_failure = status.source_failure if status.captured == 0 else None
        return self._source_failure

    def complete_exam(self) -> None:
        """End the session and complete the record of its exam, if there is one."""
        if self.live is not None:
            self._close_live()

    def close(self) -> None:
        """End the session and close the window."""
        try:
            self.complete_exam()
        finally:
            self._unsaved.finish()
            self.sending.close()
            self.review.close()
            self.earlier.close()
            self.agreement.close()
            self.results.close()
            if self.settings_controller is not None:
                self.settings_controller.close()
            self._drop_pages()
            self._tasks.finish(_CLOSE_TIMEOUT_S)
            self.review.wait()
            self.window.guard = None
            if self._options.seconds is None:
                remember_window(self.window.place, window_place_path())
            self.window.close()
            self.window.deleteLater()

    def _analyzer_settings(self) -> AnalyzerSettings:
        now = self.settings.now
        point = now.live.operating_point
        return AnalyzerSettings(operating_point=point, gate=now.gate)

    def _class_names(self) -> dict[str, str]:
        return {each.code: translated_label(each.name) for each in self._card.labels}

    def _show_agreement(self) -> None:
        self._store.when_unlocked(
            lambda: self.agreement.show(self._store.access(), self.show_start)
        )

    def _note_failure(self, failure: HysteroViewError) -> None:
        self.failure = failure

    def _connect(self) -> None:
        self._sources.use_pages(self.start, self.exam_page, self._store_starter)
        exams = self.start.exams
        exams.open_requested.connect(self._show_exam)
        exams.earlier_requested.connect(self._ask_earlier)
        exams.remedy_requested.connect(self._help_store)
        self.start.agreement_requested.connect(self._show_agreement)
        self._store_starter.started.connect(self.archive.refresh)
        self._store_starter.failed.connect(self.archive.show_failure)
        self.start.results_requested.connect(self.show_results)
        self.start.settings_requested.connect(self.show_settings)
        self.start.model_dropped.connect(self._import_model)
        self.exam_page.review_requested.connect(self.review_file)
        self.summary.review_requested.connect(self._review_shown)
        self.summary.send_requested.connect(partial(self.sending.ask, self.summary))
        self.summary.done.connect(partial(self._unsaved.leave, self.show_start, self.summary))

    def _review_shown(self, exam_id: str, at_ns: int | None) -> None:
        """Show the review of the exam on the summary page, which is left."""
        self._unsaved.leave(partial(self.review_exam, exam_id, at_ns), self.summary)

    def _watch_earlier(self, writes: WaitingWrites) -> None:
        """Show on the start page of now what cannot be saved beside an earlier exam."""
        self._of_earlier.watch(writes)

    def _ask_earlier(self, row: ExamRow) -> None:
        self.earlier.ask(row.exam, self._store.access(), self.start, self.window.scale)

    def _help_store(self, state: PanelState) -> None:
        """Do what the panel of exams offers instead of a list."""
        if state is PanelState.DAMAGED:
            self._store_starter.rebuild()
        else:
            self._store.when_unlocked(self._store_starter.start)

    def _begin_chosen(
        self, source: VideoSource, entry: ExamEntry | None, opened: OpenedSource
    ) -> None:
        options = replace(
            self._options, folder=None, view=opened.choice.view, source=opened, notice=""
        )
        self._show_live(source, entry, options)

    def _show_live(
        self, source: VideoSource, entry: ExamEntry | None, options: WindowOptions
    ) -> None:
        self.review.close()
        options = replace(options, store=self._store.store, key=self._store.key)
        session, exam = begin_session(source, entry, self._card, self.settings.current, options)
        self.live = LiveWindow(session, self.settings, options, exam, self.window)
        self.live.exam_ended.connect(self._end_live)
        self.live.picture_kept.connect(partial(keep_source, self._tasks))
        self.live.start()
        if exam is not None:
            self.sending.begin_exam(exam.folder.exam_id)

    def _end_live(self) -> None:
        """Complete the exam after this event: the page that requested it is deleted."""
        self.summary.show_waiting()
        self.window.show_page(self.summary)
        QTimer.singleShot(0, self, self._complete)

    def _complete(self) -> None:
        if self.live is None:
            return
        exam = self.live.exam
        self._close_live()
        if exam is None:
            self.show_start()
            return
        self._exams.show(exam.folder.exam_id)
        if self.failure_on_close is not None:
            self.summary.notice.show_failure(self.failure_on_close)
            self.failure_on_close = None

    def _close_live(self) -> None:
        live = self.live
        assert live is not None
        self.source_failure()
        try:
            live.close()
        finally:
            self.live = None
            self.failure = self.failure or live.failure
            self.failure_on_close = live.failure_on_close
            live.deleteLater()
            if live.exam is not None:
                self.sending.end_exam(live.exam.folder.exam_id)

    def _show_exam(self, exam_id: str) -> None:
        self.summary.show_waiting()
        self._return_to_exam(exam_id)

    def _return_to_exam(self, exam_id: str) -> None:
        """Show the exam with what was decided in its review."""
        self.window.show_page(self.summary)
        self._exams.show(exam_id)
