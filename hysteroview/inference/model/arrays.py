"""Reading of .npz files that others may have written, with bounds that hold before memory is used.

A small .npz can contain gigabytes of zeros: its directory and the headers of its arrays are read
first.
"""

from __future__ import annotations

import io
import math
import re
import struct
import zipfile
import zlib
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_MOST_ENTRIES = 64
_MOST_DIMENSIONS = 4
_LONGEST_HEADER = 1000  # bytes
# as numpy writes it, with floats or integers
_HEADER = re.compile(
    rb"\{'descr': '([<>|][fiu][1248])', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,9}, ?)*(?:\d{1,9})?)\), \}[ ]*\n"
)
# exceptions of zipfile and zlib on damaged files
_DAMAGE = (
    OSError, EOFError, KeyError, ValueError, RuntimeError, OverflowError,
    zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


class _ExcessError(Exception):
    """A bound is exceeded."""


def unpack_arrays(packed: bytes, most_bytes: int) -> dict[str, NDArray[Any]]:
    """Return the arrays of an .npz file by name; no code in the file is executed.

    Parameters
    ----------
    most_bytes
        Most bytes of all arrays together, unpacked.

    Raises
    ------
    ValueError
        The file is damaged or exceeds a bound; the message says which.
    """
    arrays: dict[str, NDArray[Any]] = {}
    left = most_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise _ExcessError(f"more than {_MOST_ENTRIES} entries")
            for entry in entries:
                name = entry.filename.removesuffix(".npy")
                if name in arrays:
                    raise _ExcessError("two entries of one name")
                arrays[name] = _unpack(archive, entry, left)
                left -= arrays[name].nbytes
    except _ExcessError as error:
        raise ValueError(f"not permitted: {error}") from error
    except _DAMAGE as error:
        text = (str(error).splitlines() or [""])[0][:100]
        raise ValueError(f"damaged: {text or type(error).__name__}") from error
    return arrays


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> NDArray[Any]:
    # only these two are unpacked piece by piece: bzip2 and LZMA return all that a piece contains
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _ExcessError("another compression than deflate")
    with archive.open(entry) as file:
        kind, is_fortran, shape = _read_header(file)
        size = math.prod(shape) * kind.itemsize
        if len(shape) > _MOST_DIMENSIONS or size > left:
            raise _ExcessError(f"an array {shape} of {kind}")
        content = file.read(size)
        if file.read(1):  # reading to the end also compares the checksum
            raise _ExcessError("bytes behind an array")
    array = np.frombuffer(content, kind)
    return array.reshape(shape, order="F" if is_fortran else "C")


def _read_header(file: IO[bytes]) -> tuple[np.dtype[Any], bool, tuple[int, ...]]:
    """Read type, order and shape (numpy.lib.format, versions 1.0 and 2.0)."""
    magic = file.read(8)
    lengths = {b"\x93NUMPY\x01\x00": struct.Struct("<H"), b"\x93NUMPY\x02\x00": struct.Struct("<I")}
    if magic not in lengths:
        raise ValueError("no array of numbers")
    (length,) = lengths[magic].unpack(file.read(lengths[magic].size))
    if length > _LONGEST_HEADER:
        raise _ExcessError(f"a header of {length} bytes")
    found = _HEADER.fullmatch(file.read(length))
    if found is None:
        raise ValueError("an array that does not consist of numbers")
    shape = tuple(int(number) for number in re.findall(rb"\d+", found[3]))
    return np.dtype(found[1].decode()), found[2] == b"True", shape
