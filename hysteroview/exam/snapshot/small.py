"""Small copies of the pictures of an exam, for lists."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.exam.files.medium import MOST_PICTURE_BYTES, Medium, read
from hysteroview.exam.snapshot.png import size_of

_MOST_PX = 16384  # twice the largest size of a source, since pictures as shown have square pixels


def read_small(path: Path, medium: Medium, height_px: int) -> NDArray[np.uint8] | None:
    """Read a picture in a small size.

    Returns
    -------
    (height_px, w, 4) uint8 BGRA; None if the file is no picture.

    Raises
    ------
    OSError
        It cannot be read.
    BrokenSealError
        It was changed or is damaged.
    """
    content = read(medium, path, MOST_PICTURE_BYTES)
    if not 0 < max(size_of(content)) <= _MOST_PX:  # it may have gigabytes once decoded
        return None
    coded = np.frombuffer(content, np.uint8)
    picture = cv2.imdecode(coded, cv2.IMREAD_REDUCED_COLOR_2)
    if picture is None:
        return None
    size = (max(round(picture.shape[1] * height_px / picture.shape[0]), 1), height_px)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2BGRA), np.uint8)
