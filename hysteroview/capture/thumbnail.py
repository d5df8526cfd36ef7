"""Thumbnail of a source's present picture, for the choice of a source."""

from __future__ import annotations

import threading
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.opening import open_source
from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError, SourceError
from hysteroview.core.types import Frame

WIDTH_PX, HEIGHT_PX = 320, 180
_MOST_DARK, _DARK = 50, 16  # frames; mean level of one that is taken for black


def thumbnail(
    location: str,
    timeout_s: float = 8.0,
    opener: Callable[[str], VideoSource] = open_source,
) -> NDArray[np.uint8] | HysteroViewError:
    """Open a source, read its first frame, and close it; not for the GUI thread.

    Black frames at the beginning of a recording are passed over. A source that hangs is abandoned:
    its thread closes it when it returns.

    Parameters
    ----------
    location
        Location for `open_source`. A camera that is in use elsewhere has no thumbnail.
    opener
        Opens it.

    Returns
    -------
    (h, w, 4) uint8 BGRA of at most `WIDTH_PX` × `HEIGHT_PX`, with square pixels; or the error.
    """
    found: list[NDArray[np.uint8] | HysteroViewError] = []

    def look() -> None:
        try:
            found.append(_look(opener(location)))
        except HysteroViewError as error:
            found.append(error)

    thread = threading.Thread(target=look, name="thumbnail", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if found:
        return found[0]
    return SourceError("No picture is received.", remedy="Check that it is connected and sending.")


def _look(source: VideoSource) -> NDArray[np.uint8]:
    try:
        frame = source.read()
        for _ in range(0 if source.info.is_live else _MOST_DARK):
            if frame is None or shrink(frame)[..., :3].mean() > _DARK:
                break
            frame = source.read() or frame
    finally:
        source.close()
    if frame is None:
        raise SourceError("The source contains no picture.", remedy="Choose another source.")
    return shrink(frame)


def shrink(frame: Frame) -> NDArray[np.uint8]:
    """Return a small copy of a frame; see `thumbnail`."""
    shown_width = frame.width_px * float(frame.pixel_aspect)
    zoom = min(WIDTH_PX / shown_width, HEIGHT_PX / frame.height_px, 1.0)
    size = (max(round(shown_width * zoom), 1), max(round(frame.height_px * zoom), 1))
    return np.asarray(cv2.resize(frame.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
