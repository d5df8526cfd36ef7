"""Cameras that are recognized when they are opened again, also by the next start of the program."""

from __future__ import annotations

from dataclasses import replace

import cv2

from hysteroview.capture.live.camera import (
    CameraLocation,
    CameraSource,
    camera_name,
    connect,
    parse_location,
)
from hysteroview.capture.live.identity import SameCamera, connected_cameras, node_name
from hysteroview.capture.live.reconnecting import ReconnectingSource
from hysteroview.core.types import Frame
from hysteroview.settings.corrections import CurrentCorrection, split_correction
from hysteroview.settings.known_cameras import (
    CameraIdentity,
    KnownCamera,
    known_cameras_path,
    recall_camera,
    remember_camera,
)

_COARSE_WIDTH_PX = 48


def open_source(location: str, correction: CurrentCorrection | None = None) -> IdentifiedCamera:
    """Open a camera, which is reopened when it is plugged in again after being unplugged.

    It is the one that was used under this name before (`IdentifiedCamera.remember`).

    Parameters
    ----------
    correction
        The aspect, which drivers do not declare; it may change later.

    Raises
    ------
    OtherCameraError
        Another camera has the name of the one that was used before.
    SourceError
        There is no such camera, it is in use, or it sends no picture.
    """
    known = recall_known(location)
    return _open(location, correction, None if known is None else known.identity)


def open_another(location: str, correction: CurrentCorrection | None = None) -> IdentifiedCamera:
    """Open the camera that has this name now, which may be another one than before.

    `IdentifiedCamera.remember` makes it the one of this name.

    Raises
    ------
    SourceError
        There is none, it is in use, or it sends no picture.
    """
    return _open(split_correction(location)[0], correction, None)


def _open(
    location: str, correction: CurrentCorrection | None, known: CameraIdentity | None
) -> IdentifiedCamera:
    wanted = parse_location(location)
    same = SameCamera(wanted.device, connected_cameras, known)
    return IdentifiedCamera(wanted, same, correction or CurrentCorrection())


def open_whichever(location: str) -> CameraSource:
    """Open the camera that has this name now, to show its picture before it is accepted.

    Raises
    ------
    SourceError
        There is none, it is in use, or it sends no picture.
    """
    return connect(parse_location(split_correction(location)[0]))


def recall_known(location: str) -> KnownCamera | None:
    """Return the camera that was used at a location before; None if there was none."""
    wanted = parse_location(split_correction(location)[0])
    return recall_camera(node_name(wanted.device), known_cameras_path())


def accept_camera(location: str, identity: CameraIdentity) -> None:
    """Let another camera be the one of a location.

    Raises
    ------
    SourceError
        It is not the location of a camera.
    """
    wanted = parse_location(split_correction(location)[0])
    remember_camera(node_name(wanted.device), KnownCamera(identity), known_cameras_path())


class IdentifiedCamera(ReconnectingSource):
    """A camera that is recognized when it is opened again, also by the next start of the program.

    Raises
    ------
    SourceError
        It cannot be opened, or another one has its name.
    """

    def __init__(
        self, wanted: CameraLocation, same: SameCamera, correction: CurrentCorrection
    ) -> None:
        self._device, self._same = wanted.device, same
        super().__init__(
            lambda: connect(replace(wanted, device=same.device()), correction=correction),
            camera_name(wanted.device),
        )
        self._picture = b"" if self._pending is None else _coarse(self._pending)

    def remember(self) -> None:
        """Keep what identifies the camera, for its location; nothing where that is unknown."""
        if self._same.known is not None:
            known = KnownCamera(self._same.known, self._picture)
            remember_camera(node_name(self._device), known, known_cameras_path())


def _coarse(frame: Frame) -> bytes:
    """Return a PNG that shows the kind of picture, and is too small to recognize a person."""
    shown_width = frame.width_px * float(frame.pixel_aspect)
    height = max(round(_COARSE_WIDTH_PX * frame.height_px / shown_width), 1)
    small = cv2.resize(frame.pixels, (_COARSE_WIDTH_PX, height), interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".png", small[..., :3])[1])
