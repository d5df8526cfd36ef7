"""Figures of a department: against scikit-learn, by patient, with what does not exist left out."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

metrics = pytest.importorskip("sklearn.metrics", reason='needs the extra "lab"')

from hysteroview.lab.data.phantoms import FIVE_CLASSES
from hysteroview.lab.evaluate.measures import class_measures
from hysteroview.lab.evaluate.result_words import comparison_words, evaluation_words
from hysteroview.lab.evaluate.results import Results, as_json, compare_results, evaluate_results

SIDE = np.array([label.premalignant_or_malignant for label in FIVE_CLASSES])


def _results(
    model: str = "first", skill: float = 2.0, seed: int = 0, patients: int = 60
) -> Results:
    rng = np.random.default_rng(7)
    truth = np.repeat(rng.integers(0, 5, patients), 4)
    logits = np.random.default_rng(seed).normal(size=(len(truth), 5)) + skill * np.eye(5)[truth]
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    names = [f"P{k}" for k in range(patients) for _ in range(4)]
    sites = [f"S{k % 2}" for k in range(patients) for _ in range(4)]
    return Results(model, FIVE_CLASSES, chances, truth, names, sites)


def test_figures_equal_those_of_scikit_learn() -> None:
    results = _results()
    rows = np.arange(len(results.truth))
    measures = class_measures(FIVE_CLASSES, results.truth, results.probabilities)
    found = {name: measure(rows) for name, measure in measures.items()}
    predicted = results.probabilities.argmax(axis=1)
    score = results.probabilities[:, SIDE].sum(axis=1)
    assert found["five.accuracy"] == metrics.accuracy_score(results.truth, predicted)
    assert found["five.auc"] == pytest.approx(
        metrics.roc_auc_score(results.truth, results.probabilities, multi_class="ovr")
    )
    assert found["two.auc"] == pytest.approx(metrics.roc_auc_score(SIDE[results.truth], score))
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(results.truth, predicted)
    for k, label in enumerate(FIVE_CLASSES):
        assert found[f"{label.code}.ppv"] == pytest.approx(precision[k])
        assert found[f"{label.code}.sensitivity"] == pytest.approx(recall[k])
        assert found[f"{label.code}.f1"] == pytest.approx(f1[k])


def test_figures_that_do_not_exist_are_no_numbers() -> None:
    truth = np.zeros(4, np.int64)
    chances = np.tile([0.9, 0.025, 0.025, 0.025, 0.025], (4, 1))
    measures = class_measures(FIVE_CLASSES, truth, chances)
    rows = np.arange(4)
    assert math.isnan(measures["EC.sensitivity"](rows))
    assert math.isnan(measures["EC.ppv"](rows))
    assert math.isnan(measures["five.auc"](rows))
    assert measures["EH.sensitivity"](rows) == 1.0


def test_a_patient_is_one_row_with_the_mean_of_the_pictures() -> None:
    results = _results()
    patients = results.by_patient()
    assert len(patients.truth) == 60
    at = patients.patients.index("P3")
    assert patients.probabilities[at] == pytest.approx(results.probabilities[12:16].mean(axis=0))


def test_a_patient_with_two_findings_is_two_rows_of_one_patient() -> None:
    chances = np.tile([0.6, 0.1, 0.1, 0.1, 0.1], (2, 1))
    both = Results("m", FIVE_CLASSES, chances, np.array([0, 3]), ["P1", "P1"]).by_patient()
    assert both.patients == ["P1", "P1"]
    assert sorted(both.truth.tolist()) == [0, 3]


def test_tables_by_site_and_words_and_data() -> None:
    evaluation = evaluate_results(_results(), samples=40)
    assert [table.name for table in evaluation.groups] == ["site S0", "site S1"]
    assert evaluation.by_picture.rows == 240
    assert evaluation.by_patient.rows == evaluation.by_patient.patients == 60
    accuracy = evaluation.by_picture["five.accuracy"]
    assert accuracy.low < accuracy.value < accuracy.high
    words = evaluation_words(evaluation, FIVE_CLASSES)
    assert "### by patient: 60 rows of 60 patients" in words
    assert "| premalignant or malignant |" in words
    json.dumps(as_json(evaluation), allow_nan=False)


def test_few_patients_have_figures_without_intervals() -> None:
    one = _results(patients=1)
    words = evaluation_words(evaluate_results(one), FIVE_CLASSES)
    assert "no interval: too few patients" in words
    assert "not available" in words
    json.dumps(as_json(evaluate_results(one)), allow_nan=False)


def test_a_better_model_is_better_by_patient() -> None:
    comparison = compare_results(_results(), _results("second", skill=0.3, seed=1))
    assert comparison.five.difference.low > 0
    assert comparison.five.p < 0.01
    assert comparison.two_auc.difference > 0
    words = comparison_words(comparison)
    assert "- 5 classes: difference in accuracy +" in words
    assert " classes: " not in comparison_words(replace(comparison, classes=2)).replace(
        "two classes: ", ""
    )


def test_a_model_equals_itself() -> None:
    comparison = compare_results(_results(), _results())
    assert comparison.two_auc.p == 1.0
    assert comparison.five.p == 1.0
    assert "+0.0 (+0.0 to +0.0)" in comparison_words(comparison)


def test_other_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match="same pictures"):
        compare_results(_results(), _results(patients=59))
