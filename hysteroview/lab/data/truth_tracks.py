"""Simulated exams: truth tracks, and noisy results of single frames, without pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import NS_PER_S, AssessmentState, Label, LabelSet, Reason
from hysteroview.inference.decide.decision import Observation

FIVE = LabelSet(
    (
        Label("EH", "Endometrial hyperplasia without atypia", premalignant_or_malignant=False),
        Label("AH", "Atypical hyperplasia", premalignant_or_malignant=True),
        Label("EC", "Endometrial cancer", premalignant_or_malignant=True),
        Label("EP", "Endometrial polyp", premalignant_or_malignant=False),
        Label("SM", "Submucous myoma", premalignant_or_malignant=False),
    )
)
NOTHING = -1  # value in a truth track if no lesion is in view


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackSettings:
    """Course of a simulated exam; times in seconds.

    Attributes
    ----------
    exam_s, rate_hz
        Length, and analyzed frames per second.
    lesion_s, nothing_s
        Median length of a view of a lesion and of the interval between two; both are log-normal
        with a standard deviation of the logarithm of 0.7, and at least `shortest_s`.
    """

    exam_s: float = 120.0
    rate_hz: float = 30.0
    lesion_s: float = 2.5
    nothing_s: float = 2.0
    shortest_s: float = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseSettings:
    """Errors of single frames.

    Attributes
    ----------
    evidence
        Logit of the true class over the others.
    white, slow
        Standard deviation of the noise of the logits: independent in each frame, and with a memory
        of `slow_s` (disturbances of consecutive frames are correlated).
    outliers
        Share of frames with evidence for another class.
    abstained, false_accepted
        Share of frames of a lesion in which the model abstains, and of frames without a lesion that
        it takes for one; the latter with a memory of `slow_s`.
    gated
        Share of the time withheld by the quality gate, in intervals of `gated_s`.
    """

    evidence: float = 4.0
    white: float = 1.5
    slow: float = 1.2
    slow_s: float = 0.15
    outliers: float = 0.05
    abstained: float = 0.05
    false_accepted: float = 0.05
    gated: float = 0.08
    gated_s: float = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """A truth track with the results of single frames.

    Attributes
    ----------
    truth
        (N,) index of the class in view, or `NOTHING`.
    frames
        N observations.
    """

    truth: NDArray[np.int64]
    frames: list[Observation]


def draw_truth(labels: LabelSet, settings: TrackSettings, seed: int) -> NDArray[np.int64]:
    """Draw the class in view at each frame: (N,), alternating between none and lesions.

    A seed gives the same times at every frame rate.
    """
    rng = np.random.default_rng([seed, 0])
    truth = np.full(round(settings.exam_s * settings.rate_hz), NOTHING, np.int64)
    at_s, has_lesion = 0.0, False
    while at_s < settings.exam_s:
        median_s = settings.lesion_s if has_lesion else settings.nothing_s
        end_s = at_s + max(float(rng.lognormal(np.log(median_s), 0.7)), settings.shortest_s)
        if has_lesion:
            start, end = (round(each * settings.rate_hz) for each in (at_s, end_s))
            truth[start:end] = rng.integers(len(labels))
        at_s, has_lesion = end_s, not has_lesion
    return truth


def draw_exam(labels: LabelSet, track: TrackSettings, noise: NoiseSettings, seed: int) -> Exam:
    """Draw an exam; the same seed gives the same exam."""
    rng = np.random.default_rng([seed, 1])
    truth = draw_truth(labels, track, seed)
    count, classes = len(truth), len(labels)
    logits = noise.white * rng.standard_normal((count, classes))
    logits += noise.slow * _with_memory(rng, (count, classes), noise.slow_s * track.rate_hz)
    seen = np.where(truth == NOTHING, rng.integers(classes, size=count), truth)
    # a false lesion persists for a while
    mistaken = _spells(rng, count, noise.false_accepted, noise.slow_s * track.rate_hz)
    for start, end in _runs(mistaken):
        seen[start:end] = np.where(
            truth[start:end] == NOTHING, rng.integers(classes), seen[start:end]
        )
    wrong = rng.random(count) < noise.outliers
    seen[wrong] = rng.integers(classes, size=int(wrong.sum()))
    logits[np.arange(count), seen] += noise.evidence
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    states = np.where(truth == NOTHING, ~mistaken, rng.random(count) < noise.abstained)
    gated = _spells(rng, count, noise.gated, noise.gated_s * track.rate_hz)
    frames = []
    for index in range(count):
        pts_ns = round(index * NS_PER_S / track.rate_hz)
        if gated[index]:
            frames.append(Observation(pts_ns, AssessmentState.NOT_ASSESSABLE, Reason.BLUR))
        elif states[index]:
            frames.append(Observation(pts_ns, AssessmentState.ABSTAINED))
        else:
            frames.append(
                Observation(pts_ns, AssessmentState.ACTIVE, probabilities=probabilities[index])
            )
    return Exam(truth, frames)


def _with_memory(
    rng: np.random.Generator, shape: tuple[int, int], memory: float
) -> NDArray[np.float64]:
    """Noise of standard deviation 1 whose autocorrelation falls to 1/e in `memory` frames."""
    kept = float(np.exp(-1 / max(memory, 1e-6)))
    steps = rng.standard_normal(shape)
    result = np.empty(shape)
    result[0] = steps[0]
    for index in range(1, shape[0]):
        result[index] = kept * result[index - 1] + np.sqrt(1 - kept * kept) * steps[index]
    return result


def _spells(rng: np.random.Generator, count: int, share: float, length: float) -> NDArray[np.bool_]:
    """(count,) flags, `share` of them set, in runs of `length` frames on average."""
    flags = np.zeros(count, bool)
    if share <= 0:
        return flags
    length = max(length, 1.0)
    at = 0.0
    while at < count:
        at += rng.exponential(length * (1 - share) / share)
        end = at + max(rng.exponential(length), 1.0)
        flags[round(at) : round(end)] = True
        at = end
    return flags


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]
