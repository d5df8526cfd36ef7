"""What the first bytes of a picture say of it, before memory is spent on decoding."""

from __future__ import annotations

import io
import struct

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_KINDS = (_PNG, _JPEG, b"BM", b"RIFF", b"II*\0", b"MM\0*")  # BMP, WebP, TIFF of both byte orders
_VP8_SIZE = 0x3FFF
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"  # ITU-T T.81, table B.1


def declared_size(encoded: bytes) -> tuple[int, int] | None:
    """Return the width and height that a PNG, JPEG, BMP, TIFF or WebP announces, pixels.

    None if the header is of another kind or cannot be read: the decoder judges then.
    """
    import imagesize  # noqa: PLC0415 - 0.1 s, which only pictures need

    if not encoded.startswith(_KINDS):  # it reads more kinds, some of them through an XML parser
        return None
    width, height = imagesize.get(io.BytesIO(encoded), exif_rotation=False)
    if (width, height) == (-1, -1):  # it cannot read it
        return None
    if encoded[12:16] == b"VP8 ":  # RFC 6386, 9.1: it takes two bits of scale for size
        return width & _VP8_SIZE, height & _VP8_SIZE
    return abs(width), abs(height)  # a BMP may have negative ones


def is_cut_off(encoded: bytes) -> bool:
    """Whether a picture ends before its end.

    JPEG decoders fill the rest with gray and say nothing; libpng complains on the terminal.
    """
    if encoded.startswith(_PNG):
        return encoded.rfind(b"IEND") < 0
    if not encoded.startswith(_JPEG):
        return False
    try:
        scan = _first_scan(encoded)
    except struct.error:
        return True
    # within a scan no byte pair looks like the end; what follows it (a phone's clip) is ignored
    return encoded.find(_END_OF_IMAGE, scan) < 0


def _first_scan(encoded: bytes) -> int:
    """Go from segment to segment of a JPEG; return where its first scan begins."""
    place = len(_JPEG)
    while True:
        fill, marker, length = struct.unpack_from(">BBH", encoded, place)
        if fill != 0xFF or marker == _START_OF_SCAN:
            return place
        # fill bytes may stand before a marker
        place += 1 if marker == 0xFF else 2 + length
