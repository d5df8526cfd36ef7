"""Puts the live window together and runs it."""

from __future__ import annotations

import logging
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError, SourceError, StorageError
from hysteroview.core.settings import Pixelation, Settings
from hysteroview.core.settings_file import save_settings
from hysteroview.core.types import NS_PER_S, AssessmentState
from hysteroview.core.view_preset import ViewPreset
from hysteroview.exam.clip_record import ClipRecord
from hysteroview.exam.medium import PLAIN
from hysteroview.gui.bridge import LiveBridge
from hysteroview.gui.controller import KeptSnapshot, LiveController
from hysteroview.gui.defects import DefectReporter
from hysteroview.gui.exam_link import ExamLink, begin_exam
from hysteroview.gui.live_actions import LiveActions, LiveParts
from hysteroview.gui.live_status import LiveStatus
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.privacy_question import ask_whether_to_pixelate
from hysteroview.gui.snapshot_desk import SnapshotDesk
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.theme import apply_theme
from hysteroview.inference.analyzer import AnalyzerSettings
from hysteroview.inference.card import ModelCard
from hysteroview.inference.runtimes import AUTO
from hysteroview.pipeline.session import LiveSession

if TYPE_CHECKING:
    from hysteroview.exam.keys import StoreKey

log = logging.getLogger(__name__)

_MOST_SNAPSHOTS_WAITING = 40  # 1.3 GB at 4K
_SAVE_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """How this one run of the window differs from what the settings say.

    Attributes
    ----------
    folder
        Of the snapshots.
    runtime
        With which to compute: "auto", a family, or a row of the table of runtimes.
    view
        Where the picture is in this run; None for what is remembered of the source.
    store
        Keep an exam in this store, with recordings; None keeps snapshots in `folder` alone.
    pixelates
        Whether frames outside the body are pixelated, where the settings ask; None to ask the
        operator, or to do it in a run that closes by itself.
    key
        Of that store, if it is encrypted.
    settings_file
        Where changed settings are saved on close; None to leave them.
    notice
        What the operator should read first.
    seconds
        After which the window closes by itself; None to wait for the operator.
    screenshot
        Picture of the window to write before it closes by itself.
    snapshot_at_s
        Take a snapshot so long after the start.
    """

    folder: Path
    runtime: str = AUTO
    view: ViewPreset | None = None
    store: Path | None = None
    pixelates: bool | None = None
    key: StoreKey | None = None
    settings_file: Path | None = None
    notice: str = ""
    seconds: float | None = None
    screenshot: Path | None = None
    snapshot_at_s: float | None = None


class LiveWindow(QObject):
    """A session and the window that looks at it, from `start` to `close`."""

    def __init__(
        self,
        session: LiveSession,
        settings: Settings,
        options: WindowOptions,
        exam: ExamLink | None = None,
    ) -> None:
        super().__init__()
        self.session, self.exam = session, exam
        self._settings, self._options = settings, options
        self.window = MainWindow(session.card, session.source_info, settings.live)
        self.bridge = LiveBridge(session, self)
        self.tasks = TaskRunner(_MOST_SNAPSHOTS_WAITING, self)
        self.controller = LiveController(
            session,
            self.bridge,
            self.tasks,
            look=self.window.video.shown,
            settings=settings.live,
            folders=_snapshot_folders(settings, options, exam),
            medium=PLAIN if exam is None else exam.folder.medium,
            parent=self,
        )
        parts = LiveParts(
            window=self.window,
            bridge=self.bridge,
            controller=self.controller,
            exam=exam,
            labels=session.card.labels,
        )
        self.actions = LiveActions(parts, settings, self)
        self.snapshots = SnapshotDesk(
            self.window,
            self.tasks,
            self.actions.desk,
            self.actions.marks if exam is not None else None,
            self,
        )
        self.failure: HysteroViewError | None = None
        self.failure_on_close: HysteroViewError | None = None
        self._told_error = ""
        self._is_closed = False
        self._connect(settings)
        if options.notice:
            self.window.notice.show_failure(HysteroViewError(options.notice))

    def _connect(self, settings: Settings) -> None:
        window, controller = self.window, self.controller
        video, controls = window.video, window.controls
        video.show_heatmap(settings.live.heatmap_on)
        video.show_opacity(settings.live.heatmap_opacity)
        self.bridge.ticked.connect(video.show_time)
        self.bridge.frame_arrived.connect(video.show_frame)
        self.bridge.analysis_arrived.connect(video.show_analysis)
        self.bridge.status_changed.connect(window.show_status)
        self.bridge.status_changed.connect(self._tell_error)
        controls.heatmap_toggled.connect(video.show_heatmap)
        controls.heatmap_toggled.connect(controller.show_heatmap)
        controls.opacity_chosen.connect(video.show_opacity)
        controls.opacity_chosen.connect(controller.set_opacity)
        controls.rate_chosen.connect(controller.set_rate)
        controls.analysis_action_requested.connect(controller.act_on_analysis)
        controller.snapshot_taken.connect(video.confirm_snapshot)
        controller.snapshot_kept.connect(self._tell_kept)
        controller.snapshot_kept.connect(self.snapshots.remember_snapshot)
        controller.failed.connect(self._tell_failure)
        window.closing.connect(self.bridge.stop)
        window.closing.connect(self.actions.close)
        self.actions.exam_end_requested.connect(window.close)
        if self.exam is not None:
            self._connect_exam(self.exam)

    def _connect_exam(self, exam: ExamLink) -> None:
        exam.setParent(self)
        bar = self.window.show_recording(exam.folder.exam_id)
        exam.recorder_changed.connect(bar.show_status)
        exam.clip_saved.connect(self._tell_clip)
        exam.warned.connect(self._tell_warning)
        exam.clip_saved.connect(self.snapshots.remember_clip)
        exam.failed.connect(self._tell_failure)
        self.controller.snapshot_saved.connect(exam.keep_snapshot)
        self.controller.acted.connect(exam.log_analysis)
        self.controller.settings_changed.connect(exam.log_settings)
        self.bridge.status_changed.connect(exam.log_status)

    def start(self) -> None:
        """Show the window and let the pictures come."""
        if self.exam is not None:
            self.exam.start()
        self.session.start()
        self.bridge.start()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.actions.start(application)
        self.window.show()

    def close(self) -> None:
        """Finish what is being written, end the session, save the settings. Safe to call twice."""
        if self._is_closed:
            return
        self._is_closed = True
        self.bridge.stop()
        self.actions.close()
        try:
            if not self.tasks.finish(_SAVE_TIMEOUT_S):
                self._tell_failure(StorageError("Not all snapshots could be written in time."))
        finally:
            self.session.close()
            if self.exam is not None:
                self.exam.close()
        file = self._options.settings_file
        chosen = replace(self.actions.settings, live=self.controller.settings)
        if file is not None and chosen != self._settings:
            try:
                save_settings(chosen, file)
            except StorageError as error:
                self._tell_failure(error)
        self.window.close()
        self.window.notice.clear()
        self.window.deleteLater()

    def _tell_error(self, status: LiveStatus) -> None:
        """Tell why the analysis has failed, once, where there is room for all of it."""
        session = status.session
        has_failed = session.state is AssessmentState.ERROR and session.source_failure is None
        reason = session.detail if has_failed else ""
        if reason == self._told_error:
            return
        if reason:
            self.window.notice.show_failure(HysteroViewError(reason))
        else:
            self.window.notice.clear()
        self._told_error = reason

    def _tell_kept(self, kept: KeptSnapshot) -> None:
        self.window.controls.show_count(self.controller.saved)
        second = self._settings.storage.second_folder
        if second is not None and kept.files.record.is_relative_to(second):
            words = self.tr("The first disk refused snapshot {0}; it is kept in {1}")
            self._tell_warning(words.format(kept.number, second))
        else:
            self.window.notice.clear()  # a failure that is over; the filmstrip shows the snapshot

    def _tell_clip(self, clip: ClipRecord) -> None:
        seconds = (clip.last_pts_ns - clip.first_pts_ns) / NS_PER_S
        self.window.notice.show_success(self.tr("Clip of {0:.0f} s saved").format(seconds))

    def _tell_warning(self, text: str) -> None:
        """Tell what the operator should know, though nothing that was asked for has failed."""
        self.window.notice.show_failure(HysteroViewError(text))

    def _tell_failure(self, error: HysteroViewError) -> None:
        log.warning("told the operator: %s", type(error).__name__)  # its words may hold a path
        self.failure = error
        if self._is_closed:
            self.failure_on_close = error
        self.window.notice.show_failure(error)


