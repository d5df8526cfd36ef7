"""A live session and its page, from the first picture to the last."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.types import NS_PER_S, AssessmentState
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.exam.files.medium import PLAIN
from hysteroview.gui.live.actions import LiveActions, LiveParts
from hysteroview.gui.live.controller import KeptSnapshot, LiveController
from hysteroview.gui.live.exam.open_exam import OpenExam
from hysteroview.gui.live.page import LivePage
from hysteroview.gui.live.snapshot_browser import SnapshotBrowser
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.patient.dialog import PatientDialog
from hysteroview.gui.session.bridge import LiveBridge
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.sections import Settings
from hysteroview.settings.view_presets import ViewPreset

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

log = logging.getLogger(__name__)

_MOST_SNAPSHOTS_WAITING = 40  # 1.3 GB at 4K
_SAVE_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """Options of one run of the window, beside the settings.

    Attributes
    ----------
    folder
        For snapshots without an exam; None to save none without an exam.
    runtime
        Of the network: "auto", a family, or a row of the table of runtimes.
    view
        Field of view in this run; None for the one saved for the source.
    store
        Of the exams; None for the one in the settings.
    keeps_exam
        Whether a run that begins with a source keeps an exam, with recordings; otherwise it keeps
        snapshots in `folder` alone.
    pixelates
        Whether frames outside the body are pixelated if the settings leave it open; None to ask
        the operator, or to pixelate in a run that closes by itself.
    key
        Of that store, if it is encrypted.
    notice
        Shown to the operator first.
    seconds
        Seconds after which the window closes by itself; None to wait for the operator.
    screenshot
        Where to save a picture of the window before it closes by itself.
    snapshot_at_s
        Seconds after the start at which a snapshot is taken.
    """

    folder: Path | None
    runtime: str = AUTO
    view: ViewPreset | None = None
    store: Path | None = None
    keeps_exam: bool = False
    pixelates: bool | None = None
    key: StoreKey | None = None
    notice: str = ""
    seconds: float | None = None
    screenshot: Path | None = None
    snapshot_at_s: float | None = None


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
    """

    exam_ended = Signal()

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
        self._folders = _snapshot_folders(settings.now, options, exam)
        self.controller = LiveController(
            session,
            self.bridge,
            self.tasks,
            look=self.page.video.shown,
            settings=settings,
            folders=self._folders,
            medium=PLAIN if exam is None else exam.folder.medium,
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
        self.failure: HysteroViewError | None = None
        self.failure_on_close: HysteroViewError | None = None
        self._told_error = ""
        self._is_closed = False
        self._connect()
        if options.notice:
            self.page.notice.show_warning(translated_message(options.notice))

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
        self.bridge.status_changed.connect(self._tell_error)
        controls.chosen.connect(controller.choose)
        controls.analysis_action_requested.connect(controller.act_on_analysis)
        controller.snapshot_taken.connect(video.confirm_snapshot)
        controller.snapshot_taken.connect(page.past.show_snapshot)
        controller.snapshot_failed.connect(page.past.drop_snapshot)
        self.actions.marks.marked.connect(page.past.show_mark)
        self.actions.marks.unmarked.connect(page.past.drop_mark)
        controller.snapshot_saved.connect(self._tell_kept)
        controller.snapshot_saved.connect(self.snapshots.remember_snapshot)
        controller.snapshot_failed.connect(lambda _, error: self._tell_failure(error))
        controller.failed.connect(self._tell_failure)
        self.window.closing.connect(self.bridge.stop)
        self.window.closing.connect(self.actions.close)
        self.actions.exam_end_requested.connect(self.exam_ended)
        if self.exam is not None:
            self._connect_exam(self.exam)

    def _connect_exam(self, exam: OpenExam) -> None:
        exam.setParent(self)
        bar = self.page.show_recording(exam.folder.exam_id)
        exam.recorder_changed.connect(bar.show_status)
        exam.recorder_changed.connect(self.page.past.show_recorder)
        self.page.findings.show_patient(exam.entry.patient)
        self.page.findings.patient.clicked.connect(self._ask_patient)
        exam.entry_changed.connect(lambda entry: self.page.findings.show_patient(entry.patient))
        exam.clip_saved.connect(self._tell_clip)
        exam.warned.connect(self.page.notice.show_warning)
        exam.clip_saved.connect(self.snapshots.remember_clip)
        exam.failed.connect(self._tell_failure)
        self.controller.snapshot_saved.connect(lambda kept: exam.keep_snapshot(kept.files))
        self.controller.acted.connect(exam.log_analysis)
        self.bridge.status_changed.connect(exam.log_status)

    def start(self) -> None:
        """Show the window and start the session."""
        if self.exam is not None:
            self.exam.start(self.session)
        self.session.start()
        self.bridge.start()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.actions.start(application)
        self.window.show_page(self.page)
        self.window.show()

    def close(self) -> None:
        """Finish writing, end the session, save the settings. Safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self.bridge.stop()
        self.actions.close()
        try:
            if not self.tasks.finish(_SAVE_TIMEOUT_S):
                self._tell_failure(
                    StorageError(self.tr("Not all snapshots could be saved in time."))
                )
        finally:
            self.session.close()
            if self.exam is not None:
                self.exam.close()
        try:
            self.settings.current.save()
        except StorageError as error:
            self._tell_failure(error)
        self.page.notice.clear()
        self.window.guard = None
        if self._owns_window:
            self.window.close()
            self.window.deleteLater()
        else:
            self.window.remove_page(self.page)
            self.page.deleteLater()

    def _ask_patient(self) -> None:
        """Open the patient dialog; the live picture continues."""
        if self.exam is None:
            return
        dialog = PatientDialog(self.exam.entry, self.page)
        dialog.fit(self.window.scale)
        dialog.changed.connect(self.exam.change_entry)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell_error(self, status: LiveStatus) -> None:
        """Show once in the notice bar why the analysis has failed."""
        session = status.session
        has_failed = session.state is AssessmentState.ERROR and session.source_failure is None
        reason = session.detail if has_failed else ""
        if reason == self._told_error:
            return
        if reason:
            self.page.notice.show_failure(HysteroViewError(reason))
        else:
            self.page.notice.clear()
        self._told_error = reason

    def _tell_kept(self, kept: KeptSnapshot) -> None:
        self.page.controls.show_count(self.controller.saved)
        second = self._folders[1] if len(self._folders) > 1 else None
        if second is not None and kept.files.record.is_relative_to(second):
            words = self.tr("Snapshot {0} could not be saved on the first disk. It is in {1}.")
            self.page.notice.show_warning(words.format(kept.number, second))
        else:
            self.page.notice.clear()  # the failure is over; the filmstrip shows the snapshot

    def _tell_clip(self, clip: ClipRecord) -> None:
        if self.exam is not None and self.exam.has_defect:
            return  # that is on the screen, and matters more
        seconds = (clip.last_pts_ns - clip.first_pts_ns) / NS_PER_S
        self.page.notice.show_success(self.tr("Clip of {0:.0f} s saved").format(seconds))

    def _tell_failure(self, error: HysteroViewError) -> None:
        log.warning("told the operator: %s", type(error).__name__)  # its message may contain a path
        self.failure = error
        if self._is_closed:
            self.failure_on_close = error
        self.page.notice.show_failure(error)


def _snapshot_folders(
    settings: Settings, options: WindowOptions, exam: OpenExam | None
) -> list[Path]:
    """Return the folders for snapshots: the first, and the second for when it is full."""
    first = options.folder if exam is None else exam.folder.snapshots
    second = settings.storage.second_folder
    if first is None:
        return []
    return [first] if second is None else [first, second]
