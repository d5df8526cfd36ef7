"""Trial: delay until a change of zoom is noticed, and time of detecting the field of view."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, Frame
from hysteroview.imaging.view.tracker import FieldOfViewTracker
from hysteroview.lab.data.console_frames import ConsoleFrames, Setting
from hysteroview.lab.trials.view import shared

_RATE_HZ = 25
_BEFORE, _AFTER = 4 * _RATE_HZ, 2 * _RATE_HZ  # frames of each zoom
_MOMENTS = 12  # different pictures of each, in rotation
_ZOOMS = (0.72, 0.85)
_SETTINGS = (Setting.ROUND, Setting.CUT_OFF, Setting.OFF_CENTER, Setting.OCTAGON, Setting.FULL)
_FOUND = 0.95  # overlap with the true area from which the change counts as noticed


@dataclass(frozen=True, slots=True)
class ChangeTrial:
    """One change of zoom.

    Attributes
    ----------
    noticed_s
        Time from the first frame of the new zoom to the first with its view; None if never.
    locked_ms
        Processor time of each frame before the change, without the first second: thumbnail and
        tracker, to be measured with OpenCV on one thread.
    """

    setting: Setting
    zoom: float
    noticed_s: float | None
    locked_ms: tuple[float, ...]


def try_changes(seeds: Sequence[int]) -> Iterator[ChangeTrial]:
    """Show each setting for some seconds, then zoom out."""
    for seed in seeds:
        for setting in _SETTINGS:
            console = ConsoleFrames(setting, seed)
            pixels = [console.render(0.3 * moment) for moment in range(_MOMENTS)]
            for zoom in _ZOOMS:
                yield _try(setting, pixels, console.truth, zoom)


def _try(
    setting: Setting, pixels: Sequence[NDArray[np.uint8]], area: NDArray[np.uint8], zoom: float
) -> ChangeTrial:
    tracker, times_ms = FieldOfViewTracker(), []
    before = [_bgra(each) for each in pixels]
    after = [_bgra(_zoomed(each, zoom)) for each in pixels]
    truth = _zoomed(area, zoom)
    for index in range(_BEFORE + _AFTER):
        moments = before if index < _BEFORE else after
        frame = Frame(index, index * NS_PER_S // _RATE_HZ, 0, moments[index % _MOMENTS])
        began_ns = time.thread_time_ns()
        view = tracker.update(frame)
        if _RATE_HZ <= index < _BEFORE:
            times_ms.append((time.thread_time_ns() - began_ns) / 1e6)
        if index >= _BEFORE and shared(view, truth) > _FOUND:
            return ChangeTrial(setting, zoom, (index - _BEFORE) / _RATE_HZ, tuple(times_ms))
    return ChangeTrial(setting, zoom, None, tuple(times_ms))


def _zoomed(pixels: NDArray[np.uint8], zoom: float) -> NDArray[np.uint8]:
    """Shrink a frame toward its center, with black around it."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 0, zoom)
    return np.asarray(cv2.warpAffine(pixels, matrix, (width, height)), np.uint8)


def _bgra(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8)


def change_table(trials: Sequence[ChangeTrial]) -> str:
    """Return the figures in two lines."""
    noticed = [trial.noticed_s for trial in trials if trial.noticed_s is not None]
    times_ms = [each for trial in trials for each in trial.locked_ms]
    text = "never"
    if noticed:
        text = f"after {np.median(noticed):.2f} s, at the latest {max(noticed):.2f} s"
    median, late = np.median(times_ms), np.percentile(times_ms, 95)
    return (
        f"another zoom: {len(trials)} changes, {len(noticed)} noticed, {text}\nprocessor time per "
        f"frame once locked: mean {np.mean(times_ms):.2f} ms, median {median:.2f} ms, 95th "
        f"percentile {late:.2f} ms"
    )
