"""A live session and its page, from the first picture to the last."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.exam.files.medium import PLAIN
from hysteroview.gui.live.actions import LiveActions, LiveParts
from hysteroview.gui.live.controller import LiveController
from hysteroview.gui.live.exam.open_exam import OpenExam
from hysteroview.gui.live.gate_warnings import GateWarnings
from hysteroview.gui.live.notices import SNAPSHOT, UNASSESSED, LiveNotices
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.page import LivePage
from hysteroview.gui.live.picture_setup import PictureSetup
from hysteroview.gui.live.snapshot_browser import SnapshotBrowser
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.patient.dialog import PatientDialog
from hysteroview.gui.session.bridge import LiveBridge
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.sources.opening import OpenedSource
from hysteroview.gui.tasks import TaskRunner
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.sections import Settings

log = logging.getLogger(__name__)

_MOST_SNAPSHOTS_WAITING = 40  # 1.3 GB at 4K
_SAVE_TIMEOUT_S = 20.0


class LiveWindow(QObject):
    """A live session and its page, from `start` to `close`.

    Parameters
    ----------
    settings
        Those that the session reads; what has changed is saved on close.
    window
        In which the page is shown; None for a new one, which is closed with it.

    Signals
    -------
    exam_ended()
        The operator has ended the exam; `close` completes its record.
    picture_kept(SourceChoice)
        The operator has changed colors, aspect or field of view of the source.
    """

    exam_ended = Signal()
    picture_kept = Signal(object)

    def __init__(
        self,
        session: LiveSession,
        settings: ObservedSettings,
        options: WindowOptions,
        exam: OpenExam | None = None,
        window: MainWindow | None = None,
    ) -> None:
        super().__init__()
        self.session, self.exam = session, exam
        self.settings = settings
        self._owns_window = window is None
        self.window = MainWindow() if window is None else window
        self.page = LivePage(session.card, session.source_info, settings)
        self.bridge = LiveBridge(session, self)
        self.tasks = TaskRunner(_MOST_SNAPSHOTS_WAITING, self)
        folders = _snapshot_folders(settings.now, options, exam)
        self.controller = LiveController(
            session,
            self.bridge,
            self.tasks,
            look=self.page.video.shown,
            settings=settings,
            folders=folders,
            medium=PLAIN if exam is None else exam.folder.medium,
            place=None if exam is None else exam.place,
            parent=self,
        )
        parts = LiveParts(
            page=self.page,
            window=self.window,
            settings=settings,
            bridge=self.bridge,
            controller=self.controller,
            exam=exam,
            labels=session.card.labels,
        )
        self.actions = LiveActions(parts, self)
        self.snapshots = SnapshotBrowser(
            self.page,
            self.tasks,
            self.actions.runner,
            self.actions.marks if exam is not None else None,
            self,
        )
        second_folder = folders[1] if len(folders) > 1 else None
        self.notices = LiveNotices(self.page.notice, exam, second_folder, self)
        log_warning = None if exam is None else exam.log_warning
        self.gate_warnings = GateWarnings(self.page.notice, log_warning, self)
        self.setup = self._setup_of(options.source)
        self.failure_on_close: HysteroViewError | None = None
        self._is_closed = False
        self._connect()
        if options.notice:
            self.page.notice.show_warning(translated_message(options.notice))

    def _setup_of(self, source: OpenedSource | None) -> PictureSetup | None:
        """Offer the dialog for the picture of the source, if it can be changed."""
        if source is None:
            return None
        log_it = self.exam.log_action if self.exam is not None else _log_nothing
        setup = PictureSetup(source, self.session, self.settings, log_it, self)
        setup.applied.connect(self.notices.unassessed.restart)
        setup.kept.connect(self.picture_kept)
        setup.kept.connect(lambda *_: self.page.notice.end(UNASSESSED))
        ask = partial(setup.ask, self.page, self.window)
        self.page.findings.setup.clicked.connect(ask)
        self.page.findings.setup.show()
        self.page.notice.offer_taken.connect(ask)
        return setup

    def _connect(self) -> None:
        page, controller = self.page, self.controller
        video, controls = page.video, page.controls
        self.bridge.ticked.connect(self.settings.look)
        self.bridge.ticked.connect(video.show_time)
        self.bridge.frame_arrived.connect(video.show_frame)
        self.bridge.analysis_arrived.connect(video.show_analysis)
        self.bridge.ticked.connect(page.past.show_time)
        self.bridge.analysis_arrived.connect(page.past.show_analysis)
        self.bridge.status_changed.connect(page.show_status)
        self.bridge.status_changed.connect(self.notices.show_status)
        self.bridge.status_changed.connect(self.gate_warnings.show_status)
        controls.chosen.connect(controller.choose)
        controls.analysis_action_requested.connect(controller.act_on_analysis)
        controller.snapshot_taken.connect(video.confirm_snapshot)
        controller.snapshot_taken.connect(page.past.show_snapshot)
        controller.snapshot_failed.connect(page.past.drop_snapshot)
        self.actions.marks.marked.connect(page.past.show_mark)
        self.actions.marks.unmarked.connect(page.past.drop_mark)
        controller.snapshot_saved.connect(lambda _: controls.show_count(controller.saved))
        controller.snapshot_saved.connect(self.notices.show_snapshot)
        controller.snapshot_saved.connect(self.snapshots.remember_snapshot)
        controller.snapshot_failed.connect(lambda _, error: self._show_failure(error, SNAPSHOT))
        controller.failed.connect(lambda error: self._show_failure(error, SNAPSHOT))
        self.window.closing.connect(self.bridge.stop)
        self.window.closing.connect(self.actions.close)
        self.actions.exam_end_requested.connect(self.exam_ended)
        if self.exam is not None:
            self._connect_exam(self.exam)

    def _connect_exam(self, exam: OpenExam) -> None:
        exam.setParent(self)
        bar = self.page.show_recording(exam.folder.exam_id)
        exam.recorder_changed.connect(bar.show_status)
        exam.disk_changed.connect(bar.show_disk)
        exam.recorder_changed.connect(self.page.past.show_recorder)
        exam.recorder_changed.connect(self.page.video.show_recorder)
        self.page.findings.show_patient(exam.entry.patient)
        self.page.findings.patient.clicked.connect(self._ask_patient)
        exam.entry_changed.connect(lambda entry: self.page.findings.show_patient(entry.patient))
        exam.clip_saved.connect(self.notices.show_clip)
        exam.warned.connect(self._warn)
        exam.hinted.connect(self.page.notice.show_hint)
        exam.clip_saved.connect(self.snapshots.remember_clip)
        exam.failed.connect(self._show_failure)
        self.controller.snapshot_saved.connect(lambda kept: exam.keep_snapshot(kept.files))
        self.controller.acted.connect(exam.log_analysis)
        self.bridge.status_changed.connect(exam.log_status)

    @property
    def failure(self) -> HysteroViewError | None:
        """What the operator has read last of what failed."""
        return self.notices.failure

    def start(self) -> None:
        """Show the window and start the session."""
        if self.exam is not None:
            self.exam.start(self.session)
            if self.setup is not None:
                self.setup.log_now()
        self.session.start()
        self.bridge.start()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.actions.start(application)
        self.window.show_page(self.page)
        self.window.show()
        if note := self.session.source_info.note:
            self.page.notice.show_note(translated_message(note))

    def close(self) -> None:
        """Finish writing, end the session, save the settings. Safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self.bridge.stop()
        self.actions.close()
        try:
            if not self.tasks.finish(_SAVE_TIMEOUT_S):
                self._show_failure(
                    StorageError(self.tr("Not all snapshots could be saved in time."))
                )
        finally:
            self.session.close()
            if self.exam is not None:
                self.exam.close()
        try:
            self.settings.current.save()
        except StorageError as error:
            self._show_failure(error)
        self.page.notice.clear()
        self.window.guard = None
        if self._owns_window:
            self.window.close()
            self.window.deleteLater()
        else:
            self.window.remove_page(self.page)
            self.page.deleteLater()

    def _warn(self, text: str, subject: str) -> None:
        self.page.notice.show_warning(text, subject=subject)

    def _show_failure(self, error: HysteroViewError, subject: str = "") -> None:
        if self._is_closed:
            self.failure_on_close = error
        self.notices.show_failure(error, subject=subject)

    def _ask_patient(self) -> None:
        """Open the patient dialog; the live picture continues."""
        if self.exam is None:
            return
        dialog = PatientDialog(self.exam.entry, self.page)
        dialog.set_scale(self.window.scale)
        dialog.changed.connect(self.exam.change_entry)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _log_nothing(_kind: str, _content: Mapping[str, Any]) -> None:
    """Without an exam, nothing is logged."""


def _snapshot_folders(
    settings: Settings, options: WindowOptions, exam: OpenExam | None
) -> list[Path]:
    """Return the folders for snapshots: the first, and the second for when it is full."""
    first = options.folder if exam is None else exam.folder.snapshots
    second = settings.storage.second_folder
    if first is None:
        return []
    return [first] if second is None else [first, second]
