"""Made-up tracks of recordings of any length, for measurements and tests."""

from __future__ import annotations

import numpy as np

from hysteroview.core.gate import cause_of
from hysteroview.core.labels import Label, LabelSet
from hysteroview.core.states import Reason
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.review.timeline.content import (
    EpisodeSpan,
    EpisodeState,
    Event,
    Span,
    TimelineContent,
)
from hysteroview.pipeline.review.track_bins import TrackBins
from hysteroview.pipeline.review.track_columns import (
    ASSESSED,
    NOTHING,
    TWO_CLASS,
    TrackColumns,
    code_of,
)

LABELS = LabelSet(
    (
        Label("normal", "Normal endometrium", premalignant_or_malignant=False),
        Label("EP", "Endometrial polyp", premalignant_or_malignant=False),
        Label("SM", "Submucosal myoma", premalignant_or_malignant=False),
        Label("AEH", "Atypical hyperplasia", premalignant_or_malignant=True),
        Label("EC", "Endometrial carcinoma", premalignant_or_malignant=True),
    )
)
_REASONS = (Reason.OUTSIDE_BODY, Reason.BLUR, Reason.RED_OUT, Reason.BUBBLES, Reason.LENS_CONTACT)


def made_up_columns(count: int, rate: int = 60) -> TrackColumns:
    """Return a track with slow changes, noise, and stretches that were not assessed."""
    rng = np.random.default_rng(7)
    place = np.linspace(0, 1, count)
    weights = np.stack(
        [np.exp(6 * np.sin(2 * np.pi * (place * (k + 1.7) + k / 5))) for k in range(5)]
    )
    weights *= np.exp(rng.normal(0, 0.4, weights.shape))
    probabilities = (weights / weights.sum(axis=0)).astype(np.float32)
    cause = np.full(count, ASSESSED, np.int8)
    for k, reason in enumerate(_REASONS):
        for start in rng.random(6 - k):
            length = (0.03, 0.02, 0.015, 0.008, 0.004)[k]
            cause[(place >= start) & (place < start + length)] = code_of(cause_of(reason))
    cause[rng.random(count) < 0.02] = code_of(cause_of(Reason.BLUR))
    probabilities[:, cause != ASSESSED] = np.nan
    share = probabilities[3] + probabilities[4]
    label = np.where(cause == ASSESSED, np.nan_to_num(probabilities).argmax(axis=0), NOTHING)
    grave = np.where(share > 0.5, 0, np.where(share > 0.2, 2, len(TWO_CLASS) - 1))
    return TrackColumns(
        codes=LABELS.codes,
        pts_ns=np.arange(count, dtype=np.int64) * NS_PER_S // rate,
        frame_index=np.arange(count, dtype=np.int64),
        cause=cause,
        probabilities=probabilities,
        share=share,
        two_class=np.where(cause == ASSESSED, grave, NOTHING).astype(np.int8),
        label=label.astype(np.int8),
        episode=np.zeros(count, np.int32),
        quality=(0.7 + 0.25 * np.sin(place * 40) - 0.1 * rng.random(count)).astype(np.float32),
    )


def made_up_content(count: int = 3600, rate: int = 60) -> TimelineContent:
    """Return a timeline of such a track, with everything that a timeline can show."""
    columns = made_up_columns(count, rate)
    last = int(columns.pts_ns[-1])

    def at(share: float) -> int:
        return round(share * last)

    spans = [
        ("EC", 0.1, 0.16, True, EpisodeState.OPEN), ("EP", 0.2, 0.27, False, EpisodeState.OPEN),
        ("AEH", 0.35, 0.42, True, EpisodeState.ACCEPTED),
        ("SM", 0.5, 0.58, False, EpisodeState.ACCEPTED),
        ("EC", 0.65, 0.7, True, EpisodeState.REJECTED),
    ]  # fmt: skip
    return TimelineContent(
        from_ns=0, to_ns=last, labels=LABELS, bins=TrackBins(columns), threshold=0.35,
        episodes=tuple(
            EpisodeSpan(code=c, from_ns=at(a), to_ns=at(b), is_grave=g, state=s)
            for c, a, b, g, s in spans
        ),
        snapshots=(Event(at(0.12), "Snapshot 1"), Event(at(0.38), "Snapshot 2")),
        marks=(Event(at(0.52), "Mark 1"),),
        own_calls=(Event(at(0.37), "Own call: AEH"),),
        losses=(Span(at(0.75), at(0.78), "No signal"),),
        failed=(Span(at(0.95), last, "The analysis failed here: no memory"),),
    )  # fmt: skip
