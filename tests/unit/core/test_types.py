"""The values check themselves on creation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analyses import origin_of
from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Box,
    Frame,
    InputSpec,
    Label,
    LabelSet,
    Outputs,
    Reason,
)
from hysteroview.inference.model.probabilities import softmax

LABELS = LabelSet(
    (
        Label("EH", "hyperplasia", False),
        Label("AH", "atypical hyperplasia", True),
        Label("EC", "cancer", True),
        Label("EP", "polyp", False),
        Label("SM", "myoma", False),
    )
)


def analysis_of(probabilities: np.ndarray) -> Analysis:
    return Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=0,
        state=AssessmentState.ACTIVE,
        origin=origin_of(LABELS),
        probabilities=probabilities,
    )


def test_a_frame_is_bgra_and_read_only() -> None:
    frame = Frame(0, 0, 0, np.zeros((3, 5, 4), np.uint8))
    assert (frame.width_px, frame.height_px) == (5, 3)
    with pytest.raises(ValueError, match="read-only"):
        frame.pixels[0, 0, 0] = 1
    with pytest.raises(ValueError, match="pixels"):
        Frame(0, 0, 0, np.zeros((3, 5, 3), np.uint8))
    with pytest.raises(ValueError, match="pixel_aspect"):
        Frame(0, 0, 0, np.zeros((3, 5, 4), np.uint8), Fraction(0))


def test_an_empty_box_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        Box(0, 0, 0, 5)


@pytest.mark.parametrize(
    ("size_px", "std"), [(8, (1.0, 1.0, 1.0)), (224, (0.0, 1.0, 1.0)), (4096, (1.0, 1.0, 1.0))]
)
def test_an_impossible_input_is_refused(size_px: int, std: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"size_px|std"):
        InputSpec(size_px, (0.0, 0.0, 0.0), std)


def test_labels_are_distinct_names() -> None:
    with pytest.raises(ValueError, match="distinct"):
        LabelSet((Label("EH", "a", False), Label("EH", "b", True)))
    with pytest.raises(ValueError, match="letters"):
        LabelSet((Label("E,H", "a", False), Label("AH", "b", True)))


def test_outputs_fit_one_another() -> None:
    with pytest.raises(ValueError, match="class map"):
        Outputs(np.zeros(5, np.float32), np.zeros((4, 7, 7), np.float32), np.zeros(9, np.float32))
    with pytest.raises(ValueError, match="batch"):
        Outputs(
            np.zeros((1, 5), np.float32), np.zeros((5, 7, 7), np.float32), np.zeros(9, np.float32)
        )


def test_silence_is_not_a_result() -> None:
    with pytest.raises(ValueError, match="ACTIVE"):
        Analysis(
            frame_index=0,
            pts_ns=0,
            captured_ns=0,
            state=AssessmentState.ACTIVE,
            origin=origin_of(LABELS),
        )
    unseen = Analysis(
        frame_index=0,
        pts_ns=0,
        captured_ns=0,
        state=AssessmentState.NOT_ASSESSABLE,
        origin=origin_of(LABELS),
        reason=Reason.NO_PICTURE,
    )
    assert (unseen.top, unseen.label, unseen.premalignant_or_malignant) == (None, None, None)
    with pytest.raises(ValueError, match="reason"):
        Analysis(
            frame_index=0,
            pts_ns=0,
            captured_ns=0,
            state=AssessmentState.NOT_ASSESSABLE,
            origin=origin_of(LABELS),
        )


@given(
    hnp.arrays(
        np.float32,
        5,
        elements=st.floats(-1e4, 1e4, width=32, allow_nan=False, allow_infinity=False),
    )
)
def test_five_and_two_classes_are_one_distribution(logits: np.ndarray) -> None:
    probabilities = softmax(logits)
    assert probabilities.sum() == pytest.approx(1, abs=1e-12)
    analysis = analysis_of(probabilities)
    assert analysis.premalignant_or_malignant == pytest.approx(
        probabilities[1] + probabilities[2], abs=1e-15
    )
    assert 0 <= analysis.premalignant_or_malignant <= 1
    assert analysis.label is LABELS[int(probabilities.argmax())]
