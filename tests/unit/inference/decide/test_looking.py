"""Looking at frames through a prepared cut."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hysteroview.core.types import Box, FieldOfView, Frame
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.inference.decide.looking import Looker

ROUND = FieldOfView(Box(40, 0, 240, 240), Box(40, 0, 240, 240))


def frame(width_px: int = 320, aspect: Fraction = Fraction(1)) -> Frame:
    pixels = np.random.default_rng(width_px).integers(0, 256, (240, width_px, 4), np.uint8)
    return Frame(0, 0, 0, pixels, aspect)


@pytest.mark.parametrize(
    ("other", "view"),
    [
        (frame(), FieldOfView(Box(60, 10, 200, 200))),
        (frame(300), ROUND),
        (frame(aspect=Fraction(16, 15)), ROUND),
    ],
    ids=["view", "size", "aspect"],
)
def test_another_view_size_or_aspect_is_cut_out_anew(other: Frame, view: FieldOfView) -> None:
    looker = Looker(224)
    looker.look(frame(), ROUND)
    seen = looker.look(other, view)
    box = model_box(view, other.pixel_aspect)
    assert seen.box == box
    assert np.array_equal(seen.crop, crop(other.image, box, 224, view))
