"""Areas under ROC curves, against figures of pROC 1.18.0 and by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.lab.statistics.areas import area, auc, compare

# roc(), var(), cov(), ci.auc() and roc.test(method = "delong", paired = TRUE) of pROC
SMALL_TRUTH = [0] * 12 + [1] * 9
SMALL_FIRST = [
    0.10, 0.20, 0.20, 0.35, 0.40, 0.15, 0.55, 0.60, 0.30, 0.25, 0.70, 0.05,
    0.90, 0.20, 0.65, 0.70, 0.80, 0.35, 0.95, 0.60, 0.75,
]  # fmt: skip
SMALL_SECOND = [
    0.50, 0.10, 0.30, 0.30, 0.60, 0.20, 0.40, 0.70, 0.10, 0.80, 0.30, 0.20,
    0.60, 0.70, 0.30, 0.90, 0.40, 0.80, 0.50, 0.70, 0.60,
]  # fmt: skip


def test_small_sample_with_ties_equals_proc() -> None:
    found = compare(SMALL_TRUTH, SMALL_FIRST, SMALL_SECOND)
    assert found.first.value == pytest.approx(0.856481481481481, abs=1e-12)
    assert found.second.value == pytest.approx(0.787037037037037, abs=1e-12)
    assert found.first.variance == pytest.approx(0.007687309047263, abs=1e-12)
    assert found.second.variance == pytest.approx(0.010070808392568, abs=1e-12)
    assert found.p == pytest.approx(0.620275231442, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((-0.205266984725, 0.344155873614), abs=1e-9)
    assert (found.first.low, found.first.high) == pytest.approx((0.68463713, 1.0), abs=1e-8)
    assert (found.second.low, found.second.high) == pytest.approx(
        (0.590347953, 0.983726121), abs=1e-8
    )


def test_larger_sample_with_many_ties_equals_proc() -> None:
    i = np.arange(240)
    truth = (i * 37) % 11 < 4
    first = ((i * 7919) % 101) // 5 + 3 * truth
    second = ((i * 104729) % 97) // 4 + 5 * truth
    found = compare(truth, first, second)
    assert found.first.value == pytest.approx(0.643603035084, abs=1e-9)
    assert found.second.value == pytest.approx(0.722259785140, abs=1e-9)
    assert found.first.variance == pytest.approx(1.33998349501e-03, abs=1e-12)
    assert found.second.variance == pytest.approx(1.12040331657e-03, abs=1e-12)
    assert found.p == pytest.approx(0.101050167921, abs=1e-9)
    assert (found.low, found.high) == pytest.approx((-0.1726718363339, 0.0153583362212), abs=1e-9)


def test_same_ranking_is_no_difference() -> None:
    score = np.linspace(0, 1, 40)
    truth = np.arange(40) % 3 == 0
    found = compare(truth, score, score**3)
    assert (found.difference, found.p) == (0.0, 1.0)
    assert found.low == found.high == 0.0


def test_one_picture_for_each_patient_is_the_plain_variance() -> None:
    plain = area(SMALL_TRUTH, SMALL_FIRST)
    assert area(SMALL_TRUTH, SMALL_FIRST, range(21)) == plain


def test_copied_pictures_add_nothing_when_patients_are_known() -> None:
    owners = np.repeat(np.arange(21), 7)
    copied = area(np.repeat(SMALL_TRUTH, 7), np.repeat(SMALL_FIRST, 7), owners.tolist())
    plain = area(SMALL_TRUTH, SMALL_FIRST)
    assert copied.value == pytest.approx(plain.value)
    assert copied.variance == pytest.approx(plain.variance)
    naive = area(np.repeat(SMALL_TRUTH, 7), np.repeat(SMALL_FIRST, 7))
    assert naive.variance < plain.variance / 5


def test_only_one_side_has_no_area() -> None:
    assert math.isnan(area([True, True], [0.1, 0.2]).value)
    assert math.isnan(auc([False], [0.5]))
    found = compare([True, True], [0.1, 0.2], [0.2, 0.1])
    assert math.isnan(found.p)
    assert math.isnan(found.difference)


def test_one_patient_on_a_side_has_no_interval() -> None:
    found = area([1, 1, 0, 0], [0.9, 0.8, 0.1, 0.2], ["a", "a", "b", "c"])
    assert found.value == 1.0
    assert math.isnan(found.low)


def test_scores_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        area([True, False], [float("nan"), 0.1])


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 9), st.integers(0, 4)), min_size=2, max_size=40
    )
)
def test_area_does_not_depend_on_the_order_and_turns_over(
    rows: list[tuple[bool, int, int]],
) -> None:
    truth, score, patients = (np.array(each) for each in zip(*rows, strict=True))
    found = area(truth, score, patients.tolist())
    turned = area(truth, -score, patients.tolist())
    order = np.argsort(score * 7 + patients, kind="stable")
    moved = area(truth[order], score[order], patients[order].tolist())
    assert found.value == pytest.approx(1 - turned.value, nan_ok=True)
    assert moved.value == pytest.approx(found.value, nan_ok=True)
    assert moved.variance == pytest.approx(found.variance, nan_ok=True, abs=1e-12)
    assert turned.variance == pytest.approx(found.variance, nan_ok=True, abs=1e-12)


def test_interval_by_patient_contains_the_true_area_in_simulated_studies() -> None:
    """Mixed patients: each has pictures of both sides, with a level of their own."""
    rng = np.random.default_rng(0)
    true = 0.5 * (1 + math.erf(1 / math.sqrt(2 + 2 * 1.0) / math.sqrt(2)))
    within = {True: 0, False: 0}
    studies = 120
    for _ in range(studies):
        owners = np.repeat(np.arange(60), 8)
        truth = rng.random(len(owners)) < np.repeat(rng.choice([0.0, 0.3, 1.0], 60), 8)
        score = truth + rng.normal(size=60)[owners] + rng.normal(size=len(owners))
        for by_patient in within:
            found = area(truth, score, owners.tolist() if by_patient else None)
            within[by_patient] += found.low <= true <= found.high
    assert within[True] / studies > 0.90
    assert within[False] / studies < 0.85
