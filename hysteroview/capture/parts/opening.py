"""Opening a video file together with the files that continue it."""

from __future__ import annotations

from pathlib import Path

from hysteroview.capture.files import pyav
from hysteroview.capture.parts.finding import find_parts
from hysteroview.capture.parts.joined import JoinedSource
from hysteroview.capture.source import SeekableSource
from hysteroview.settings.corrections import CurrentCorrection
from hysteroview.settings.joining import split_joining


def open_source(location: str, correction: CurrentCorrection | None = None) -> SeekableSource:
    """Open a video file, or the parts of a recording from its first file or its folder.

    Parameters
    ----------
    correction
        Colors and aspect in place of the files'; it may change while they are read.

    Raises
    ------
    SourceError
        There is no video that can be read, with the reason and what to do about it.
    """
    plain, joining = split_joining(location)
    correction = correction or CurrentCorrection()
    parts = find_parts(Path(plain), joining)
    if len(parts.paths) > 1:
        return JoinedSource(parts, correction)
    location = str(parts.paths[0]) if Path(plain).is_dir() else plain
    source = pyav.open_source(location, correction)
    source.add_note(parts.note)
    return source
