"""Pixel aspect in the header of a picture: PNG, JPEG and TIFF."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from fractions import Fraction

from hysteroview.capture.decode.picture import UPRIGHT, Orientation, pixel_aspect
from hysteroview.core.types import SQUARE_PIXELS

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_START_OF_SCAN, _APP0, _COMMENT = 0xDA, 0xE0, 0xFE  # ITU-T T.81, table B.1
_X_RESOLUTION, _Y_RESOLUTION, _RATIONAL = 282, 283, 5  # TIFF 6.0, sections 2 and 8
_ROUNDING = Fraction(2, 100)  # a resolution of 299 × 300 is square; video's aspects differ by 6 %
_TRANSPOSED = Orientation(is_transposed=True)


def declared_aspect(encoded: bytes, *, is_transposed: bool = False) -> Fraction:
    """Return width divided by height of a pixel of a PNG, JPEG or TIFF.

    Resolutions in x and y that are equal, or equal up to rounding, say how large the picture is
    printed: its pixels are square. So are they if a resolution is missing or cannot be true.

    Parameters
    ----------
    is_transposed
        Whether the decoder exchanges rows and columns, as EXIF may demand.

    References
    ----------
    PNG: ISO/IEC 15948, 11.3.4.3. JPEG: ITU-T T.871, 10.1. TIFF 6.0, sections 3 and 8.
    """
    try:
        across, down = _densities(encoded)
    except (struct.error, ZeroDivisionError):
        return SQUARE_PIXELS
    if across <= 0 or down <= 0:
        return SQUARE_PIXELS
    ratio = down / across  # the denser the pixels, the narrower they are
    if abs(ratio - 1) < _ROUNDING:
        return SQUARE_PIXELS
    return pixel_aspect(ratio, _TRANSPOSED if is_transposed else UPRIGHT)


def _densities(encoded: bytes) -> tuple[Fraction, Fraction]:
    """Return pixels per unit, across and down; 0 if they are not declared."""
    if encoded.startswith(_PNG):
        return _of_png(encoded)
    if encoded.startswith(_JPEG):
        return _of_jpeg(encoded)
    order = _BYTE_ORDERS.get(encoded[:4])
    return _of_tiff(encoded, order) if order else (Fraction(0), Fraction(0))


def _of_png(encoded: bytes) -> tuple[Fraction, Fraction]:
    place = len(_PNG)
    while (kind := encoded[place + 4 : place + 8]) not in (b"", b"IDAT"):
        (length,) = struct.unpack_from(">I", encoded, place)
        if kind == b"pHYs":
            across, down = struct.unpack_from(">II", encoded, place + 8)
            return Fraction(across), Fraction(down)
        place += 12 + length
    return Fraction(0), Fraction(0)


def _of_jpeg(encoded: bytes) -> tuple[Fraction, Fraction]:
    across, down, unit, is_ffmpeg = Fraction(0), Fraction(0), 0, False
    for marker, content in _segments(encoded):
        if marker == _APP0 and content.startswith(b"JFIF\0"):
            unit, x, y = struct.unpack_from(">BHH", content, 7)
            across, down = Fraction(x), Fraction(y)
        is_ffmpeg |= marker == _COMMENT and content.startswith(b"Lavc")
    # WORKAROUND https://github.com/FFmpeg/FFmpeg/blob/master/libavcodec/mjpegenc_common.c: FFmpeg
    # writes the pixel's width and height here, the reverse of the densities
    return (down, across) if is_ffmpeg and unit == 0 else (across, down)


def _segments(encoded: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and content of the segments of a JPEG before its first scan."""
    place = len(_JPEG)
    while True:
        fill, marker, length = struct.unpack_from(">BBH", encoded, place)
        if fill != 0xFF or marker == _START_OF_SCAN:
            return
        if marker == 0xFF:  # fill bytes may precede a marker
            place += 1
            continue
        yield marker, encoded[place + 4 : place + 2 + length]
        place += 2 + length


def _of_tiff(encoded: bytes, order: str) -> tuple[Fraction, Fraction]:
    found = {_X_RESOLUTION: Fraction(0), _Y_RESOLUTION: Fraction(0)}
    (place,) = struct.unpack_from(f"{order}I", encoded, 4)
    (count,) = struct.unpack_from(f"{order}H", encoded, place)
    for row in range(count):
        tag, kind, _, value = struct.unpack_from(f"{order}HHII", encoded, place + 2 + 12 * row)
        if tag in found and kind == _RATIONAL:
            numerator, denominator = struct.unpack_from(f"{order}II", encoded, value)
            found[tag] = Fraction(numerator, denominator)
    return found[_X_RESOLUTION], found[_Y_RESOLUTION]
