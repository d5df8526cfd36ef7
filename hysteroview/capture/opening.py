"""The table of sources, which selects the adapter for a location."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from hysteroview.capture.source import VideoSource
from hysteroview.core.locations import is_address


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
    from hysteroview.capture.files.stills import accepts  # noqa: PLC0415 - only this row needs it

    return accepts(location)


SOURCES = (
    SourceKind("phantom", "hysteroview.capture.synthetic", _is_phantom),
    SourceKind("camera", "hysteroview.capture.live.camera", _is_camera),
    SourceKind("network", "hysteroview.capture.live.network", is_address),
    SourceKind("stills", "hysteroview.capture.files.stills", _is_still),
    SourceKind("video file", "hysteroview.capture.files.pyav", lambda _: True),
)


def open_source(location: str) -> VideoSource:
    """Open `location`: a phantom, a camera, a network address, a picture, a folder of pictures,
    or a video file.

    ``phantom:?seed=7``, ``camera:0?size=1920x1080&fps=60``, ``rtsp://10.0.0.5/live``.

    Raises
    ------
    SourceError
        Nothing can be read there; the error contains a remedy.
    """
    kind = next(kind for kind in SOURCES if kind.accepts(location))
    opener = cast("Callable[[str], VideoSource]", import_module(kind.adapter).open_source)
    return opener(location)
