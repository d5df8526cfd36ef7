"""A process that decodes segments of a recording and looks at each frame; main function of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.container import file_on_disk
from hysteroview.capture.files.damage import Damage
from hysteroview.capture.files.packet_index import PacketIndex
from hysteroview.capture.files.pyav import PyavSource, open_file
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.types import NS_PER_S, FieldOfView, Frame
from hysteroview.imaging.pixels.sampling import Thumbnails
from hysteroview.imaging.view.tracker import FieldOfViewTracker
from hysteroview.inference.decide.looking import Looker, Seen
from hysteroview.pipeline.bulk import send_object
from hysteroview.settings.corrections import Correction, CurrentCorrection
from hysteroview.settings.view_presets import ViewPreset

_SHORTEST_NS = 2 * NS_PER_S  # decoding goes on for some frames behind the end of each
_BATCH = 8  # frames in one message


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process reads, and how.

    Attributes
    ----------
    index
        All packets of the file.
    threads
        Of the decoder.
    size_px
        Height and width of the network's input.
    every
        Every so many frames are analyzed; the others are not looked at.
    """

    path: Path
    correction: Correction
    index: PacketIndex
    threads: int
    view: ViewPreset
    size_px: int
    every: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a recording, from one key frame to another.

    Attributes
    ----------
    begin_ns, end_ns
        Timestamps of its first frame and of the frame behind it; None for the start and the end of
        the recording.
    expected
        View in which the frames before it were seen lately; None if that is not known.
    """

    begin_ns: int | None
    end_ns: int | None
    expected: FieldOfView | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SeenFrame:
    """A frame without its pixels; see `Frame` and `SeenPicture`.

    Attributes
    ----------
    whole, seen
        None if nobody looked at it.
    """

    index: int
    pts_ns: int
    size: tuple[int, int]
    pixel_aspect: Fraction
    is_suspect: bool
    whole: NDArray[np.uint8] | None
    seen: Seen | None


@dataclass(frozen=True, slots=True)
class SegmentEnd:
    """How the reading of a segment ended.

    Attributes
    ----------
    following
        Index and timestamp of the frame behind it; None at the end of the recording.
    damage
        What was lost of all segments that this process has read.
    """

    following: tuple[int, int] | None
    damage: Damage


def boundaries(index: PacketIndex, time_base: Fraction) -> list[int]:
    """Return the timestamps of key frames at which a recording can be divided, ns, in order.

    Parameters
    ----------
    index
        All packets of the file.
    """
    found: list[int] = []
    last_ns: int | None = None
    for place in range(index.trusted):
        key = index.key(place)
        if key.pts is None or not key.is_clear:
            continue
        pts_ns = round(key.pts * time_base * NS_PER_S)
        if last_ns is None or pts_ns - last_ns >= _SHORTEST_NS:
            found.append(pts_ns)
            last_ns = pts_ns
    return found[1:]  # the recording begins at the first


def read_segments(connection: Connection, reading: Reading) -> None:
    """Answer each segment with batches of its frames and its end; main function of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    cv2.setNumThreads(1)
    # the parent has ended or closed the pipe
    with connection, suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            source = open_file(
                file_on_disk(reading.path, reading.threads),
                CurrentCorrection(reading.correction), reading.index,
            )  # fmt: skip
        except HysteroViewError as error:
            send_object(connection, error)
            return
        with closing(source):
            looker = Looker(reading.size_px)
            while True:
                segment: Segment = connection.recv()
                try:
                    _read(connection, source, looker, reading, segment)
                except HysteroViewError as error:
                    send_object(connection, error)
                    return


def _read(
    connection: Connection, source: PyavSource, looker: Looker, reading: Reading, segment: Segment
) -> None:
    if segment.begin_ns is not None:
        source.seek(segment.begin_ns)
    tracker = FieldOfViewTracker(preset=reading.view)
    expected, batch = segment.expected, list[SeenFrame]()
    following: tuple[int, int] | None = None
    for frame in _frames(source):
        if segment.end_ns is not None and frame.pts_ns >= segment.end_ns:
            following = frame.index, frame.pts_ns
            break
        small = Thumbnails(frame.image)
        if expected is not None:
            tracker.expect(expected, frame, small, is_settled=True)
            expected = None
        batch.append(_look(frame, small, tracker, looker, is_due=frame.index % reading.every == 0))
        if len(batch) == _BATCH:
            send_object(connection, batch)
            batch = []
    send_object(connection, batch)
    send_object(connection, SegmentEnd(following, source.losses))


def _frames(source: PyavSource) -> Iterator[Frame]:
    while (frame := source.read()) is not None:
        yield frame


def _look(
    frame: Frame, small: Thumbnails, tracker: FieldOfViewTracker, looker: Looker, *, is_due: bool
) -> SeenFrame:
    whole, seen = None, None
    if is_due and not frame.is_suspect:
        whole, view = small.whole, tracker.update(frame, small)
        seen = None if view is None else looker.look_closely(frame, view)
    size = (frame.width_px, frame.height_px)
    return SeenFrame(
        frame.index, frame.pts_ns, size, frame.pixel_aspect, frame.is_suspect, whole, seen
    )