def _snapshot_folders(
    settings: Settings, options: WindowOptions, exam: ExamLink | None
) -> list[Path]:
    """Return where snapshots go: the first folder, then the second for when it is full."""
    first = options.folder if exam is None else exam.folder.snapshots
    second = settings.storage.second_folder
    return [first] if second is None else [first, second]


def run_window(
    source: VideoSource, card: ModelCard, settings: Settings, options: WindowOptions
) -> int:
    """Show a source in the live window until it is closed.

    Returns
    -------
    Exit status: 0, or 1 after a defect of the program.

    Raises
    ------
    HysteroViewError
        What failed while closing; in a run that closes by itself also what the operator would
        have read in the window.
    """
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("HysteroView")
    application.setDesktopFileName("hysteroview")
    apply_theme(application, settings.appearance.theme)
    session = LiveSession(
        source,
        card,
        rate_hz=settings.live.rate_hz,
        runtime=options.runtime,
        settings=AnalyzerSettings(
            view=options.view or settings.views.of(source.info.name),
            operating_point=settings.live.operating_point,
        ),
    )
    exam = None
    if options.store is not None:
        pixelates, pixelation = options.pixelates, settings.recording.pixelation
        if pixelation is Pixelation.ASK and pixelates is None and options.seconds is None:
            pixelates = ask_whether_to_pixelate()
        exam = begin_exam(session, options.store, settings, pixelates=pixelates, key=options.key)
    live = LiveWindow(session, settings, options, exam)
    defects = DefectReporter(live.window)
    defects.install()
    interrupt = signal.signal(signal.SIGINT, lambda *_: live.window.close())
    try:
        live.start()
        _schedule(live, options)
        application.exec()
        failure = live.session.status().source_failure
    finally:
        live.close()
        signal.signal(signal.SIGINT, interrupt)
        defects.uninstall()
    if live.failure_on_close is not None:
        raise live.failure_on_close
    if options.seconds is not None:
        if failure is not None and session.status().captured == 0:
            raise SourceError(failure)
        if live.failure is not None:
            raise live.failure
    return 1 if defects.count else 0


def _schedule(live: LiveWindow, options: WindowOptions) -> None:
    """Arrange what a run without an operator does, and when."""

    def finish() -> None:
        if options.screenshot is not None and not live.window.grab().save(str(options.screenshot)):
            live.failure = StorageError(
                f"The screenshot {options.screenshot} cannot be written.",
                remedy="Check the folder, and that the name ends in .png.",
            )
        live.window.close()

    if options.snapshot_at_s is not None:
        QTimer.singleShot(round(options.snapshot_at_s * 1000), live, live.controller.take_snapshot)
    if options.seconds is not None:
        QTimer.singleShot(round(options.seconds * 1000), live, finish)
