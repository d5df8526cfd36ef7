"""Masks as run lengths."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hysteroview.lab.annotations.annotated import LARGEST_PX


def runs_to_bitmap(
    runs: Sequence[int], width_px: int, height_px: int, *, by_column: bool
) -> NDArray[np.bool_]:
    """Return a mask of run lengths, which begin with a run outside of the region.

    Parameters
    ----------
    by_column
        Whether the runs go down the columns, as in COCO, or along the rows, as in CVAT.

    Returns
    -------
    (height_px, width_px) bool.

    Raises
    ------
    ValueError
        They are not as long as the mask has pixels.
    """
    total = width_px * height_px
    if not 0 < total <= LARGEST_PX * LARGEST_PX or max(width_px, height_px) > LARGEST_PX:
        raise ValueError("the size of a mask is not valid")
    if len(runs) > total + 1 or any(type(run) is not int or not 0 <= run <= total for run in runs):
        raise ValueError("the run lengths of a mask are not valid")
    if sum(runs) != total:
        raise ValueError(f"the runs of a mask have {sum(runs)} pixels, its size {total}")
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    if by_column:
        return np.ascontiguousarray(flat.reshape(width_px, height_px).T)
    return flat.reshape(height_px, width_px)


def unpack_counts(text: str) -> list[int]:
    """Return the run lengths of COCO's compressed form.

    Six bits a character, five of them a part of the number, the sixth for "continued"; from the
    third run on, the difference to the run two before. As in `rleFrString` of pycocotools, which
    does not check what it reads.

    Raises
    ------
    ValueError
        It is cut off or has other characters.
    """
    runs: list[int] = []
    at = 0
    while at < len(text):
        value, shift, is_continued = 0, 0, True
        while is_continued:
            if at >= len(text) or shift > 60:
                raise ValueError("the run lengths of a mask are cut off")
            bits = ord(text[at]) - 48
            if not 0 <= bits < 64:
                raise ValueError("the run lengths of a mask have other characters")
            value |= (bits & 0x1F) << shift
            is_continued = bool(bits & 0x20)
            at, shift = at + 1, shift + 5
            if not is_continued and bits & 0x10:
                value |= -1 << shift
        if len(runs) > 2:
            value += runs[-2]
        runs.append(value)
    return runs
