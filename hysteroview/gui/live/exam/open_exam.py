"""What the live window saves in an exam: snapshots, recordings, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.files import storage_error
from hysteroview.exam.clip.disk import assess_disk, free_bytes
from hysteroview.exam.files.place import FolderGoneError, Place
from hysteroview.exam.snapshot.snapshot import SavedSnapshot
from hysteroview.exam.store.dicom.uids import STUDY_EVENT, is_uid, study_event
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.live.controller import provenance_of
from hysteroview.gui.live.exam.warnings import RecordingWarnings
from hysteroview.gui.look.messages import join_sentences, translated_message
from hysteroview.gui.session.status import LiveStatus
from hysteroview.pipeline.live.exam_keeper import ExamKeeper
from hysteroview.pipeline.live.recorder import Recorder
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.status_log import StatusLog
from hysteroview.settings.choices import Pixelation
from hysteroview.settings.live import CurrentSettings

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

_POLL_MS = 250
STORE = "store"  # subject of what is said of the exam's disk
_SPACE = "space"


class OpenExam(QObject):
    """Connect the window with the threads that write the exam.

    Attributes
    ----------
    has_defect
        A defect of the program has left the record incomplete, which `failed` has reported.

    Signals
    -------
    recorder_changed(RecorderStatus)
        Four times a second.
    clip_saved(ClipRecord)
    entry_changed(ExamEntry)
    disk_changed(bool)
        Whether the exam's disk is there; emitted when it is missing, and when it is back.
    warned(str, str)
        The disk is nearly full, or frames were lost, each emitted once; and the subject, of which
        only the newest warning still holds.
    hinted(str)
        Why a press had no effect.
    failed(HysteroViewError)
    """

    recorder_changed = Signal(object)
    clip_saved = Signal(object)
    entry_changed = Signal(object)
    disk_changed = Signal(bool)
    warned = Signal(str, str)
    hinted = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        keeper: ExamKeeper,
        recorder: Recorder,
        settings: CurrentSettings,
        entry: ExamEntry,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._keeper, self._recorder = keeper, recorder
        self.entry = entry
        self._status_log = StatusLog(keeper)
        self._logged_encoder = ""
        self._settings = settings
        self._logged_settings = settings.now.live
        self._logged_gate = settings.now.gate
        self._session: LiveSession | None = None
        self._warnings = RecordingWarnings()
        self._failure = ""
        self._wants_recording = False
        self._is_disk_gone = False
        self.place = Place.of(keeper.folder.path)
        self.has_defect = False
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def folder(self) -> ExamFolder:
        """Of the exam."""
        return self._keeper.folder

    def start(self, session: LiveSession) -> None:
        """Start saving; before the session starts, so that its first frame is included."""
        self._session = session
        session.add_sink(self._recorder)
        session.add_sink(self._keeper)
        self._recorder.start()
        self._timer.start()
        if words := self._start_words():
            self.warned.emit(words, "start")
        try:
            disk = assess_disk(free_bytes(self.folder.clips))
        except StorageError:
            return  # the first write will report it
        self._warn(self._warnings.of_disk(disk), _SPACE)

    def _start_words(self) -> str:
        """Return what happened to the store when it was opened; empty if nothing did."""
        notices = list(map(translated_message, self._keeper.notices))
        if self._keeper.recovered:
            notices.append(
                self.tr(
                    "An earlier exam was interrupted. It was completed with all that had been "
                    "saved of it."
                )
            )
        return join_sentences(notices)

    def toggle_recording(self) -> None:
        """Start or stop recording."""
        recording = self._recorder.status().is_recording
        if not recording and self._has_ended():
            self.hinted.emit(self.tr("Nothing is recorded: there are no more pictures."))
            return
        self._keeper.log_event("recording", {"on": not recording})
        self._wants_recording = not recording
        if recording:
            self._recorder.stop_clip()
        else:
            self._recorder.start_clip(self._clips())
        self._poll()

    def _has_ended(self) -> bool:
        """Whether the source will give no more frames."""
        if self._session is None:
            return False
        status = self._session.status()
        return status.has_ended or status.source_failure is not None

    def _stop_at_the_end(self) -> None:
        """End a running recording with its source, so that nothing seems to be recorded."""
        if self._recorder.status().is_recording and self._has_ended():
            self._keeper.log_event("recording", {"on": False, "cause": "source ended"})
            self._recorder.stop_clip()

    def save_preroll(self) -> None:
        """Save the last seconds as a clip."""
        if self._recorder.save_preroll(self._clips()):
            self._keeper.log_event("preroll", {})
        else:
            self.failed.emit(
                StorageError(
                    self.tr(
                        "The last seconds were not saved: the previous ones are still being saved."
                    ),
                    remedy=self.tr("Try again in a moment."),
                )
            )

    def _clips(self) -> Path:
        """Return where clips are written: in the second folder while the exam's disk is missing."""
        second = self._settings.now.storage.second_folder
        if second is None or self.place.is_there:
            return self.folder.clips
        try:
            second.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.failed.emit(storage_error(second, error))
        return second

    def change_entry(self, entry: ExamEntry) -> None:
        """Complete or correct the patient; the log names the changed fields, not their content."""
        self._keeper.change_patient(entry.patient, entry.details)
        self.entry = entry
        self.entry_changed.emit(entry)

    def keep_snapshot(self, files: SavedSnapshot) -> None:
        """Add a saved snapshot to the exam, or log that it was saved elsewhere."""
        if files.record.is_relative_to(self.folder.path):
            self._keeper.keep(files.record)
        else:
            self._keeper.log_elsewhere(files.record)

    def log_action(self, kind: str, content: Mapping[str, Any]) -> None:
        """Log what the operator did."""
        self._keeper.log_action(kind, content)

    def log_status(self, status: LiveStatus) -> None:
        """Log a change of state, runtime, signal or format.

        A defect that leaves the record incomplete ends the recording and emits `failed`.
        """
        session = status.session
        self._status_log.add(session)
        self._stop_after_defect(session.sink_failure)

    def _stop_after_defect(self, failure: str | None) -> None:
        if failure is None or self.has_defect:
            return
        self.has_defect = True
        self._recorder.stop_clip()
        self._keeper.log_event("warning", {"text": failure})
        self.failed.emit(HysteroViewError(failure))

    def log_analysis(self, action: str) -> None:
        """Log what the operator did with the analysis."""
        self._keeper.log_event("action", {"action": action})

    def close(self) -> None:
        """End recording and exam; after the session has ended."""
        self._timer.stop()
        self._recorder.close()
        self._poll()
        if not self._keeper.close():
            self.failed.emit(
                StorageError(
                    self.tr(
                        "The disk does not respond. The exam will be completed at the next start."
                    )
                )
            )
        if self._keeper.failure is not None:
            self.failed.emit(self._keeper.failure)

    def _poll(self) -> None:
        self._stop_at_the_end()
        for clip in self._recorder.take_finished():
            if clip.track.is_relative_to(self.folder.path):
                self._keeper.keep(clip.track)
            else:
                self._keeper.log_elsewhere(clip.track)
            self.clip_saved.emit(clip)
        self._look_for_disk()
        status = self._recorder.status()
        self._log_settings()
        if status.encoder != self._logged_encoder:
            self._logged_encoder = status.encoder
            refused = list(self._recorder.refused_encoders)
            self._keeper.log_event("encoder", {"name": status.encoder, "refused": refused})
        failure = self._failure_of(status)
        has_failed = bool(failure) and failure != self._failure
        self._failure = failure
        # a failure that comes with a warning is more specific
        self._warn(self._warnings.of_lost_frames(status), "frames", shows=not has_failed)
        self._warn(self._warnings.of_disk(status.disk), _SPACE, shows=not has_failed)
        if has_failed:
            self.failed.emit(HysteroViewError(failure))
        self.recorder_changed.emit(status)

    def _failure_of(self, status: RecorderStatus) -> str:
        """Return what has failed; a missing disk is shown for itself."""
        if self._is_disk_gone:
            return ""
        kept = self._keeper.failure
        return status.failure or ("" if isinstance(kept, FolderGoneError) else str(kept or ""))

    def _look_for_disk(self) -> None:
        """Say when the exam's disk is missing or back; a recording goes on in the second folder."""
        self._keeper.look()
        is_gone = self._keeper.is_store_gone
        if is_gone == self._is_disk_gone:
            return
        self._is_disk_gone = is_gone
        self.disk_changed.emit(not is_gone)
        if not is_gone:
            self.warned.emit(
                self.tr(
                    "The exam's disk is connected again. What happened in between is not in the "
                    "record of the exam."
                ),
                STORE,
            )
            return
        second = self._settings.now.storage.second_folder
        if second is not None and self._wants_recording:
            self._recorder.stop_clip()
            self._recorder.start_clip(self._clips())
        self.failed.emit(FolderGoneError(self._gone_words(second)))

    def _gone_words(self, second: Path | None) -> str:
        if second is None:
            return self.tr("The exam's disk is missing: nothing is saved. Connect it again.")
        words = self.tr(
            "The exam's disk is missing. Snapshots and recordings are saved in {0}; the AI track "
            "and the log are not saved. Connect the disk again."
        )
        return words.format(second)

    def _log_settings(self) -> None:
        """Log what has changed since the last look, so that a slider is one entry."""
        before, self._logged_settings = asdict(self._logged_settings), self._settings.now.live
        now = asdict(self._logged_settings)
        changed = {name: now[name] for name in now if now[name] != before[name]}
        if self._logged_gate is not (gate := self._settings.now.gate):
            self._logged_gate = gate
            changed["gate"] = asdict(gate)
        if changed:
            self._keeper.log_event("settings", changed)

    def log_warning(self, text: str) -> None:
        """Log a warning that the window shows."""
        self._keeper.log_event("warning", {"text": text})

    def _warn(self, text: str, subject: str, *, shows: bool = True) -> None:
        if text:
            self._keeper.log_event("warning", {"text": text})
        if text and shows:
            self.warned.emit(text, subject)


