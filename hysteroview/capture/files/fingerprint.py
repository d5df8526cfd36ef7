"""Recognizing a recording that was corrected before, by its content."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from hysteroview.capture.files.container import VIDEO_SUFFIXES
from hysteroview.capture.files.stills import SUFFIXES, natural_key
from hysteroview.core.locations import is_address
from hysteroview.settings.corrections import (
    Correction,
    split_correction,
    takes_colors,
    with_correction,
)
from hysteroview.settings.joining import split_joining
from hysteroview.settings.known_recordings import (
    known_recordings_path,
    load_known_recordings,
    remember_recording,
)

_LOOKED_AT_BYTES = 256 * 1024  # at either end


def is_recording(location: str) -> bool:
    """Whether a location, without a correction, is that of a file or a folder of pictures."""
    return takes_colors(location) and not is_address(location)


def fingerprint(path: Path) -> str | None:
    """Return a number for the content of a file, whatever its name and folder.

    Its length and both ends are looked at. Of a folder of pictures, it is that of the first one; of
    a folder of videos too.

    Returns
    -------
    None if it cannot be read.
    """
    try:
        if path.is_dir():
            files = list(path.iterdir())
            pictures = [each for each in files if each.suffix.lower() in SUFFIXES]
            videos = [each for each in files if each.suffix.lower() in VIDEO_SUFFIXES]
            path = min(pictures or videos, key=natural_key, default=path)
        with path.open("rb") as file:
            length = file.seek(0, os.SEEK_END)
            digest = hashlib.sha256(str(length).encode())
            for start in (0, max(length - _LOOKED_AT_BYTES, 0)):
                file.seek(start)
                digest.update(file.read(_LOOKED_AT_BYTES))
    except OSError:
        return None
    return digest.hexdigest()


def recall(location: str) -> str:
    """Return a recording's location with the correction that is known for it.

    A location that has a correction, and that of any other source, is returned as it is.
    """
    plain, correction = split_correction(location)
    if correction or not is_recording(plain):
        return location
    known = load_known_recordings(known_recordings_path())
    found = known.get(fingerprint(_path_of(plain)) or "") if known else None
    return with_correction(plain, found or Correction())


def remember(location: str) -> None:
    """Keep the correction in a recording's location for the next time; none forgets it."""
    plain, correction = split_correction(location)
    if not is_recording(plain):
        return
    path = known_recordings_path()
    if not correction and not load_known_recordings(path):
        return
    if (found := fingerprint(_path_of(plain))) is not None:
        remember_recording(found, correction, path)


def _path_of(plain: str) -> Path:
    return Path(split_joining(plain)[0])
