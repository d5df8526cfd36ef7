"""Places in the view of a phantom, by its geometry."""

from __future__ import annotations

import numpy as np
import pytest

from hysteroview.core.review.places import Place
from hysteroview.imaging.phantom.places import PhantomView
from hysteroview.imaging.phantom.scene import Cavity

CAVITY = Cavity(half_width=1.0, half_thickness=0.45, fundus=1.1, isthmus=0.4, bow=0.05)
OSTIA = np.array([[-0.85, 0.0, 0.8], [0.85, 0.0, 0.8]])


def view(position: tuple[float, float, float], target: tuple[float, float, float]) -> PhantomView:
    forward = np.subtract(target, position)
    return PhantomView(
        position=np.array(position, float), forward=forward / np.linalg.norm(forward),
        half_fov=0.6, cavity=CAVITY, ostia=OSTIA,
    )  # fmt: skip


@pytest.mark.parametrize(("target", "expected"), [
    ((0, 0, 1.1), {Place.FUNDUS}),
    ((-0.85, 0, 0.8), {Place.RIGHT_OSTIUM}),  # on the left of the picture
    ((0.85, 0, 0.8), {Place.LEFT_OSTIUM}),
    ((0, -0.45, 0.1), {Place.ANTERIOR_WALL}),  # at the top of the picture
    ((0, 0.45, 0.1), {Place.POSTERIOR_WALL}),
])  # fmt: skip
def test_what_the_camera_looks_at_is_in_view(
    target: tuple[float, float, float], expected: set[Place]
) -> None:
    assert view((0, 0, -0.4), target).places == expected


def test_behind_the_isthmus_only_the_canal_is_in_view() -> None:
    assert view((0, 0, -1.3), (0, 0, 1.1)).places == {Place.CERVICAL_CANAL}
