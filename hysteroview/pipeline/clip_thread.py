"""The thread that writes clips: a slow disk stops it, and nothing else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.rates import Throttle
from hysteroview.exam.ai_track import AiEntry
from hysteroview.exam.clip import ClipPlan, OpenFile
from hysteroview.exam.clip_record import ClipRecord
from hysteroview.exam.clip_series import ClipSeries, SplitRule
from hysteroview.exam.disk import DiskLevel, DiskReport, WriteRate, assess_disk, free_bytes
from hysteroview.exam.encoder import EncodedPicture
from hysteroview.exam.media_file import DiskFile
from hysteroview.exam.preroll import PrerollContent
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker

# Compressed: about a minute of 1080p that a stalled disk may keep waiting before frames are lost.
QUEUE_BYTES = 64 * 1024 * 1024
_QUEUE_ITEMS = 10_000
_ENTRY_BYTES = 512
_DISK_CHECK_HZ = 1.0
_FULL = "The disk is full: the recording was closed."
_MAKE_ROOM = "Free some space, or choose another disk; then start the recording again."


@dataclass(frozen=True, slots=True)
class ClipProgress:
    """How the present recording is doing; after it, how the last one did.

    Attributes
    ----------
    frames_lost
        Pictures that found no room in the queue.
    failure
        Why the recording, or the saving of a pre-roll, ended early; empty if all is well.
    """

    is_recording: bool = False
    seconds: float = 0.0
    size_bytes: int = 0
    frames: int = 0
    frames_lost: int = 0
    disk: DiskReport | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    plan: ClipPlan


@dataclass(frozen=True, slots=True)
class _Close:
    last_index: int


@dataclass(frozen=True, slots=True)
class _Save:
    plan: ClipPlan
    content: PrerollContent


_Item = EncodedPicture | AiEntry | _Open | _Close | _Save


class ClipThread:
    """Write what the encoder's thread hands over; the owner looks, nothing is called back.

    Between `open` and `close_clip`, a picture that finds no room in the queue is dropped with all
    that follow up to the next keyframe, for they could not be decoded without it.
    """

    def __init__(
        self,
        rule: SplitRule,
        *,
        open_file: OpenFile = DiskFile,
        measure: Callable[[Path], int] = free_bytes,
        queue_bytes: int = QUEUE_BYTES,
    ) -> None:
        self._rule = rule
        self._open_file = open_file
        self._measure = measure
        self._queue: BoundedQueue[_Item] = BoundedQueue(_QUEUE_ITEMS, capacity_bytes=queue_bytes)
        self._skips_to_keyframe = False  # touched by the encoder's thread only
        self._lock = threading.Lock()  # guards the fields below; a leaf lock
        self._progress = ClipProgress()
        self._finished: list[ClipRecord] = []
        self._saves_waiting = 0
        self._worker = Worker("clip", self._write_all)

    @property
    def progress(self) -> ClipProgress:
        with self._lock:
            return self._progress

    @property
    def waiting_bytes(self) -> int:
        """Of what waits for the disk."""
        return self._queue.waiting_bytes

    @property
    def is_saving(self) -> bool:
        """Whether a pre-roll is being saved."""
        with self._lock:
            return self._saves_waiting > 0

    @property
    def failure(self) -> Exception | None:
        """A defect that ended the thread."""
        return self._worker.failure

    def start(self) -> None:
        self._worker.start()

    def take_finished(self) -> tuple[ClipRecord, ...]:
        """Return the clips that were completed since the last call, each once."""
        with self._lock:
            finished, self._finished = tuple(self._finished), []
            return finished

    def open(self, plan: ClipPlan) -> None:
        """Begin a recording with the next keyframe."""
        self._skips_to_keyframe = False
        with self._lock:
            self._progress = ClipProgress(is_recording=True)
        self._queue.insist(_Open(plan))

    def offer(self, picture: EncodedPicture) -> bool:
        """Hand over the next picture of the recording; False if it was dropped."""
        if not self._skips_to_keyframe or picture.is_keyframe:
            self._skips_to_keyframe = not self._queue.offer(picture, len(picture.content))
        if self._skips_to_keyframe:
            with self._lock:
                lost = self._progress.frames_lost + 1
                self._progress = replace(self._progress, frames_lost=lost)
        return not self._skips_to_keyframe

    def note(self, entry: AiEntry) -> None:
        """Hand over a result for the track of the recording."""
        self._queue.offer(entry, _ENTRY_BYTES)

    def close_clip(self, last_index: int) -> None:
        """End the recording; `last_index` is of the last frame that belongs to it."""
        self._queue.insist(_Close(last_index))

    def save(self, plan: ClipPlan, content: PrerollContent) -> None:
        """Write a pre-roll as a clip of its own."""
        with self._lock:
            self._saves_waiting += 1
        self._queue.insist(_Save(plan, content))

    def end(self, timeout_s: float) -> bool:
        """Write what waits, close the clip and end the thread; False if the disk hangs."""
        self._queue.close()
        return self._worker.join(timeout_s)

    def _write_all(self) -> None:
        series: ClipSeries | None = None
        rate, check = WriteRate(), Throttle(_DISK_CHECK_HZ)
        try:
            while (item := self._queue.take()) is not None:
                match item:
                    case EncodedPicture() if series is not None:
                        self._keep(series.write(item), series)
                        now_ns = time.monotonic_ns()
                        if check.is_due(now_ns):
                            rate.add(now_ns, series.size_bytes)
                            self._check_disk(series, rate)
                    case AiEntry() if series is not None:
                        series.note(item)
                    case _Open(plan):
                        self._finish(series)
                        series, rate = self._begin(plan), WriteRate()
                    case _Close(last_index):
                        self._finish(series, last_index)
                        series = None
                    case _Save(plan, content):
                        self._save(plan, content)
                if series is not None and series.failure is not None:
                    series = None
        finally:
            self._finish(series)

    def _begin(self, plan: ClipPlan) -> ClipSeries | None:
        disk = self._look(plan.folder)
        if disk is not None and disk.level is DiskLevel.FULL:
            self._fail(StorageError("The disk is full: nothing is recorded.", remedy=_MAKE_ROOM))
            return None
        return ClipSeries(plan, self._rule, open_file=self._open_file)

    def _check_disk(self, series: ClipSeries, rate: WriteRate) -> None:
        disk = self._look(series.folder, rate.bytes_per_s)
        if disk is not None and disk.level is DiskLevel.FULL and series.failure is None:
            self._keep(series.finish(note=_FULL), series)
            series.failure = series.failure or StorageError(_FULL, remedy=_MAKE_ROOM)
            self._fail(series.failure)

    def _look(self, folder: Path, bytes_per_s: float | None = None) -> DiskReport | None:
        try:
            room = self._measure(folder)
        except StorageError:
            return None  # writing to it will tell
        disk = assess_disk(room) if bytes_per_s is None else assess_disk(room, bytes_per_s)
        with self._lock:
            self._progress = replace(self._progress, disk=disk)
        return disk

    def _keep(self, records: list[ClipRecord], series: ClipSeries) -> None:
        with self._lock:
            self._finished += records
            self._progress = replace(
                self._progress,
                seconds=series.seconds,
                size_bytes=series.size_bytes,
                frames=series.frames,
            )
        if series.failure is not None:
            self._fail(series.failure)

    def _finish(self, series: ClipSeries | None, last_index: int | None = None) -> None:
        if series is not None:
            self._keep(series.finish(last_index), series)
        with self._lock:
            self._progress = replace(self._progress, is_recording=False)

    def _fail(self, error: StorageError) -> None:
        with self._lock:
            self._progress = replace(self._progress, is_recording=False, failure=str(error))

    def _save(self, plan: ClipPlan, content: PrerollContent) -> None:
        saved = ClipSeries(plan, SplitRule(), open_file=self._open_file)
        records: list[ClipRecord] = []
        first, *rest = content.pictures
        records += saved.write(first)
        for entry in content.entries:
            saved.note(entry)
        for picture in rest:
            records += saved.write(picture)
        records += saved.finish()
        with self._lock:
            self._finished += records
            self._saves_waiting -= 1
            if saved.failure is not None:
                told = f"The pre-roll was not saved whole. {saved.failure}"
                self._progress = replace(self._progress, failure=told)
