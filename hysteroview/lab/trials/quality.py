"""Trial: separation of spoiled from clean pictures by the quality gate, for each reason."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from hysteroview.core.types import Reason
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec
from hysteroview.imaging.pixels.crop_planes import split_planes
from hysteroview.imaging.pixels.preprocess import crop, model_box
from hysteroview.imaging.pixels.view_mask import view_mask
from hysteroview.imaging.quality.gate import Quality, assess
from hysteroview.imaging.quality.instrument import instrument_share
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.lab.data.corruptions import GRADES, REASONS, corrupt
from hysteroview.lab.data.tissue import as_hysteroscopy
from hysteroview.lab.trials.view import read_picture

_SIZE_PX = 224
_RENDER_PX = 360
_LIGHTS, _GAMMA, _BALANCE = 4, (0.7, 1.4), (0.85, 1.15)  # relit copies of each clean picture
_LESIONS = tuple(Lesion)
INSTRUMENT_LIMIT = 0.01  # share of the view from which an instrument counts as detected


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A clean input of the network, with the share covered by an instrument."""

    name: str
    crop: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    instrument: float = 0.0


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
    auc: tuple[float, ...]
    gated: tuple[float, ...]
    named: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QualityTrial:
    """Figures of all reasons on one set, and the clean pictures that the gate rejects.

    Attributes
    ----------
    flips
        Share of the decisions on clean pictures (rejected or not) that change with another gamma
        (0.7 to 1.4) and white balance (red and blue by up to 15 %).
    """

    title: str
    pictures: int
    reasons: tuple[ReasonTrial, ...]
    false_stops: tuple[tuple[str, Reason], ...]
    flips: float


def phantom_samples(
    seeds: Iterable[int], *, instrument: bool = False, bubbles: bool = False
) -> Iterator[Sample]:
    """Render two views of one phantom per seed."""
    for seed in seeds:
        spec = PhantomSpec(
            seed=seed, lesion=_LESIONS[seed % len(_LESIONS)], width_px=_RENDER_PX,
            height_px=_RENDER_PX, instrument=instrument, bubbles=bubbles,
        )  # fmt: skip
        phantom = Phantom(spec)
        for index in range(2):
            frame = phantom.render_view(index)
            sample = to_sample(f"{seed}/{index}", frame.pixels, frame.truth.instrument)
            if sample is not None:
                yield sample


def real_samples(paths: Iterable[Path]) -> Iterator[Sample]:
    """Crop pictures of real endoscopy in the same way as the analyzer."""
    for path in paths:
        sample = to_sample(path.stem, read_picture(path))
        if sample is not None:
            yield sample


def to_sample(name: str, pixels: NDArray[np.uint8], instrument: float = 0.0) -> Sample | None:
    """Crop the field of view of a frame (H, W, 3) uint8, BGR; None if there is none."""
    view = find_field_of_view(pixels)
    if view is None:
        return None
    box = model_box(view, Fraction(1))
    seen = crop(pixels, box, _SIZE_PX, view)
    return Sample(name, seen, view_mask(view, box, _SIZE_PX), instrument)


def try_quality(title: str, samples: Sequence[Sample]) -> QualityTrial:
    """Corrupt clean pictures in every way and grade, and run the gate."""
    clean = [assess(split_planes(sample.crop, sample.mask)) for sample in samples]
    trials = []
    for reason in REASONS:
        negatives = [quality.measures[reason] for quality in clean]
        auc, gated, named = [], [], []
        for grade in GRADES:
            spoiled = [
                assess(split_planes(_spoil(sample, reason, grade, index), sample.mask))
                for index, sample in enumerate(samples)
            ]
            auc.append(area(negatives, [quality.measures[reason] for quality in spoiled]))
            gated.append(float(np.mean([quality.reason is not None for quality in spoiled])))
            named.append(float(np.mean([quality.reason is reason for quality in spoiled])))
        trials.append(ReasonTrial(reason, tuple(auc), tuple(gated), tuple(named)))
    stops = tuple(
        (sample.name, quality.reason)
        for sample, quality in zip(samples, clean, strict=True)
        if quality.reason is not None
    )
    return QualityTrial(title, len(samples), tuple(trials), stops, flips(samples, clean))


def flips(samples: Sequence[Sample], clean: Sequence[Quality]) -> float:
    """Return the share of decisions that change in relit copies."""
    rng = np.random.default_rng(0)
    turned = []
    for sample, quality in zip(samples, clean, strict=True):
        for _ in range(_LIGHTS):
            changed = _in_another_light(sample, rng)
            stopped = assess(split_planes(changed, sample.mask)).reason is not None
            turned.append(stopped != (quality.reason is not None))
    return float(np.mean(turned))


def _in_another_light(sample: Sample, rng: np.random.Generator) -> NDArray[np.uint8]:
    balance = np.array([rng.uniform(*_BALANCE), 1.0, rng.uniform(*_BALANCE)])
    lit = (sample.crop / 255) ** rng.uniform(*_GAMMA) * balance
    picture = np.clip(np.round(lit * 255), 0, 255).astype(np.uint8)
    return np.asarray(cv2.copyTo(picture, sample.mask), np.uint8)


def in_colors_of_hysteroscopy(samples: Iterable[Sample], copies: int = 2) -> Iterator[Sample]:
    """Return several copies of each picture with the color and softness of real hysteroscopy."""
    for index, sample in enumerate(samples):
        for copy in range(copies):
            rng = np.random.default_rng([index, copy])
            colored = as_hysteroscopy(sample.crop, sample.mask, rng)
            yield Sample(f"{sample.name}#{copy}", colored, sample.mask, sample.instrument)


def _spoil(sample: Sample, reason: Reason, grade: float, index: int) -> NDArray[np.uint8]:
    rng = np.random.default_rng([index, round(grade * 10), REASONS.index(reason)])
    return corrupt(sample.crop, sample.mask, reason, grade, rng)


def area(negatives: Sequence[float], positives: Sequence[float]) -> float:
    """Area under the ROC curve of a measure."""
    truth = [0] * len(negatives) + [1] * len(positives)
    return float(roc_auc_score(truth, [*negatives, *positives]))


def quality_table(trial: QualityTrial) -> str:
    """Return a trial as text."""
    grades = "  ".join(f"{f'grade {grade:g}':>19}" for grade in GRADES)
    lines = [
        f"{trial.title}: {trial.pictures} clean pictures, {len(trial.false_stops)} of them stopped",
        f"decisions that another light turns over: {trial.flips:.1%}",
        *(f"  {name}: {reason.value}" for name, reason in trial.false_stops),
        f"{'AUC, stopped, named':20}{grades}",
    ]
    for item in trial.reasons:
        cells = "  ".join(
            f"{auc:.3f} {gated:6.1%} {named:6.1%}"
            for auc, gated, named in zip(item.auc, item.gated, item.named, strict=True)
        )
        lines.append(f"{item.reason.name.lower().replace('_', ' '):20}{cells}")
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
