"""The picture is the source's, pixel for pixel, and never looks live when it is not."""

from __future__ import annotations

import gc
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from analyses import decide_alone, origin_of
from gui.wall import STATUS
from holders import observed
from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Box,
    FieldOfView,
    Frame,
    Label,
    LabelSet,
)
from hysteroview.gui.picture.layout import MARGIN_PX, arrange
from hysteroview.gui.picture.video_view import VideoView
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import PictureState
from hysteroview.imaging.overlay.heatmap import blend
from hysteroview.settings.choices import Layout

LABELS = LabelSet((Label("EP", "Polyp", False), Label("EC", "Cancer", True)))
CAPTURED_NS = 10_000_000_000


def make_frame(width: int = 320, height: int = 240, aspect: Fraction = Fraction(1)) -> Frame:
    pixels = np.random.default_rng(3).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    return Frame(0, 0, CAPTURED_NS, pixels, aspect)


def make_analysis() -> Analysis:
    maps = np.full((2, 7, 7), -1.0, np.float32)
    maps[0, 2:4, 3:5] = 4.0
    return Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=CAPTURED_NS,
        state=AssessmentState.ACTIVE,
        origin=origin_of(LABELS),
        probabilities=np.array([0.9, 0.1]),
        class_maps=maps,
        view=FieldOfView(Box(40, 0, 240, 240), Box(40, 0, 240, 240)),
        model_box=Box(40, 0, 240, 240),
        decision=decide_alone(np.array([0.9, 0.1]), LABELS),
    )


