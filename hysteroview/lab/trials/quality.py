"""Trial: separation of spoiled from clean pictures by the quality gate, for each reason."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from hysteroview.core.types import Reason
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.quality.gate import Quality, assess
from hysteroview.imaging.quality.instrument import instrument_share
from hysteroview.lab.data.corruptions import GRADES, REASONS, corrupt
from hysteroview.lab.statistics.cases import Cases, Interval
from hysteroview.lab.trials.samples import Sample, in_another_light, with_new_noise

_LIGHTS = 4  # relit copies of each clean picture
INSTRUMENT_LIMIT = 0.01  # share of the view from which an instrument counts as detected

_Change = Callable[[NDArray[np.uint8], Sample, int], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class ReasonTrial:
    """Figures of one reason on one set.

    Attributes
    ----------
    auc
        AUC of the measure of this reason, spoiled against clean, for each grade.
    gated
        Share of the spoiled pictures that the gate rejects for any reason.
    named
        Share of the spoiled pictures that it rejects for this reason.
    """

    reason: Reason
    auc: tuple[Interval, ...]
    gated: tuple[float, ...]
    named: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QualityTrial:
    """Figures of all reasons on one set, and the clean pictures that the gate rejects.

    Attributes
    ----------
    cases
        Number of phantoms or real pictures that the pictures were made of.
    equal_noise
        Figures of blur with new noise in clean and blurred pictures alike.
    stopped, blood
        Share of the clean pictures that are rejected, and of those that are called blood.
    flips
        Share of the decisions on clean pictures (rejected or not) that change with another gamma
        (0.7 to 1.4) and white balance (red and blue by up to 15 %).
    """

    title: str
    pictures: int
    cases: int
    reasons: tuple[ReasonTrial, ...]
    equal_noise: ReasonTrial
    false_stops: tuple[tuple[str, Reason], ...]
    stopped: Interval
    blood: Interval
    flips: Interval


def try_quality(title: str, samples: Sequence[Sample]) -> QualityTrial:
    """Corrupt clean pictures in every way and grade, and run the gate."""
    clean = [_judge(sample.crop, sample) for sample in samples]
    cases = Cases([sample.case for sample in samples])
    stops = tuple(
        (sample.name, quality.reason)
        for sample, quality in zip(samples, clean, strict=True)
        if quality.reason is not None
    )
    return QualityTrial(
        title=title,
        pictures=len(samples),
        cases=cases.count,
        reasons=tuple(try_reason(reason, samples, cases, _unchanged) for reason in REASONS),
        equal_noise=try_reason(Reason.BLUR, samples, cases, renoised),
        false_stops=stops,
        stopped=cases.share([quality.reason is not None for quality in clean]),
        blood=cases.share([quality.reason is Reason.RED_OUT for quality in clean]),
        flips=cases.share(flips(samples, clean)),
    )


def try_reason(
    reason: Reason, samples: Sequence[Sample], cases: Cases, change: _Change
) -> ReasonTrial:
    """Corrupt pictures in one way.

    Parameters
    ----------
    change
        Applied to clean and corrupted pictures alike.
    """
    clean = [
        _judge(change(sample.crop, sample, 2 * index), sample)
        for index, sample in enumerate(samples)
    ]
    negatives = [quality.measures[reason] for quality in clean]
    auc, gated, named = [], [], []
    for grade in GRADES:
        spoiled = [
            _judge(change(_spoil(sample, reason, grade, index), sample, 2 * index + 1), sample)
            for index, sample in enumerate(samples)
        ]
        auc.append(cases.area(negatives, [quality.measures[reason] for quality in spoiled]))
        gated.append(float(np.mean([quality.reason is not None for quality in spoiled])))
        named.append(float(np.mean([quality.reason is reason for quality in spoiled])))
    return ReasonTrial(reason, tuple(auc), tuple(gated), tuple(named))


def _judge(picture: NDArray[np.uint8], sample: Sample) -> Quality:
    return assess(split_planes(picture, sample.mask))


def _unchanged(picture: NDArray[np.uint8], sample: Sample, seed: int) -> NDArray[np.uint8]:
    del sample, seed
    return picture


def renoised(picture: NDArray[np.uint8], sample: Sample, seed: int) -> NDArray[np.uint8]:
    """Return a picture with new noise; see `with_new_noise`."""
    return with_new_noise(picture, sample.mask, np.random.default_rng(seed))


def flips(samples: Sequence[Sample], clean: Sequence[Quality]) -> NDArray[np.float64]:
    """Return the share of decisions that change in relit copies, for each picture."""
    rng = np.random.default_rng(0)
    turned = []
    for sample, quality in zip(samples, clean, strict=True):
        relit = [_judge(in_another_light(sample, rng), sample) for _ in range(_LIGHTS)]
        turned.append([(each.reason is None) != (quality.reason is None) for each in relit])
    return np.asarray(np.mean(turned, axis=1), np.float64)


def _spoil(sample: Sample, reason: Reason, grade: float, index: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng([index, round(grade * 10), REASONS.index(reason)])
    return corrupt(sample.crop, sample.mask, reason, grade, rng)


def area(negatives: Sequence[float], positives: Sequence[float]) -> float:
    """Area under the ROC curve of a measure."""
    truth = [0] * len(negatives) + [1] * len(positives)
    return float(roc_auc_score(truth, [*negatives, *positives]))


def quality_table(trial: QualityTrial) -> str:
    """Return a trial as text; intervals are 95 %."""
    grades = "  ".join(f"{f'grade {grade:g}':>24}" for grade in GRADES)
    lines = [
        f"{trial.title}: {trial.pictures} clean pictures of {trial.cases} cases",
        f"  stopped: {trial.stopped:.1%}; called blood: {trial.blood:.1%}",
        f"  decisions that another light turns over: {trial.flips:.1%}",
        *(f"  {name}: {reason.value}" for name, reason in trial.false_stops),
        f"{'AUC, stopped, named':19}{grades}",
    ]
    rows = [(item.reason.name.lower().replace("_", " "), item) for item in trial.reasons]
    rows.insert(1, ("blur, equal noise", trial.equal_noise))
    for name, item in rows:
        cells = "  ".join(
            f"{auc.value:.3f} {auc.low:.2f}-{auc.high:.2f} {gated:4.0%} {named:4.0%}"
            for auc, gated, named in zip(item.auc, item.gated, item.named, strict=True)
        )
        lines.append(f"{name:19}{cells}")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class InstrumentTrial:
    """Instrument detection: AUC against clean and bubbles, detection rate, false alarms of each."""

    auc: float
    seen: float
    false_clean: float
    false_bubbles: float


def try_instrument(
    covered: Sequence[Sample], clean: Sequence[Sample], bubbles: Sequence[Sample]
) -> InstrumentTrial:
    """Compare phantoms with an instrument over at least 1 % of the view with phantoms without."""
    shares = [
        [instrument_share(split_planes(sample.crop, sample.mask)) for sample in samples]
        for samples in (
            [sample for sample in covered if sample.instrument >= INSTRUMENT_LIMIT],
            clean,
            bubbles,
        )
    ]
    seen, false_clean, false_bubbles = (
        float(np.mean(np.asarray(part) >= INSTRUMENT_LIMIT)) for part in shares
    )
    return InstrumentTrial(
        area([*shares[1], *shares[2]], shares[0]), seen, false_clean, false_bubbles
    )


def time_gate(samples: Sequence[Sample], runs: int = 5) -> list[float]:
    """Return the processor time of measuring each crop in ms: planes, quality, instrument."""
    times_ms = []
    for sample in samples:
        for _ in range(runs):
            begin_ns = time.thread_time_ns()
            planes = split_planes(sample.crop, sample.mask)
            assess(planes)
            instrument_share(planes)
            times_ms.append((time.thread_time_ns() - begin_ns) / 1e6)
    return times_ms
