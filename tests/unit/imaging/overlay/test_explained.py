"""A weak explanation never looks like a strong one."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hysteroview.core.types import Box, Evidence, FieldOfView
from hysteroview.imaging.overlay.explained import (
    cut,
    evidence_picture,
    occlusion_evidence,
    points_at,
)

BOX = Box(20, 0, 120, 120)
VIEW = FieldOfView(BOX)
GRAY = np.full((120, 160, 4), (90, 90, 90, 255), np.uint8)


def spot(value: float) -> NDArray[np.float32]:
    values = np.zeros((7, 7), np.float32)
    values[3, 3] = value
    return values


def change_of(picture: NDArray[np.uint8]) -> int:
    """Greatest change of a channel against the gray picture."""
    return int(np.abs(picture[..., :3].astype(int) - 90).max())


def test_opacity_follows_the_probability_whatever_the_unit_of_the_method() -> None:
    changes = []
    for probability in (0.02, 0.2, 0.9):
        by_unit = [
            change_of(evidence_picture(GRAY, Evidence(spot(unit), probability, VIEW, BOX)))
            for unit in (1e-4, 1.0, 50.0)
        ]
        assert len(set(by_unit)) == 1
        changes.append(by_unit[0])
    assert changes[0] <= 5  # 2 % is hardly seen
    assert changes[0] < changes[1] / 5
    assert changes[1] < changes[2] / 3


def test_map_without_evidence_leaves_the_picture_as_it_is() -> None:
    picture = evidence_picture(GRAY, Evidence(spot(0.0), 0.9, VIEW, BOX))
    assert np.array_equal(picture, cut(GRAY, BOX))
    assert picture.shape == (120, 120, 4)


def test_losses_have_one_scale_for_all_frames() -> None:
    weak, strong = (
        change_of(evidence_picture(GRAY, occlusion_evidence(spot(-points), VIEW, BOX)))
        for points in (2.0, 50.0)
    )
    assert weak < strong / 10
    gain = evidence_picture(GRAY, occlusion_evidence(spot(30.0), VIEW, BOX))
    assert change_of(gain) == 0  # hiding it made the class more probable


def test_change_at_a_place_is_that_of_its_square() -> None:
    points = spot(-12.0)
    points[0, 0] = np.nan
    assert points_at(points, 0.5, 0.5) == pytest.approx(-12)
    assert points_at(points, 0.0, 0.0) is None
    assert points_at(points, 1.2, 0.5) is None


def test_cut_is_the_whole_box_also_where_it_is_outside_the_frame() -> None:
    """A click on the picture would otherwise mean another place than the network saw."""
    part = cut(GRAY, Box(20, -20, 160, 160))
    assert part.shape == (160, 160, 4)
    assert (part[:20, :, :3] == 0).all()
    assert (part[20:140, :140, :3] == 90).all()
    assert (part[..., 3] == 255).all()
