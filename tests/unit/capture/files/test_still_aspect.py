"""The pixel aspect in a picture's header is read where it is one, and a resolution where it is."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from hysteroview.capture.files.still_aspect import declared_aspect
from hysteroview.capture.files.stills import open_source
from hysteroview.exam.snapshot.png import compress, with_words

WIDE = Fraction(64, 45)
PIXELS = np.full((72, 90, 4), 100, np.uint8)
EXIF_QUARTER_TURN = b"Exif\0\0II*\0" + struct.pack(
    "<IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0
)  # orientation 6: rows and columns are exchanged


def png(across: int, down: int, unit: int = 0) -> bytes:
    encoded = compress(PIXELS)
    chunk = b"pHYs" + struct.pack(">IIB", across, down, unit)
    return encoded[:33] + struct.pack(">I", 9) + chunk + b"\0\0\0\0" + encoded[33:]


def jpeg(across: int, down: int, unit: int = 0, *, before: bytes = b"") -> bytes:
    encoded = cv2.imencode(".jpg", PIXELS[..., :3])[1].tobytes()
    head = b"JFIF\0\1\2" + struct.pack(">BHHBB", unit, across, down, 0, 0)
    app0 = b"\xff\xe0" + struct.pack(">H", len(head) + 2) + head
    return b"\xff\xd8" + before + app0 + encoded[20:]


def tiff(across: tuple[int, int], down: tuple[int, int], order: str = "<") -> bytes:
    start = {"<": b"II*\0", ">": b"MM\0*"}[order]
    rows = struct.pack(f"{order}HHII", 282, 5, 1, 100) + struct.pack(f"{order}HHII", 283, 5, 1, 108)
    directory = struct.pack(f"{order}H", 2) + rows + bytes(4)
    body = (start + struct.pack(f"{order}I", 8) + directory).ljust(100, b"\0")
    return body + struct.pack(f"{order}4I", *across, *down)


@pytest.mark.parametrize(
    "encoded",
    [
        with_words(compress(PIXELS), WIDE, {}),
        png(45, 64),
        png(4500, 6400, 1),
        jpeg(45, 64),
        jpeg(45, 64, before=b"\xff\xff\xe1\0\4ab"),
        jpeg(225, 320, 1),
        tiff((225, 1), (320, 1)),
        tiff((450, 2), (640, 2), ">"),
    ],
)
def test_two_different_densities_are_an_aspect(encoded: bytes) -> None:
    assert declared_aspect(encoded) == WIDE


@pytest.mark.parametrize(
    "encoded",
    [
        compress(PIXELS),
        png(11811, 11811, 1),  # 300 dpi
        png(2834, 2835, 1),  # rounded
        png(0, 64),
        png(1, 300),
        jpeg(300, 300, 1),
        jpeg(1, 1),
        jpeg(72, 71, 1),
        jpeg(0, 0),
        jpeg(1, 72),
        tiff((300, 1), (300, 1)),
        tiff((300, 0), (300, 1)),
        b"\xff\xd8",
        b"II*\0\xff\xff\xff\xff",
        b"\x89PNG\r\n\x1a\n",
        b"BM",
    ],
)
def test_a_resolution_a_rounding_and_nonsense_are_square(encoded: bytes) -> None:
    assert declared_aspect(encoded) == 1


def test_a_picture_from_ffmpeg_has_its_pixels_the_other_way_round() -> None:
    """FFmpeg writes 64:45, the pixel's own sides, where the standard has densities."""
    context = av.CodecContext.create("mjpeg", "w")
    context.width, context.height, context.pix_fmt = 90, 72, "yuvj420p"
    context.time_base, context.sample_aspect_ratio = Fraction(1, 25), WIDE
    frame = av.VideoFrame.from_ndarray(PIXELS, "bgra").reformat(format="yuvj420p")
    packets = context.encode(frame) + context.encode(None)
    assert declared_aspect(bytes(packets[0])) == WIDE


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_picture_is_a_frame_with_its_aspect(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"exported{suffix}"
    path.write_bytes(png(45, 64) if suffix == ".png" else jpeg(45, 64))
    source = open_source(str(path))
    frame = source.read()
    assert frame is not None
    assert (frame.width_px, frame.height_px) == (90, 72)
    assert frame.pixel_aspect == source.info.pixel_aspect == WIDE


def test_a_picture_that_is_turned_has_its_aspect_turned(tmp_path: Path) -> None:
    app1 = b"\xff\xe1" + struct.pack(">H", len(EXIF_QUARTER_TURN) + 2) + EXIF_QUARTER_TURN
    (tmp_path / "turned.jpg").write_bytes(jpeg(45, 64, before=app1))
    frame = open_source(str(tmp_path / "turned.jpg")).read()
    assert frame is not None
    assert (frame.width_px, frame.height_px) == (72, 90)
    assert frame.pixel_aspect == 1 / WIDE
