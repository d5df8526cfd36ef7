"""Leads from page to page: a source, its exam, the live picture, the summary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.key_file import is_encrypted
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.exam.page import ExamPage
from hysteroview.gui.live.exam.open_exam import begin_exam
from hysteroview.gui.live.window import LiveWindow, WindowOptions
from hysteroview.gui.look.language import translated_card
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.controller import SummaryController
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.gui.settings.controller import SettingsController
from hysteroview.gui.sources.choice import SourceChoice, save_choice
from hysteroview.gui.sources.opening import SourceOpener
from hysteroview.gui.start.page import StartPage
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.passphrase_dialog import PassphraseDialog
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.choices import Pixelation
from hysteroview.settings.last_source import last_source_path, remember_source
from hysteroview.settings.sections import Settings
from hysteroview.settings.source_presets import presets_path

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

_MOST_TASKS = 8
_CLOSE_TIMEOUT_S = 10.0


class Program(QObject):
    """One window and what happens in it.

    Attributes
    ----------
    live
        The live picture, while there is one.
    failure, failure_on_close
        What the operator has read last of what failed, and what failed while closing.
    """

    def __init__(self, card: ModelCard, settings: Settings, options: WindowOptions) -> None:
        super().__init__()
        self.window = MainWindow()
        self.live: LiveWindow | None = None
        self.failure: HysteroViewError | None = None
        self.failure_on_close: HysteroViewError | None = None
        self._card, self._settings, self._options = card, settings, options
        self._key: StoreKey | None = options.key
        self.settings_controller: SettingsController | None = None
        self._source_failure: str | None = None
        self._tasks = TaskRunner(_MOST_TASKS, self)
        self._opener = SourceOpener(self._tasks)
        self._notice = options.notice
        self._make_pages()

    @property
    def _store(self) -> Path:
        return self._options.store or self._settings.storage.store

    @property
    def _is_locked(self) -> bool:
        """Whether a passphrase is missing."""
        store = self._store
        return self._key is None and store.is_dir() and is_encrypted(store)

    def _access(self) -> ExamAccess:
        return ExamAccess(self._store, self._key)

    def _make_pages(self) -> None:
        """Make the pages as theme, language and settings want them now."""
        settings = self._settings
        asks = settings.recording.pixelation is Pixelation.ASK
        self.start = StartPage(translated_card(self._card.warning))
        self.exam_page = ExamPage(
            asks_to_pixelate=asks, scopes=settings.scopes.presets, worklist=settings.worklist
        )
        self.summary = SummaryPage(self._card)
        self._exams = SummaryController(
            self.summary, self._card, self._tasks, self._access, self.summary
        )
        self._connect()

    def _drop_pages(self) -> None:
        self.start.close_tasks()
        for page in (self.start, self.exam_page, self.summary):
            self.window.remove_page(page)
            page.deleteLater()

    def show_settings(self) -> None:
        """Show what is chosen for longer than an exam."""
        options = self._options
        controller = self.settings_controller = SettingsController(
            self._settings, base=options.settings_base, file=options.settings_file, parent=self
        )
        controller.left.connect(self._take_settings)
        controller.looks_changed.connect(self.window.restyle)
        self.window.show_page(controller.page)

    def _take_settings(self, settings: Settings) -> None:
        """Go on with what was set: the pages are made anew, the key belongs to one store."""
        if settings.storage.store != self._settings.storage.store:
            self._key = None
        self._settings = settings
        self._drop_pages()
        self._make_pages()
        self.show_start()
        if self.settings_controller is not None:
            self.window.remove_page(self.settings_controller.page)
            self.settings_controller.close()
            self.settings_controller = None

    def show_start(self) -> None:
        """Show the sources; what is connected and what is to be completed is looked at anew."""
        self.window.show_page(self.start)
        self.window.show()
        if self._notice:
            self.start.notice.show_warning(translated_message(self._notice))
            self._notice = ""
        self.start.look()
        if not self._is_locked:
            self._tasks.submit_or_fail(
                self._access().without_patient,
                self.start.show_exams,
                self.start.notice.show_failure,
            )

    def begin(self, source: VideoSource, entry: ExamEntry | None) -> None:
        """Show a source; with an entry as an exam.

        Raises
        ------
        StorageError
            The exam cannot be begun; the source is closed.
        """
        options = replace(self._options, store=self._store if entry is not None else None)
        self._show_live(source, entry, options)

    def take_snapshot(self) -> None:
        """Take one, if there is a live picture."""
        if self.live is not None:
            self.live.controller.take_snapshot()

    def source_failure(self) -> str | None:
        """Why the source has failed before it gave a picture; None if it has not."""
        if self.live is not None:
            status = self.live.session.status()
            self._source_failure = status.source_failure if status.captured == 0 else None
        return self._source_failure

    def close(self) -> None:
        """End what goes on, and let go of the window."""
        try:
            if self.live is not None:
                self._close_live()
        finally:
            if self.settings_controller is not None:
                self.settings_controller.close()
            self._drop_pages()
            self._tasks.finish(_CLOSE_TIMEOUT_S)
            self.window.guard = None
            self.window.close()
            self.window.deleteLater()

    def _connect(self) -> None:
        self.start.chosen.connect(self._choose)
        self.start.exam_requested.connect(self._ask_for_exam)
        self.start.settings_requested.connect(self.show_settings)
        self.exam_page.left.connect(self._cancel_opening)
        self.exam_page.begun.connect(self._open)
        self.exam_page.preset_named.connect(self._save_source)
        self.summary.done.connect(self.show_start)

    def _choose(self, choice: SourceChoice, pixels: Any) -> None:
        self.start.drop_looks()
        self.exam_page.show_choice(choice, pixels)
        self.window.show_page(self.exam_page)

    def _cancel_opening(self) -> None:
        self._opener.cancel()
        self.show_start()

    def _open(self, choice: SourceChoice, entry: ExamEntry | None) -> None:
        if entry is None or self._is_open(partial(self._open, choice, entry)):
            self.exam_page.show_waiting(on=True)
            opened = partial(self._begin_chosen, choice, entry)
            self._opener.open(choice, opened, self.exam_page.show_failure)

    def _is_open(self, then: Callable[[], None]) -> bool:
        """Whether exams can be kept; if a passphrase is missing, it is asked for first."""
        if not self._is_locked:
            return True
        dialog = PassphraseDialog(self._store, self.window)
        dialog.fit(self.window.scale)
        dialog.unlocked.connect(partial(self._take_key, then))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return False

    def _take_key(self, then: Callable[[], None], key: StoreKey) -> None:
        self._key = key
        then()

    def _begin_chosen(
        self, choice: SourceChoice, entry: ExamEntry | None, source: VideoSource
    ) -> None:
        options = replace(
            self._options,
            folder=None,
            view=choice.view,
            store=None if entry is None else self._store,
            key=self._key,
            notice="",
        )
        try:
            self._show_live(source, entry, options)
        except HysteroViewError as error:
            self.exam_page.show_failure(error)
            return
        remember_source(choice.location, last_source_path())

    def _show_live(
        self, source: VideoSource, entry: ExamEntry | None, options: WindowOptions
    ) -> None:
        settings = self._settings
        session = LiveSession(
            source,
            self._card,
            rate_hz=settings.live.rate_hz,
            runtime=options.runtime,
            settings=AnalyzerSettings(
                view=options.view or settings.views.of(source.info.name),
                operating_point=settings.live.operating_point,
            ),
        )
        exam = None
        if entry is not None and options.store is not None:
            try:
                exam = begin_exam(session, options.store, settings, entry, key=options.key)
            except HysteroViewError:
                session.close()
                raise
        self.live = LiveWindow(session, settings, options, exam, self.window)
        self.live.exam_ended.connect(self._end_live)
        self.live.start()

    def _end_live(self) -> None:
        """Complete the exam when this event is over: the page that asked for it goes."""
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
            self._settings = live.settings
            self.failure = self.failure or live.failure
            self.failure_on_close = live.failure_on_close
            live.deleteLater()

    def _ask_for_exam(self, exam_id: str) -> None:
        self.summary.show_waiting()
        self.window.show_page(self.summary)
        self._exams.show(exam_id)

    def _save_source(self, choice: SourceChoice, name: str) -> None:
        notice = self.exam_page.notice
        try:
            preset = save_choice(choice, name, presets_path())
        except ValueError as error:
            reason = translated_message(str(error))
            notice.show_warning(self.tr("This name cannot be used: {0}.").format(reason))
        except HysteroViewError as error:
            notice.show_failure(error)
        else:
            notice.show_success(self.tr("Saved as “{0}”").format(preset.name))
