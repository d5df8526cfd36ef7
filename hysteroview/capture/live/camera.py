"""Cameras and capture cards through OpenCV: V4L2, Media Foundation, DirectShow, AVFoundation."""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

import cv2
import numpy as np

from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.capture.live.measured_rate import MeasuredRate
from hysteroview.capture.source import SourceInfo, info_at
from hysteroview.core.errors import SourceError
from hysteroview.core.locations import resembles_address
from hysteroview.core.types import SQUARE_PIXELS, Frame
from hysteroview.settings.corrections import CurrentCorrection

log = logging.getLogger(__name__)

_REMEDY = (
    "Enter for example camera:0 or camera:/dev/video0?size=1920x1080&fps=60&format=MJPG; "
    "`hysteroview sources` lists the connected devices."
)
_UNPLUGGED = "Check its cable, and that no other program is using it."
_MOST_MISSES = 5  # consecutive reads without a frame
_FRACTION_LIMIT = 1001  # for rates like 60000/1001
_WINDOWS = ((cv2.CAP_MSMF, "Media Foundation"), (cv2.CAP_DSHOW, "DirectShow"))
BACKENDS = {
    "linux": ((cv2.CAP_V4L2, "V4L2"),),
    "win32": _WINDOWS,
    "darwin": ((cv2.CAP_AVFOUNDATION, "AVFoundation"),),
}


@dataclass(frozen=True, slots=True)
class CameraLocation:
    """A camera and its format; values that are None are left to the driver.

    Attributes
    ----------
    device
        OpenCV's device number, or the path of a device on Linux.
    fourcc
        Coding on the cable: "MJPG", "YUYV", "NV12".
    """

    device: int | str
    size_px: tuple[int, int] | None = None
    fps: Fraction | None = None
    fourcc: str | None = None

    def __str__(self) -> str:
        asked: dict[str, str] = {}
        if self.size_px is not None:
            asked["size"] = f"{self.size_px[0]}x{self.size_px[1]}"
        if self.fps is not None:
            asked["fps"] = str(self.fps)
        if self.fourcc is not None:
            asked["format"] = self.fourcc
        return f"camera:{self.device}" + (f"?{urlencode(asked, safe='/')}" if asked else "")


class Capture(Protocol):
    """The part of `cv2.VideoCapture` that is used."""

    def isOpened(self) -> bool: ...
    def set(self, prop: int, value: float, /) -> bool: ...
    def get(self, prop: int, /) -> float: ...
    def read(self) -> tuple[bool, Any]: ...
    def release(self) -> None: ...


OpenCapture = Callable[[int | str, int], Capture]


def parse_location(location: str) -> CameraLocation:
    """Read ``camera:0?size=1920x1080&fps=59.94&format=MJPG``.

    Raises
    ------
    SourceError
        It is not the address of a camera, or has an unknown option.
    """
    _, _, rest = location.partition(":")
    device, _, query = rest.partition("?")
    if not device or resembles_address(device):
        raise SourceError("This is not the address of a camera.", remedy=_REMEDY)
    asked = dict(parse_qsl(query, keep_blank_values=True))
    size, fps, fourcc = (asked.pop(name, None) for name in ("size", "fps", "format"))
    if asked or (query and size is fps is fourcc is None):
        raise SourceError("This address of a camera has an unknown option.", remedy=_REMEDY)
    if fourcc is not None and not re.fullmatch(r"[\x21-\x7e][\x20-\x7e]{3}", fourcc):
        raise SourceError("The format of this camera is not one such as MJPG.", remedy=_REMEDY)
    number = int(device) if re.fullmatch(r"\d{1,4}", device, re.ASCII) else device
    return CameraLocation(number, _parse_size(size), _parse_rate(fps), fourcc)


def camera_name(device: int | str) -> str:
    """Return a short name for display; `hysteroview.capture.live.devices` has product names."""
    text = str(device)
    is_known = isinstance(device, int) or text.startswith("/dev/")
    return f"camera {text.rpartition('/')[2]}" if is_known else "camera"  # it may be anything


def _open_device(device: int | str, backend: int) -> Capture:
    # otherwise V4L2 waits 10 s before it reports that no frame was received
    os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "3")
    # this program reports what it warns of
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_ERROR)
    return cv2.VideoCapture(device, backend)


def connect(
    wanted: CameraLocation,
    open_capture: OpenCapture = _open_device,
    platform: str = sys.platform,
    *,
    correction: CurrentCorrection | None = None,
) -> CameraSource:
    """Open a camera with the first interface of the system that returns a frame.

    Raises
    ------
    SourceError
        No interface returns a frame.
    """
    for backend, words in BACKENDS.get(platform, BACKENDS["linux"]):
        try:
            capture = open_capture(wanted.device, backend)
        except cv2.error as error:
            log.info("%s cannot open a camera: %s", words, error.code)
            continue
        if capture.isOpened():
            try:
                return CameraSource(wanted, capture, correction or CurrentCorrection())
            except SourceError as error:
                capture.release()
                log.info("%s: %s", words, error.message)
                continue
        capture.release()
    raise SourceError(
        f"The {camera_name(wanted.device)} cannot be opened, or sends no picture.",
        remedy=_UNPLUGGED,
    )


