"""A frozen picture stands, keeps its heatmap, says what it is, and hides nothing that happens."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
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
from hysteroview.gui.picture.layout import MARGIN_PX, Panes, arrange
from hysteroview.gui.picture.video_view import VideoView
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus, PictureState
from hysteroview.settings.choices import ColorMap, Layout
from hysteroview.settings.table import LiveSettings

LABELS = LabelSet((Label("EP", "Polyp", False), Label("EC", "Cancer", True)))
SEEN_NS = 10_000_000_000
WIDTH, HEIGHT = 640, 480


def frame(index: int, seed: int) -> Frame:
    pixels = np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
    pixels[..., 3] = 255
    return Frame(index, index * 40_000_000, SEEN_NS, pixels)


def analysis(index: int, probability: float = 0.9) -> Analysis:
    maps = np.full((2, 7, 7), -1.0, np.float32)
    maps[0, 2:4, 3:5] = 4.0
    maps[1, 5:6, 1:2] = 4.0
    box = Box(80, 0, HEIGHT, HEIGHT)
    return Analysis(
        frame_index=index,
        pts_ns=index * 40_000_000,
        captured_ns=SEEN_NS,
        state=AssessmentState.ACTIVE,
        origin=origin_of(LABELS),
        probabilities=np.array([probability, 1 - probability]),
        class_maps=maps,
        view=FieldOfView(box, box),
        model_box=box,
        decision=decide_alone(np.array([probability, 1 - probability]), LABELS),
    )


OLD, NEW = frame(0, seed=1), frame(1, seed=2)


@pytest.fixture
def settings() -> ObservedSettings:
    return observed()


@pytest.fixture
def view(qtbot: QtBot, settings: ObservedSettings) -> VideoView:
    """A view of a picture with its heatmap, at the picture's own size."""
    view = VideoView(settings)
    qtbot.addWidget(view)
    view.resize(WIDTH + 2 * MARGIN_PX, HEIGHT + 2 * MARGIN_PX)
    first = analysis(0)
    view.show_time(SEEN_NS + 20_000_000)
    view.show_status(replace(STATUS, analysis=first))
    view.show_frame(OLD)
    view.show_analysis(first)
    return view


