"""A review analyzes every frame in order, and ends whatever happens."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import BackendUnavailable, SourceError
from hysteroview.core.record import record_of
from hysteroview.core.types import AssessmentState, Frame
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.review.analysis import Review


class Wall:
    """A source of frames of one color, black ones among them, that may fail.

    They are 0.6 s apart, so that the field of view is looked for in each.
    """

    damage = None

    def __init__(self, count: int, fails_at: int | None = None) -> None:
        self._count, self._fails_at, self._index = count, fails_at, 0
        self.info = SourceInfo(
            name="wall", width_px=96, height_px=64, fps=None, frame_count=count,
            duration_s=None, codec="none",
        )  # fmt: skip

    def read(self) -> Frame | None:
        if self._index == self._fails_at:
            raise SourceError("The wall fell.")
        if self._index == self._count:
            return None
        index = self._index
        self._index += 1
        pixels = np.zeros((64, 96, 4), np.uint8)
        if index % 10 != 9:
            pixels[..., index % 3] = 200  # blue, green, red
        return Frame(index, index * 600_000_000, time.monotonic_ns(), pixels)

    def close(self) -> None:
        pass


def test_all_frames_come_in_order_with_their_own_analysis(bundle: Path) -> None:
    review = Review(Wall(40), load_card(bundle))
    results = list(review.results())
    assert [result.frame.index for result in results] == list(range(40))
    for result in results:
        assert result.analysis is not None
        assert result.analysis.frame_index == result.frame.index
        if result.frame.index % 10 == 9:
            assert result.analysis.state is AssessmentState.NOT_ASSESSABLE
        else:
            assert result.analysis.label is not None
            assert result.analysis.label.code == ("SM", "EP", "AH")[result.frame.index % 3]
    assert review.runtime is not None


def test_a_child_that_dies_is_replaced_and_no_frame_is_lost(bundle: Path) -> None:
    review = Review(Wall(60), load_card(bundle))
    with closing(review.results()) as results:
        seen = [next(results)]
        child = review.inference_pid
        assert child is not None
        os.kill(child, signal.SIGKILL)
        seen.extend(results)
    assert [result.frame.index for result in seen] == list(range(60))
    assert all(result.analysis is not None for result in seen)


def test_every_third_frame(bundle: Path) -> None:
    results = list(Review(Wall(10), load_card(bundle), every=3).results())
    assert len(results) == 10
    assert [r.frame.index for r in results if r.analysis is not None] == [0, 3, 6, 9]


def test_it_can_be_left_at_any_time(bundle: Path) -> None:
    with closing(Review(Wall(10**6), load_card(bundle)).results()) as results:
        next(results)
        next(results)


def test_what_came_before_a_failure_is_given(bundle: Path) -> None:
    results = Review(Wall(9, fails_at=5), load_card(bundle)).results()
    assert [next(results).frame.index for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(SourceError, match="fell"):
        next(results)


def test_a_model_that_cannot_be_loaded_ends_it(make_bundle) -> None:  # type: ignore[no-untyped-def]
    card = load_card(make_bundle(model=b"no model"))
    with pytest.raises(BackendUnavailable):
        list(Review(Wall(10**6), card).results())


def test_without_pictures_the_analyses_are_the_same_and_the_pictures_are_freed(
    bundle: Path,
) -> None:
    card = load_card(bundle)
    kept = list(Review(Wall(40), card).results())
    freed = list(Review(Wall(40), card, keeps_pictures=False).results())
    for one, other in zip(kept, freed, strict=True):
        assert one.analysis is not None
        assert other.analysis is not None
        assert record_of(one.analysis) == record_of(other.analysis)
        assert (other.frame.width_px, other.frame.height_px) == (96, 64)
        with pytest.raises(AssertionError, match="freed"):
            _ = other.frame.pixels
