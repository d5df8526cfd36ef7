"""Frames that are kept have no pixels; those that are shown have, and those beside them soon."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box, Frame
from hysteroview.pipeline.review.display_frames import DisplayFrames
from hysteroview.pipeline.review.frame_window import FrameWindow


@dataclass
class CountingPicture:
    """A picture that counts how often its pixels are computed."""

    computed: list[int] = field(default_factory=list)
    width_px: int = 4
    height_px: int = 2

    @property
    def pixels(self) -> NDArray[np.uint8]:
        self.computed.append(1)
        return np.zeros((2, 4, 4), np.uint8)

    def reduce(self, region: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
        raise NotImplementedError

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        raise NotImplementedError

    def anew(self) -> CountingPicture:
        return CountingPicture()


def window_of(count: int) -> tuple[FrameWindow, list[Frame]]:
    frames = [Frame(index, index * 40, 0, CountingPicture()) for index in range(count)]
    window = FrameWindow(1 << 20)
    window.restart(frames[0], is_first=True)
    for frame in frames[1:]:
        window.append(frame)
    return window, frames


def computed(frames: list[Frame]) -> int:
    return sum(len(frame.image.computed) for frame in frames)  # type: ignore[union-attr]


def test_no_pixels_of_frames_that_are_kept_are_computed() -> None:
    window, frames = window_of(8)
    display = DisplayFrames()
    for index in (3, 4, 3, 7):
        window.go_to_index(index)
        shown = display.show(window.current, is_waiting=False)
        assert shown.index == index
        _ = shown.pixels
        while (beside := display.next_to_compute(window, 1, 0.0)) is not None:
            _ = beside.pixels
    assert computed(frames) == 0


def test_frames_beside_the_present_one_are_computed_once_and_then_shown() -> None:
    window, _ = window_of(8)
    window.go_to_index(4)
    display = DisplayFrames()
    display.show(window.current, is_waiting=False)
    made = []
    while (beside := display.next_to_compute(window, 1, 1.0)) is not None:
        made.append(beside)
    assert [each.index for each in made] == [5, 3, 6]
    window.go_to_index(5)
    assert display.show(window.current, is_waiting=False) is made[0]
    assert not display.wants(window, 1, 8.0)  # in vain at this speed
    window.go_to_index(4)
    assert display.show(window.current, is_waiting=True) is made[0]  # the one before stays
