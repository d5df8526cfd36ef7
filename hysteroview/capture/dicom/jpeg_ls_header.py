"""What the header of a JPEG-LS says (ISO/IEC 14495-1, annex C)."""

from __future__ import annotations

import struct

_FRAME, _SCAN = b"\xff\xf7", b"\xff\xda"
_BY_SAMPLE = 2


def jpeg_ls_size(encoded: bytes) -> tuple[int, int] | None:
    """Return width and height; None if they are missing."""
    place = encoded.find(_FRAME)
    if place < 0 or len(encoded) < place + 9:
        return None
    height, width = struct.unpack_from(">HH", encoded, place + 5)
    return width, height


def is_interleaved_by_sample(encoded: bytes) -> bool:
    """Whether all samples of a pixel follow one another, as GDCM writes colors."""
    place = encoded.find(_SCAN)
    if place < 0 or len(encoded) < place + 5:
        return False
    mode = place + 5 + 2 * encoded[place + 4] + 1  # behind the components and the permitted error
    return encoded[mode : mode + 1] == bytes([_BY_SAMPLE])
