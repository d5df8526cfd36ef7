"""Pictures in run-length encoding (RLE lossless, PS3.5, annex G)."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_HEAD_BYTES, _MOST_SEGMENTS = 64, 15


def decode_runs(encoded: bytes, width: int, height: int, count: int) -> NDArray[np.uint8]:
    """Return the segments of a frame, each one byte of each pixel: (count, height, width) uint8.

    Raises
    ------
    ValueError
        It has another number of segments, or one of them is damaged or cut off.
    """
    if len(encoded) < _HEAD_BYTES:
        raise ValueError("it has no header")
    segments, *starts = struct.unpack_from(f"<{_MOST_SEGMENTS + 1}I", encoded)
    if segments != count:
        raise ValueError("it has another number of segments")
    ends = [*starts[1:count], len(encoded)]
    planes = []
    for start, end in zip(starts[:count], ends, strict=True):
        if not _HEAD_BYTES <= start < end <= len(encoded):
            raise ValueError("a segment lies outside")
        # a row is a whole number of runs, as in the encoding of Macintosh files
        plane = Image.frombytes("L", (width, height), encoded[start:end], "packbits", "L")
        planes.append(np.asarray(plane, np.uint8))
    return np.stack(planes)
