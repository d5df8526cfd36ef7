"""Pictures have their places: whole, apart from one another, the small ones out of the way."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QSize

from hysteroview.core.types import Box, Frame
from hysteroview.gui.picture.layout import (
    MARGIN_PX,
    arrange,
    box_in_pane,
    seen_part,
    share_in_pane,
)
from hysteroview.gui.picture.zoom import MOST_FACTOR, Zoom
from hysteroview.settings.choices import Layout


def frame(width: int, height: int, aspect: Fraction = Fraction(1)) -> Frame:
    return Frame(0, 0, 0, np.zeros((height, width, 4), np.uint8), aspect)


FRAMES = st.builds(
    frame,
    st.integers(16, 400),
    st.integers(16, 400),
    st.sampled_from([Fraction(1), Fraction(16, 15), Fraction(64, 45)]),
)
VIEWS = st.builds(QSize, st.integers(320, 3840), st.integers(180, 2160))
ZOOMS = st.builds(
    lambda times, x, y: Zoom().by(times, QPointF(x, y)),
    st.floats(0.1, 20), st.floats(0, 1), st.floats(0, 1),
)  # fmt: skip


@given(st.sampled_from(Layout), FRAMES, VIEWS, st.none() | FRAMES)
def test_every_picture_is_in_the_view_with_room_for_its_frame(
    layout: Layout, large: Frame, view: QSize, live: Frame | None
) -> None:
    panes = arrange(layout, large, view, live)
    inner = QRect(0, 0, view.width(), view.height())
    inner.adjust(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
    assert all(inner.contains(pane) for pane in panes.all)
    assert (panes.second is None) is (layout is Layout.OVERLAY)
    assert (panes.live is None) is (live is None)


@given(st.sampled_from(Layout), FRAMES, VIEWS, FRAMES)
def test_small_pictures_leave_the_middle_and_one_another_alone(
    layout: Layout, large: Frame, view: QSize, live: Frame
) -> None:
    panes = arrange(layout, large, view, live)
    assert panes.live is not None
    middle = QRect(0, 0, view.width() * 3 // 8, view.height() * 3 // 8)
    middle.moveCenter(QRect(0, 0, view.width(), view.height()).center())
    assert not panes.live.intersects(middle)
    if layout is Layout.PICTURE_IN_PICTURE:
        assert panes.second is not None
        assert not panes.second.intersects(middle)
        assert not panes.second.intersects(panes.live)
    if layout is Layout.SIDE_BY_SIDE:
        assert panes.second is not None
        assert not panes.second.intersects(panes.main)
        assert panes.second.size() == panes.main.size()


@given(FRAMES, VIEWS)
def test_a_small_second_picture_takes_no_room_from_the_first(large: Frame, view: QSize) -> None:
    alone = arrange(Layout.OVERLAY, large, view)
    assert alone.all == (alone.main,)
    assert arrange(Layout.PICTURE_IN_PICTURE, large, view).main == alone.main


@given(ZOOMS, st.floats(0.2, 5), st.floats(0, 1), st.floats(0, 1))
def test_a_zoomed_part_stays_within_the_picture(
    zoom: Zoom, times: float, x: float, y: float
) -> None:
    for each in (zoom, zoom.by(times, QPointF(x, y)), zoom.moved(x, y), zoom.moved(-x, -y)):
        part = each.part
        assert 1 <= each.factor <= MOST_FACTOR
        assert part.width() == pytest.approx(part.height())
        assert min(part.left(), part.top()) > -1e-9
        assert max(part.left() + part.width(), part.top() + part.height()) < 1 + 1e-9


@given(st.floats(1.01, 8), st.floats(0, 1), st.floats(0, 1))
def test_zooming_keeps_what_lies_under_the_pointer(factor: float, x: float, y: float) -> None:
    part = Zoom().by(factor, QPointF(x, y)).part
    assert part.left() + x * part.width() == pytest.approx(x, abs=1e-9)
    assert part.top() + y * part.height() == pytest.approx(y, abs=1e-9)


def test_zooming_out_as_far_as_in_is_the_whole_picture() -> None:
    zoom = Zoom()
    for _ in range(6):
        zoom = zoom.by(2**0.5)
    assert zoom.factor == pytest.approx(8)
    assert zoom.by(2).factor == MOST_FACTOR
    for _ in range(6):
        zoom = zoom.by(2**-0.5)
    assert zoom == Zoom()
    assert not zoom.is_on


@given(FRAMES, VIEWS, ZOOMS)
def test_a_box_of_the_frame_stays_on_what_it_marks(large: Frame, view: QSize, zoom: Zoom) -> None:
    pane = arrange(Layout.OVERLAY, large, view).main
    part = seen_part(zoom, large.width_px, large.height_px)
    place = box_in_pane(Box(3, 5, 7, 9), large, pane, zoom)
    for corner, x, y in ((place.topLeft(), 3, 5), (place.bottomRight(), 10, 14)):
        share = share_in_pane(corner, pane)
        assert part.x() + share.x() * part.width() == pytest.approx(x, abs=0.01)
        assert part.y() + share.y() * part.height() == pytest.approx(y, abs=0.01)
