"""Probabilities sum to 1, keep their order, and never contradict the two-class result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses import origin_of
from bundles import LABELS, NORMAL
from hysteroview.core.types import Analysis, AssessmentState, Label, LabelSet
from hysteroview.inference.model.calibration import Calibration
from hysteroview.inference.model.operating_point import OperatingPoint


def label_set(rows: tuple[tuple[str, str, bool], ...]) -> LabelSet:
    return LabelSet(tuple(Label(c, n, premalignant_or_malignant=side) for c, n, side in rows))


@given(
    st.lists(st.floats(-1e4, 1e4, width=32), min_size=2, max_size=8),
    st.floats(0.05, 20),
)
def test_probabilities_are_a_distribution_in_the_order_of_the_logits(
    logits: list[float], temperature: float
) -> None:
    values = np.array(logits, np.float32)
    probabilities = Calibration(temperature, 0.0, 0.0, 15).probabilities(values)
    assert probabilities.dtype == np.float64
    assert probabilities.min() >= 0
    assert abs(probabilities.sum() - 1) < 1e-12
    assert probabilities[values.argmax()] == probabilities.max()


@pytest.mark.parametrize("rows", [LABELS, (*LABELS, NORMAL)])
@pytest.mark.parametrize("temperature", [0.3, 1.0, 4.0])
def test_a_million_random_logits_never_contradict_the_two_class_result(
    rows: tuple[tuple[str, str, bool], ...], temperature: float
) -> None:
    labels = label_set(rows)
    rng = np.random.default_rng(3)
    scale = rng.choice([0.1, 1.0, 10.0, 100.0], (1_000_000, 1))
    logits = (rng.normal(0, 1, (1_000_000, len(labels))) * scale).astype(np.float32)
    probabilities = Calibration(temperature, 0.0, 0.0, 15).probabilities(logits)
    side = np.array([label.premalignant_or_malignant for label in labels])
    yes, no = probabilities[:, side].sum(axis=1), probabilities[:, ~side].sum(axis=1)
    top = probabilities.argmax(axis=1)
    own = np.where(side[top], yes, no)  # what the two classes say of the side of the top class
    assert not (np.abs(yes + no - 1) > 1e-9).any()
    assert not (own < probabilities.max(axis=1)).any()
    for row in range(0, 1_000_000, 5_000):  # what the app shows is this very sum
        analysis = Analysis(
            frame_index=0, pts_ns=0, captured_ns=0, state=AssessmentState.ACTIVE,
            origin=origin_of(labels),
            probabilities=probabilities[row],
        )  # fmt: skip
        assert analysis.premalignant_or_malignant == pytest.approx(yes[row], abs=1e-12)
        assert analysis.top == top[row]


@pytest.mark.parametrize(
    ("temperature", "ece", "brier", "bins"),
    [(0, 0, 0, 15), (-1, 0, 0, 15), (float("nan"), 0, 0, 15), (1, 1.5, 0, 15), (1, 0, 3, 15),
     (1, 0, 0, 0)],
)  # fmt: skip
def test_a_calibration_that_cannot_be_is_refused(
    temperature: float, ece: float, brier: float, bins: int
) -> None:
    with pytest.raises(ValueError, match=r"temperature|ece"):
        Calibration(temperature, ece, brier, bins)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "bold"}, "one of"),
        ({"threshold": 0.0}, "threshold"),
        ({"sensitivity": 1.2}, "shares"),
        ({"specificity_interval": (0.9, 0.8)}, "shares"),
        ({"patients": 0}, "patient"),
    ],
)
def test_an_operating_point_that_cannot_be_is_refused(
    changes: dict[str, object], message: str
) -> None:
    fields: dict[str, object] = {
        "name": "balanced", "threshold": 0.5, "sensitivity": 0.9,
        "sensitivity_interval": (0.8, 0.95), "specificity": 0.9,
        "specificity_interval": (0.8, 0.95), "patients": 40,
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        OperatingPoint(**{**fields, **changes})  # type: ignore[arg-type]
