"""What the first bytes of a picture say of it, before memory is spent on decoding."""

from __future__ import annotations

import struct

_PNG, _JPEG, _RIFF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"RIFF"
_TIFF = {b"II*\0": "<", b"MM\0*": ">"}
_TIFF_WIDTH, _TIFF_HEIGHT, _TIFF_SHORT = 256, 257, 3  # TIFF 6.0, sections 2 and 8
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"  # ITU-T T.81, table B.1
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MOST_TAGS = 200


def declared_size(encoded: bytes) -> tuple[int, int] | None:
    """Return the width and height that a PNG, JPEG, BMP, TIFF or WebP announces, pixels.

    None if the header is of another kind or cannot be read: the decoder judges then.
    """
    try:
        if encoded.startswith(_PNG):
            width, height = struct.unpack_from(">II", encoded, 16)
        elif encoded.startswith(_JPEG):
            return _jpeg_walk(encoded)[0]
        elif encoded.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", encoded, 18)
        elif encoded.startswith(_RIFF) and encoded[8:12] == b"WEBP":
            width, height = _webp_size(encoded)
        elif encoded[:4] in _TIFF:
            return _tiff_size(encoded, _TIFF[encoded[:4]])
        else:
            return None
    except struct.error:  # it ends within its header
        return None
    return abs(width), abs(height)  # a BMP that is stored from the top has a negative height


def is_cut_off(encoded: bytes) -> bool:
    """Whether a picture ends before its end.

    JPEG decoders fill the rest with gray and say nothing; libpng complains on the terminal.
    """
    if encoded.startswith(_PNG):
        return encoded.rfind(b"IEND") < 0
    if not encoded.startswith(_JPEG):
        return False
    try:
        _, scan = _jpeg_walk(encoded)
    except struct.error:
        return True
    # within a scan no byte pair looks like the end; what follows it (a phone's clip) is ignored
    return encoded.find(_END_OF_IMAGE, scan) < 0


def _jpeg_walk(encoded: bytes) -> tuple[tuple[int, int] | None, int]:
    """Go from segment to segment; the size, and where the first scan begins."""
    size: tuple[int, int] | None = None
    place = len(_JPEG)
    while True:
        fill, marker, length = struct.unpack_from(">BBH", encoded, place)
        if fill != 0xFF:
            return size, place
        if marker == 0xFF:  # fill bytes may stand before a marker
            place += 1
            continue
        if marker == _START_OF_SCAN:
            return size, place
        if marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", encoded, place + 5)
            size = width, height
        place += 2 + length


def _webp_size(encoded: bytes) -> tuple[int, int]:
    """RFC 9649, sections 2.5 to 2.7."""
    kind = encoded[12:16]
    if kind == b"VP8X":
        low_w, high_w, low_h, high_h = struct.unpack_from("<HBHB", encoded, 24)
        return 1 + low_w + (high_w << 16), 1 + low_h + (high_h << 16)
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", encoded, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack_from("<HH", encoded, 26)
    return width & 0x3FFF, height & 0x3FFF


def _tiff_size(encoded: bytes, order: str) -> tuple[int, int] | None:
    (first,) = struct.unpack_from(f"{order}I", encoded, 4)
    (count,) = struct.unpack_from(f"{order}H", encoded, first)
    found: dict[int, int] = {}
    for number in range(min(count, _MOST_TAGS)):
        place = first + 2 + 12 * number
        tag, kind, _ = struct.unpack_from(f"{order}HHI", encoded, place)
        layout = "H" if kind == _TIFF_SHORT else "I"
        (found[tag],) = struct.unpack_from(f"{order}{layout}", encoded, place + 8)
    if _TIFF_WIDTH in found and _TIFF_HEIGHT in found:
        return found[_TIFF_WIDTH], found[_TIFF_HEIGHT]
    return None
