"""Whether a sample of a quick pass is a reason to look at all frames around it."""

from __future__ import annotations

from typing import Final

from hysteroview.core.states import AssessmentState, Reason
from hysteroview.core.types import Analysis
from hysteroview.inference.model.open_set import OpenSet

_CERTAINLY_NORMAL: Final = 0.9
_NEAR: Final = 1.0  # above the open set's threshold, in logits: what is further away is certain
_NEAR_SHARE: Final = 0.5  # the same as a share of the threshold, for scores that are distances
# there is nothing to see; anything else may have passed a moment before or after
_NOTHING_TO_SEE: Final = frozenset({Reason.NO_PICTURE, Reason.OUTSIDE_BODY, Reason.TEST_CARD})


def is_due(analysis: Analysis, open_set: OpenSet | None) -> bool:
    """Whether something is suspected at a sample, or what is there is uncertain.

    A sample that the model recognizes is suspected, unless it is certain of its class "normal"; one
    that it nearly recognizes is uncertain, and so is one whose picture is too poor.
    """
    if analysis.state is AssessmentState.ACTIVE:
        label, shares = analysis.label, analysis.probabilities
        is_normal = label is not None and label.is_normal
        return not is_normal or shares is None or float(shares.max()) < _CERTAINLY_NORMAL
    if analysis.state is AssessmentState.ABSTAINED:
        score = analysis.open_set_score
        if score is None or open_set is None:
            return True
        near = max(_NEAR, _NEAR_SHARE * abs(open_set.threshold))
        return not score > open_set.threshold + near  # NaN is uncertain
    return analysis.reason not in _NOTHING_TO_SEE
