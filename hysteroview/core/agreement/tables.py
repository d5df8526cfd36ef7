"""Counts, and what follows from them: sensitivity, specificity, predictive values, kappa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.agreement.cases import Case, CaseSet, Reading, ReadingStatus, Source, Unit
from hysteroview.core.agreement.intervals import (
    FEWEST_PATIENTS,
    Estimate,
    percentile_interval,
    resampled,
    wilson_interval,
)

TWO_CLASS: Final = "premalignant or malignant"
NO_SIDE: Final = "other result, side not known"
IS_PARTIAL: Final = "a further lesion has no result"
PAIRS: Final = (
    (Source.AI, Source.PATHOLOGY),
    (Source.OPERATOR, Source.PATHOLOGY),
    (Source.AI, Source.OPERATOR),
)
_TP, _FP, _FN, _TN, _MISSED = range(5)
Counts = NDArray[np.float64]  # (…, 5): true and false positives, false and true negatives, missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One of the three against another, for one class or the two-class result.

    Attributes
    ----------
    target
        Code of the class, or `TWO_CLASS`.
    true_positives, false_positives, false_negatives, true_negatives
        Cases in which both have a result.
    positives_without_result, negatives_without_result
        Cases in which the other has looked and named nothing, by what the reference says.
    left_out
        Cases that are not in the four counts, by what is missing.
    sensitivity_of_all
        With positives in which the other has looked and named nothing counted as not found.
    agreement
        Share of the cases in which both say the same.
    """

    test: Source
    reference: Source
    target: str
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    positives_without_result: int
    negatives_without_result: int
    left_out: Mapping[str, int]
    sensitivity: Estimate
    sensitivity_of_all: Estimate
    specificity: Estimate
    positive_predictive_value: Estimate
    negative_predictive_value: Estimate
    agreement: Estimate
    kappa: Estimate

    @property
    def has_reference(self) -> bool:
        """Whether one of them is the reference standard; otherwise only agreement is shown."""
        return self.reference is Source.PATHOLOGY

    @property
    def counted(self) -> int:
        """Number of cases in which both have a result."""
        return (
            self.true_positives + self.false_positives
            + self.false_negatives + self.true_negatives
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Number of cases in which the three said this.

    Attributes
    ----------
    ai, operator, pathology
        Codes, joined by “+”, or why there is no result; “?” if a further lesion has none.
    """

    ai: str
    operator: str
    pathology: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The table of a site.

    Attributes
    ----------
    states
        Number of cases by what each of the three has said, for each of them.
    rows
        AI × operator × pathology, the most frequent first.
    """

    unit: Unit
    cases: int
    patients: int
    models: tuple[str, ...]
    states: Mapping[str, Mapping[str, int]]
    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


def agreement_of(kept: CaseSet) -> Agreement:
    """Return the table of all cases; the same cases give the same figures."""
    cases = kept.cases
    rows = Counter(tuple(_words(case.reading(each)) for each in Source) for case in cases)
    return Agreement(
        unit=kept.unit,
        cases=len(cases),
        patients=len({case.patient for case in cases}),
        models=kept.models,
        states={
            source.value: dict(Counter(case.reading(source).status.value for case in cases))
            for source in Source
        },
        rows=tuple(
            Row(ai=said[0], operator=said[1], pathology=said[2], count=count)
            for said, count in sorted(rows.items(), key=lambda each: (-each[1], each[0]))
        ),
        comparisons=tuple(
            compare(cases, test, reference, target)
            for test, reference in PAIRS
            for target in (TWO_CLASS, *kept.labels.codes)
        ),
    )


def compare(cases: Sequence[Case], test: Source, reference: Source, target: str) -> Comparison:
    """Compare one of the three with another for one class, or for `TWO_CLASS`."""
    left_out: Counter[str] = Counter()
    by_patient: dict[str, Counts] = {}
    lost = [0, 0]
    for case in cases:
        said, true = case.reading(test), case.reading(reference)
        is_said, is_true = _is(said, target), _is(true, target)
        counts = by_patient.setdefault(case.patient, np.zeros(5))
        for source, reading, answer in ((reference, true, is_true), (test, said, is_said)):
            if answer is None:
                why = reading.status.value
                if reading.has_result:
                    why = IS_PARTIAL if reading.is_partial else NO_SIDE
                left_out[f"{source.value}: {why}"] += 1
                break
        if is_true is None:
            continue
        if is_said is None:
            lost[is_true] += said.is_silent
            counts[_MISSED] += is_true and said.is_silent
            continue
        counts[_PLACES[is_said, is_true]] += 1
    counts = np.array(list(by_patient.values())).reshape(-1, 5)
    totals = counts.sum(axis=0)
    sums = resampled(counts) if len(counts) else counts
    figures = {name: _estimate(counts, sums, figure) for name, figure in _FIGURES.items()}
    return Comparison(
        test=test, reference=reference, target=target,
        true_positives=int(totals[_TP]), false_positives=int(totals[_FP]),
        false_negatives=int(totals[_FN]), true_negatives=int(totals[_TN]),
        positives_without_result=lost[True], negatives_without_result=lost[False],
        left_out=dict(left_out), **figures,
    )  # fmt: skip


_PLACES: Final = {
    (True, True): _TP, (True, False): _FP, (False, True): _FN, (False, False): _TN,
}  # fmt: skip


def _is(reading: Reading, target: str) -> bool | None:
    """Whether a reading says this; None if it does not say either."""
    if not reading.has_result:
        return None
    if target == TWO_CLASS:
        return reading.is_grave
    return True if target in reading.codes else None if reading.is_partial else False


def _words(reading: Reading) -> str:
    return (
        "+".join([*sorted(reading.codes), *(["?"] if reading.is_partial else [])])
        if reading.status is ReadingStatus.RESULT
        else reading.status.value
    )


def _estimate(
    counts: Counts, sums: Counts, figure: Callable[[Counts], tuple[Counts, Counts]]
) -> Estimate:
    """Return a figure of all patients, with its interval from the resampled sums.

    A share of 0 or 1 is the same in all replicates, so its interval is Wilson's with the number
    of patients in place of the number of cases; a kappa of 1 has none.
    """
    over, under = figure(counts.sum(axis=0))
    is_share = figure is not _kappa
    involved = figure(counts)[1] if is_share else counts[:, :_MISSED].sum(axis=1)
    patients = int(np.count_nonzero(involved))
    if not under:
        return Estimate(None, None, None, patients)
    value = float(over / under)
    is_extreme = value in (0.0, 1.0)
    if patients < FEWEST_PATIENTS or (is_extreme and not is_share):
        return Estimate(value, None, None, patients)
    if is_extreme:
        return Estimate(value, *wilson_interval(value, patients), patients)
    sums_over, sums_under = figure(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        interval = percentile_interval(sums_over / sums_under)
    low, high = interval or (None, None)
    return Estimate(value, low, high, patients)


def _sensitivity(counts: Counts) -> tuple[Counts, Counts]:
    return counts[..., _TP], counts[..., _TP] + counts[..., _FN]


def _sensitivity_of_all(counts: Counts) -> tuple[Counts, Counts]:
    return counts[..., _TP], counts[..., _TP] + counts[..., _FN] + counts[..., _MISSED]


def _specificity(counts: Counts) -> tuple[Counts, Counts]:
    return counts[..., _TN], counts[..., _TN] + counts[..., _FP]


def _positive_predictive_value(counts: Counts) -> tuple[Counts, Counts]:
    return counts[..., _TP], counts[..., _TP] + counts[..., _FP]


def _negative_predictive_value(counts: Counts) -> tuple[Counts, Counts]:
    return counts[..., _TN], counts[..., _TN] + counts[..., _FN]


def _agreement(counts: Counts) -> tuple[Counts, Counts]:
    return counts[..., _TP] + counts[..., _TN], counts[..., :_MISSED].sum(axis=-1)


def _kappa(counts: Counts) -> tuple[Counts, Counts]:
    """Cohen's kappa (Cohen 1960, doi:10.1177/001316446002000104), both parts times n²."""
    tp, fp, fn, tn = (counts[..., each] for each in (_TP, _FP, _FN, _TN))
    total = tp + fp + fn + tn
    chance = (tp + fp) * (tp + fn) + (fn + tn) * (fp + tn)
    return total * (tp + tn) - chance, total * total - chance


_FIGURES: Final = {
    "sensitivity": _sensitivity,
    "sensitivity_of_all": _sensitivity_of_all,
    "specificity": _specificity,
    "positive_predictive_value": _positive_predictive_value,
    "negative_predictive_value": _negative_predictive_value,
    "agreement": _agreement,
    "kappa": _kappa,
}
