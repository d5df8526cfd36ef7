"""Small pictures of a video's key frames, which need no other frame to be decoded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.decode.picture import (
    LARGEST_PX,
    OrientationReader,
    PixelReader,
    pixel_aspect,
    planes_of,
)
from hysteroview.capture.files.container import OpenVideo, VideoFile, open_video
from hysteroview.capture.files.packets import Packet
from hysteroview.core.types import NS_PER_S, Box

log = logging.getLogger(__name__)

_MOST_LOOKED_AT = 4000  # packets, for a key frame after a jump
_KEYS_TRIED = 3  # where the first gives no picture


Known: TypeAlias = Callable[[int], bool]


@dataclass(frozen=True, slots=True, eq=False)
class KeyPicture:
    """A key frame, small.

    Attributes
    ----------
    pts_ns
        The file's own timestamp.
    pixels
        (h, w, 3) uint8, BGR, upright, with square pixels.
    """

    pts_ns: int
    pixels: NDArray[np.uint8]


class KeyPictures:
    """Key frames of a file, wherever one is wanted, or all; to be used by one thread.

    Frames between key frames are not decoded. (FFmpeg can also leave them unread; timestamps in MP4
    with B-frames are then wrong.) The timestamps are those of the file: where they begin anew, they
    are not those of `SeekableSource`, so a picture is only near the time that is asked for.

    Parameters
    ----------
    width_px, height_px
        The largest size of a picture.

    Raises
    ------
    SourceError
        The file cannot be opened.
    """

    def __init__(self, file: VideoFile, *, width_px: int, height_px: int) -> None:
        self._file = file
        self._most = (width_px, height_px)
        self._opened = self._open()
        self._turns, self._reader = OrientationReader(), PixelReader()

    def at(self, pts_ns: int, is_known: Known = lambda _: False) -> KeyPicture | None:
        """Return the key frame that FFmpeg finds for a time, mostly the last one before it.

        Parameters
        ----------
        is_known
            Whether the key frame of a timestamp need not be decoded; None is then returned.
        """
        container, stream = self._opened.container, self._opened.stream
        if stream.time_base is None:
            return None
        time = int(pts_ns / NS_PER_S / stream.time_base)
        try:
            container.seek(time, stream=stream, backward=True)
            for packet in islice(self._key_packets(_MOST_LOOKED_AT), _KEYS_TRIED):
                if is_known(_time_ns(packet)):
                    return None
                frames = [*self._decode(packet), *self._decode(None)]
                stream.codec_context.flush_buffers()
                if picture := next(filter(None, map(self._picture, frames)), None):
                    return picture
        except av.FFmpegError as error:
            log.debug("no key frame at %d ns: %s", pts_ns, error)
        return None

    def all(
        self, apart_ns: int = 0, is_known: Known = lambda _: False
    ) -> Iterator[KeyPicture | None]:
        """Yield the key frames from the first one on, decoded by all threads of the decoder.

        Parameters
        ----------
        apart_ns
            Leave out those that follow another one sooner than this.
        is_known
            As for `at`: None in the place of those that need not be decoded.

        Raises
        ------
        SourceError
            The file cannot be opened any more.
        """
        self._opened.close()
        self._opened = self._open()
        try:
            for packet in self._key_packets(None, apart_ns):
                if is_known(_time_ns(packet)):
                    yield None
                    continue
                yield from filter(None, map(self._picture, self._decode(packet)))
        except av.FFmpegError as error:
            log.debug("the file cannot be read to its end: %s", error)
        yield from filter(None, map(self._picture, self._decode(None)))

    def close(self) -> None:
        """Free the file and the decoder; safe to call twice."""
        self._opened.close()

    def _open(self) -> OpenVideo:
        opened = open_video(self._file)
        stream = opened.stream
        stream.codec_context.options = {
            **stream.codec_context.options,
            "skip_loop_filter": "all",  # not to be seen at this size
        }
        return opened

    def _key_packets(self, most: int | None, apart_ns: int = 0) -> Iterator[Packet]:
        """Yield key packets among the next ones; each has a timestamp."""
        stream = self._opened.stream
        last_ns: int | None = None
        for packet in islice(self._opened.container.demux(stream), most):
            if packet.pts is None:
                packet.pts = packet.dts
            if not packet.is_keyframe or not packet.size or packet.pts is None:
                continue
            pts_ns = _time_ns(packet)
            if last_ns is None or not 0 <= pts_ns - last_ns < apart_ns:
                last_ns = pts_ns
                yield packet

    def _decode(self, packet: Packet | None) -> list[av.VideoFrame]:
        try:
            return self._opened.stream.decode(packet)
        except av.FFmpegError as error:
            log.debug("a key frame could not be decoded: %s", error)
            return []

    def _picture(self, frame: av.VideoFrame) -> KeyPicture | None:
        """Return the picture of a frame; None if it cannot be shown."""
        base = self._opened.stream.time_base
        if frame.pts is None or base is None or max(frame.width, frame.height) > LARGEST_PX:
            return None
        try:
            return KeyPicture(round(frame.pts * base * NS_PER_S), self._small(frame))
        except av.FFmpegError as error:  # a damaged picture may claim a format there is not
            log.debug("a key frame could not be converted: %s", error)
            return None

    def _small(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        turn = self._turns.read(frame)
        aspect = pixel_aspect(self._opened.stream.sample_aspect_ratio, turn)
        width, height = (
            (frame.height, frame.width) if turn.is_transposed else (frame.width, frame.height)
        )
        shown = width * float(aspect)
        zoom = min(self._most[0] / shown, self._most[1] / height, 1.0)
        size = max(round(shown * zoom), 1), max(round(height * zoom), 1)
        planes = planes_of(frame)
        if planes is not None:
            upright = size[::-1] if turn.is_transposed else size
            whole = Box(0, 0, frame.width, frame.height)
            return np.ascontiguousarray(turn.apply(planes.reduce(whole, *upright)))
        pixels = self._reader.read(frame, turn)[..., :3]
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _time_ns(packet: Packet) -> int:
    return round((packet.pts or 0) * (packet.time_base or 0) * NS_PER_S)
