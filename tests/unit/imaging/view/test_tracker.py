"""The view over time: a panel that never changes goes, another scope is noticed within 1 s."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.core.types import NS_PER_S, Box, FieldOfView, Frame
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.imaging.pixels.sampling import Thumbnails, thumbnail
from hysteroview.imaging.pixels.view_mask import frame_mask
from hysteroview.imaging.view.field_of_view import BLACK_LEVEL, find_field_of_view
from hysteroview.imaging.view.page import _median
from hysteroview.imaging.view.shape import Sides, _straight_sides
from hysteroview.imaging.view.shape import _median as _median_distance
from hysteroview.imaging.view.tracker import FieldOfViewTracker, _is_black
from hysteroview.settings.view_presets import parse_view

SIZE = (640, 360)


def area(x: int, y: int, radius: int) -> np.ndarray:
    mask = np.zeros(SIZE[::-1], np.uint8)
    cv2.circle(mask, (x, y), radius, (255,), cv2.FILLED)
    return mask


def frame(index: int, mask: np.ndarray, panel: Box | None = None) -> Frame:
    """A picture that changes, inside `mask`, with a gray panel that does not."""
    coarse = np.random.default_rng(index).integers(40, 200, (18, 32), dtype=np.uint8)
    level = cv2.resize(coarse, SIZE, interpolation=cv2.INTER_CUBIC)
    pixels = np.dstack([level // 2, level // 2, np.maximum(level, 40), np.full_like(level, 255)])
    pixels[mask == 0, :3] = 10
    if panel is not None:
        noise = np.random.default_rng(9).integers(70, 140, (panel.height, panel.width, 1))
        pixels[panel.y : panel.y + panel.height, panel.x : panel.x + panel.width, :3] = noise
    return Frame(index, index * NS_PER_S // 25, 0, np.ascontiguousarray(pixels))


def shared(view: FieldOfView | None, mask: np.ndarray) -> float:
    assert view is not None
    found = frame_mask(view, SIZE) > 0
    return float((found & (mask > 0)).sum() / (found | (mask > 0)).sum())


def test_a_panel_that_never_changes_is_taken_out_after_some_seconds() -> None:
    panel = Box(20, 230, 150, 130)
    mask = area(260, 180, 160)
    truth = mask.copy()
    truth[230:, :170] = 0
    tracker = FieldOfViewTracker()
    for index in range(90):
        view = tracker.update(frame(index, mask, panel))
    assert shared(view, truth) > 0.95
    assert view is not None
    box = model_box(view, frame(0, mask).pixel_aspect)
    seen = crop(frame(0, mask, panel).pixels, box, 224, view)
    x, y = ((120 - box.x) * 224 // box.width, (320 - box.y) * 224 // box.height)
    assert seen[y, x].max() == 0


@pytest.mark.parametrize(("x", "radius"), [(320, 130), (250, 170), (320, 179)])
def test_another_scope_or_zoom_is_noticed_within_a_second(x: int, radius: int) -> None:
    tracker = FieldOfViewTracker()
    for index in range(60):
        tracker.update(frame(index, area(320, 180, 155)))
    other = area(x, 180, radius)
    for index in range(60, 86):
        view = tracker.update(frame(index, other))
    assert shared(view, other) > 0.95


@pytest.mark.parametrize("is_settled", [True, False])
def test_a_settled_view_is_not_taken_for_a_smaller_one_in_shadow(*, is_settled: bool) -> None:
    whole, in_shadow = area(320, 180, 160), area(320, 180, 160)
    in_shadow[:38] = 0
    known = FieldOfViewTracker().update(frame(0, whole))
    assert known is not None
    tracker = FieldOfViewTracker()
    first = frame(1, in_shadow)
    tracker.expect(known, first, Thumbnails(first.image), is_settled=is_settled)
    views = {tracker.update(frame(index, in_shadow)) for index in range(1, 30)}
    assert (views == {known}) is is_settled
    other = area(250, 180, 100)
    for index in range(30, 60):
        view = tracker.update(frame(index, other))
    assert shared(view, other) > 0.95


def test_what_the_operator_has_set_holds() -> None:
    preset = parse_view("octagon:0.25,0,0.5,1")
    tracker = FieldOfViewTracker(preset=preset)
    view = tracker.update(frame(0, area(320, 180, 100)))
    assert view == preset.view(SIZE)
    black = Frame(1, 1, 0, np.zeros((360, 640, 4), np.uint8))
    assert tracker.update(black) is None


def test_an_octagon_has_its_corners_cut() -> None:
    mask = np.zeros(SIZE[::-1], np.uint8)
    corners = np.array([(220, 20), (440, 20), (500, 80), (500, 280), (440, 340), (220, 340),
                        (160, 280), (160, 80)])  # fmt: skip
    cv2.fillConvexPoly(mask, corners, (255,))
    assert shared(find_field_of_view(frame(0, mask).pixels), mask) > 0.96


def test_a_vivid_panel_over_the_picture_is_taken_out_of_a_still() -> None:
    mask = area(320, 180, 170)
    pixels = frame(0, mask).pixels.copy()
    pixels[240:, 60:240, :3] = (145, 185, 45)
    view = find_field_of_view(pixels)
    mask[240:, 60:240] = 0
    assert shared(view, mask) > 0.95


@pytest.mark.parametrize("bounds", [Box(0, 0, 640, 360), Box(37, 21, 301, 203), Box(3, 350, 9, 7)])
@pytest.mark.parametrize("place", [None, (180, 300), (21, 37), (45, 61), (351, 9)])
def test_whether_a_picture_is_black_is_judged_from_every_third_pixel(
    bounds: Box, place: tuple[int, int] | None
) -> None:
    image = np.zeros((360, 640, 4), np.uint8)
    if place is not None:
        image[place[0] : place[0] + 4, place[1] : place[1] + 4] = 200
    small, scale = thumbnail(image), 240 / 640
    left, right = int(bounds.x * scale), int((bounds.x + bounds.width) * scale)
    top, bottom = int(bounds.y * scale), int((bounds.y + bounds.height) * scale)
    part = small[top:bottom:3, left:right:3]
    is_black = part.size == 0 or bool(part.max() <= BLACK_LEVEL)
    assert _is_black(Thumbnails(image), bounds, (640, 360)) is is_black


@given(st.lists(st.integers(0, 255), min_size=1, max_size=30))
def test_the_median_of_a_corner_is_that_of_numpy(levels: list[int]) -> None:
    patch = np.array(levels, np.uint8)
    assert _median(patch) == int(np.median(patch))


@given(st.lists(st.floats(0, 2), min_size=1, max_size=40))
def test_the_median_of_distances_is_that_of_numpy(distances: list[float]) -> None:
    values = np.array(distances)
    assert _median_distance(values) == float(np.median(values))


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (5, 1), (2, 2), (60, 90)])
def test_straight_sides_are_those_whose_two_outer_lines_are_full(size: tuple[int, int]) -> None:
    region = (np.random.default_rng(size[1]).random(size) < 0.6).astype(np.uint8)
    expected = (
        region[:, :2].min(axis=1).mean() > 0.3,
        region[:2].min(axis=0).mean() > 0.3,
        region[:, -2:].min(axis=1).mean() > 0.3,
        region[-2:].min(axis=0).mean() > 0.3,
    )
    assert _straight_sides(region, Sides(0, 0, size[1], size[0])) == expected