def painted(view: VideoView, frame: Frame) -> np.ndarray:
    """The pixels of the picture as they are on the screen, (H, W, 3) BGR."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)
    box = arrange(Layout.OVERLAY, frame, image.size()).main
    return pixels[
        box.top() : box.top() + box.height(), box.left() : box.left() + box.width(), :3
    ].copy()


@pytest.fixture
def settings() -> ObservedSettings:
    return observed()


@pytest.fixture
def view(qtbot: QtBot, settings: ObservedSettings) -> VideoView:
    view = VideoView(settings)
    qtbot.addWidget(view)
    view.setMinimumSize(1, 1)
    view.resize(320 + 2 * MARGIN_PX, 240 + 2 * MARGIN_PX)
    view.show_time(CAPTURED_NS + 20_000_000)
    view.show_status(STATUS)
    return view


def test_the_picture_is_bit_identical_at_its_own_size(view: VideoView) -> None:
    frame = make_frame()
    view.show_frame(frame)
    assert np.array_equal(painted(view, frame), frame.pixels[..., :3])


def test_only_the_place_of_the_heatmap_changes(view: VideoView) -> None:
    frame = make_frame()
    view.show_frame(frame)
    view.show_analysis(make_analysis())
    shown = view.shown()
    assert shown is not None
    assert shown.heatmap is not None
    seen = painted(view, frame)
    expected = blend(frame.pixels, shown.heatmap.layer, shown.heatmap.box)[..., :3]
    # Qt and OpenCV round the edge of the layer in their own ways: leave one cell of the map
    changed = (expected != frame.pixels[..., :3]).any(axis=2)
    near = np.zeros_like(changed)
    ys, xs = np.nonzero(changed)
    near[ys.min() - 4 : ys.max() + 5, xs.min() - 4 : xs.max() + 5] = True
    assert np.array_equal(seen[~near], frame.pixels[..., :3][~near])
    assert changed.mean() > 0.02
    assert np.abs(seen.astype(int) - expected).max() <= 8
    assert np.abs(seen.astype(int) - expected).mean() < 0.5


def test_without_heatmap_the_picture_is_bit_identical_at_once(
    view: VideoView, settings: ObservedSettings
) -> None:
    frame = make_frame()
    view.show_frame(frame)
    view.show_analysis(make_analysis())
    assert not np.array_equal(painted(view, frame), frame.pixels[..., :3])
    settings.change("live", heatmap_on=False)
    assert np.array_equal(painted(view, frame), frame.pixels[..., :3])
    settings.change("live", heatmap_on=True, heatmap_opacity=0.0)
    assert np.array_equal(painted(view, frame), frame.pixels[..., :3])


def test_an_old_heatmap_dims_and_is_gone(view: VideoView) -> None:
    frame = make_frame()
    view.show_frame(frame)
    view.show_analysis(make_analysis())
    changes = []
    for age_ms in (0, 149, 250, 350, 450, 499, 500, 5000):
        view.show_time(CAPTURED_NS + age_ms * 1_000_000)
        difference = painted(view, frame).astype(int) - frame.pixels[..., :3]
        changes.append(np.abs(difference).sum())
    assert changes[0] == changes[1] > changes[2] > changes[3] > changes[4] >= changes[5]
    assert changes[6] == changes[7] == 0
    shown = view.shown()
    assert shown is not None
    assert shown.heatmap is None


@pytest.mark.parametrize("state", [PictureState.NO_SIGNAL, PictureState.ENDED])
def test_a_picture_that_is_not_live_is_gray_and_dark_and_says_so(
    view: VideoView, settings: ObservedSettings, state: PictureState
) -> None:
    frame = make_frame()
    view.show_frame(frame)
    view.show_analysis(make_analysis())
    view.show_status(replace(STATUS, picture=state))
    seen = painted(view, frame)
    outside = np.concatenate([seen[:60], seen[-60:]]).astype(int)
    assert np.abs(outside.max(axis=2) - outside.min(axis=2)).max() <= 1
    assert outside.mean() < 0.7 * frame.pixels[..., :3].mean()
    assert (seen[90:150].max(axis=2) > 200).any()  # words
    assert view.shown() is not None
    assert view.shown().heatmap is None  # type: ignore[union-attr]
    view.show_status(STATUS)
    settings.change("live", heatmap_on=False)
    assert np.array_equal(painted(view, frame), frame.pixels[..., :3])


def test_a_picture_that_the_source_repeats_is_marked_and_keeps_its_colors(
    view: VideoView,
) -> None:
    frame = make_frame()
    view.show_frame(frame)
    view.show_status(replace(STATUS, session=replace(STATUS.session, is_frozen=True)))
    marked = painted(view, frame)
    height, width = marked.shape[:2]
    middle = (slice(height // 3, -8), slice(8, width - 8))
    assert np.array_equal(marked[middle], frame.pixels[..., :3][middle])
    assert (marked[:40].max(axis=2) > 200).any()  # words
    assert view.freeze()
    view.show_status(STATUS)  # live again, beside the picture that was repeated
    assert (painted(view, frame)[:40].max(axis=2) > 200).any()
    view.unfreeze()
    assert np.array_equal(painted(view, frame), frame.pixels[..., :3])


def test_before_the_first_picture_it_says_that_it_waits(view: VideoView) -> None:
    assert view.shown() is None
    assert view.grab().toImage().pixelColor(5, 5).lightness() == 0


def test_the_pixels_live_as_long_as_the_image_around_them(view: VideoView) -> None:
    for _ in range(5):
        view.show_frame(make_frame())
        gc.collect()
    assert np.array_equal(painted(view, make_frame()), make_frame().pixels[..., :3])


@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(16, 15), Fraction(64, 45)])
@pytest.mark.parametrize("size", [(720, 576), (1920, 1080), (400, 1000), (1, 1)])
@pytest.mark.parametrize("room", [(960, 600), (500, 900), (3840, 2160)])
def test_the_picture_is_whole_centered_and_in_its_proportions(
    size: tuple[int, int], aspect: Fraction, room: tuple[int, int]
) -> None:
    frame = make_frame(*size, aspect)
    box = arrange(Layout.OVERLAY, frame, QSize(*room)).main
    assert box.left() >= MARGIN_PX
    assert box.top() >= MARGIN_PX
    assert box.left() + box.width() <= room[0] - MARGIN_PX
    assert box.top() + box.height() <= room[1] - MARGIN_PX
    assert box.width() >= room[0] - 2 * MARGIN_PX or box.height() >= room[1] - 2 * MARGIN_PX
    assert abs(box.width() - box.height() * float(size[0] * aspect / size[1])) <= 2
    assert abs(2 * box.left() + box.width() - room[0]) <= 1
    assert abs(2 * box.top() + box.height() - room[1]) <= 1


def test_pixels_that_are_not_square_are_stretched(view: VideoView) -> None:
    frame = make_frame(180, 240, Fraction(16, 9))
    view.show_frame(frame)
    assert painted(view, frame).shape[:2] == (240, 320)
