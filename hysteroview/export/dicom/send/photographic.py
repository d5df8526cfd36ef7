"""Endoscopic videos as Video Photographic Image, which some viewers show only.

UIDs and modality are replaced by others of the same length, in place: videos of any size are not
read or copied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hysteroview.export.dicom.send.objects import read_object

_ENDOSCOPIC: Final = b"1.2.840.10008.5.1.4.1.1.77.1.1.1"
_PHOTOGRAPHIC: Final = b"1.2.840.10008.5.1.4.1.1.77.1.4.1"
# Modality: ES becomes XC, the one of this class (PS3.3, A.32.7.3)
_MODALITIES: Final = (b"\x08\x00\x60\x00CS\x02\x00ES", b"\x08\x00\x60\x00CS\x02\x00XC")
_HEADER_BYTES: Final = 64 * 1024
_MOST_BYTES: Final = 64 << 20  # of an object that refers to videos
_DIGITS: Final = 12


def make_photographic(videos: Sequence[Path], objects: Sequence[Path]) -> None:
    """Change the class of videos, and what other objects say about them.

    Parameters
    ----------
    objects
        All objects, with the videos.

    Raises
    ------
    ArchiveError
        A file is not a DICOM file.
    OSError
        A file cannot be read or written.
    """
    changed = {}
    for path in videos:
        before = read_object(path).instance.encode()
        changed[before] = other_uid(before)
    pairs = [*changed.items(), (_ENDOSCOPIC, _PHOTOGRAPHIC)]
    for path in objects:
        if path in videos:
            _replace(path, [*pairs, _MODALITIES], _HEADER_BYTES)
        elif path.stat().st_size <= _MOST_BYTES and _mentions(path, changed):
            _replace(path, pairs, _MOST_BYTES)


def other_uid(uid: bytes) -> bytes:
    """Return another UID of the same length for the same object in another class."""
    head, tail = uid[:-_DIGITS], uid[-_DIGITS:]
    if b"." in tail or not head or head.endswith(b"."):
        return uid  # too short to be one of ours
    digest = int(hashlib.sha256(uid + b"photographic").hexdigest(), 16)
    return head + f"{digest % 10**_DIGITS:0{_DIGITS}}".encode()


def _mentions(path: Path, uids: dict[bytes, bytes]) -> bool:
    content = path.read_bytes()
    return any(uid in content for uid in uids)


def _replace(path: Path, pairs: Sequence[tuple[bytes, bytes]], most_bytes: int) -> None:
    with path.open("rb+") as file:
        content = file.read(most_bytes)
        for before, after in pairs:
            content = content.replace(before, after)
        file.seek(0)
        file.write(content)
