"""What is burned into a picture belongs to that picture."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from analyses import LABEL_SET, make_analysis, make_frame, make_unassessed
from hysteroview.core.types import AssessmentState, Box, Decision, FieldOfView
from hysteroview.imaging.overlay.annotate import Annotator, place_panel, plan_panel
from hysteroview.imaging.overlay.panel import draw_panel, percent
from hysteroview.imaging.pixels.square import square_size

CAUTION = ("Research use only", "PHANTOM-TRAINED MODEL")
HEAT = np.s_[60:150, 200:280]  # where the evidence of `make_analysis` lies at 640 × 360


def annotator() -> Annotator:
    return Annotator(LABEL_SET, CAUTION)


def heat(pixels: np.ndarray, gray: int = 90) -> float:
    return float(np.abs(pixels[HEAT][..., :3].astype(int) - gray).max())


def test_every_frame_has_a_panel_and_the_size_of_the_source() -> None:
    frame = make_frame()
    for analysis in (make_analysis(frame), make_unassessed(frame), None):
        pixels = annotator().annotate(frame, analysis)
        assert pixels.shape == frame.pixels.shape
        assert (pixels[..., 3] == 255).all()
        dark = (pixels[..., :3].max(axis=2) < 50).mean()
        assert 0.04 < dark < 0.4
    assert (frame.pixels[..., :3] == 90).all()


def test_the_heatmap_is_that_of_the_frame_and_fades_after_it() -> None:
    annotated = annotator()
    first = make_frame(0)
    fresh = heat(annotated.annotate(first, make_analysis(first)))
    older = heat(annotated.annotate(make_frame(1), None))
    stale = heat(annotated.annotate(make_frame(40), None))
    assert fresh > 20
    assert 0 < older < 0.7 * fresh
    assert stale == 0


def test_a_frame_that_was_not_assessed_has_no_heatmap() -> None:
    annotated = annotator()
    first, second = make_frame(0), make_frame(1)
    annotated.annotate(first, make_analysis(first))
    assert heat(annotated.annotate(second, make_unassessed(second))) == 0


@pytest.mark.parametrize("decision", [
    Decision(AssessmentState.ABSTAINED), Decision(AssessmentState.ACTIVE), None,
])  # fmt: skip
def test_a_panel_without_a_result_stands_beside_no_heatmap(decision: Decision | None) -> None:
    """In a frame that was assessed itself, and in the frames after it."""
    annotated, frame = annotator(), make_frame(0)
    silent = replace(make_analysis(frame), decision=decision)
    assert heat(annotated.annotate(frame, silent)) == 0
    assert heat(annotated.annotate(make_frame(1), None)) == 0


def test_the_panel_stays_where_it_is() -> None:
    annotated = annotator()
    places = []
    for index in range(5):
        frame = make_frame(index)
        pixels = annotated.annotate(frame, make_analysis(frame) if index % 2 == 0 else None)
        ys, xs = np.nonzero(pixels[..., :3].max(axis=2) < 50)
        places.append((xs.min(), ys.min()))
    assert len(set(places)) == 1


def test_the_panel_avoids_the_picture() -> None:
    frame = make_frame(size=(1280, 720), gray=0)
    pixels = frame.pixels.copy()
    pixels[:, 500:1280, :3] = 120
    view = FieldOfView(Box(500, 0, 780, 720))
    x, _ = place_panel((280, 300), pixels, view)
    assert x + 280 <= 500


def test_words_of_the_panel_differ_by_what_they_say() -> None:
    layout = plan_panel(1280, 720, LABEL_SET, CAUTION)
    assert layout is not None
    frame = make_frame()
    panels = [
        draw_panel(layout, make_analysis(frame), is_current=True),
        draw_panel(layout, make_analysis(frame), is_current=False),
        draw_panel(layout, make_analysis(frame, (0.1, 0.6, 0.1, 0.1, 0.1)), is_current=True),
        draw_panel(layout, make_unassessed(frame), is_current=True),
        draw_panel(layout, None, is_current=False),
    ]
    assert all(panel.shape == (layout.height_px, layout.width_px, 3) for panel in panels)
    assert len({panel.tobytes() for panel in panels}) >= 4


@pytest.mark.parametrize(
    "size", [(1, 1), (33, 17), (100, 80), (320, 240), (720, 576), (200, 1000), (3840, 2160)]
)
@pytest.mark.parametrize("aspect", [Fraction(1), Fraction(64, 45), Fraction(8, 9)])
def test_any_size_of_picture_can_be_annotated(size: tuple[int, int], aspect: Fraction) -> None:
    frame = make_frame(size=size, pixel_aspect=aspect)
    pixels = annotator().annotate(frame, make_analysis(frame) if min(size) > 1 else None)
    assert pixels.shape[1::-1] == square_size(*size, aspect)


def test_a_circle_is_a_circle_in_every_viewer() -> None:
    """Stored 1.42 times narrower than it is, as in 16:9 standard definition."""
    pixels = np.zeros((576, 720, 4), np.uint8)
    cv2.ellipse(pixels, (300, 250), (round(150 * 45 / 64), 150), 0, 0, 360, (200,) * 3, -1)
    frame = replace(make_frame(), image=pixels, pixel_aspect=Fraction(64, 45))
    annotated = annotator().annotate(frame, None)
    assert annotated.shape[:2] == (576, 1024)
    ys, xs = np.nonzero(annotated[:410, :700, 0] > 100)
    assert np.ptp(xs) == pytest.approx(np.ptp(ys), abs=3)


def test_probabilities_never_claim_to_be_certain() -> None:
    assert [percent(share) for share in (0, 0.004, 0.01, 0.5, 0.99, 0.999, 1)] == [
        "< 1 %", "< 1 %", "1 %", "50 %", "99 %", "> 99 %", "> 99 %",
    ]  # fmt: skip
