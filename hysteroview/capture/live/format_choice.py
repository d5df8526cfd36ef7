"""Which of its formats a camera is best opened in, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from hysteroview.capture.live.v4l2 import CameraFormat

_MOST_HZ = 60.0  # more is not seen
_MOST_PX = 1920 * 1200  # more costs time, and the model sees no more of it
_UNKNOWN_HZ = 25.0
# an uncompressed picture is worth half as many pixels more; inter-coded ones come late
_WORTH = MappingProxyType({"MJPG": 1.0, "JPEG": 1.0, "H264": 0.8, "HEVC": 0.8, "MPG2": 0.6})
_UNCOMPRESSED_WORTH = 1.5


def is_compressed(fourcc: str) -> bool:
    """Whether the device compresses pictures in this coding."""
    return fourcc in _WORTH


def ranked(formats: Iterable[CameraFormat]) -> tuple[CameraFormat, ...]:
    """Sort formats by rate × size × what the coding is worth, the best first."""
    return tuple(sorted(formats, key=lambda each: (-_worth(each), -_area(each), each.fourcc)))


def reason(formats: Sequence[CameraFormat]) -> str:
    """Return why the first of ranked formats is the best, in a sentence; empty without formats."""
    if not formats:
        return ""
    best = formats[0]
    size = f"{best.width_px} × {best.height_px}"
    if not is_compressed(best.fourcc):
        return f"{size} is sent without compression at {_rate(best):.4g} frames per second."
    raw = [
        each for each in formats if not is_compressed(each.fourcc) and _area(each) == _area(best)
    ]
    if not raw:
        return f"{size} is sent only compressed ({best.fourcc})."
    return (
        f"{size} is sent at {_rate(best):.4g} frames per second with compression ({best.fourcc}), "
        f"without it only at {_rate(raw[0]):.4g}."
    )


def _rate(each: CameraFormat) -> float:
    return float(each.rates[0]) if each.rates else _UNKNOWN_HZ


def _area(each: CameraFormat) -> int:
    return each.width_px * each.height_px


def _worth(each: CameraFormat) -> float:
    pixels = min(_area(each), _MOST_PX) * min(_rate(each), _MOST_HZ)
    return pixels * _WORTH.get(each.fourcc, _UNCOMPRESSED_WORTH)
