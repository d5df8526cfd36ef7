"""The frames of a track that a photo plan can propose."""

from __future__ import annotations

import numpy as np

from hysteroview.core.review.photo_proposals import PlanFrames
from hysteroview.core.states import AssessmentState
from hysteroview.pipeline.review.track_columns import CAUSES, TrackColumns

_SHARP = [
    cause.state in (AssessmentState.ACTIVE, AssessmentState.ABSTAINED) and cause.reason is None
    for cause in CAUSES
]


def plan_frames(columns: TrackColumns) -> PlanFrames:
    """Return the frames that passed the quality gate, also those for which the model abstained.

    A frame whose quality was not measured counts as a good one.
    """
    passed = np.array(_SHARP)[columns.cause]
    quality = np.where(np.isnan(columns.quality), 1.0, columns.quality).astype(np.float64)
    return PlanFrames(
        columns.pts_ns,
        np.where(passed, np.clip(quality, 0.0, 1.0), np.nan),
        columns.probabilities.astype(np.float64),
    )
