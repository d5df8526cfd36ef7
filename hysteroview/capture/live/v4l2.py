"""Name and formats of a Linux video device."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

# linux/videodev2.h; the layouts are valid on every architecture, because all fields are 32 bits
# wide. tests/contract/test_v4l2.py compares them with those of the compiler.
_CAPABILITY = struct.Struct("16s32s32sIII12x")
_FMTDESC = struct.Struct("III32sI16x")
_FRMSIZE = struct.Struct("III24s8x")
_FRMIVAL = struct.Struct("IIIII24s8x")
_CAPTURE, _DEVICE_CAPS = 0x1, 0x80000000
_VIDEO_CAPTURE = 1  # V4L2_BUF_TYPE_VIDEO_CAPTURE
_DISCRETE = 1  # type of sizes and of intervals
_MOST_ENTRIES = 256
_USUAL_SIZES = (
    (720, 480), (720, 576), (1280, 720), (1280, 1024), (1920, 1080), (1920, 1200), (3840, 2160),
)  # fmt: skip


def _request(number: int, size: int, *, writes: bool) -> int:
    """Return an ioctl number as in <asm-generic/ioctl.h>."""
    return (3 if writes else 2) << 30 | size << 16 | ord("V") << 8 | number


QUERYCAP = _request(0, _CAPABILITY.size, writes=False)
ENUM_FMT = _request(2, _FMTDESC.size, writes=True)
ENUM_FRAMESIZES = _request(74, _FRMSIZE.size, writes=True)
ENUM_FRAMEINTERVALS = _request(75, _FRMIVAL.size, writes=True)

T = TypeVar("T")
Ask = Callable[[int, bytearray], None]
"""An ioctl on an open device: fills the buffer, or raises `OSError`."""


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """One size in one coding, with its rates, the highest first; none if the driver lists none."""

    fourcc: str
    width_px: int
    height_px: int
    rates: tuple[Fraction, ...] = ()


def describe(path: Path) -> tuple[str, tuple[CameraFormat, ...]] | None:
    """Return name and formats of a device; None if it is no camera or cannot be opened."""
    return _ask_device(path, describe_by)


def product_of(path: Path) -> tuple[str, str] | None:
    """Return name and port of a device; None if it is no camera or cannot be opened."""
    return _ask_device(path, product_by)


def _ask_device(path: Path, question: Callable[[Ask], T | None]) -> T | None:
    import fcntl  # noqa: PLC0415 - there is none on Windows

    try:
        file = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        return question(lambda request, buffer: _ioctl(fcntl.ioctl, file, request, buffer))
    finally:
        os.close(file)


def _ioctl(call: Callable[..., object], file: int, request: int, buffer: bytearray) -> None:
    call(file, request, buffer, True)  # noqa: FBT003 - positional in fcntl


def product_by(ask: Ask) -> tuple[str, str] | None:
    """Do the work of `product_of` with the answers of `ask`."""
    buffer = bytearray(_CAPABILITY.size)
    try:
        ask(QUERYCAP, buffer)
    except OSError:
        return None
    _, card, bus, _, whole, own = _CAPABILITY.unpack(buffer)
    if not (own if whole & _DEVICE_CAPS else whole) & _CAPTURE:
        return None  # the second node of a webcam returns metadata
    name, port = (each.split(b"\0")[0].decode(errors="replace").strip() for each in (card, bus))
    return name, port


def describe_by(ask: Ask) -> tuple[str, tuple[CameraFormat, ...]] | None:
    """Do the work of `describe` with the answers of `ask`."""
    product = product_by(ask)
    if product is None:
        return None
    formats = [
        CameraFormat(_letters(code), width, height, tuple(_rates(ask, code, width, height)))
        for code in _codes(ask)
        for width, height in _sizes(ask, code)
    ]
    formats.sort(key=lambda each: (-each.width_px * each.height_px, each.fourcc))
    return product[0], tuple(formats)


def _codes(ask: Ask) -> Iterator[int]:
    for answer in _answers(ask, ENUM_FMT, _FMTDESC, _VIDEO_CAPTURE):
        yield answer[4]


def _sizes(ask: Ask, code: int) -> Iterator[tuple[int, int]]:
    for _, _, kind, union in _answers(ask, ENUM_FRAMESIZES, _FRMSIZE, code):
        first = struct.unpack("6I", union)
        if kind == _DISCRETE:
            yield first[0], first[1]
            continue
        least_w, most_w, _, least_h, most_h, _ = first
        for width, height in _USUAL_SIZES:
            if least_w <= width <= most_w and least_h <= height <= most_h:
                yield width, height
        return  # a range is the only entry


def _rates(ask: Ask, code: int, width: int, height: int) -> Iterator[Fraction]:
    found = set()
    for answer in _answers(ask, ENUM_FRAMEINTERVALS, _FRMIVAL, code, width, height):
        # of a range, the shortest interval
        numerator, denominator = struct.unpack("6I", answer[5])[:2]
        if numerator and denominator:
            found.add(Fraction(denominator, numerator))
        if answer[4] != _DISCRETE:
            break
    yield from sorted(found, reverse=True)


def _answers(
    ask: Ask, request: int, layout: struct.Struct, *given: int
) -> Iterator[tuple[Any, ...]]:
    """Query entries until the driver has no more."""
    for index in range(_MOST_ENTRIES):
        buffer = bytearray(layout.size)
        struct.pack_into(f"I{len(given)}I", buffer, 0, index, *given)
        try:
            ask(request, buffer)
        except OSError:  # EINVAL: no more entries
            return
        yield layout.unpack(buffer)


def _letters(code: int) -> str:
    return struct.pack("<I", code & 0x7FFFFFFF).decode("latin-1")