class CameraSource:
    """The frames of one camera, from opening until it is unplugged.

    A timestamp is the time at which the frame was received. If the driver hangs, `read` hangs too;
    `Feed` handles that.
    """

    def __init__(
        self, wanted: CameraLocation, capture: Capture, correction: CurrentCorrection
    ) -> None:
        self._correction = correction
        self._name = camera_name(wanted.device)
        self._capture = capture
        self._is_closed = False
        self._delivered = 0
        _ask(capture, wanted)
        self._pending = self._next_frame()
        if self._pending is None:
            raise SourceError(f"The {self._name} sends no picture.", remedy=_UNPLUGGED)
        given_fps = capture.get(cv2.CAP_PROP_FPS)
        fps = Fraction(given_fps).limit_denominator(_FRACTION_LIMIT) if given_fps > 0 else None
        self._info = SourceInfo(
            name=self._name, width_px=self._pending.width_px, height_px=self._pending.height_px,
            fps=fps, frame_count=None, duration_s=None, codec=_fourcc(capture), is_live=True,
        )  # fmt: skip
        self._difference = _difference(wanted, self._info)
        self._rate = MeasuredRate(fps)

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        """Difference between the requested and the actual format; None if there is none."""
        return " ".join(filter(None, (self._difference, self._rate.notice))) or None

    def read(self) -> Frame | None:
        """Return the next frame; None once closed.

        Raises
        ------
        SourceError
            The camera was unplugged.
        """
        if self._is_closed:
            return None
        frame, self._pending = self._pending or self._next_frame(), None
        if frame is None:
            raise SourceError(f"The connection to the {self._name} was lost.", remedy=_UNPLUGGED)
        self._info = info_at(self._info, frame)
        if self._rate.add(frame.captured_ns):
            self._info = replace(self._info, fps=self._rate.actual)
        return frame

    def close(self) -> None:
        """Release the camera; may be called twice."""
        self._is_closed, self._pending = True, None
        self._capture.release()

    def _next_frame(self) -> Frame | None:
        """Return the next frame; a few missed frames are tolerated."""
        for _ in range(_MOST_MISSES):
            try:
                has_picture, picture = self._capture.read()
            except cv2.error as error:
                log.debug("a frame could not be read: %s", error.code)
                continue
            now_ns = time.monotonic_ns()
            if not has_picture or picture is None or max(picture.shape[:2]) > LARGEST_PX:
                continue
            conversion = cv2.COLOR_GRAY2BGRA if picture.ndim == 2 else cv2.COLOR_BGR2BGRA
            pixels = np.asarray(cv2.cvtColor(picture, conversion), np.uint8)
            self._delivered += 1
            height, width = pixels.shape[:2]
            aspect = self._correction.now.aspect.pixel_aspect(SQUARE_PIXELS, width, height)
            return Frame(self._delivered - 1, now_ns, now_ns, pixels, aspect)
        return None


def _ask(capture: Capture, wanted: CameraLocation) -> None:
    """Request a format from the driver, which selects the nearest or ignores unknown values.

    The coding is set first: USB cameras offer large sizes only as MJPG.
    """
    if wanted.fourcc is not None:
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*wanted.fourcc))
    if wanted.size_px is not None:
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.size_px[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.size_px[1])
    if wanted.fps is not None:
        capture.set(cv2.CAP_PROP_FPS, float(wanted.fps))
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 2)  # so that the driver buffers no old frames


def _fourcc(capture: Capture) -> str:
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    letters = "".join(chr((code >> shift) & 0xFF) for shift in (0, 8, 16, 24)) if code > 0 else ""
    return letters.strip() if letters.isprintable() and letters.strip() else "raw"


def _difference(wanted: CameraLocation, given: SourceInfo) -> str | None:
    differences = []
    size = (given.width_px, given.height_px)
    if wanted.size_px is not None and wanted.size_px != size:
        differences.append(
            f"{size[0]} × {size[1]} instead of {wanted.size_px[0]} × {wanted.size_px[1]}"
        )
    if wanted.fps is not None and given.fps is not None and abs(wanted.fps - given.fps) > 1:
        differences.append(
            f"{float(given.fps):.4g} instead of {float(wanted.fps):.4g} frames per second"
        )
    if wanted.fourcc is not None and given.codec not in (wanted.fourcc.strip(), "raw"):
        differences.append(f"{given.codec} instead of {wanted.fourcc.strip()}")
    return f"The camera sends {' and '.join(differences)}." if differences else None


def _parse_size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,4})x(\d{1,4})", text, re.ASCII)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 < min(size) <= max(size) <= LARGEST_PX:
        raise SourceError("The size of this camera is not one such as 1920x1080.", remedy=_REMEDY)
    return size


def _parse_rate(text: str | None) -> Fraction | None:
    if text is None:
        return None
    try:
        # an exponent could make a number of a billion digits
        plain = re.fullmatch(r"[\d./]{1,16}", text, re.ASCII)
        rate = Fraction(text if plain else 0).limit_denominator(_FRACTION_LIMIT)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= 1000:
        raise SourceError(
            "The frame rate of this camera is not one such as 60 or 59.94.", remedy=_REMEDY
        )
    return rate
