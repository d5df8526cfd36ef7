"""What the live window keeps of an exam: snapshots, recordings, events."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.settings import Pixelation, RecordingSettings
from hysteroview.exam.folder import ExamFolder
from hysteroview.exam.records import Patient
from hysteroview.exam.snapshot import SavedSnapshot
from hysteroview.gui.controller import provenance_of
from hysteroview.gui.live_status import LiveStatus
from hysteroview.pipeline.exam_keeper import ExamKeeper
from hysteroview.pipeline.recording import Recorder
from hysteroview.pipeline.session import LiveSession

_LOOK_MS = 250


class ExamLink(QObject):
    """Stand between the window and the threads that keep the exam.

    Signals
    -------
    recorder_changed(RecorderStatus)
        Four times a second.
    clip_saved(ClipRecord)
    failed(HysteroViewError)
    """

    recorder_changed = Signal(object)
    clip_saved = Signal(object)
    failed = Signal(object)

    def __init__(
        self, keeper: ExamKeeper, recorder: Recorder, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper, self._recorder = keeper, recorder
        self._told = ("", "")  # state and runtime that the log has last
        self._failure = ""
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def folder(self) -> ExamFolder:
        """Of the exam."""
        return self._keeper.folder

    def start(self) -> None:
        """Record into the pre-roll from the first frame on."""
        self._recorder.start()
        self._timer.start()

    def toggle_recording(self) -> None:
        """Start a recording, or end the one that runs."""
        recording = self._recorder.status().is_recording
        self._keeper.log_event("recording", {"on": not recording})
        if recording:
            self._recorder.stop_clip()
        else:
            self._recorder.start_clip(self.folder.clips)
        self._look()

    def save_preroll(self) -> None:
        """Save what just happened as a clip."""
        if self._recorder.save_preroll(self.folder.clips):
            self._keeper.log_event("preroll", {})
        else:
            self.failed.emit(
                StorageError(
                    self.tr("The last seconds were not saved: others are being saved."),
                    remedy=self.tr("Press again in a moment."),
                )
            )

    def keep_snapshot(self, files: SavedSnapshot) -> None:
        """Take a snapshot that is on the disk into the exam."""
        self._keeper.keep(files.record)

    def log_action(self, kind: str, content: Mapping[str, Any]) -> None:
        """Log what the operator did."""
        self._keeper.log_action(kind, content)

    def log_status(self, status: LiveStatus) -> None:
        """Log a change of what the AI does, or of what computes."""
        session = status.session
        told = (session.state.value, str(session.runtime or ""))
        if told == self._told:
            return
        self._told = told
        self._keeper.log_event("state", {"state": told[0], "runtime": told[1]})

    def close(self) -> None:
        """End recording and exam; the session has ended before."""
        self._timer.stop()
        self._recorder.close()
        self._look()
        if not self._keeper.close():
            self.failed.emit(
                StorageError(
                    self.tr("The disk does not answer; the exam is completed at the next start.")
                )
            )
        if self._keeper.failure is not None:
            self.failed.emit(self._keeper.failure)

    def _look(self) -> None:
        for clip in self._recorder.take_finished():
            self._keeper.keep(clip.track)
            self.clip_saved.emit(clip)
        status = self._recorder.status()
        failure = status.failure or str(self._keeper.failure or "")
        if failure and failure != self._failure:
            self.failed.emit(HysteroViewError(failure))
        self._failure = failure
        self.recorder_changed.emit(status)


def begin_exam(session: LiveSession, store: Path, settings: RecordingSettings) -> ExamLink:
    """Begin an exam whose patient is completed later, and let the session hand all to it.

    Raises
    ------
    StorageError
        The store cannot be written.
    """
    card, info = session.card, session.source_info
    details = {
        "source": info.name,
        "model": card.name,
        "model_sha256": card.sha256,
        "is_emergency": True,
    }
    keeper = ExamKeeper(store, card.labels, Patient(), details)
    keeper.start()
    recorder = Recorder(
        settings,
        provenance_of(session),
        rate=info.fps,
        pixelates=settings.pixelation is not Pixelation.OFF,
    )
    session.keep_with(recorder, keeper)
    return ExamLink(keeper, recorder)
