"""The recorder: encodes the live picture for the pre-roll and for clips."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from av.video.stream import VideoStream

from hysteroview.core.coded import CodedStream
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.origin import Provenance
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import Analysis, Frame
from hysteroview.exam.clip.copier import Copier
from hysteroview.exam.clip.copy_route import CopyRoute
from hysteroview.exam.clip.encoder import (
    ENCODERS,
    EncodedPicture,
    Encoder,
    EncoderKind,
    PictureFormat,
    open_encoder,
)
from hysteroview.exam.clip.outside_body import JudgedFrame, OutsideBodyFilter
from hysteroview.exam.clip.preroll import PrerollRing
from hysteroview.exam.clip.record import ClipKind, ClipRecord
from hysteroview.exam.clip.series import SplitRule
from hysteroview.exam.clip.writer import ClipPlan
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.imaging.pixels.pixelate import pixelate
from hysteroview.imaging.pixels.planar import memory_bytes, without_pixels
from hysteroview.pipeline.live.clip_thread import ClipThread
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.pipeline.live.sinks import SessionSink
from hysteroview.pipeline.slot import BoundedQueue
from hysteroview.pipeline.worker import Worker
from hysteroview.settings.table import RecordingSettings

log = logging.getLogger(__name__)

QUEUE_BYTES = 384 * 1024 * 1024  # frames; 4 s of 1080p30 as decoded, 1.5 s of BGRA
_QUEUE_ITEMS = 120
_RECORD_BYTES = 1024
_JOIN_TIMEOUT_S = 20.0
_DEFECT = (
    "The recording stopped because of an error in the program. Restart the program; the details "
    "are in its log."
)


@dataclass(frozen=True, slots=True)
class _Start:
    folder: Path
    number: int


@dataclass(frozen=True, slots=True)
class _Stop:
    last_index: int


@dataclass(frozen=True, slots=True)
class _Result:
    record: FrameRecord
    is_outside: bool | None  # of the body


@dataclass(frozen=True, slots=True)
class _SavePreroll:
    folder: Path
    last_index: int


_Item = Frame | _Result | _Start | _Stop | _SavePreroll


class Recorder(SessionSink):
    """Record the frames of the source, independently of the speed of the disk.

    One thread encodes, another writes. The owner polls `status`, and gets finished clips from
    `take_finished`.

    Parameters
    ----------
    rate
        Nominal frame rate of the source; None if unknown.
    pixelates
        Whether frames outside the body are pixelated before they are stored: the operator's choice,
        if the settings say "ask".
    medium
        Medium of the store that the clips belong to.
    clips
        Thread that writes the clips; created if not given.
    """

    def __init__(
        self,
        settings: RecordingSettings,
        provenance: Provenance,
        *,
        rate: Fraction | None = None,
        pixelates: bool = False,
        medium: Medium = PLAIN,
        clips: ClipThread | None = None,
        queue_bytes: int = QUEUE_BYTES,
    ) -> None:
        self._settings = settings
        self._provenance = provenance
        self._medium = medium
        self._rate = rate
        self._filter = OutsideBodyFilter() if pixelates else None
        # pixels can be changed only by re-encoding
        self._route = CopyRoute(is_allowed=settings.copies and not pixelates)
        self._ring = PrerollRing(settings.preroll_s) if settings.preroll_s else None
        self._clips = clips or ClipThread(_rule(settings))
        self._queue: BoundedQueue[_Item] = BoundedQueue(_QUEUE_ITEMS, capacity_bytes=queue_bytes)
        self._lock = threading.Lock()  # guards the fields below; a leaf lock
        self._refused = 0
        self._newest_index = -1
        self._is_wanted = False  # a recording, from key press to key press
        self._preroll_s, self._preroll_bytes, self._encoder_name = 0.0, 0, ""
        self._refused_encoders: tuple[str, ...] = ()
        self._failure = ""
        # the rest is used only by the encoder's thread
        self._encoders: Sequence[EncoderKind] = ENCODERS
        self._encoder: Encoder | Copier | None = None
        self._copied: CodedStream | None = None  # stream whose packets are copied
        # format of the frames for which the encoder was opened
        self._format: PictureFormat | None = None
        self._running: _Start | None = None  # recording that was started last
        self._opening: _Start | None = None  # recording that the next frame starts
        self._is_handing_over = False
        self._last_index = -1
        self._worker = Worker("record", self._encode_all)

    @property
    def refused_encoders(self) -> tuple[str, ...]:
        """Encoders before the one in use that could not be opened, with reasons."""
        with self._lock:
            return self._refused_encoders

    def start(self) -> None:
        """Start both threads; with a pre-roll, encoding begins at the first frame."""
        self._clips.start()
        self._worker.start()

    def offer(self, frame: Frame) -> None:
        """Queue the next frame; if the queue is full it is lost, and counted during a recording."""
        has_room = self._queue.offer(without_pixels(frame), memory_bytes(frame))
        with self._lock:
            self._newest_index = frame.index
            self._refused += self._is_wanted and not has_room

    def note(self, analysis: Analysis) -> None:
        """Queue a result, for the AI track and the pixelation."""
        result = _Result(record_of(analysis), analysis.is_outside_body)
        self._queue.offer(result, _RECORD_BYTES)

    def start_clip(self, folder: Path) -> None:
        """Start recording into `folder`, from the next frame."""
        with self._lock:
            self._is_wanted, self._refused, self._failure = True, 0, ""
        self._queue.force_put(_Start(folder, self._clips.next_recording()))

    def stop_clip(self) -> None:
        """End the recording at the newest frame; `take_finished` returns its record."""
        with self._lock:
            self._is_wanted = False
            last_index = self._newest_index
        self._queue.force_put(_Stop(last_index))

    def save_preroll(self, folder: Path) -> bool:
        """Save the pre-roll as a clip in `folder`; False while one is already being saved."""
        if self._ring is None or self._clips.is_saving:
            return False
        with self._lock:
            last_index = self._newest_index
        return self._queue.force_put(_SavePreroll(folder, last_index))

    def take_finished(self) -> tuple[ClipRecord, ...]:
        """Return the clips that were completed since the last call, each once."""
        return self._clips.take_finished()

    def status(self) -> RecorderStatus:
        """Return the present state of the recording."""
        progress = self._clips.progress
        queue_bytes = self._queue.waiting_bytes + self._clips.waiting_bytes
        has_defect = self._worker.failure is not None or self._clips.failure is not None
        with self._lock:
            failure = _DEFECT if has_defect else self._failure or progress.failure
            return RecorderStatus(
                is_recording=self._is_wanted and not failure,
                seconds=progress.seconds,
                size_bytes=progress.size_bytes,
                frames_written=progress.frames,
                lost_before_encoding=self._refused,
                lost_before_writing=progress.frames_lost,
                queue_bytes=queue_bytes,
                preroll_s=self._preroll_s,
                preroll_bytes=self._preroll_bytes,
                encoder=self._encoder_name,
                disk=progress.disk,
                failure=failure or progress.preroll_failure,
            )

    def close(self, timeout_s: float = _JOIN_TIMEOUT_S) -> bool:
        """Encode and write the queues, close the clip and end both threads; may be called twice.

        Returns
        -------
        False if the disk hangs; the clip is then completed at the next start.
        """
        self.stop_clip()
        self._queue.close()
        has_ended = self._worker.join(timeout_s)
        has_ended = self._clips.end(timeout_s) and has_ended
        if not has_ended:
            log.error("the recorder did not end within %.0f s", timeout_s)
        return has_ended

    def _encode_all(self) -> None:
        try:
            while (item := self._queue.take()) is not None:
                self._do(item)
        finally:
            self._close_clip(self._last_index)  # after a defect

    def _do(self, item: _Item) -> None:
        match item:
            case Frame() if self._filter is not None:
                self._keep(self._filter.push(item))
            case Frame():
                self._keep([JudgedFrame(item, is_outside=False)])
            case _Result(record, is_outside):
                if self._filter is not None and is_outside is not None:
                    self._keep(self._filter.note(record.pts_ns, is_outside=is_outside))
                if self._ring is not None:
                    self._ring.note(record)
                if self._is_handing_over:
                    self._clips.note(record)
            case _Start():
                self._stop(self._last_index)
                self._opening = item
            case _Stop(last_index):
                self._stop(last_index)
            case _SavePreroll(folder, last_index):
                self._save(folder, last_index)

    def _keep(self, judged: list[JudgedFrame]) -> None:
        """Encode frames if a recording or the pre-roll needs them, or pass on their packets."""
        for each in judged:
            is_wanted = self._opening is not None or self._is_handing_over
            copied = self._route.choose(each.frame, is_recording=is_wanted)
            if not self._encoders:
                continue
            if self._ring is None and not is_wanted and copied is None:
                self._encoder = None  # what it copied so far is no beginning of a clip
                continue
            try:
                self._encode(each, copied)
            except HysteroViewError as error:
                log.error("recording: %s", error)
                self._give_up_encoder()
                with self._lock:
                    self._failure = str(error)

    def _encode(self, judged: JudgedFrame, copied: CodedStream | None) -> None:
        frame = judged.frame
        wanted = PictureFormat.of(frame, self._rate)
        if self._format is not None and (
            not wanted.has_shape_of(self._format) or copied != self._copied
        ):
            self._end_format(frame.index - 1)
        if self._encoder is None:
            if copied and frame.coded and not frame.coded.is_keyframe:  # no beginning of a clip
                self._route.break_off(frame.pts_ns)
                copied = None
            self._format, self._copied = wanted, copied
            self._encoder = Copier(copied) if copied else open_encoder(wanted, self._encoders)
            with self._lock:
                self._encoder_name = self._encoder.name
                self._refused_encoders = self._encoder.refused
        if self._opening is not None:
            self._encoder.request_keyframe()
            self._begin(self._opening, self._encoder)
            for picture in self._encoder.since_keyframe():
                self._clips.offer(picture)
        if judged.is_outside:
            frame = replace(frame, image=pixelate(frame.pixels))
        self._hand_over(self._encoder.encode(frame))
        self._last_index = frame.index

    def _end_format(self, last_index: int) -> None:
        """End the clip; the recording continues in another file with the next frame."""
        self._format = None
        if self._encoder is None:
            return
        self._hand_over(self._encoder.finish())
        if self._is_handing_over:
            self._close_clip(last_index)
            self._opening = self._opening or self._running
        self._drop_encoder()

    def _hand_over(self, pictures: list[EncodedPicture]) -> None:
        for picture in pictures:
            if self._ring is not None and self._encoder is not None:
                self._ring.add(picture, self._encoder.template)
            if self._is_handing_over:
                self._clips.offer(picture)
        if self._ring is not None:
            with self._lock:
                self._preroll_s = self._ring.seconds
                self._preroll_bytes = self._ring.size_bytes

    def _begin(self, start: _Start, encoder: Encoder | Copier) -> None:
        self._opening = None
        self._is_handing_over = True
        self._running = start
        plan = self._plan(start.folder, ClipKind.RECORDING, encoder.template)
        self._clips.open(plan, start.number)

    def _stop(self, last_index: int) -> None:
        """Encode the frames that still wait for their analysis, and end the recording with them."""
        if self._filter is not None:
            self._keep(self._filter.drain())
        self._opening = None
        if self._encoder is not None and self._is_handing_over and self._encoder.is_holding:
            self._hand_over(self._encoder.finish())
            self._close_clip(last_index)
            self._drop_encoder()
        self._close_clip(last_index)
        if self._ring is None and not isinstance(self._encoder, Copier):
            self._encoder = None

    def _close_clip(self, last_index: int) -> None:
        if self._is_handing_over:
            self._is_handing_over = False
            self._clips.close_clip(last_index)

    def _save(self, folder: Path, last_index: int) -> None:
        contents = self._ring.contents() if self._ring is not None else []
        holds_some = self._filter is not None or (
            self._encoder is not None and self._encoder.is_holding
        )  # which are not lost
        ends: list[int | None] = [each.pictures[0].index - 1 for each in contents[1:]]
        ends.append(None if holds_some else last_index)
        for content, end in zip(contents, ends, strict=False):
            plan = self._plan(folder, ClipKind.PREROLL, content.template)
            self._clips.save(plan, content, end)

    def _give_up_encoder(self) -> None:
        """Exclude an encoder that failed, so that the next one in the table is used."""
        failed = self._encoder.name if self._encoder is not None else None
        self._encoders = tuple(
            kind for kind in self._encoders if failed is not None and kind.name != failed
        )
        self._opening = None
        self._drop_encoder()

    def _drop_encoder(self) -> None:
        self._encoder = None
        self._close_clip(self._last_index)

    def _plan(self, folder: Path, kind: ClipKind, template: VideoStream) -> ClipPlan:
        return ClipPlan(
            folder=folder,
            kind=kind,
            provenance=self._provenance,
            template=template,
            wall_offset_ns=time.time_ns() - time.monotonic_ns(),
            is_pixelated=self._filter is not None,
            writes_subtitles=self._settings.subtitles,
            medium=self._medium,
        )


def _rule(settings: RecordingSettings) -> SplitRule:
    minutes, megabytes = settings.split_minutes, settings.split_mb
    return SplitRule(
        None if minutes is None else minutes * 60,
        None if megabytes is None else round(megabytes * 1_000_000),
    )
