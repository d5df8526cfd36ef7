"""The thread that saves an exam during the session; only this thread uses the store."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hysteroview.core.episodes import EpisodeGatherer
from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.files import storage_error
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import NS_PER_S, Analysis, LabelSet
from hysteroview.exam.files.medium import hash_file
from hysteroview.exam.files.place import FolderGoneError
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import Episode, Patient, TrackSecond
from hysteroview.exam.store.store import ExamStore, open_store
from hysteroview.pipeline.live.exam_tally import ExamTally
from hysteroview.pipeline.live.latency_minutes import LatencyMinutes
from hysteroview.pipeline.live.sinks import OperatingPointChange, SessionSink
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

log = logging.getLogger(__name__)

_MOST_WAITING = 10_000  # a minute of a hanging disk; further entries are counted as lost
_OPEN_TIMEOUT_S = 30.0  # checking a large index takes time
_JOIN_TIMEOUT_S = 20.0

Action = Callable[[ExamStore, str], object]


class TrackMeter:
    """Aggregates the AI results into seconds of the exam."""

    def __init__(self, began_ns: int) -> None:
        self._began_ns = began_ns
        self._second = 0
        self._frames: list[FrameRecord] = []

    def add(self, record: FrameRecord, captured_ns: int, wall_ns: int) -> TrackSecond | None:
        """Add a result; return the previous second when it is over."""
        second = max(captured_ns - self._began_ns, 0) // NS_PER_S
        finished = self.take(wall_ns) if second > self._second else None
        self._second = max(second, self._second)
        self._frames.append(record)
        return finished

    def take(self, wall_ns: int) -> TrackSecond | None:
        """Return the second that is being gathered; None if it has no result."""
        if not self._frames:
            return None
        finished = TrackSecond.of(self._second, wall_ns, self._frames)
        self._frames.clear()
        return finished


class ExamKeeper(SessionSink):
    """Start an exam in a store, save its data, and end it.

    Only `start` and `close` wait for the disk. The owner polls `failure`.

    Parameters
    ----------
    labels
        Classes of the model, for the episodes of the exam.
    details
        Further fields of `hysteroview.exam.store.records.Exam`.
    key
        Key of an encrypted store.

    Attributes
    ----------
    recovered, notices
        Those of the store when it was opened.
    """

    def __init__(
        self,
        store: Path,
        labels: LabelSet,
        patient: Patient,
        details: Mapping[str, Any],
        *,
        key: StoreKey | None = None,
    ) -> None:
        self._store, self._key = store, key
        self._patient, self._details = patient, dict(details)
        self._labels = labels
        self._gatherer = EpisodeGatherer(labels)
        self._tally = ExamTally(labels)  # only the thread uses it
        self._actions: BoundedQueue[Action] = BoundedQueue(_MOST_WAITING)
        self._opened = threading.Event()
        self._is_looking = threading.Event()
        self._lock = threading.Lock()  # guards _failure and _is_store_gone; a leaf lock
        self._is_store_gone = False
        self._failure: HysteroViewError | None = None
        self._folder: ExamFolder | None = None
        self._meter = TrackMeter(time.monotonic_ns())
        self._latencies = LatencyMinutes(time.monotonic_ns())
        self._worker = Worker("exam", self._keep)
        self.recovered: tuple[str, ...] = ()
        self.notices: tuple[str, ...] = ()

    def start(self) -> None:
        """Open the store and start the exam.

        Raises
        ------
        StorageError
            The store cannot be written; no exam was started.
        """
        self._worker.start()
        has_opened = self._opened.wait(_OPEN_TIMEOUT_S)
        if self._folder is None:
            self._actions.close()
            self._worker.join(_JOIN_TIMEOUT_S)
            if self._failure is not None:
                raise self._failure
            if self._worker.failure is not None:
                raise self._worker.failure
            reason = "does not answer" if not has_opened else "cannot be used"
            raise StorageError(f"The disk of the exams {reason}.", remedy="Check the disk.")

    @property
    def folder(self) -> ExamFolder:
        """Folder of the exam, for snapshots and clips."""
        assert self._folder is not None
        return self._folder

    @property
    def failure(self) -> HysteroViewError | None:
        """Error of the last entry that could not be saved; None if all could."""
        with self._lock:
            return self._failure

    @property
    def is_store_gone(self) -> bool:
        """Whether the store was missing at the last entry or look."""
        with self._lock:
            return self._is_store_gone

    def look(self) -> None:
        """Look whether the store is still there, unless the last look has not ended yet."""
        if not self._is_looking.is_set():
            self._is_looking.set()
            self._actions.force_put(self._look)

    @property
    def lost(self) -> int:
        """Number of entries lost because the queue was full."""
        return self._actions.dropped

    def keep(self, record: Path) -> None:
        """Add a snapshot or clip that is complete in the exam's folder."""
        self._actions.force_put(lambda store, exam_id: store.add_media(exam_id, record))

    def log_elsewhere(self, record: Path) -> None:
        """Log a snapshot in another folder, with the hash of its record."""

        def log_it(store: ExamStore, exam_id: str) -> None:
            try:
                sha256 = hash_file(record, store.medium)
            except OSError as error:
                raise storage_error(record, error) from error
            content = {"record": record.name, "sha256": sha256}
            store.add_event(exam_id, "snapshot elsewhere", content)

        self._actions.force_put(log_it)

    def log_event(self, kind: str, content: Mapping[str, Any]) -> None:
        """Log an event."""
        self._actions.offer(lambda store, exam_id: store.add_event(exam_id, kind, content))

    def log_action(self, kind: str, content: Mapping[str, Any]) -> None:
        """Log an action of the operator; it is queued even if the queue is full."""
        self._actions.force_put(lambda store, exam_id: store.add_event(exam_id, kind, content))

    def change_patient(self, patient: Patient, details: Mapping[str, str]) -> None:
        """Complete or correct the patient; see `ExamStore.change_patient`."""
        self._actions.force_put(
            lambda store, exam_id: store.change_patient(exam_id, patient, **details)
        )

    def note(self, analysis: Analysis) -> None:
        """Add a result to the exam's AI track, latencies and episodes."""
        self._log_latencies(self._latencies.add(analysis.captured_ns, time.monotonic_ns()))
        record = record_of(analysis)
        self._put_track(self._meter.add(record, analysis.captured_ns, time.time_ns()))
        self._gatherer.add(record)

    def note_operating_point(self, change: OperatingPointChange) -> None:
        """Log the frame from which an operating point applies."""
        content = {
            "chosen": change.chosen,
            "name": change.threshold.name,  # empty if the model does not have this operating point
            "threshold": change.threshold.share,
            "frame": change.frame_index,
            "pts_ns": change.pts_ns,
        }
        self.log_event("operating_point", content)

    def close(self) -> bool:
        """End the exam; False if the disk hangs, in which case the next start ends it."""
        kept = tuple(map(Episode.of, self._gatherer.spans))
        self._log_latencies(self._latencies.take())
        self._put_track(self._meter.take(time.time_ns()))
        self._actions.force_put(self._tally.log)
        self._actions.force_put(lambda store, exam_id: store.end_exam(exam_id, kept))
        self._actions.close()
        return self._worker.join(_JOIN_TIMEOUT_S)

    def _log_latencies(self, figures: Mapping[str, Any] | None) -> None:
        if figures is not None:
            self.log_event("latency", figures)

    def _put_track(self, second: TrackSecond | None) -> None:
        if second is not None:
            self._actions.offer(lambda store, exam_id: self._tally.keep(store, exam_id, second))

    def _keep(self) -> None:
        """Thread: open the store, start the exam, run queued actions until the queue is closed."""
        try:
            with open_store(self._store, key=self._key) as store:
                exam = store.begin_exam(self._patient, **self._details)
                self.recovered, self.notices = store.recovered, store.notices
                self._folder = store.exam_folder(exam.exam_id)
                self._opened.set()
                while (action := self._actions.take()) is not None:
                    self._do(action, store, exam.exam_id)
        except StorageError as error:
            self._fail(error)
        finally:
            self._opened.set()

    def _look(self, store: ExamStore, _exam_id: str) -> None:
        self._is_looking.clear()
        store.check_place()

    def _do(self, action: Action, store: ExamStore, exam_id: str) -> None:
        try:
            action(store, exam_id)
        except StorageError as error:
            self._fail(error)
        else:
            with self._lock:
                self._is_store_gone = False

    def _fail(self, error: StorageError) -> None:
        # no paths in logs
        log.warning("the exam is not saved completely: %s", type(error).__name__)
        with self._lock:
            self._failure = error
            self._is_store_gone = isinstance(error, FolderGoneError)
