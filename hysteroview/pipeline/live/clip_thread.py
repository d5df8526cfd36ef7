"""The thread that writes clips; a slow disk delays only this thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.rates import Throttle
from hysteroview.core.record import FrameRecord
from hysteroview.exam.clip.disk import DiskLevel, DiskReport, WriteRate, assess_disk, free_bytes
from hysteroview.exam.clip.encoder import EncodedPicture
from hysteroview.exam.clip.preroll import PrerollContent
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.exam.clip.series import ClipSeries, SplitRule
from hysteroview.exam.clip.writer import ClipPlan, OpenFile
from hysteroview.exam.files.media_file import DiskFile
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker

# Compressed: about a minute of 1080p, which can wait for a stalled disk before frames are lost.
QUEUE_BYTES = 64 * 1024 * 1024
_QUEUE_ITEMS = 10_000
_RECORD_BYTES = 1024
_DISK_CHECK_HZ = 1.0
_FULL = "The disk is full: the recording was stopped and saved."
_FULL_FROM_THE_START = "The disk is full: nothing is recorded."
_MAKE_ROOM = "Free some space, or choose another disk; then try again."


@dataclass(frozen=True, slots=True)
class ClipProgress:
    """Progress of the current recording, or of the last one after its end.

    Attributes
    ----------
    frames_lost
        Frames dropped because the queue was full, or because no keyframe came before them.
    failure
        Why the recording ended early; empty if it did not.
    preroll_failure
        Why the last pre-roll was not saved; empty if it was.
    """

    seconds: float = 0.0
    size_bytes: int = 0
    frames: int = 0
    frames_lost: int = 0
    disk: DiskReport | None = None
    failure: str = ""
    preroll_failure: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    plan: ClipPlan
    number: int


@dataclass(frozen=True, slots=True)
class _Close:
    last_index: int


@dataclass(frozen=True, slots=True)
class _Save:
    plan: ClipPlan
    content: PrerollContent
    last_index: int | None


@dataclass(frozen=True, slots=True)
class _OpenFiles:
    """The open files of one format; used by the writing thread only.

    `before` is the progress of the recording before this format.
    """

    series: ClipSeries
    number: int
    before: ClipProgress
    rate: WriteRate = field(default_factory=WriteRate)
    check: Throttle = field(default_factory=lambda: Throttle(_DISK_CHECK_HZ))


_Item = EncodedPicture | FrameRecord | _Open | _Close | _Save


class ClipThread:
    """Write the packets of the encoder's thread; the owner polls the state, there are no callbacks.

    Between `open` and `close_clip`, a frame that does not fit in the queue is dropped together with
    all frames up to the next keyframe, because they could not be decoded without it.
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
        self._skips_to_keyframe = False  # used by the encoder's thread only
        self._lock = threading.Lock()  # guards the fields below; a leaf lock
        self._progress = ClipProgress()
        self._number = 0  # number of the recording that `_progress` describes
        self._finished: list[ClipRecord] = []
        self._saves_waiting = 0
        self._worker = Worker("clip", self._write_all)

    @property
    def progress(self) -> ClipProgress:
        with self._lock:
            return self._progress

    @property
    def waiting_bytes(self) -> int:
        """Size of the data that waits for the disk."""
        return self._queue.waiting_bytes

    @property
    def is_saving(self) -> bool:
        """Whether a pre-roll is being saved."""
        with self._lock:
            return self._saves_waiting > 0

    @property
    def failure(self) -> Exception | None:
        """A defect that ended the thread; None if there is none."""
        return self._worker.failure

    def start(self) -> None:
        self._worker.start()

    def take_finished(self) -> tuple[ClipRecord, ...]:
        """Return the clips that were completed since the last call, each once."""
        with self._lock:
            finished, self._finished = tuple(self._finished), []
            return finished

    def next_recording(self) -> int:
        """Reset `progress` for a new recording; return the number of the recording, for `open`."""
        with self._lock:
            self._number += 1
            self._progress = ClipProgress()
            return self._number

    def open(self, plan: ClipPlan, number: int) -> None:
        """Start the recording with that number at the next keyframe.

        If it is already running, it continues in another file, because the format has changed.
        """
        self._skips_to_keyframe = False
        self._queue.force_put(_Open(plan, number))

    def offer(self, picture: EncodedPicture) -> bool:
        """Queue the next frame of the recording; False if it was dropped."""
        if not self._skips_to_keyframe or picture.is_keyframe:
            self._skips_to_keyframe = not self._queue.offer(picture, len(picture.content))
        if self._skips_to_keyframe:
            self._count_lost()
        return not self._skips_to_keyframe

    def _count_lost(self) -> None:
        with self._lock:
            lost = self._progress.frames_lost + 1
            self._progress = replace(self._progress, frames_lost=lost)

    def note(self, record: FrameRecord) -> None:
        """Queue a result for the track of the recording."""
        self._queue.offer(record, _RECORD_BYTES)

    def close_clip(self, last_index: int) -> None:
        """End the recording; `last_index` is the index of its last frame."""
        self._queue.force_put(_Close(last_index))

    def save(self, plan: ClipPlan, content: PrerollContent, last_index: int | None) -> None:
        """Write a pre-roll as a separate clip.

        Parameters
        ----------
        last_index
            Index of the last frame that should be in it; missing frames up to it are lost.
        """
        with self._lock:
            self._saves_waiting += 1
            self._progress = replace(self._progress, preroll_failure="")
        self._queue.force_put(_Save(plan, content, last_index))

    def end(self, timeout_s: float) -> bool:
        """Write the queue, close the clip and end the thread; False if the disk hangs."""
        self._queue.close()
        return self._worker.join(timeout_s)

    def _write_all(self) -> None:
        present: _OpenFiles | None = None
        try:
            while (item := self._queue.take()) is not None:
                match item:
                    case EncodedPicture() if present is not None:
                        self._write(present, item)
                    case FrameRecord() if present is not None:
                        present.series.note(item)
                    case _Open(plan, number):
                        self._finish(present)
                        present = self._begin(plan, number)
                    case _Close(last_index):
                        self._finish(present, last_index)
                        present = None
                    case _Save():
                        self._save(item)
        finally:
            self._finish(present)

    def _begin(self, plan: ClipPlan, number: int) -> _OpenFiles | None:
        with self._lock:
            before = self._progress if number == self._number else ClipProgress()
        if before.failure:  # the operator has already seen that the recording ended
            return None
        series = ClipSeries(plan, self._rule, open_file=self._open_file)
        present = _OpenFiles(series, number, before)
        self._check_disk(present)
        return present

    def _write(self, present: _OpenFiles, picture: EncodedPicture) -> None:
        skipped = present.series.skipped
        records = present.series.write(picture)
        if present.series.skipped > skipped:
            self._count_lost()
        self._keep(present, records)
        now_ns = time.monotonic_ns()
        if present.check.is_due(now_ns):
            present.rate.add(now_ns, present.series.size_bytes)
            self._check_disk(present)

    def _check_disk(self, present: _OpenFiles) -> None:
        """Close the clip while there is still enough disk space for that."""
        series = present.series
        if series.failure is not None:
            return
        try:
            disk = assess_disk(self._measure(series.folder), present.rate.bytes_per_s)
        except StorageError:
            return  # the next write reports the error
        if disk.level is DiskLevel.FULL:
            text = _FULL if series.frames else _FULL_FROM_THE_START
            records = series.finish(note=text)
            series.failure = series.failure or StorageError(text, remedy=_MAKE_ROOM)
            self._keep(present, records)
        self._update_progress(present, disk=disk)

    def _finish(self, present: _OpenFiles | None, last_index: int | None = None) -> None:
        if present is not None:
            self._keep(present, present.series.finish(last_index))

    def _keep(self, present: _OpenFiles, records: list[ClipRecord]) -> None:
        series, before = present.series, present.before
        with self._lock:
            self._finished += records
        self._update_progress(
            present,
            seconds=before.seconds + series.seconds,
            size_bytes=before.size_bytes + series.size_bytes,
            frames=before.frames + series.frames,
            failure=str(series.failure or ""),
        )

    def _update_progress(self, present: _OpenFiles, **changes: Any) -> None:
        """Update the progress of a recording, unless another recording was started."""
        with self._lock:
            if present.number == self._number:
                self._progress = replace(self._progress, **changes)

    def _save(self, item: _Save) -> None:
        try:
            records, failure = self._write_preroll(item)
        finally:
            with self._lock:
                self._saves_waiting -= 1
        with self._lock:
            self._finished += records
            if failure is not None:
                text = f"The pre-roll was not saved completely. {failure}"
                self._progress = replace(self._progress, preroll_failure=text)

    def _write_preroll(self, item: _Save) -> tuple[list[ClipRecord], StorageError | None]:
        plan, content = item.plan, item.content
        try:
            room = self._measure(plan.folder) - content.size_bytes
        except StorageError as error:
            return [], error
        if assess_disk(room).level is DiskLevel.FULL:
            return [], StorageError("The disk is full.", remedy=_MAKE_ROOM)
        series = ClipSeries(plan, SplitRule(), open_file=self._open_file)
        first, *rest = content.pictures
        series.write(first)
        for result in content.results:
            series.note(result)
        records = [record for picture in rest for record in series.write(picture)]
        return records + series.finish(item.last_index), series.failure
