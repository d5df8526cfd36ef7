"""From a frame to an analysis: same frame, same answer; no picture, no answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hysteroview.core.types import AssessmentState, Frame, Outputs, Reason
from hysteroview.inference.analyzer import Analyzer
from hysteroview.inference.card import load_card
from hysteroview.inference.probabilities import softmax


def frame(level: int, index: int = 0) -> Frame:
    pixels = np.full((120, 160, 4), level, np.uint8)
    pixels[..., 3] = 255
    return Frame(index, index * 40_000_000, 5, pixels)


def outputs() -> Outputs:
    return Outputs(
        np.array([0, 1, 2, 3, 4], np.float32),
        np.zeros((5, 4, 4), np.float32),
        np.zeros(3, np.float32),
    )


def test_softmax_survives_huge_logits() -> None:
    assert softmax(np.array([1e30, 0], np.float32)).tolist() == [1, 0]


def test_a_picture_is_prepared_and_concluded(bundle: Path) -> None:
    analyzer = Analyzer(load_card(bundle))
    seen = frame(128)
    prepared = analyzer.prepare(seen)
    assert prepared.crop is not None
    assert prepared.crop.shape == (64, 64, 3)
    analysis = analyzer.conclude(seen, prepared, outputs())
    assert analysis.state is AssessmentState.ACTIVE
    assert (analysis.frame_index, analysis.captured_ns) == (0, 5)
    assert analysis.probabilities == pytest.approx(softmax(outputs().logits))
    assert analysis.model_box == prepared.box


def test_black_is_not_assessed(bundle: Path) -> None:
    analyzer = Analyzer(load_card(bundle))
    dark = frame(0)
    prepared = analyzer.prepare(dark)
    assert prepared.crop is None
    analysis = analyzer.conclude(dark, prepared, None)
    assert analysis.state is AssessmentState.NOT_ASSESSABLE
    assert analysis.reason is Reason.NO_PICTURE
    assert analysis.probabilities is None