def painted(view: VideoView, pane: QRect | None = None) -> np.ndarray:
    """Pixels on the screen, (H, W, 3) BGR."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)[..., :3]
    if pane is None:
        return pixels.copy()
    x, y = pane.x(), pane.y()
    return pixels[y : y + pane.height(), x : x + pane.width()].copy()


def panes(view: VideoView, layout: Layout = Layout.OVERLAY, live: Frame | None = None) -> Panes:
    return arrange(layout, OLD, QSize(view.width(), view.height()), live)


def bare(view: VideoView, live: Frame) -> np.ndarray:
    """Where nothing but the large picture is painted: away from words and small pictures."""
    mask = np.ones((HEIGHT, WIDTH), bool)
    mask[:80, :320] = False
    small = panes(view, live=live).live
    assert small is not None
    mask[small.y() - 2 * MARGIN_PX :, small.x() - 2 * MARGIN_PX :] = False
    return mask


def test_it_stands_while_the_small_one_lives(view: VideoView) -> None:
    before = painted(view, panes(view).main)
    assert view.freeze()
    view.show_frame(NEW)
    view.show_analysis(analysis(1, probability=0.1))
    view.show_time(SEEN_NS + 60_000_000_000)  # nothing fades that belongs to the frozen picture
    mask = bare(view, NEW)
    after = painted(view, panes(view).main)
    assert np.array_equal(after[mask], before[mask])
    small = panes(view, live=NEW).live
    first = painted(view, small)
    view.show_frame(frame(2, seed=9))
    assert not np.array_equal(painted(view, small), first)
    shown = view.shown()
    assert shown is not None
    assert shown.frame is OLD
    assert shown.heatmap is not None
    assert (shown.heatmap.frame_index, shown.heatmap.label) == (0, "EP")
    assert shown.frozen is not None
    assert shown.frozen.seconds_at(SEEN_NS + 60_020_000_000) == 60
    view.unfreeze()
    shown = view.shown()
    assert shown is not None
    assert (shown.frame.index, shown.heatmap, shown.frozen) == (2, None, None)


@pytest.mark.parametrize("of_panel", [None, analysis(0, probability=0.4)])
def test_a_frozen_heatmap_is_of_the_analysis_that_the_panel_shows(
    view: VideoView, of_panel: Analysis | None
) -> None:
    """The panel has no result, or that of another analysis: then the heatmap is not frozen."""
    view.show_status(replace(STATUS, analysis=of_panel))
    assert view.shown().heatmap is not None  # type: ignore[union-attr]
    assert view.freeze()
    assert view.shown().heatmap is None  # type: ignore[union-attr]


def test_words_and_frame_tell_it_outside_of_the_picture(view: VideoView) -> None:
    before = painted(view)
    view.freeze()
    assert "Frozen" in view.accessibleDescription()
    after = painted(view)
    rim = after[MARGIN_PX // 2, MARGIN_PX : WIDTH // 2]
    assert (rim == rim[0]).all()
    assert rim[0].max() > 150
    assert not before[MARGIN_PX // 2].any()
    assert not np.array_equal(after[MARGIN_PX:40, MARGIN_PX:160], before[MARGIN_PX:40, 4:160])


def test_the_time_since_goes_on_without_new_pictures(view: VideoView) -> None:
    view.freeze()
    first = painted(view)[:50, :240]
    view.show_time(SEEN_NS + 9_000_000_000)
    assert not np.array_equal(painted(view)[:50, :240], first)


def test_a_lost_signal_is_seen_in_the_small_picture(view: VideoView) -> None:
    view.freeze()
    view.show_frame(NEW)
    before = painted(view, panes(view).main)
    view.show_status(replace(STATUS, picture=PictureState.NO_SIGNAL))
    after = painted(view, panes(view).main)
    mask = bare(view, NEW)
    assert np.array_equal(after[mask], before[mask])
    small = panes(view, live=NEW).live
    assert small is not None
    lower = painted(view, small)[small.height() // 2 :].astype(int)
    assert np.abs(lower.max(axis=2) - lower.min(axis=2)).max() <= 1  # gray


def test_a_lost_signal_cannot_be_frozen(qtbot: QtBot, view: VideoView) -> None:
    view.show_status(replace(STATUS, picture=PictureState.NO_SIGNAL))
    assert not view.freeze()
    assert view.frozen is None
    empty = VideoView(observed())
    qtbot.addWidget(empty)
    assert not empty.freeze()


@pytest.mark.parametrize("hidden", [(True, False), (False, True), (True, True)])
def test_what_was_hidden_or_is_hidden_is_not_drawn(
    view: VideoView, hidden: tuple[bool, bool]
) -> None:
    def status(*, on: bool) -> LiveStatus:
        return replace(STATUS, is_ai_hidden=on)

    view.show_status(status(on=hidden[0]))
    view.freeze()
    view.show_status(status(on=hidden[1]))
    mask = bare(view, OLD)
    assert np.array_equal(painted(view, panes(view).main)[mask], OLD.pixels[..., :3][mask])
    shown = view.shown()
    assert shown is not None
    assert shown.heatmap is None


def test_the_heatmap_of_the_frozen_picture_can_be_of_another_class(view: VideoView) -> None:
    view.freeze()
    view.show_frame(NEW)
    view.show_analysis(analysis(1))
    view.show_label(LABELS[1])
    shown = view.shown()
    assert shown is not None
    assert shown.heatmap is not None
    assert (shown.heatmap.label, shown.heatmap.frame_index) == ("EC", 0)
    assert shown.heatmap.is_chosen
    view.show_label(None)
    shown = view.shown()
    assert shown is not None
    assert shown.heatmap is not None
    assert (shown.heatmap.label, shown.heatmap.is_chosen) == ("EP", False)


def test_a_stream_that_changes_its_size_leaves_the_frozen_picture_alone(view: VideoView) -> None:
    view.freeze()
    wide = Frame(1, 1, SEEN_NS, np.zeros((90, 320, 4), np.uint8))
    before = painted(view, panes(view).main)
    view.show_frame(wide)
    after = painted(view, panes(view).main)
    mask = bare(view, OLD)
    assert np.array_equal(after[mask], before[mask])
    assert view.shown().heatmap is not None  # type: ignore[union-attr]


def test_side_by_side_the_raw_picture_stays_raw(
    qtbot: QtBot, view: VideoView, settings: ObservedSettings
) -> None:
    settings.change("live", layout=Layout.SIDE_BY_SIDE)
    view.crop.forget()
    view.resize(2 * WIDTH + 4 * MARGIN_PX, HEIGHT + 2 * MARGIN_PX)
    both = panes(view, Layout.SIDE_BY_SIDE)
    assert both.second is not None
    assert both.main.size() == QSize(WIDTH, HEIGHT)
    assert np.array_equal(painted(view, both.main), OLD.pixels[..., :3])
    right = painted(view, both.second)
    assert not np.array_equal(right, OLD.pixels[..., :3])
    assert np.array_equal(right[:, 600:], OLD.pixels[:, 600:, :3])


def test_in_a_corner_the_heatmap_leaves_the_rest_raw(
    view: VideoView, settings: ObservedSettings
) -> None:
    settings.change("live", layout=Layout.PICTURE_IN_PICTURE)
    both = panes(view, Layout.PICTURE_IN_PICTURE)
    assert both.second is not None
    mask = np.ones((HEIGHT, WIDTH), bool)
    mask[both.second.y() - 2 * MARGIN_PX :, : both.second.right() + MARGIN_PX] = False
    assert np.array_equal(painted(view, both.main)[mask], OLD.pixels[..., :3][mask])


def test_zoomed_the_heatmap_stays_in_its_place(view: VideoView) -> None:
    gray = np.full((HEIGHT, WIDTH, 4), 90, np.uint8)
    gray[..., 3] = 255
    view.show_frame(Frame(0, 0, SEEN_NS, gray))

    def center_of_heatmap() -> np.ndarray:
        seen = painted(view, panes(view).main).astype(int)[50:, :]
        ys, xs = np.nonzero(np.abs(seen - 90).max(axis=2) > 40)
        return np.array([xs.mean(), ys.mean() + 50])

    before = center_of_heatmap()
    at = before / (WIDTH, HEIGHT)
    view.show_zoom(Zoom(2.0, float(at[0]), float(at[1])))
    part = view.zoom.part
    expected = (before / (WIDTH, HEIGHT) - (part.x(), part.y())) * 2 * (WIDTH, HEIGHT)
    assert center_of_heatmap() == pytest.approx(expected, abs=6)
    shown = view.shown()
    assert shown is not None
    assert shown.frame.width_px == WIDTH  # a snapshot keeps the whole picture


def test_zoomed_pixels_are_those_of_the_part(view: VideoView, settings: ObservedSettings) -> None:
    settings.change("live", heatmap_on=False)
    blocks = np.repeat(np.repeat(OLD.pixels[::16, ::16], 16, axis=0), 16, axis=1)
    view.show_frame(Frame(0, 0, SEEN_NS, np.ascontiguousarray(blocks)))
    view.show_zoom(Zoom(4.0))
    seen = painted(view, panes(view).main)
    middle = seen[32 + 64 * 3, 32 + 64 * 4]  # of a block that fills 64 × 64 on the screen
    assert np.array_equal(middle, blocks[180 + 8 + 16 * 3, 240 + 8 + 16 * 4, :3])


def test_color_map_and_smoothing_are_as_chosen(view: VideoView, settings: ObservedSettings) -> None:
    layers = []
    for color_map in ColorMap:
        settings.change("live", color_map=color_map)
        layers.append(view.shown().heatmap.layer)  # type: ignore[union-attr]
    assert not np.array_equal(layers[0], layers[1])
    assert not np.array_equal(layers[1], layers[2])
    settings.put(live=LiveSettings(heatmap_smoothing_s=1.0))
    view.show_analysis(analysis(1))
    moved = analysis(2)
    assert moved.class_maps is not None
    moved.class_maps[0] = np.roll(moved.class_maps[0], 3, axis=1)
    view.show_analysis(moved)
    calm = view.shown().heatmap.layer[..., 3]  # type: ignore[union-attr]
    settings.put(live=LiveSettings())
    view.show_analysis(moved)
    quick = view.shown().heatmap.layer[..., 3]  # type: ignore[union-attr]
    assert abs(int(calm.argmax()) % 160 - int(quick.argmax()) % 160) > 40
