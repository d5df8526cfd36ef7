"""The status of the session at one moment, as the window shows it."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.states import PictureState
from hysteroview.core.types import Analysis, Frame
from hysteroview.pipeline.live.session import SessionStatus


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LiveStatus:
    """What the window shows beside the picture.

    Attributes
    ----------
    analysis
        The newest, if it is still valid; None in all states without a result.
    heatmap_age_ms
        Since the analyzed picture was captured; None if no heatmap is visible.
    is_ai_hidden
        No result of the AI may be on the screen; the analysis continues, and its results are
        recorded.
    """

    session: SessionStatus
    picture: PictureState
    analysis: Analysis | None
    shown_hz: float
    dropped_before_display: int
    heatmap_age_ms: float | None
    is_ai_hidden: bool = False


def is_standing(status: LiveStatus | None) -> bool:
    """Whether the source repeats one picture instead of sending live ones."""
    return status is not None and status.picture is PictureState.LIVE and status.session.is_frozen


def judge_picture(
    status: SessionStatus, newest: Frame | None, now_ns: int, *, is_live: bool
) -> PictureState:
    """Return the state of the picture on the screen."""
    if status.has_ended:
        return PictureState.ENDED
    if status.source_failure is not None:
        return PictureState.NO_SIGNAL
    if newest is None:
        return PictureState.STARTING
    has_signal = FRESHNESS.has_signal(now_ns - newest.captured_ns, is_live=is_live)
    if status.signal_loss is not None or not has_signal:
        return PictureState.NO_SIGNAL
    return PictureState.LIVE
