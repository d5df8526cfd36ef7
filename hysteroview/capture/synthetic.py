"""The phantom as a live source: ``phantom:?seed=7&lesion=EP&blood=1&size=1280x720&fps=30``."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import parse_qsl

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.imaging.phantom import LOOP_S, Lesion, Phantom, PhantomSpec, Structure
from hysteroview.settings.corrections import CurrentCorrection

_REMEDY = (
    "Enter for example phantom:?seed=7&lesion=EP&size=1280x720&fps=30, with lesion none, EH, AH, "
    "EC, EP or SM; blood, bubbles, blur, instrument and console_text are 0 or 1."
)
_FLAGS = ("blood", "bubbles", "blur", "instrument", "console_text")
_JPEG_QUALITY = 95
_STRIDE = 2  # every second frame is rendered first if rendering all is too slow
_WAIT_S = 0.5
_THREADS = 2


@dataclass(frozen=True, slots=True)
class PhantomLocation:
    """Parameters in the location of a phantom."""

    spec: PhantomSpec
    fps: Fraction


def parse_location(location: str) -> PhantomLocation:
    """Read a location; missing parameters have defaults.

    Raises
    ------
    SourceError
        It has an unknown option or an invalid value.
    """
    scheme, _, rest = location.partition(":")
    if scheme.lower() != "phantom":
        raise SourceError("This is not the address of a phantom.", remedy=_REMEDY)
    asked = dict(parse_qsl(rest.lstrip("?"), keep_blank_values=True))
    if rest.strip("?") and not asked:
        raise SourceError("This is not the address of a phantom.", remedy=_REMEDY)
    flags = {name: _parse_flag(name, asked.pop(name, "0")) for name in _FLAGS}
    seed = _parse_number("seed", asked.pop("seed", "7"), 0, 2**31 - 1)
    lesion = _parse_lesion(asked.pop("lesion", "EP"))
    width, height = _parse_size(asked.pop("size", "1280x720"))
    fps = Fraction(_parse_number("fps", asked.pop("fps", "30"), 1, 120))
    if asked:
        raise SourceError("This address of a phantom has an unknown option.", remedy=_REMEDY)
    spec = PhantomSpec(
        seed=seed, lesion=lesion, width_px=width, height_px=height,
        structure=Structure.NONE, **flags,
    )  # fmt: skip
    return PhantomLocation(spec, fps)


def open_source(location: str, _correction: CurrentCorrection | None = None) -> PhantomSource:
    """Open the phantom at `location`; there is nothing to correct.

    Raises
    ------
    SourceError
        The location has an unknown option or an invalid value.
    """
    return PhantomSource(parse_location(location))


class PhantomSource:
    """A phantom that plays its loop endlessly in real time.

    Two threads render the loop once and store it as JPEG; after that a frame only needs to be
    decoded. A machine that cannot render at the full rate leaves out every second frame at first:
    it plays the first round at half the rate, in real time, and the next rounds in full. Timestamps
    are those of the loop, so frames that were left out leave gaps.
    """

    def __init__(self, location: PhantomLocation) -> None:
        self._fps = location.fps
        spec = location.spec
        self._info = SourceInfo(
            name=f"phantom {spec.lesion.value}, seed {spec.seed}",
            width_px=spec.width_px,
            height_px=spec.height_px,
            fps=location.fps,
            frame_count=None,
            duration_s=None,
            codec="phantom",
            is_live=True,
            is_synthetic=True,
        )
        self._length = max(1, round(LOOP_S * float(location.fps)))
        self._added = threading.Condition()  # guards _loop; a leaf lock
        self._loop: dict[int, NDArray[np.uint8]] = {}
        self._stop = threading.Event()
        self._position = -1
        self._delivered = 0
        self._start_ns: int | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="phantom")
        self._filling: Future[None] = self._threads.submit(self._fill, spec)

    @property
    def info(self) -> SourceInfo:
        return self._info

    @property
    def damage(self) -> str | None:
        return None

    def read(self) -> Frame | None:
        """Return the next frame when it is due; None after `close`."""
        found = self._take_next()
        if found is None:
            return None
        position, encoded = found
        bgr = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8)
        pixels = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), np.uint8)
        pts_ns = position * NS_PER_S * self._fps.denominator // self._fps.numerator
        if not self._wait_until_due(pts_ns):
            return None
        frame = Frame(self._delivered, pts_ns, time.monotonic_ns(), pixels)
        self._position = position
        self._delivered += 1
        return frame

    def close(self) -> None:
        """End the threads; may be called twice."""
        self._stop.set()
        with self._added:
            self._added.notify_all()
        self._threads.shutdown(wait=True)

    def _take_next(self) -> tuple[int, NDArray[np.uint8]] | None:
        """Wait for one of the next frames of the loop; return its position and its JPEG."""
        with self._added:
            while not self._stop.is_set():
                for position in range(self._position + 1, self._position + 1 + _STRIDE):
                    encoded = self._loop.get(position % self._length)
                    if encoded is not None:
                        return position, encoded
                if self._filling.done():
                    self._filling.result()  # raises the defect that ended it
                self._added.wait(_WAIT_S)
        return None

    def _wait_until_due(self, pts_ns: int) -> bool:
        """Wait until a frame is due; False if the source was closed meanwhile."""
        now_ns = time.monotonic_ns()
        period_ns = NS_PER_S * self._fps.denominator // self._fps.numerator
        if self._start_ns is None or now_ns - (self._start_ns + pts_ns) > _STRIDE * period_ns:
            self._start_ns = now_ns - pts_ns  # late: continue from here without catching up
        wait_ns = self._start_ns + pts_ns - now_ns
        return not self._stop.wait(max(wait_ns, 0) / NS_PER_S)

    def _fill(self, spec: PhantomSpec) -> None:
        """Render the loop once (in the threads), then the frames that were left out."""
        phantom = Phantom(spec)
        period_s = 1 / float(self._fps)
        slot, stride, mean_s = 0, 1, 0.0
        while slot < self._length and not self._stop.is_set():
            began_s = time.monotonic()
            second = self._threads.submit(self._render, phantom, (slot + stride) % self._length)
            self._render(phantom, slot)
            second.result()
            slot += 2 * stride
            mean_s += 0.2 * ((time.monotonic() - began_s) / 2 - mean_s)
            stride = 1 if mean_s < period_s else _STRIDE
        for slot in set(range(self._length)) - set(self._loop):
            if self._stop.is_set():
                return
            self._render(phantom, slot)

    def _render(self, phantom: Phantom, slot: int) -> None:
        encoded = _encode(phantom.render(slot / float(self._fps)).pixels)
        with self._added:
            self._loop[slot] = encoded
            self._added.notify_all()


def _encode(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return np.asarray(encoded, np.uint8)


def _parse_flag(name: str, value: str) -> bool:
    if value not in ("0", "1"):
        raise SourceError(f"{name} must be 0 or 1.", remedy=_REMEDY)
    return value == "1"


def _parse_number(name: str, value: str, low: int, high: int) -> int:
    if not (re.fullmatch(r"\d{1,12}", value, re.ASCII) and low <= int(value) <= high):
        raise SourceError(
            f"The phantom's {name} must be a whole number from {low} to {high}.",
            remedy=_REMEDY,
        )
    return int(value)


def _parse_lesion(value: str) -> Lesion:
    for lesion in Lesion:
        if lesion.value.lower() == value.lower():
            return lesion
    raise SourceError("The phantom has no such lesion.", remedy=_REMEDY)


def _parse_size(value: str) -> tuple[int, int]:
    width, _, height = value.lower().partition("x")
    return _parse_number("size", width, 32, 4096), _parse_number("size", height, 32, 4096)