def begin_exam(
    session: LiveSession,
    store: Path,
    settings: CurrentSettings,
    entry: ExamEntry,
    *,
    key: StoreKey | None = None,
) -> OpenExam:
    """Start an exam for a session.

    Parameters
    ----------
    key
        Of an encrypted store.

    Raises
    ------
    StoreLockedError
        The store is encrypted, and the key is missing or wrong.
    StorageError
        The store cannot be written.
    """
    card, info = session.card, session.source_info
    details = {
        "source": info.record_name,
        "model": card.name,
        "model_sha256": card.sha256,
        **entry.details,
        "is_emergency": entry.is_emergency,
        "order": entry.order,
    }
    keeper = ExamKeeper(store, card.labels, entry.patient, details, key=key)
    keeper.start()
    now = settings.now  # the exam is recorded by these until its end
    pixelation, pixelates = now.recording.pixelation, entry.pixelates
    if pixelation is not Pixelation.ASK or pixelates is None:
        pixelates = pixelation is not Pixelation.OFF
    recorder = Recorder(
        now.recording,
        provenance_of(session),
        rate=info.fps,
        pixelates=pixelates,
        medium=keeper.folder.medium,
    )
    thresholds = {point.name: point.threshold for point in card.operating_points}
    begun = {**asdict(now.live), "pixelates": pixelates, "thresholds": thresholds}
    begun["gate"] = asdict(now.gate)
    keeper.log_event("settings", begun)
    if is_uid(entry.study_uid):
        keeper.log_event(STUDY_EVENT, study_event(entry.study_uid))
    return OpenExam(keeper, recorder, settings, entry)
