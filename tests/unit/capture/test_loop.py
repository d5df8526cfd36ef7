"""A looping source never ends."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hysteroview.capture.loop import LoopingSource
from hysteroview.capture.source import SourceInfo
from hysteroview.core.types import Frame


class Strip:
    """A film of some frames, the first of them not at 0."""

    def __init__(self, count: int, fps: Fraction | None = Fraction(25)) -> None:
        self.count, self.fps, self.closed, self._next = count, fps, 0, 0

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(
            name="strip",
            width_px=4,
            height_px=4,
            fps=self.fps,
            frame_count=self.count,
            duration_s=1.0,
            codec="none",
        )

    @property
    def damage(self) -> str | None:
        return None

    def read(self) -> Frame | None:
        if self._next == self.count:
            return None
        self._next += 1
        pts_ns = 500_000_000 + 40_000_000 * self._next
        return Frame(self._next - 1, pts_ns, 7, np.full((4, 4, 4), 255, np.uint8))

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("count", [1, 3])
def test_indices_and_timestamps_go_on(count: int) -> None:
    rounds = [Strip(count)]

    def reopen() -> Strip:
        rounds.append(Strip(count))
        return rounds[-1]

    source = LoopingSource(rounds[0], reopen)
    frames = [source.read() for _ in range(10)]
    assert [frame.index for frame in frames if frame] == list(range(10))
    assert len(set(np.diff([frame.pts_ns for frame in frames if frame]).tolist())) == 1
    assert all(strip.closed == 1 for strip in rounds[:-1])
    assert source.info.frame_count is None
    source.close()
    assert rounds[-1].closed == 1


def test_a_still_picture_comes_ten_times_a_second() -> None:
    source = LoopingSource(Strip(1, None), lambda: Strip(1, None))
    first, second = source.read(), source.read()
    assert first is not None
    assert second is not None
    assert second.pts_ns - first.pts_ns == 100_000_000


def test_an_empty_source_ends() -> None:
    assert LoopingSource(Strip(0), lambda: Strip(0)).read() is None
