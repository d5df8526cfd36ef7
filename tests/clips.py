"""Small video files for tests, made with PyAV: every frame shows its number and orientation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition

RED, GREEN, BLUE = (200, 40, 40), (40, 180, 40), (40, 40, 200)


def picture(
    index: int, width: int = 96, height: int = 64, color: tuple[int, ...] = RED
) -> np.ndarray:
    """(H, W, 3) uint8, RGB: one color, blue in the upper left quarter, brighter with the index."""
    pixels = np.full((height, width, 3), color, np.uint8)
    pixels[: height // 2, : width // 2] = BLUE
    return np.minimum(pixels + np.uint8(min(2 * index, 50)), 255)


def write_clip(
    path: Path,
    *,
    codec: str = "libx264",
    pix_fmt: str = "yuv420p",
    size: tuple[int, int] = (96, 64),
    times_s: Sequence[float] | None = None,
    frames: int = 12,
    fps: int = 25,
    options: dict[str, str] | None = None,
    color: tuple[int, ...] = RED,
    aspect: Fraction | None = None,
    rotation: int | None = None,
    time_base: Fraction = Fraction(1, 90000),
    audio: bool = False,
    muxing: dict[str, str] | None = None,
) -> list[float]:
    """Write a clip and return its timestamps, s."""
    width, height = size
    times = list(times_s) if times_s is not None else [n / fps for n in range(frames)]
    fixed_rate = codec in ("mpeg2video", "mjpeg", "mpeg4") or path.suffix == ".avi"
    base = Fraction(1, fps) if fixed_rate else time_base
    with av.open(str(path), "w", container_options=muxing or {}) as container:
        stream = container.add_stream(codec, rate=fps, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
        stream.codec_context.time_base = base
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation is not None:
            stream.set_display_rotation(rotation)
        sound = container.add_stream("aac", rate=48000) if audio else None
        for index, time_s in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(index, width, height, color), "rgb24")
            frame = frame.reformat(format=pix_fmt)
            frame.pts, frame.time_base = round(time_s / base), base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound is not None:
            for index in range(20):
                silence = av.AudioFrame.from_ndarray(
                    np.zeros((1, 1024), np.float32), "fltp", "mono"
                )
                silence.sample_rate, silence.pts = 48000, index * 1024
                container.mux(sound.encode(silence))
            container.mux(sound.encode(None))
    return [round(t / base) * float(base) for t in times]


def write_sound(path: Path, *, cover: bool = False) -> None:
    """Write a file that holds only sound, perhaps with a cover picture."""
    with av.open(str(path), "w", format="mp4") as container:
        sound = container.add_stream("aac", rate=48000)
        if cover:
            front = container.add_stream("mjpeg", rate=1)
            front.width, front.height, front.pix_fmt = 96, 64, "yuvj420p"
            front.disposition = Disposition.attached_pic
        for index in range(20):
            silence = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
            silence.sample_rate, silence.pts = 48000, index * 1024
            container.mux(sound.encode(silence))
        container.mux(sound.encode(None))
        if cover:
            container.mux(front.encode(av.VideoFrame.from_ndarray(picture(0), "rgb24")))
            container.mux(front.encode(None))


def times_of(path: Path) -> list[float]:
    """Decode a file and return the timestamps of its frames, s."""
    with av.open(str(path)) as container:
        return [float(frame.time) for frame in container.decode(video=0)]
