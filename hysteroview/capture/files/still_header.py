"""Header of a picture: size and completeness, before memory is used for decoding."""

from __future__ import annotations

import io
import struct

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_KINDS = (_PNG, _JPEG, b"BM", b"RIFF", b"II*\0", b"MM\0*")  # BMP, WebP, TIFF in both byte orders
_VP8_SIZE = 0x3FFF
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, b"\xff\xd9"  # ITU-T T.81, table B.1


def declared_size(encoded: bytes) -> tuple[int, int] | None:
    """Return the width and height in the header of a PNG, JPEG, BMP, TIFF or WebP, in px.

    None if the header is of another kind or cannot be read; the decoder decides then.
    """
    import imagesize  # noqa: PLC0415 - 0.1 s, which only pictures need

    if not encoded.startswith(_KINDS):  # imagesize reads more formats, some with an XML parser
        return None
    width, height = imagesize.get(io.BytesIO(encoded), exif_rotation=False)
    if (width, height) == (-1, -1):  # not readable
        return None
    if encoded[12:16] == b"VP8 ":  # RFC 6386, 9.1: imagesize counts two bits of the scale as size
        return width & _VP8_SIZE, height & _VP8_SIZE
    return abs(width), abs(height)  # a BMP may have negative sizes


def is_cut_off(encoded: bytes) -> bool:
    """Whether a picture file is truncated.

    JPEG decoders silently fill the rest with gray; libpng prints to the terminal.
    """
    if encoded.startswith(_PNG):
        return encoded.rfind(b"IEND") < 0
    if not encoded.startswith(_JPEG):
        return False
    try:
        scan = _first_scan(encoded)
    except struct.error:
        return True
    # within a scan no byte pair looks like the end; data after it (a phone's clip) is ignored
    return encoded.find(_END_OF_IMAGE, scan) < 0


def _first_scan(encoded: bytes) -> int:
    """Step through the segments of a JPEG; return the position of its first scan."""
    place = len(_JPEG)
    while True:
        fill, marker, length = struct.unpack_from(">BBH", encoded, place)
        if fill != 0xFF or marker == _START_OF_SCAN:
            return place
        # fill bytes may precede a marker
        place += 1 if marker == 0xFF else 2 + length
