"""Frame rates of a recording: of its review, and of decoding alone."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path

import av

from hysteroview.capture.opening import open_source
from hysteroview.core.errors import SourceError
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.table import AUTO
from hysteroview.pipeline.inference.process import InferenceProcess
from hysteroview.pipeline.review.analysis import Review
from hysteroview.pipeline.review.divided import Division, divided
from hysteroview.settings.view_presets import AUTOMATIC

_FILL_FRAMES = 40  # until decoder and network run at constant speed


def review_fps(
    video: Path,
    card: ModelCard,
    runtime: str = AUTO,
    inference: InferenceProcess | None = None,
    processes: int = 1,
) -> float:
    """Analyze a recording as `hysteroview analyze` does; return frames per second.

    Raises
    ------
    SourceError
        The recording is too short.
    """
    division = Division(processes, AUTOMATIC, every=1)
    with closing(divided(open_source(str(video)), card, division)) as source:
        review = Review(source, card, runtime=runtime, inference=inference, keeps_pictures=False)
        return _rate(video.name, review.results())


def decode_fps(video: Path, most_frames: int | None = None) -> float:
    """Decode a recording with all cores, without converting pixels; return frames per second.

    Parameters
    ----------
    most_frames
        After which it ends; None for the whole recording.

    Raises
    ------
    SourceError
        The recording is too short.
    """
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        return _rate(video.name, islice(container.decode(stream), most_frames))


def _rate(name: str, frames: Iterable[object]) -> float:
    began_s, count = 0.0, 0
    for count, _ in enumerate(frames, 1):
        if count == _FILL_FRAMES:
            began_s = time.perf_counter()
    if count <= 2 * _FILL_FRAMES:
        raise SourceError(f"{name} is too short for a measurement: {count} frames.")
    return (count - _FILL_FRAMES) / (time.perf_counter() - began_s)
