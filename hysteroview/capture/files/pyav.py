"""Video files through FFmpeg (PyAV): any container and codec it reads, with exact timestamps."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.decode.colors import COLORS
from hysteroview.capture.decode.deinterlace import TimedPicture
from hysteroview.capture.decode.picture import (
    UPRIGHT,
    DecodedPicture,
    PixelReader,
    pixel_aspect,
    planes_of,
)
from hysteroview.capture.decode.timestamps import frame_rate
from hysteroview.capture.decode.unreadable import DAMAGED, check_file
from hysteroview.capture.files.container import VideoFile, file_on_disk
from hysteroview.capture.files.content import unreadable
from hysteroview.capture.files.damage import Damage, ExpectedEnd
from hysteroview.capture.files.duration import duration_s, frame_count
from hysteroview.capture.files.in_time import Stretch
from hysteroview.capture.files.packet_index import PacketIndex
from hysteroview.capture.files.packets import PacketReader, packets_are_fields
from hysteroview.capture.files.seeking import CountedFrame, FrameFinder
from hysteroview.capture.source import SourceInfo, always, info_at
from hysteroview.core.errors import SeekError, SourceError
from hysteroview.core.types import NS_PER_S, Frame, Picture
from hysteroview.settings.corrections import Correction, CurrentCorrection

_FIELD_RATE = 40  # frames per second that no interlaced video has

log = logging.getLogger(__name__)


def open_source(location: str, correction: CurrentCorrection | None = None) -> PyavSource:
    """Open a video file and decode its first frame.

    Parameters
    ----------
    correction
        Colors and aspect in place of the file's; it may change while the file is read.

    Raises
    ------
    SourceError
        There is no video that can be read, with the reason and what to do about it.
    """
    path = Path(location)
    check_file(path, location)
    return open_file(file_on_disk(path), correction)


def open_file(
    file: VideoFile,
    correction: CurrentCorrection | None = None,
    index: PacketIndex | None = None,
) -> PyavSource:
    """Open a video whose plain content need not lie on the disk; see `open_source`.

    Parameters
    ----------
    index
        Of the same file, if it was read before.
    """
    packets = PacketReader(file, index)
    try:
        return PyavSource(file, packets, correction or CurrentCorrection())
    except SourceError:
        packets.close()
        raise


class PyavSource:
    """The video of one file, from the first to the last frame that can be decoded.

    Pixels stay on the file's grid and are turned upright; interlaced pictures are deinterlaced,
    one frame for each; packets that cannot be decoded are skipped and counted.
    """

    def __init__(
        self, file: VideoFile, packets: PacketReader, correction: CurrentCorrection
    ) -> None:
        opened = packets.opened
        container, stream = opened.container, opened.stream
        self._file, self._packets, self._correction = file, packets, correction
        self._expected_end = ExpectedEnd(file, opened)
        self._damage = Damage()
        self._reader = PixelReader()
        fps = frame_rate(stream)
        # fields that are packets of their own are counted as frames: 50 a second instead of 25
        has_fields = fps is not None and fps > _FIELD_RATE and packets_are_fields(file)
        if has_fields and fps is not None:
            fps /= 2
        self._frames = FrameFinder(file, packets, fps, self._damage)
        self._position: int | None = None
        self._is_closed = False
        self._pending = self._next_frame()
        if self._pending is None:
            if self._damage.unreadable is not None:
                raise unreadable(file.name, self._damage.unreadable)
            why = self._damage.interrupted or "no frame could be decoded"
            raise SourceError(
                f"{file.name} contains no picture that can be shown.", remedy=DAMAGED, detail=why
            )
        self._info = SourceInfo(
            name=file.name,
            width_px=self._pending.width_px,
            height_px=self._pending.height_px,
            fps=fps,
            frame_count=frame_count(
                stream, self._expected_end.end_ns, fps, packets_each=2 if has_fields else 1
            ),
            duration_s=duration_s(container, stream),
            codec=stream.codec_context.name,
            pixel_aspect=self._pending.pixel_aspect,
        )
        self._first_ns = self._pending.pts_ns

    @property
    def info(self) -> SourceInfo:
        return self._info

    def add_note(self, note: str) -> None:
        """Set what `info` says about the choice of this file."""
        self._info = replace(self._info, note=note)

    def add_patient(self, patient: str) -> None:
        """Set whom the file says it shows."""
        self._info = replace(self._info, patient=patient)

    @property
    def damage(self) -> str | None:
        """What was lost so far, in a sentence or several."""
        return self._damage.describe()

    @property
    def losses(self) -> Damage:
        """What was lost so far, in numbers."""
        return self._damage

    @property
    def file(self) -> VideoFile:
        """The file that is read."""
        return self._file

    @property
    def correction(self) -> Correction:
        """Colors and aspect in place of the file's."""
        return self._correction.now

    @property
    def time_base(self) -> Fraction:
        """Unit of the file's timestamps, s."""
        return self._packets.stream.time_base or Fraction(1)

    def whole_index(self) -> PacketIndex:
        """Read all packets without decoding them; return what they say."""
        return self._frames.whole_index()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """See `FilesInTime`."""
        length_ns = round((self._info.duration_s or 0) * NS_PER_S)
        return (Stretch(self._file, self._first_ns, self._first_ns + length_ns),)

    @property
    def position(self) -> int | None:
        """See `SeekableSource.position`."""
        return self._position

    def read(self) -> Frame | None:
        """Return the next frame; None at the end."""
        if self._is_closed:
            return None
        frame, self._pending = self._pending or self._next_frame(), None
        if frame is not None:
            self._position = frame.pts_ns
            self._info = info_at(self._info, frame)
        return frame

    def seek(self, pts_ns: int, *, is_wanted: Callable[[], bool] = always) -> bool:
        """See `SeekableSource.seek`: decodes from the last key frame before."""
        if self._is_closed:
            raise SeekError(f"{self._info.name} is closed.", remedy="Open it again.")
        self._pending = None
        try:
            found = self._frames.seek(pts_ns, is_wanted)
        except SourceError as error:
            raise SeekError(error.message, remedy=error.remedy) from error
        if found is not None:
            self._position = found.pts_ns
        return found is not None

    def close(self) -> None:
        """Free the file and the decoder; safe to call twice."""
        self._is_closed = True
        self._pending = None
        self._frames.close()

    def _next_frame(self) -> Frame | None:
        while (counted := self._frames.next()) is not None:
            try:
                image = self._image_of(counted.picture)
            except av.FFmpegError as error:  # a damaged picture may claim a format there is not
                log.debug("a frame could not be converted: %s", error)
                self._damage.undecodable += 1
                continue
            return self._to_frame(counted, image)
        decoder = self._frames.decoder
        if decoder.last_end_ns is not None and not self._frames.is_lost:
            self._expected_end.compare(
                self._damage, self._packets.opened, decoder.last_end_ns, decoder.period_ns,
                is_whole=decoder.last_is_whole,
            )  # fmt: skip
        return None

    def _to_frame(self, counted: CountedFrame, image: NDArray[np.uint8] | Picture) -> Frame:
        picture, correction = counted.picture, self._correction.now
        coded = self._frames.decoder.coded.take(picture.pts_ns)
        if picture.turn != UPRIGHT or correction:  # a copy would look different
            coded = None
        height, width = (
            image.shape[:2] if isinstance(image, np.ndarray) else (image.height_px, image.width_px)
        )
        declared = pixel_aspect(picture.aspect, picture.turn)
        return Frame(
            index=counted.index,
            pts_ns=picture.pts_ns,
            captured_ns=time.monotonic_ns(),
            image=image,
            pixel_aspect=correction.aspect.pixel_aspect(declared, width, height),
            coded=coded,
            is_suspect=picture.is_suspect,
        )

    def _image_of(self, picture: TimedPicture) -> NDArray[np.uint8] | Picture:
        """Leave the colors for later where nothing can go wrong with them."""
        colors = COLORS[self._correction.now.color]
        planes = planes_of(picture.frame, colors) if picture.turn == UPRIGHT else None
        if planes is None:
            return self._reader.read(picture.frame, picture.turn, colors)
        return DecodedPicture(picture.frame, planes, self._reader, colors)
