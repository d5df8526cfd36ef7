"""Tests of counts, sensitivity, predictive values, kappa and their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from analyses import LABEL_SET
from hysteroview.core.agreement.cases import (
    Case,
    CaseSet,
    Reading,
    ReadingStatus,
    Source,
    Unit,
    joined_results,
    result_of,
)
from hysteroview.core.agreement.intervals import FEWEST_PATIENTS, Estimate, wilson_interval
from hysteroview.core.agreement.tables import TWO_CLASS, agreement_of, compare
from hysteroview.core.agreement.words import (
    agreement_table,
    comparison_lines,
    figure_words,
    interval_note,
    left_out_words,
)

BENIGN, GRAVE = LABEL_SET.codes[0], LABEL_SET.codes[2]
AI, OPERATOR, PATHOLOGY = Source.AI, Source.OPERATOR, Source.PATHOLOGY


def said(*codes: str) -> Reading:
    return result_of(codes, LABEL_SET)


def case(patient: int, ai: Reading | str, pathology: Reading | str, operator: str = "") -> Case:
    readings = [said(each) if isinstance(each, str) else each for each in (ai, pathology)]
    called = said(operator) if operator else Reading(ReadingStatus.NOT_CALLED)
    return Case(patient=f"p{patient}", ai=readings[0], operator=called, pathology=readings[1])


def table(tp: int, fp: int, fn: int, tn: int) -> list[Case]:
    """Cases of as many patients, with these counts for the two-class result."""
    pairs = [(GRAVE, GRAVE)] * tp + [(GRAVE, BENIGN)] * fp
    pairs += [(BENIGN, GRAVE)] * fn + [(BENIGN, BENIGN)] * tn
    return [case(number, *pair) for number, pair in enumerate(pairs)]


def test_counts_and_figures_of_a_table_calculated_by_hand() -> None:
    found = compare(table(45, 15, 25, 15), AI, PATHOLOGY, TWO_CLASS)
    assert (found.true_positives, found.false_positives) == (45, 15)
    assert (found.false_negatives, found.true_negatives) == (25, 15)
    for estimate, value in (
        (found.sensitivity, 45 / 70),
        (found.specificity, 15 / 30),
        (found.positive_predictive_value, 45 / 60),
        (found.negative_predictive_value, 15 / 40),
        (found.agreement, 60 / 100),
        (found.kappa, (0.60 - 0.54) / (1 - 0.54)),  # by chance: 0.6 × 0.7 + 0.4 × 0.3
    ):
        assert estimate.value == pytest.approx(value)
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.low < value < estimate.high


def test_figures_equal_those_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    draw = np.random.default_rng(4)
    codes = LABEL_SET.codes
    ai = draw.integers(0, 5, 300)
    true = np.where(draw.random(300) < 0.6, ai, draw.integers(0, 5, 300))
    cases = [
        case(number, codes[a], codes[b]) for number, (a, b) in enumerate(zip(ai, true, strict=True))
    ]
    grave = np.array([label.premalignant_or_malignant for label in LABEL_SET])
    targets = {code: (ai == n, true == n) for n, code in enumerate(codes)}
    targets[TWO_CLASS] = (grave[ai], grave[true])
    for target, (is_said, is_true) in targets.items():
        found = compare(cases, AI, PATHOLOGY, target)
        for estimate, value in (
            (found.sensitivity, metrics.recall_score(is_true, is_said)),
            (found.specificity, metrics.recall_score(~is_true, ~is_said)),
            (found.positive_predictive_value, metrics.precision_score(is_true, is_said)),
            (found.negative_predictive_value, metrics.precision_score(~is_true, ~is_said)),
            (found.agreement, metrics.accuracy_score(is_true, is_said)),
            (found.kappa, metrics.cohen_kappa_score(is_true, is_said)),
        ):
            assert estimate.value == pytest.approx(value, abs=1e-12)


def test_interval_of_independent_patients_is_near_wilsons() -> None:
    found = compare(table(140, 30, 60, 170), AI, PATHOLOGY, TWO_CLASS)
    low, high = wilson_interval(0.7, 200)
    assert found.sensitivity.low == pytest.approx(low, abs=0.01)
    assert found.sensitivity.high == pytest.approx(high, abs=0.01)


def test_lesions_of_one_patient_do_not_make_an_interval_narrower() -> None:
    """Five equal lesions of each patient are worth one: the interval is the same."""
    once = table(14, 3, 6, 17)
    single = compare(once, AI, PATHOLOGY, TWO_CLASS)
    fivefold = compare(once * 5, AI, PATHOLOGY, TWO_CLASS)
    assert fivefold.true_positives == 70
    assert fivefold.sensitivity == single.sensitivity
    assert fivefold.kappa == single.kappa


def _coverage(patients: int, share: float, trials: int) -> float:
    """Share of simulated sites whose interval of the sensitivity contains the true one.

    Each patient has two lesions that are alike: the patient's own share is drawn from a beta
    distribution with a correlation of 0.3.
    """
    draw, hits = np.random.default_rng(7), 0
    for _ in range(trials):
        own = draw.beta(share * 7 / 3, (1 - share) * 7 / 3, patients).repeat(2)
        named = [GRAVE if hit else BENIGN for hit in draw.random(2 * patients) < own]
        cases = [case(number // 2, code, GRAVE) for number, code in enumerate(named)]
        found = compare(cases, AI, PATHOLOGY, TWO_CLASS).sensitivity
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= share <= found.high
    return hits / trials


@pytest.mark.parametrize(("patients", "share"), [(20, 0.7), (60, 0.85)])
def test_intervals_contain_the_true_value_as_often_as_they_say(patients: int, share: float) -> None:
    assert _coverage(patients, share, 80) >= 0.87  # measured with 300 trials: 0.90 to 0.98


@pytest.mark.parametrize("patients", [FEWEST_PATIENTS - 1, FEWEST_PATIENTS])
def test_with_few_patients_no_interval_is_given(patients: int) -> None:
    cases = [case(n, GRAVE if n % 3 else BENIGN, GRAVE) for n in range(patients)] * 4
    found = compare(cases, AI, PATHOLOGY, TWO_CLASS).sensitivity
    assert (found.low is None) is (patients < FEWEST_PATIENTS)
    assert found.patients == patients
    few = "no interval: fewer than 10 patients"
    assert interval_note(found) == (few if patients < FEWEST_PATIENTS else "")


def test_share_of_one_has_wilsons_interval_over_patients_and_kappa_of_one_has_none() -> None:
    found = compare(table(20, 0, 0, 20) * 3, AI, PATHOLOGY, TWO_CLASS)
    assert found.sensitivity == Estimate(1.0, *wilson_interval(1.0, 20), 20)
    assert found.kappa == Estimate(1.0, None, None, 40)
    assert interval_note(found.kappa) == "no interval"


def test_figures_without_cases_are_not_defined() -> None:
    found = compare(table(0, 3, 0, 9), AI, PATHOLOGY, TWO_CLASS)
    assert found.sensitivity.value is None
    assert figure_words(found.sensitivity) == "–"
    assert compare((), AI, PATHOLOGY, TWO_CLASS).agreement.value is None
    alike = compare(table(0, 0, 0, 9), AI, PATHOLOGY, TWO_CLASS)
    assert alike.kappa.value is None


def test_nothing_is_dropped_in_silence() -> None:
    cases = [
        *table(2, 0, 0, 1),
        case(10, Reading(ReadingStatus.ABSTAINED), GRAVE),
        case(11, Reading(ReadingStatus.NO_FINDING), BENIGN),
        case(12, Reading(ReadingStatus.NOT_RUN), GRAVE),
        case(13, GRAVE, Reading(ReadingStatus.PENDING)),
        case(14, Reading(ReadingStatus.NOT_ASSESSED), Reading(ReadingStatus.INADEQUATE)),
        case(15, GRAVE, "sarcoma"),
    ]
    found = compare(cases, AI, PATHOLOGY, TWO_CLASS)
    assert found.counted + sum(found.left_out.values()) == len(cases)
    assert found.left_out == {
        "AI: not recognized": 1, "AI: no finding shown": 1, "AI: AI did not run": 1,
        "pathology: pending": 1, "pathology: inadequate tissue": 1,
        "pathology: other result, side not known": 1,
    }  # fmt: skip
    assert (found.positives_without_result, found.negatives_without_result) == (1, 1)
    assert found.sensitivity.value == 1.0
    assert found.sensitivity_of_all.value == pytest.approx(2 / 3)  # not where nobody looked
    assert left_out_words(found).count(";") == 5


def test_silence_is_never_a_negative_result() -> None:
    silent = [
        case(n, Reading(status), BENIGN)
        for n, status in enumerate(ReadingStatus)
        if status != "result"
    ]
    found = compare(silent, AI, PATHOLOGY, TWO_CLASS)
    assert found.counted == 0
    assert found.true_negatives == 0


def test_all_three_are_counted_together_and_the_same_cases_give_the_same_figures() -> None:
    cases = [*table(6, 2, 3, 9), case(50, said(GRAVE, BENIGN), GRAVE, operator="normal")]
    kept = CaseSet(unit=Unit.LESION, labels=LABEL_SET, cases=tuple(cases), models=("a", "b"))
    made = agreement_of(kept)
    assert made == agreement_of(kept)
    assert sum(row.count for row in made.rows) == made.cases == made.patients == 21
    assert made.states["operator"] == {"not called": 20, "result": 1}
    last = made.rows[-1]
    assert (last.ai, last.operator, last.pathology) == (f"{GRAVE}+{BENIGN}", "normal", GRAVE)
    assert len(made.comparisons) == 3 * (1 + len(LABEL_SET))
    rows = agreement_table(made).splitlines()
    assert rows[0].startswith("unit,test,reference,target,figure,value")
    assert "lesion,AI,pathology,premalignant or malignant,true_positives,7,,," in rows
    counts = [line for line in rows if ",true_positives," in line]
    assert len(counts) == len(made.comparisons)


def test_several_results_are_joined() -> None:
    both = joined_results([said("normal"), said(BENIGN)])
    assert (both.codes, both.is_grave) == (frozenset({BENIGN}), False)
    assert said("NORMAL").codes == frozenset({"normal"})
    unknown = joined_results([said(BENIGN), said("sarcoma")])
    assert (unknown.codes, unknown.is_grave) == (frozenset({BENIGN, "other"}), None)
    assert joined_results([unknown, said(GRAVE)]).is_grave is True
    assert result_of(["x"], LABEL_SET, other_is_grave=True).is_grave is True
    with pytest.raises(ValueError, match="only then"):
        Reading(ReadingStatus.RESULT)


def test_comparison_without_a_reference_standard_shows_agreement_only() -> None:
    cases = [case(n, GRAVE, BENIGN, operator=GRAVE) for n in range(12)]
    text = "\n".join(comparison_lines(compare(cases, AI, OPERATOR, TWO_CLASS)))
    assert "sensitivity" not in text
    assert "agreement" in text
    assert comparison_lines(compare((), AI, OPERATOR, TWO_CLASS)) == []


def test_kappa_interval_is_ordered_for_any_table() -> None:
    draw = np.random.default_rng(1)
    for counts in draw.integers(0, 12, (20, 4)):
        found = compare(table(*map(int, counts)), AI, PATHOLOGY, TWO_CLASS).kappa
        ends: Sequence[float | None] = (found.low, found.high)
        known = [each for each in ends if each is not None]
        assert all(a <= b and math.isfinite(a) for a, b in pairwise(known))
