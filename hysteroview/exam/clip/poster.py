"""The first picture of a clip, for lists."""

from __future__ import annotations

from pathlib import Path

import av
import av.error
import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.exam.files.medium import Medium

_MOST_PIXELS = 8320 * 8320  # of the largest source; a picture may have gigabytes once decoded


def first_picture(path: Path, medium: Medium, height_px: int) -> NDArray[np.uint8] | None:
    """Decode the first picture of a clip, in a small size.

    Returns
    -------
    (height_px, w, 4) uint8 BGRA; None if the clip contains no picture that can be decoded.

    Raises
    ------
    OSError
        It cannot be read.
    BrokenSealError
        It was changed or is damaged.
    """
    options = {"protocol_whitelist": "file"}
    try:
        with (
            medium.play(path) as place,
            av.open(place, mode="r", options=options) as container,
        ):
            container.streams.video[0].codec_context.options = {"max_pixels": str(_MOST_PIXELS)}
            frame = next(container.decode(video=0), None)
    except (av.error.FFmpegError, IndexError):
        return None
    if frame is None:
        return None
    pixels = frame.to_ndarray(format="bgra")
    size = (max(round(pixels.shape[1] * height_px / pixels.shape[0]), 1), height_px)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
