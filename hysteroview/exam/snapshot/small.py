"""Small copies of the pictures of an exam, for lists."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.exam.files.medium import Medium, read


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
    coded = np.frombuffer(read(medium, path), np.uint8)
    picture = cv2.imdecode(coded, cv2.IMREAD_REDUCED_COLOR_2) if len(coded) else None
    if picture is None:
        return None
    size = (max(round(picture.shape[1] * height_px / picture.shape[0]), 1), height_px)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2BGRA), np.uint8)
