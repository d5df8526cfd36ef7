"""A stopped stream is noticed; a camera that is held still is not taken for one."""

from __future__ import annotations

import numpy as np

from hysteroview.core.types import NS_PER_S
from hysteroview.imaging.quality.freeze import FreezeDetector

STILL = np.random.default_rng(3).integers(0, 200, (90, 160, 3), dtype=np.uint8)


def test_the_same_picture_for_a_second_is_frozen_until_it_moves() -> None:
    detector = FreezeDetector(after_s=1.0)
    frozen = [detector.update(index * NS_PER_S // 25, STILL.copy()) for index in range(40)]
    assert frozen == [False] * 25 + [True] * 15
    assert not detector.update(40 * NS_PER_S // 25, STILL[::-1].copy())


def test_a_camera_held_still_is_not_frozen() -> None:
    rng = np.random.default_rng(5)
    detector = FreezeDetector()
    for index in range(60):
        noise = rng.integers(0, 4, STILL.shape, dtype=np.uint8)
        assert not detector.update(index * NS_PER_S // 25, STILL + noise)


def test_a_clock_that_continues_does_not_hide_a_freeze() -> None:
    detector = FreezeDetector()
    frozen = False
    for index in range(60):
        picture = STILL.copy()
        picture[2:4, 2:6] = index
        frozen = detector.update(index * NS_PER_S // 25, picture)
    assert frozen


def test_a_jump_back_in_time_or_another_size_restarts() -> None:
    detector = FreezeDetector()
    detector.update(10 * NS_PER_S, STILL)
    assert not detector.update(0, STILL)
    assert not detector.update(2 * NS_PER_S, STILL[:40])
