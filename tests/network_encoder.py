"""Frames that went through a real encoder of low bit rate, as those of a network source do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import av
import numpy as np

from hysteroview.capture.opening import open_source
from hysteroview.core.types import Frame

FPS = 25


def through_encoder(
    frames: Sequence[np.ndarray],
    path: Path,
    *,
    kbit_s: int | None = None,
    crf: int | None = None,
    key_interval: int = 50,
) -> Iterator[Frame]:
    """Encode (H, W, 3) uint8 BGR frames with x264 as an encoder box does, and read them back."""
    settings = f"keyint={key_interval}:min-keyint={key_interval}:scenecut=0"
    options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": settings}
    if crf is not None:
        options["crf"] = str(crf)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options=options)
        stream.pix_fmt = "yuv420p"
        stream.height, stream.width = frames[0].shape[:2]
        if kbit_s is not None:
            stream.bit_rate = kbit_s * 1000
        for pixels in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "bgr24")))
        container.mux(stream.encode(None))
    source = open_source(str(path))
    try:
        while (frame := source.read()) is not None:
            yield frame
    finally:
        source.close()
