"""Frames with a number that survives lossy compression, and functions to record them."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from analyses import ORIGIN
from hysteroview.core.origin import Provenance
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.exam.clip.encoder import EncodedPicture, Encoder, PictureFormat, open_encoder
from hysteroview.exam.clip.record import ClipKind
from hysteroview.exam.clip.writer import ClipPlan, ClipWriter
from hysteroview.exam.files.medium import PLAIN, Medium

SIZE = (192, 96)
_BITS = 16

PROVENANCE = Provenance(
    source="test", source_is_phantom=True, warning="Research use only.", origin=ORIGIN
)


def numbered(index: int, time_ns: int | None = None, size: tuple[int, int] = SIZE) -> Frame:
    """A frame whose upper half is its number in white and black columns."""
    width, height = size
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = 40 + (index * 7) % 100
    for bit in range(_BITS):
        left, right = width * bit // _BITS, width * (bit + 1) // _BITS
        pixels[: height // 2, left:right, :3] = 235 if index >> bit & 1 else 20
    pts_ns = round(index * NS_PER_S / 30) if time_ns is None else time_ns
    return Frame(index, pts_ns, pts_ns, pixels)


def number_of(gray: np.ndarray) -> int:
    """Read the number of a decoded picture, (H, W) uint8."""
    height, width = gray.shape
    columns = [gray[height // 8 : height // 3, width * (2 * bit + 1) // (2 * _BITS)]
               for bit in range(_BITS)]  # fmt: skip
    return sum(1 << bit for bit, column in enumerate(columns) if column.mean() > 128)


def shown_in(path: Path, medium: Medium = PLAIN) -> list[tuple[int, float]]:
    """Decode a clip: number and time (s) of each picture."""
    with medium.open(path) as file, av.open(file) as container:
        return [
            (number_of(frame.to_ndarray(format="gray")), float(frame.time))
            for frame in container.decode(video=0)
        ]


def encoded(
    times_ns: list[int], size: tuple[int, int] = SIZE, aspect: Fraction = Fraction(1)
) -> tuple[Encoder, list[EncodedPicture]]:
    """Encode numbered frames at these times."""
    encoder = open_encoder(PictureFormat(*size, aspect, Fraction(30)))
    pictures: list[EncodedPicture] = []
    for index, time_ns in enumerate(times_ns):
        pictures += encoder.encode(numbered(index, time_ns, size))
    return encoder, pictures + encoder.finish()


def plan(folder: Path, encoder: Encoder, **changes: object) -> ClipPlan:
    fields = {
        "folder": folder,
        "kind": ClipKind.RECORDING,
        "provenance": PROVENANCE,
        "template": encoder.template,
        "wall_offset_ns": 1_700_000_000 * NS_PER_S,
    }
    return ClipPlan(**{**fields, **changes})  # type: ignore[arg-type]


def write_all(folder: Path, times_ns: list[int], **changes: object) -> ClipWriter:
    """Write a clip up to, and without, its finish."""
    encoder, pictures = encoded(times_ns)
    writer = ClipWriter(plan(folder, encoder, **changes), pictures[0])
    for picture in pictures:
        writer.write(picture)
    return writer


def at_rate(rate: Fraction | int, count: int, start_ns: int = 0) -> list[int]:
    return [start_ns + round(n * NS_PER_S / rate) for n in range(count)]


def ffprobe_frames(path: Path) -> int | None:
    """Number of frames that ffprobe decodes without an error; None if there is no ffprobe."""
    program = shutil.which("ffprobe")
    if program is None:
        return None
    command = [program, "-v", "error", "-count_frames", "-select_streams", "v:0",
               "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(path)]  # fmt: skip
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stderr == ""
    return int(result.stdout)
