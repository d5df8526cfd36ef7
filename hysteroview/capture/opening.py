"""The table of sources, which selects the adapter for a location."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.locations import is_address
from hysteroview.settings.corrections import (
    CurrentCorrection,
    check_correction,
    split_correction,
)


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One row of the table of sources."""

    name: str
    adapter: str
    accepts: Callable[[str], bool]


def _is_phantom(location: str) -> bool:
    return location.partition(":")[0].lower() == "phantom"


def _is_camera(location: str) -> bool:
    return location.partition(":")[0].lower() == "camera"


def _is_still(location: str) -> bool:
    from hysteroview.capture.files.stills import accepts  # noqa: PLC0415 - only for this row
    from hysteroview.capture.parts.finding import (  # noqa: PLC0415 - only for this row
        is_folder_of_videos,
    )

    return accepts(location) and not is_folder_of_videos(Path(location))


def _is_dicom(location: str) -> bool:
    from hysteroview.capture.dicom.finding import accepts  # noqa: PLC0415 - only for this row

    return accepts(location)


_Opener = Callable[[str, CurrentCorrection], VideoSource]

SOURCES = (
    SourceKind("phantom", "hysteroview.capture.synthetic", _is_phantom),
    SourceKind("camera", "hysteroview.capture.live.identified", _is_camera),
    SourceKind("network", "hysteroview.capture.live.network", is_address),
    SourceKind("dicom", "hysteroview.capture.dicom.opening", _is_dicom),
    SourceKind("stills", "hysteroview.capture.files.stills", _is_still),
    SourceKind("video files", "hysteroview.capture.parts.opening", lambda _: True),
)


def open_source(location: str, correction: CurrentCorrection | None = None) -> VideoSource:
    """Open `location`: a phantom, a camera, a network address, a picture, a folder of pictures,
    a video file, the files of a recording that was split, or DICOM files.

    ``phantom:?seed=7``, ``camera:0?size=1920x1080&fps=60``, ``rtsp://10.0.0.5/live``,
    ``film.mpg#color=bt709-full&aspect=16:9``, ``film_1.mp4#parts=alone``.

    Parameters
    ----------
    correction
        Colors and aspect in place of the metadata's, which may change while the source is open;
        None for the ones in the location.

    Raises
    ------
    SourceError
        Nothing can be read there; the error contains a remedy.
    """
    plain, given = split_correction(location)
    correction = correction or CurrentCorrection(given)
    try:
        check_correction(plain, correction.now)
    except ValueError as error:
        raise SourceError(
            f"The source cannot be opened: {error}.", remedy="Leave this option out."
        ) from error
    kind = next(kind for kind in SOURCES if kind.accepts(plain))
    opener = cast("_Opener", import_module(kind.adapter).open_source)
    return opener(plain, correction)
