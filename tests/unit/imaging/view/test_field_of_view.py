"""The endoscope's picture is found in drawn and in real frames."""

from __future__ import annotations

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hysteroview.core.types import NS_PER_S, Box, Frame
from hysteroview.imaging.pixels.view_mask import draw_view
from hysteroview.imaging.view.field_of_view import find_field_of_view, overlap
from hysteroview.imaging.view.shape import solve_ellipse
from hysteroview.imaging.view.tracker import FieldOfViewTracker
from trials import trials


def tissue(height: int, width: int, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).integers(-20, 20, (height, width, 1))
    return np.clip(np.array([90, 100, 180]) + noise, 0, 255).astype(np.uint8)


def masked(height: int, width: int, mask: np.ndarray) -> np.ndarray:
    picture = tissue(height, width)
    picture[mask == 0] = 8
    return picture


def disc(height: int, width: int, x: float, y: float, radius: float) -> np.ndarray:
    mask = np.zeros((height, width), np.uint8)
    cv2.circle(mask, (round(x), round(y)), round(radius), 1, cv2.FILLED)
    return mask


@settings(max_examples=trials(20, 200))
@given(
    st.sampled_from([(576, 720), (720, 1280), (1080, 1920), (300, 300)]),
    st.floats(0.3, 0.48),
    st.floats(-0.05, 0.05),
)
def test_a_round_picture_is_found_and_called_round(
    size: tuple[int, int], radius: float, shift: float
) -> None:
    height, width = size
    x, y, r = width / 2 + shift * height / 3, height / 2, radius * height
    view = find_field_of_view(masked(height, width, disc(height, width, x, y, r)))
    assert view is not None
    whole = Box(round(x - r), round(y - r), round(2 * r), round(2 * r))
    assert overlap(view.bounds, whole) > 0.95
    assert view.ellipse is not None
    assert overlap(view.ellipse, whole) > 0.93


def test_a_round_picture_cut_off_keeps_its_whole_ellipse() -> None:
    view = find_field_of_view(masked(720, 1280, disc(720, 1280, 640, 360, 430)))
    assert view is not None
    assert view.ellipse is not None
    assert overlap(view.bounds, Box(210, 0, 860, 720)) > 0.97
    assert overlap(view.ellipse, Box(210, -70, 860, 860)) > 0.93


@pytest.mark.parametrize("surround", [0, 255, 240, 211], ids=["black", "white", "light", "gray"])
@pytest.mark.parametrize(
    ("size", "center", "radius"),
    [
        ((480, 640), (320, 240), 200),  # with a margin
        ((420, 420), (210, 210), 210),  # cropped to its box
        ((320, 420), (210, 160), 210),  # and flat at top and bottom
        ((320, 640), (320, 160), 200),  # flat at top and bottom, with a margin
        ((480, 900), (230, 240), 200),  # beside what a report says of it
    ],
    ids=["margin", "box", "flat", "flat with margin", "page"],
)
def test_a_round_picture_is_found_on_black_and_on_a_page(
    surround: int, size: tuple[int, int], center: tuple[int, int], radius: int
) -> None:
    height, width = size
    inside = disc(height, width, *center, radius)
    picture = tissue(height, width)
    picture[inside == 0] = surround
    encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    view = find_field_of_view(np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR), np.uint8))
    assert view is not None
    found = draw_view(view, Box(0, 0, width, height), (width, height)) > 0
    union = np.count_nonzero(found | (inside > 0))
    assert np.count_nonzero(found & (inside > 0)) / union > 0.94


def test_white_glare_at_the_border_is_no_page() -> None:
    picture = tissue(480, 640)
    picture[:200, :300] = 255
    view = find_field_of_view(picture)
    assert view is not None
    assert view.bounds == Box(0, 0, 640, 480)


def test_a_gray_corner_of_a_picture_is_no_page() -> None:
    picture = tissue(480, 640)
    cv2.fillConvexPoly(picture, np.array([(0, 0), (640, 0), (640, 100), (0, 380)]), (140,) * 3)
    view = find_field_of_view(picture)
    assert view is not None
    assert view.bounds == Box(0, 0, 640, 480)
    assert view.outline == ()


