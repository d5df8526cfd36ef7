"""Intervals by patient: their coverage, pairs of models, calibration."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hysteroview.lab.evaluate.result_words import interval
from hysteroview.lab.statistics.calibration import (
    brier,
    calibration_error,
    calibration_figures,
    reliability,
)
from hysteroview.lab.statistics.coverage import simulate
from hysteroview.lab.statistics.paired import compare_right, exact_mcnemar, mean_by_patient
from hysteroview.lab.statistics.resampling import Bounded, PatientSamples, Share


def test_intervals_by_patient_cover_and_those_by_picture_do_not() -> None:
    found = simulate(studies=120, samples=120)
    assert 0.89 <= found.by_patient <= 0.99  # the command runs more studies: 93 to 97 %
    assert found.by_picture < 0.7


def test_copies_of_pictures_do_not_narrow_an_interval() -> None:
    rng = np.random.default_rng(1)
    right = (rng.random(50) < 0.7).astype(float)
    once = PatientSamples(range(50)).figure("share", lambda rows: float(right[rows].mean()))
    copied = PatientSamples(np.repeat(np.arange(50), 9).tolist()).figure(
        "share", lambda rows: float(right.repeat(9)[rows].mean())
    )
    assert (copied.low, copied.high) == pytest.approx((once.low, once.high))


def test_one_patient_has_no_interval() -> None:
    found = PatientSamples(["P1"] * 30).figure("share", lambda rows: len(rows) / 60)
    assert found.value == 0.5
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_a_figure_that_seldom_exists_has_no_interval() -> None:
    positive = np.array([True] + [False] * 99)

    def sensitivity(rows: np.ndarray) -> float:
        return 1.0 if positive[rows].sum() > 2 else math.nan

    found = PatientSamples(range(100), samples=100).figure("rare", sensitivity)
    assert math.isnan(found.low)


def test_a_share_of_one_has_the_exact_interval_of_its_patients() -> None:
    drawn = PatientSamples(np.repeat(np.arange(10), 7).tolist(), samples=100)
    every, right = np.ones(70, bool), np.ones(70, bool)
    among = np.arange(70) < 28  # pictures of four patients
    found = drawn.figure("accuracy", Share(right, every))
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.6915, abs=1e-4)  # Clopper-Pearson, 10 of 10
    assert drawn.figure("sensitivity", Share(right, among)).low == pytest.approx(0.3976, abs=1e-4)
    none = drawn.figure("false", Share(~right, every))
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(0.3085, abs=1e-4)


def test_other_figures_at_their_end_have_no_interval_of_width_0() -> None:
    drawn = PatientSamples(range(10), samples=50)
    found = drawn.figure("auc", Bounded(lambda _: 1.0))
    assert math.isnan(found.low)
    assert interval(found) == "1.000 (no interval: all samples are alike)"


def test_each_sample_has_patients_of_every_group() -> None:
    groups = ["rare"] * 2 + ["common"] * 98
    samples = PatientSamples(range(100), groups=groups, samples=200)
    found = samples.figure("rare", lambda rows: float((rows < 2).sum()))
    assert (found.low, found.high) == (2.0, 2.0)


@given(st.integers(0, 60), st.integers(0, 60))
def test_exact_test_is_symmetric_and_a_probability(a: int, b: int) -> None:
    p = exact_mcnemar(a, b)
    assert 0 < p <= 1
    assert p == exact_mcnemar(b, a)


@pytest.mark.parametrize(
    ("a", "b", "p"), [(0, 0, 1.0), (1, 5, 0.21875), (0, 6, 0.03125), (4, 4, 1)]
)
def test_exact_test_by_hand(a: int, b: int, p: float) -> None:
    assert exact_mcnemar(a, b) == pytest.approx(p)


def test_pairs_are_counted_by_patient() -> None:
    patients = ["a"] * 3 + ["b"] * 3 + ["c"] * 3
    first = [1, 1, 0, 1, 1, 1, 0, 0, 1]
    second = [0, 0, 1, 1, 1, 1, 0, 0, 1]
    found = compare_right(first, second, patients)
    assert (found.patients, found.only_first, found.only_second) == (3, 1, 0)
    assert found.difference.value == pytest.approx(1 / 9)
    assert found.p == 1.0


def test_equal_models_differ_by_nothing() -> None:
    found = compare_right([1, 0, 1], [1, 0, 1], ["a", "b", "c"])
    assert (found.difference.low, found.difference.high, found.p) == (0.0, 0.0, 1.0)


def test_means_by_patient() -> None:
    names, means = mean_by_patient(np.array([[1.0, 0.0], [0.0, 1.0], [4.0, 2.0]]), ["b", "b", "a"])
    assert names == ["a", "b"]
    assert means.tolist() == [[4.0, 2.0], [0.5, 0.5]]


def test_a_model_that_is_as_right_as_it_says_has_a_small_error() -> None:
    rng = np.random.default_rng(0)
    chance = rng.random(20_000)
    right = rng.random(20_000) < chance
    assert calibration_error(chance, right) < 0.02
    assert calibration_error(np.full(1000, 0.9), np.arange(1000) % 2 == 0) == pytest.approx(0.4)


def test_bins_have_equal_numbers_and_no_pictures_no_error() -> None:
    bins = reliability(np.linspace(0, 1, 103), np.ones(103))
    assert sum(each.pictures for each in bins) == 103
    assert {each.pictures for each in bins} == {10, 11}
    assert math.isnan(calibration_error([], []))
    assert [each.pictures for each in reliability([0.5], [1])] == [1]


def test_brier_score_by_hand() -> None:
    assert brier(np.array([[0.7, 0.2, 0.1]]), np.array([0])) == pytest.approx(0.14)


def test_calibration_figures_have_intervals() -> None:
    rng = np.random.default_rng(2)
    chances = rng.dirichlet([2, 1, 1], 90)
    truth = np.array([rng.choice(3, p=row) for row in chances])
    error, score = calibration_figures(chances, truth, np.repeat(np.arange(30), 3).tolist())
    assert error.low < error.high < 0.3
    assert score.low < score.value < score.high
