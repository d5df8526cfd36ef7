"""Writing objects as files (PS3.10); pixels of any size are copied through, not loaded."""

from __future__ import annotations

import shutil
import struct
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Final

from pydicom.dataset import Dataset

_PIXELS: Final = b"\xe0\x7f\x10\x00OB\x00\x00\xff\xff\xff\xff"  # (7FE0,0010), undefined length
_ITEM: Final = b"\xfe\xff\x00\xe0"
_END: Final = b"\xfe\xff\xdd\xe0\x00\x00\x00\x00"
MOST_FRAGMENT_BYTES: Final = 0xFFFFFFFE  # of an item (PS3.5, A.4)
_CHUNK_BYTES: Final = 1 << 20


class ObjectKind(StrEnum):
    """Kind of an object of an exam."""

    STILL = "still"
    VIDEO = "video"
    RESULT = "result"
    OVERLAY = "overlay"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class DicomObject:
    """An object in a file.

    Attributes
    ----------
    path
        The file, with preamble and file meta information.
    transfer_syntax_uid
        In which it is stored in the file.
    """

    path: Path
    kind: ObjectKind
    sop_class_uid: str
    transfer_syntax_uid: str
    sop_instance_uid: str
    series_instance_uid: str
    study_instance_uid: str
    size_bytes: int


def write_object(
    path: Path, content: Dataset, kind: ObjectKind, fragment: BufferedIOBase | None = None
) -> DicomObject:
    """Write an object as a file.

    Parameters
    ----------
    path
        An existing file is replaced.
    fragment
        The compressed pixels, from their beginning to their end; they become one fragment.

    Raises
    ------
    OSError
        It cannot be written.
    ValueError
        The fragment is longer than `MOST_FRAGMENT_BYTES`.
    """
    with path.open("wb") as file:
        content.save_as(file, enforce_file_format=True)
        if fragment is not None:
            _write_fragment(file, fragment)
    return DicomObject(
        path=path,
        kind=kind,
        sop_class_uid=str(content.SOPClassUID),
        transfer_syntax_uid=str(content.file_meta.TransferSyntaxUID),
        sop_instance_uid=str(content.SOPInstanceUID),
        series_instance_uid=str(content.SeriesInstanceUID),
        study_instance_uid=str(content.StudyInstanceUID),
        size_bytes=path.stat().st_size,
    )


def write_compressed(path: Path, content: Dataset, kind: ObjectKind, pixels: bytes) -> DicomObject:
    """Write an object with one compressed picture; see `write_object`."""
    return write_object(path, content, kind, BytesIO(pixels))


def _write_fragment(file: BufferedIOBase, fragment: BufferedIOBase) -> None:
    """Append the pixels: an empty offset table, one fragment of even length, and the end."""
    length = fragment.seek(0, 2)
    fragment.seek(0)
    even = length + length % 2
    if even > MOST_FRAGMENT_BYTES:
        raise ValueError("a fragment of pixels must be shorter than 4 GiB")
    file.write(_PIXELS + _ITEM + struct.pack("<I", 0) + _ITEM + struct.pack("<I", even))
    shutil.copyfileobj(fragment, file, _CHUNK_BYTES)
    file.write(b"\0" * (even - length) + _END)
