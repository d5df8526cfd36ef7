"""Why a session can no longer be measured, so that no bench waits for what will never come."""

from __future__ import annotations

from hysteroview.core.errors import HysteroViewError, InferenceError, SourceError
from hysteroview.core.types import AssessmentState
from hysteroview.pipeline.live.session import SessionStatus

MOST_WAIT_S = 60.0  # for the first result, once the model is loaded


def failure_of(status: SessionStatus, waited_s: float = 0.0) -> HysteroViewError | None:
    """Return why nothing can be measured anymore; None while it can.

    Parameters
    ----------
    waited_s
        Time without any result since the model was loaded.
    """
    if status.source_failure is not None:
        return SourceError(status.source_failure)
    if status.has_ended:
        return SourceError(
            "The source ended before the measurement did.", remedy="Choose another source."
        )
    if status.state is AssessmentState.ERROR:
        return InferenceError(status.detail or "The analysis has failed.")
    if waited_s > MOST_WAIT_S:
        return InferenceError(
            f"There was no result for {MOST_WAIT_S:.0f} s although the model is loaded.",
            remedy="Check that the source has pictures.",
        )
    return None
