"""The heatmap shows evidence and leaves the rest of the picture alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hysteroview.core.types import Box, Evidence, FieldOfView
from hysteroview.imaging.overlay.heatmap import (
    LAYER_PX,
    blend,
    class_activation_map,
    heatmap_layer,
    visible_part,
)

BOX = Box(40, -20, 240, 240)
VIEW = FieldOfView(Box(40, 0, 240, 200), Box(40, -20, 240, 240))
MAPS = hnp.arrays(np.float32, (7, 7), elements=st.floats(-50, 50, width=32))


def peak_map(row: int, column: int) -> np.ndarray:
    class_map = np.full((7, 7), -1.0, np.float32)
    class_map[row, column] = 9.0
    return class_map


@given(MAPS)
def test_evidence_is_scaled_to_its_peak(class_map: np.ndarray) -> None:
    evidence = class_activation_map(class_map)
    assert evidence.min() >= 0
    assert evidence.max() == pytest.approx(1.0 if class_map.max() > 0 else 0.0)


@settings(max_examples=30)
@given(MAPS, st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32 - 1))
def test_places_without_evidence_stay_bit_for_bit(
    class_map: np.ndarray, probability: float, opacity: float, seed: int
) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (200, 320, 4), np.uint8)
    pixels[..., 3] = 255
    layer = heatmap_layer(Evidence(class_map, probability, VIEW, BOX), opacity)
    assert (layer[..., :3] <= layer[..., 3:]).all()  # premultiplied
    blended = blend(pixels, layer, BOX)
    assert (blended[..., 3] == pixels[..., 3]).all()
    outside = np.ones((200, 320), bool)
    outside[:, 40:280] = False
    assert (blended[outside] == pixels[outside]).all()
    if not layer.any():
        assert (blended == pixels).all()


def test_the_strongest_place_is_where_the_map_says() -> None:
    view = FieldOfView(Box(0, 0, 280, 280))
    layer = heatmap_layer(Evidence(peak_map(1, 5), 1.0, view, Box(0, 0, 280, 280)), 1.0)
    row, column = np.unravel_index(layer[..., 3].argmax(), layer.shape[:2])
    assert (row * 7 // LAYER_PX, column * 7 // LAYER_PX) == (1, 5)


def test_opacity_follows_the_probability() -> None:
    view = FieldOfView(Box(0, 0, 280, 280))
    alphas = [
        int(
            heatmap_layer(Evidence(peak_map(3, 3), p, view, Box(0, 0, 280, 280)), 0.6)[..., 3].max()
        )
        for p in (0.0, 0.3, 0.6, 1.0)
    ]
    assert alphas[0] == 0
    assert alphas == pytest.approx([0, 46, 92, 153], abs=2)


def test_nothing_is_drawn_outside_a_round_view() -> None:
    view = FieldOfView(Box(0, 0, 280, 280), Box(0, 0, 280, 280))
    everywhere = np.ones((7, 7), np.float32)
    layer = heatmap_layer(Evidence(everywhere, 1.0, view, Box(0, 0, 280, 280)), 1.0)
    assert layer[0, 0, 3] == 0
    assert layer[LAYER_PX // 2, LAYER_PX // 2, 3] == 255


def test_no_evidence_draws_nothing() -> None:
    layer = heatmap_layer(Evidence(np.full((7, 7), -3.0, np.float32), 1.0, VIEW, BOX), 1.0)
    assert not layer.any()


def test_blending_is_source_over() -> None:
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 256, (90, 160, 4), np.uint8)
    pixels[..., 3] = 255
    layer = np.zeros((LAYER_PX, LAYER_PX, 4), np.uint8)
    layer[:] = (10, 20, 60, 100)  # one color, so that scaling the layer changes nothing
    blended = blend(pixels, layer, Box(30, -20, 130, 130))
    exact = layer[0, 0, :3] + pixels[:, 30:, :3] * (155 / 255)
    assert np.abs(blended[:, 30:, :3] - exact).max() <= 1
    assert (blended[:, :30] == pixels[:, :30]).all()
    assert (blend(pixels, layer, Box(500, 500, 10, 10)) == pixels).all()


def test_nothing_is_drawn_over_a_panel_or_beyond_an_octagon() -> None:
    box = Box(0, 0, 280, 280)
    corners = ((80, 0), (280, 0), (280, 280), (0, 280), (0, 80))
    view = FieldOfView(box, outline=corners, panels=(Box(140, 140, 90, 90),))
    everywhere = np.full((7, 7), 2.0, np.float32)
    layer = heatmap_layer(Evidence(everywhere, 1.0, view, box), 0.6)
    assert layer[: LAYER_PX // 10, : LAYER_PX // 10].max() == 0
    inner = slice(LAYER_PX // 2 + 2, LAYER_PX * 3 // 4)
    assert layer[inner, inner].max() == 0
    assert layer[LAYER_PX // 4, LAYER_PX * 3 // 4, 3] > 100


def test_the_visible_part_of_a_layer_has_all_that_is_not_transparent() -> None:
    layer = np.zeros((LAYER_PX, LAYER_PX, 4), np.uint8)
    assert visible_part(layer) is None
    layer[20:40, 30:33, 3] = 7
    assert visible_part(layer) == Box(29, 19, 5, 22)
    layer[0, LAYER_PX - 1, 3] = 1
    assert visible_part(layer) == Box(29, 0, LAYER_PX - 29, 41)
    drawn = heatmap_layer(Evidence(peak_map(1, 5), 1.0, VIEW, BOX), 1.0)
    part = visible_part(drawn)
    assert part is not None
    assert part.width * part.height < LAYER_PX**2 / 4
