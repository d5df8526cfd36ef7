"""Only the visible part of a heatmap is painted, and it looks as the whole one does."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.picture.test_video_view import make_analysis, make_frame
from hysteroview.core.types import Box
from hysteroview.gui.picture.heatmap_painter import HeatmapPainter
from hysteroview.gui.picture.layout import box_in_pane
from hysteroview.gui.picture.placed_layer import place
from hysteroview.gui.picture.zoom import Zoom
from hysteroview.settings.live import CurrentSettings

PANE = QRect(3, 5, 640, 480)
FRAME = make_frame()


def ground() -> QImage:
    image = QImage(660, 500, QImage.Format.Format_RGB32)
    image.fill(0x335577)
    return image


def pixels(image: QImage) -> np.ndarray:
    return np.frombuffer(image.constBits(), np.uint8).reshape(500, 660, 4).astype(int)


@pytest.fixture
def heatmap(qapp: QApplication) -> HeatmapPainter:
    heatmap = HeatmapPainter(CurrentSettings())
    heatmap.show(make_analysis())
    return heatmap


@pytest.mark.parametrize(
    "zoom", [Zoom(), Zoom().by(2.7), Zoom().by(1.7).moved(0.2, -0.1)], ids=["1", "2.7", "moved"]
)
def test_the_visible_part_looks_as_in_the_whole_heatmap(
    heatmap: HeatmapPainter, zoom: Zoom
) -> None:
    shown = heatmap.shown(1.0)
    assert shown is not None
    layer = QImage(
        shown.layer.data, 160, 160, 640, QImage.Format.Format_ARGB32_Premultiplied
    )  # fmt: skip
    whole, part = ground(), ground()
    with QPainter(whole) as painter:
        painter.setClipRect(PANE)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(0.8)
        painter.drawImage(box_in_pane(shown.box, FRAME, PANE, zoom), layer)
    with QPainter(part) as painter:
        heatmap.paint(painter, PANE, FRAME, zoom, dimming=0.8)
    gaps = np.abs(pixels(whole) - pixels(part))
    assert (pixels(whole) != pixels(ground())).any()
    assert gaps.max() <= 2


def test_nothing_is_painted_of_a_heatmap_without_evidence(heatmap: HeatmapPainter) -> None:
    analysis = make_analysis()
    heatmap.show(replace(analysis, class_maps=np.full((2, 7, 7), -1.0, np.float32)))
    image = ground()
    with QPainter(image) as painter:
        heatmap.paint(painter, PANE, FRAME, Zoom(), dimming=1.0)
    assert image == ground()


@pytest.mark.parametrize("factor", [1.0, 3.0, 8.0])
@pytest.mark.parametrize("corner", [(0.0, 0.0), (0.5, 0.4), (1.0, 1.0)])
def test_however_large_the_zoom_only_what_is_seen_is_scaled(
    factor: float, corner: tuple[float, float]
) -> None:
    layer = np.full((160, 160, 4), 9, np.uint8)
    whole = QRectF(
        PANE.x() - corner[0] * (factor - 1) * 640, PANE.y() - corner[1] * (factor - 1) * 480,
        factor * 640, factor * 480,
    )  # fmt: skip
    placed = place(layer, Box(0, 0, 160, 160), whole, PANE)
    assert placed.pixels is not None
    assert np.array_equal(placed.pixels, np.full_like(placed.pixels, 9))
    assert QRect(placed.at, placed.image().size()).contains(PANE)
    # two cells beyond each edge at most, one of them in part
    assert placed.pixels.shape[1] <= 640 + 4 * math.ceil(whole.width() / 160)
    assert placed.pixels.shape[0] <= 480 + 4 * math.ceil(whole.height() / 160)


def test_a_part_beside_the_pane_is_not_scaled() -> None:
    layer = np.full((160, 160, 4), 9, np.uint8)
    whole = QRectF(PANE.x(), PANE.y(), 8 * 640, 8 * 480)
    assert place(layer, Box(100, 100, 40, 40), whole, PANE).pixels is None
