"""Color matrix and range of decoded pictures as the operator set them."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace

from hysteroview.settings.corrections import ColorChoice


class Colors(NamedTuple):
    """YCbCr matrix and range of a picture."""

    space: Colorspace
    range: ColorRange


COLORS = MappingProxyType(
    {
        ColorChoice.AS_SENT: None,
        ColorChoice.BT601: Colors(Colorspace.ITU601, ColorRange.MPEG),
        ColorChoice.BT709: Colors(Colorspace.ITU709, ColorRange.MPEG),
        ColorChoice.BT601_FULL: Colors(Colorspace.ITU601, ColorRange.JPEG),
        ColorChoice.BT709_FULL: Colors(Colorspace.ITU709, ColorRange.JPEG),
    }
)
_FULL_RANGE_FORMAT = "yuvj"  # yuvj420p is yuv420p in full range, whatever else is said


def without_range(frame: av.VideoFrame) -> av.VideoFrame:
    """Return the frame in a format whose name says nothing of its range; a copy if it does."""
    name = frame.format.name
    if not name.startswith(_FULL_RANGE_FORMAT):
        return frame
    copy = av.VideoFrame(frame.width, frame.height, name.replace(_FULL_RANGE_FORMAT, "yuv"))
    for target, source in zip(copy.planes, frame.planes, strict=True):
        rows = np.frombuffer(memoryview(target), np.uint8).reshape(-1, target.line_size)
        given = np.frombuffer(memoryview(source), np.uint8).reshape(-1, source.line_size)
        rows[: target.height, : target.width] = given[: source.height, : source.width]
    return copy
