"""The colors of pictures with a palette (PS3.3, C.7.9)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

_VALUES, _BYTE = 256, 8
_COLORS = ("Blue", "Green", "Red")
_MOST = 65536  # entries; written as 0


def read_palette(header: Dataset) -> NDArray[np.uint8]:
    """Return the colors of the values 0 to 255: (256, 3) uint8, B, G, R.

    Values before the first entry have its color, those behind the last one the color of that.

    Raises
    ------
    ValueError
        An entry is missing.
    """
    return np.stack([_table(header, each) for each in _COLORS], axis=1)


def _table(header: Dataset, color: str) -> NDArray[np.uint8]:
    count, first, bits = (
        int(each) for each in header[f"{color}PaletteColorLookupTableDescriptor"].value
    )
    content = bytes(header[f"{color}PaletteColorLookupTableData"].value)
    count = count or _MOST
    is_wide = bits > _BYTE or len(content) >= 2 * count  # entries of 8 bits may take 16
    entries = np.frombuffer(content, "<u2" if is_wide else np.uint8)
    if len(entries) < count or bits not in (_BYTE, 2 * _BYTE):
        raise ValueError("the palette is cut off")
    places = np.clip(np.arange(_VALUES) - first, 0, count - 1)
    chosen = entries[places]
    return np.asarray(chosen >> _BYTE if bits > _BYTE else chosen, np.uint8)
