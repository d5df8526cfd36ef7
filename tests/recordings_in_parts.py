"""Short recordings with several key frames, as containers and damage make them differ."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

SIZE = (160, 120)
CLOSED = {"g": "15", "bf": "2", "x264-params": "scenecut=0:log-level=none"}
OPEN = {"g": "15", "bf": "2", "x264-params": "scenecut=0:open-gop=1:log-level=none"}
VARIABLE_S = [n / 8 + 0.02 * (n % 3) + (3 if n > 40 else 0) for n in range(90)]


def paint(index: int) -> np.ndarray:
    """A round picture that changes, and becomes smaller after the middle: another view."""
    rng = np.random.default_rng(index)
    coarse = rng.integers(60, 220, (12, 16, 3), dtype=np.uint8)
    pixels = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)
    pixels[..., 0] = np.maximum(pixels[..., 0], 90)
    mask = np.zeros(SIZE[::-1], np.uint8)
    cv2.circle(mask, (80, 60), 55 if index < 50 else 40, (255,), cv2.FILLED)
    pixels[mask == 0] = 4
    return pixels


def write(path: Path, options: dict[str, str], times_s: list[float] | None = None) -> Path:
    base = Fraction(1, 90000)
    times = times_s or [n / 8 for n in range(90)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=8, options=options)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.time_base = base
        for index, time_s in enumerate(times):
            frame = av.VideoFrame.from_ndarray(paint(index), "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = round(time_s / base), base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def closed(folder: Path) -> Path:
    return write(folder / "closed.mp4", CLOSED)


def open_gop(folder: Path) -> Path:
    return write(folder / "open.mkv", OPEN)


def transport(folder: Path) -> Path:
    return write(folder / "open.ts", OPEN)


def variable(folder: Path) -> Path:
    return write(folder / "variable.mp4", CLOSED, VARIABLE_S)


def truncated(folder: Path) -> Path:
    path = write(folder / "whole.ts", OPEN)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 188 * 9 // 10 * 188 - 100])
    return path


def damaged(folder: Path) -> Path:
    """In the middle packets are missing, and from there on pictures are in doubt."""
    path = write(folder / "damaged.ts", {**OPEN, "g": "30"})
    content = path.read_bytes()
    middle = len(content) // 188 // 2 * 188
    path.write_bytes(content[:middle] + content[middle + 188 * 12 :])
    return path


KINDS = [closed, open_gop, transport, variable, truncated, damaged]