@pytest.mark.parametrize("x", [130, 700, 830])
def test_a_round_picture_far_from_the_middle_of_the_frame_is_round(x: int) -> None:
    """The fit took the middle of the frame for a place inside the picture."""
    view = find_field_of_view(masked(480, 960, disc(480, 960, x, 150, 110)))
    assert view is not None
    assert view.ellipse is not None
    assert overlap(view.ellipse, Box(x - 110, 40, 220, 220)) > 0.93


def test_a_straight_line_is_no_part_of_a_huge_ellipse() -> None:
    """An ellipse of 16 frames and more fitted it, up to sizes that could not be drawn."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        x = np.linspace(20, 220, 120)
        y = 80 + rng.uniform(-0.4, 0.4) * x + rng.normal(0, 0.4, 120)
        fitted = solve_ellipse(x, y, (240, 240))
        assert fitted is None or max(fitted[2:]) <= 2 * 240


def test_a_full_frame_is_the_picture() -> None:
    view = find_field_of_view(tissue(480, 640))
    assert view is not None
    assert view.bounds == Box(0, 0, 640, 480)
    assert view.ellipse is None


def test_text_beside_the_picture_stays_outside() -> None:
    picture = masked(720, 1280, disc(720, 1280, 800, 360, 340))
    for row in range(8):
        cv2.putText(
            picture, "NAME 12:34:56", (20, 60 + 60 * row), cv2.FONT_HERSHEY_SIMPLEX, 1.2,
            (255, 255, 255), 2,
        )  # fmt: skip
    view = find_field_of_view(picture)
    assert view is not None
    assert overlap(view.bounds, Box(460, 20, 680, 680)) > 0.96


@pytest.mark.parametrize(
    "pixels", [np.zeros((480, 640, 4), np.uint8), np.zeros((1, 1, 3), np.uint8)]
)
def test_black_is_no_picture(pixels: np.ndarray) -> None:
    assert find_field_of_view(pixels) is None


def test_text_alone_is_no_picture() -> None:
    picture = np.zeros((720, 1280, 3), np.uint8)
    cv2.putText(picture, "NO SIGNAL", (500, 360), cv2.FONT_HERSHEY_SIMPLEX, 2, (255,) * 3, 3)
    assert find_field_of_view(picture) is None


def frame(index: int, pixels: np.ndarray, fps: int = 25) -> Frame:
    bgra = np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])
    return Frame(index, index * NS_PER_S // fps, 0, bgra)


def test_the_tracker_is_steady_but_follows_a_change_of_scope() -> None:
    tracker = FieldOfViewTracker()
    wide = masked(360, 640, disc(360, 640, 320, 180, 170))
    shadowed = wide.copy()
    shadowed[:, :158] = 0  # a shadow at the rim
    narrow = masked(360, 640, disc(360, 640, 300, 180, 100))
    first = tracker.update(frame(0, wide))
    assert all(tracker.update(frame(index, shadowed)) is first for index in range(1, 40))
    views = [tracker.update(frame(index, narrow)) for index in range(40, 66)]
    assert views[-1] is not None
    assert overlap(views[-1].bounds, Box(200, 80, 200, 200)) > 0.93


def test_the_tracker_notices_that_the_picture_is_gone() -> None:
    tracker = FieldOfViewTracker()
    assert tracker.update(frame(0, tissue(360, 640))) is not None
    assert tracker.update(frame(1, np.zeros((360, 640, 3), np.uint8))) is None
    assert tracker.update(frame(2, tissue(360, 640))) is not None


def test_no_real_picture_loses_its_polyp(real_data: Path) -> None:
    folder = real_data / "polypgen"
    with (folder / "index.csv").open(newline="") as file:
        names = [row["name"] for row in csv.DictReader(file) if row["has_polyp"] == "1"]
    kept = []
    for name in names:
        picture = cv2.imread(str(next((folder / "images").glob(f"{name}.*"))))
        mask = cv2.imread(str(next((folder / "masks").glob(f"{name}.*"))), cv2.IMREAD_GRAYSCALE)
        view = find_field_of_view(picture)
        assert view is not None, name
        box = view.bounds
        inside = mask[box.y : box.y + box.height, box.x : box.x + box.width]
        kept.append(float((inside > 0).sum() / (mask > 0).sum()))
    assert min(kept) > 0.98
