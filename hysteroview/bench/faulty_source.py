"""A source with random losses and changes of format, as a bad network sends it."""

from __future__ import annotations

import io
import random
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from pathlib import Path

import av
import numpy as np

from hysteroview.bench.transport import jump, leave_out, video_packets
from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.pyav import open_file
from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame

RATE = Fraction(25)
_FRAMES = 150  # of a part
_PERIOD_NS = round(NS_PER_S / RATE)
_LOSS = 1 / 600  # of a transport packet
_LONGEST_LOSS = 12  # packets, more than a picture has
_JUMP = 0.3  # of a part


@dataclass(frozen=True, slots=True)
class _Format:
    codec: str
    width_px: int
    height_px: int
    options: dict[str, str]


_LIVE = {"preset": "ultrafast", "tune": "zerolatency"}
_FORMATS = (
    _Format("libx264", 320, 192, {**_LIVE, "g": "50"}),
    _Format("libx264", 320, 192, {**_LIVE, "g": "250"}),
    _Format("libx264", 256, 144, {"preset": "veryfast", "g": "50", "bf": "0"}),
    _Format("libx264", 320, 192, {"preset": "veryfast", "g": "50", "bf": "2"}),
    _Format("libx265", 256, 144, {"preset": "ultrafast", "x265-params":
            "log-level=none:keyint=50:bframes=0"}),
    _Format("mpeg2video", 256, 144, {"g": "15", "bf": "2", "b": "2000000"}),
)  # fmt: skip


class FaultySource:
    """Parts in random formats, one after the other without end, each with its own losses.

    Indices and timestamps continue. It is not seekable, and gives frames as fast as they are read.

    Attributes
    ----------
    packets_left_out, jumps, parts
        What was done to the stream so far.
    suspect
        Number of frames that may be wrong because of it.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._clean = [_encode(place) for place in range(len(_FORMATS))]
        self.packets_left_out, self.jumps, self.parts, self.suspect = 0, 0, 0, 0
        self._part: VideoSource = self._next_part()
        self._info = self._part.info
        self._frames = self._read_all()

    @property
    def info(self) -> SourceInfo:
        """Properties at the newest frame."""
        return replace(
            self._info, name="faulty stream", fps=RATE, frame_count=None, duration_s=None
        )

    @property
    def damage(self) -> str | None:
        """Losses of the present part."""
        return self._part.damage

    def read(self) -> Frame | None:
        """Return the next frame."""
        return next(self._frames, None)

    def close(self) -> None:
        """Release all resources; may be called twice."""
        self._frames.close()
        self._part.close()

    def _read_all(self) -> Generator[Frame, None, None]:
        index, now_ns = 0, 0
        while True:
            shift_ns: int | None = None
            while (frame := self._part.read()) is not None:
                if shift_ns is None:
                    shift_ns = now_ns - frame.pts_ns
                self._info = self._part.info
                self.suspect += frame.is_suspect
                now_ns = frame.pts_ns + shift_ns + _PERIOD_NS
                yield replace(frame, index=index, pts_ns=frame.pts_ns + shift_ns)
                index += 1
            self._part.close()
            self._part = self._next_part()

    def _next_part(self) -> VideoSource:
        while True:
            content = self._damage_some(self._chance.choice(self._clean))
            try:
                part = open_file(VideoFile("part.ts", partial(io.BytesIO, content)))
            except SourceError:
                continue  # nothing of it can be decoded
            self.parts += 1
            return part

    def _damage_some(self, content: bytes) -> bytes:
        chance, packets = self._chance, video_packets(content)
        gone: set[int] = set()
        for number in range(len(packets)):
            if chance.random() < _LOSS:
                gone.update(range(number, number + chance.choice((1, 1, 1, 3, _LONGEST_LOSS))))
        gone.intersection_update(range(1, len(packets)))
        self.packets_left_out += len(gone)
        if chance.random() < _JUMP:
            self.jumps += 1
            content = jump(content, chance.random())
        return leave_out(content, gone)


@cache
def _encode(place: int) -> bytes:
    """Return a transport stream of a moving pattern, in one of the formats."""
    form = _FORMATS[place]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "part.ts"
        with av.open(str(path), "w") as container:
            stream = container.add_stream(form.codec, rate=RATE, options=form.options)
            assert isinstance(stream, av.VideoStream)
            stream.width, stream.height, stream.pix_fmt = form.width_px, form.height_px, "yuv420p"
            for number in range(_FRAMES):
                frame = av.VideoFrame.from_ndarray(_pattern(form, number), "rgb24")
                frame.pts, frame.time_base = number, 1 / RATE
                container.mux(stream.encode(frame.reformat(format="yuv420p")))
            container.mux(stream.encode(None))
        return path.read_bytes()


def _pattern(form: _Format, number: int) -> np.ndarray:
    column, row = np.meshgrid(np.arange(form.width_px), np.arange(form.height_px))
    wave = np.sin((column + 4 * number) / 17) * np.cos((row - 3 * number) / 13)
    pixels = np.empty((form.height_px, form.width_px, 3), np.uint8)
    pixels[..., 0] = 150 + 90 * wave
    pixels[..., 1] = 80 - 40 * wave
    pixels[..., 2] = 70 + 30 * np.sin(row / 5)
    return pixels
