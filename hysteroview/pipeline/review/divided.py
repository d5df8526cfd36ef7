"""A recording that several processes decode in segments, as one source in the usual order."""

from __future__ import annotations

import logging
import multiprocessing
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from multiprocessing.connection import Connection

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.pyav import PyavSource, open_file
from hysteroview.capture.source import SourceInfo, VideoSource, info_at
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import FieldOfView, Frame, Picture
from hysteroview.imaging.view.tracker import FieldOfViewTracker
from hysteroview.inference.decide.looking import SeenPicture
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.threads import usable_cores
from hysteroview.pipeline.bulk import receive_object
from hysteroview.pipeline.review.segments import (
    Reading,
    SeenFrame,
    Segment,
    SegmentEnd,
    boundaries,
    read_segments,
)
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker
from hysteroview.settings.corrections import CurrentCorrection
from hysteroview.settings.view_presets import ViewPreset

log = logging.getLogger(__name__)

_WAITING_BYTES = 512 * 1024 * 1024  # of all processes, before the first of them is needed
_JOIN_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Division:
    """How a recording is divided among processes.

    Attributes
    ----------
    view, every
        As in the review: what the processes look at is used if the review looks at the same.
    """

    processes: int
    view: ViewPreset
    every: int


def divided(source: VideoSource, card: ModelCard, division: Division) -> VideoSource:
    """Return the source, read by several processes if it can be divided at key frames.

    The new source closes the one that it is given.
    """
    if division.processes < 2 or not isinstance(source, PyavSource) or source.file.path is None:
        return source
    index = source.whole_index()
    bounds = boundaries(index, source.time_base)
    if not bounds:
        return source
    threads = max(1, usable_cores() // division.processes)
    reading = Reading(
        source.file.path, source.correction, index, threads,
        division.view, card.input.size_px, division.every,
    )  # fmt: skip
    return DividedSource(source, reading, bounds, division.processes)


class DividedSource:
    """Frames of a recording in order, decoded in segments by several processes.

    The frames have no pixels but what the processes have kept of them (`SeenPicture`). Each process
    expects the field of view that was the last here; a frame whose view turns out to be another one
    is decoded again. Where two segments do not fit together as in a straight read (in a damaged
    recording), the rest is read by this process alone.

    Parameters
    ----------
    source
        The recording, at its start.
    bounds
        Timestamps at which it is divided, ns.

    Attributes
    ----------
    readers
        The processes; the first segment is read by the first, the next one by the next.
    """

    def __init__(
        self, source: PyavSource, reading: Reading, bounds: list[int], processes: int
    ) -> None:
        self._source, self._reading = source, reading
        self._info = source.info
        edges = [None, *bounds, None]
        segments = [Segment(*pair) for pair in pairwise(edges)]
        self._again = _Again(reading)
        # in which a frame was looked at last; at first that of the first frame
        self._view = _first_view(source, reading.view)
        processes = min(processes, len(segments))
        self.readers = [
            SegmentReader(self, reading, segments[first::processes], _WAITING_BYTES // processes)
            for first in range(processes)
        ]
        self._damage: list[Damage] = [Damage() for _ in self.readers]
        self._straight: PyavSource | None = None
        self._is_closed = False
        self._frames = self._read_all(len(segments))

    @property
    def is_divided(self) -> bool:
        """Whether the processes read it, and not this one alone."""
        return self._straight is None

    @property
    def expected(self) -> FieldOfView | None:
        """The view in which frames were seen last."""
        return self._view

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        """See `VideoSource.damage`."""
        if self._straight is not None:
            return self._straight.damage
        return joined(self._damage).describe()

    def read(self) -> Frame | None:
        """See `VideoSource.read`."""
        frame = None if self._is_closed else next(self._frames, None)
        if frame is not None:
            self._info = info_at(self._info, frame)
        return frame

    def close(self) -> None:
        """End the processes; safe to call twice."""
        self._is_closed = True
        for reader in self.readers:
            reader.close()
        self._again.close()
        if self._straight is not None:
            self._straight.close()
        self._source.close()

    def _read_all(self, segments: int) -> Iterator[Frame]:
        count = 0  # index of the next frame
        following: tuple[int, int] | None = None  # its index and timestamp, behind a segment
        for number in range(segments):
            which = number % len(self.readers)
            end, is_suspect, is_first = None, False, True
            for message in self.readers[which].messages():
                if isinstance(message, SegmentEnd):
                    end = message
                    break
                for seen in message:
                    if is_first and number > 0 and (seen.index, seen.pts_ns) != following:
                        yield from self._read_straight(count)
                        return
                    is_first, is_suspect, count = False, seen.is_suspect, seen.index + 1
                    yield self._frame(seen)
            if end is not None:
                self._damage[which], following = end.damage, end.following
                if following is None:
                    return
            # the decoder reads some packets of the next segment: damage may be counted twice
            if end is None or end.damage != Damage() or is_suspect or is_first:
                yield from self._read_straight(count)
                return

    def _frame(self, seen: SeenFrame) -> Frame:
        whole = np.zeros((1, 1, 3), np.uint8) if seen.whole is None else seen.whole
        picture = SeenPicture(
            seen.size, whole, seen.seen, self._note, lambda: self._again.image(seen.pts_ns)
        )
        return Frame(
            seen.index, seen.pts_ns, time.monotonic_ns(), picture, seen.pixel_aspect,
            is_suspect=seen.is_suspect,
        )  # fmt: skip

    def _note(self, view: FieldOfView) -> None:
        self._view = view

    def _read_straight(self, count: int) -> Iterator[Frame]:
        """Read from the start, without the frames that are known, and let all processes end."""
        log.info("this recording cannot be divided from frame %d on", count)
        for reader in self.readers:
            reader.close()
        reading = self._reading
        self._straight = open_file(
            file_on_disk(reading.path), CurrentCorrection(reading.correction)
        )
        while (frame := self._straight.read()) is not None:
            if frame.index >= count:
                yield frame


def _first_view(source: PyavSource, preset: ViewPreset) -> FieldOfView | None:
    """Return the field of view of the first frame, which is not read by anybody else."""
    frame = source.read()
    if frame is None or frame.is_suspect:
        return None
    return FieldOfViewTracker(preset=preset).update(frame)


def joined(damages: list[Damage]) -> Damage:
    """Return the damage of all parts of a recording: counts added up, the first of all else."""
    whole = Damage()
    for each in damages:
        for field in fields(Damage):
            mine, other = getattr(whole, field.name), getattr(each, field.name)
            is_count = isinstance(mine, int) and isinstance(other, int)
            setattr(whole, field.name, mine + other if is_count else mine or other)
    return whole


class SegmentReader:
    """One process, the segments that it reads, and a thread that takes its messages."""

    def __init__(
        self, owner: DividedSource, reading: Reading, segments: list[Segment], most_bytes: int
    ) -> None:
        self._owner, self._segments = owner, segments
        context = multiprocessing.get_context("spawn")
        self._connection, child_end = context.Pipe()
        self._process = context.Process(
            target=read_segments, args=(child_end, reading), name="hysteroview-segments",
            daemon=True,
        )  # fmt: skip
        self._process.start()
        child_end.close()  # so that the end of the child is an end of file here
        self._queue: BoundedQueue[list[SeenFrame] | SegmentEnd] = BoundedQueue(
            10**6, capacity_bytes=most_bytes
        )
        self._worker = Worker("segments", self._take_all)
        self._worker.start()

    def messages(self) -> Iterator[list[SeenFrame] | SegmentEnd]:
        """Yield what the process says; it ends when the process has failed."""
        while (message := self._queue.take()) is not None:
            yield message

    def kill(self) -> None:
        """Kill the process immediately."""
        if self._process.is_alive():
            self._process.kill()

    def close(self) -> None:
        """End the process; safe to call twice."""
        self._queue.close()
        self.kill()
        self._worker.join(_JOIN_TIMEOUT_S)
        self._process.join(_JOIN_TIMEOUT_S)

    def _take_all(self) -> None:
        try:
            with self._connection as connection:
                for segment in self._segments:
                    connection.send(replace(segment, expected=self._owner.expected))
                    if not self._take_one(connection):
                        return
        except (EOFError, OSError) as error:
            log.info("a process that decodes ended: %s", type(error).__name__)
        finally:
            self._queue.close()

    def _take_one(self, connection: Connection) -> bool:
        """Take the messages of one segment; False if the process has failed, or is not needed."""
        while True:
            message = receive_object(connection)
            if isinstance(message, HysteroViewError):
                return False
            assert isinstance(message, list | SegmentEnd)
            if not self._queue.put(message, _bytes_of(message)):
                return False
            if isinstance(message, SegmentEnd):
                return True


def _bytes_of(message: list[SeenFrame] | SegmentEnd) -> int:
    if isinstance(message, SegmentEnd):
        return 0
    return sum(
        (0 if each.whole is None else each.whole.nbytes)
        + (0 if each.seen is None else each.seen.crop.nbytes)
        for each in message
    )


class _Again:
    """Decodes single frames once more; from any thread."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._source: PyavSource | None = None
        self._reads = threading.Lock()  # guards the source; a leaf lock

    def image(self, pts_ns: int) -> NDArray[np.uint8] | Picture:
        """Return the picture of the frame with this timestamp."""
        with self._reads:
            if self._source is None:
                self._source = open_file(
                    file_on_disk(self._reading.path), CurrentCorrection(self._reading.correction),
                    self._reading.index,
                )  # fmt: skip
            self._source.seek(pts_ns)
            frame = self._source.read()
            assert frame is not None, "a frame that was decoded before"
            assert frame.pts_ns == pts_ns, "a frame that was decoded before"
            return frame.image

    def close(self) -> None:
        """Free the file; safe to call twice."""
        with self._reads:
            if self._source is not None:
                self._source.close()
