"""What the window knows of the session at one moment, and what that means for the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from hysteroview.core.types import NS_PER_S, Analysis, Frame
from hysteroview.pipeline.live.session import SessionStatus

DIM_FROM_NS = 150_000_000  # a heatmap younger than this looks fresh
GONE_AT_NS = 500_000_000  # and one older than this is not shown
_NO_SIGNAL_S = 1.0  # of the screen itself; the session notices earlier
_NO_PICTURE_S = 3.0  # a file at its own pace may hold a picture for a while


class PictureState(Enum):
    """What the picture on the screen is; only LIVE may look alive."""

    STARTING = auto()
    LIVE = auto()
    NO_SIGNAL = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LiveStatus:
    """What the window shows beside the picture.

    Attributes
    ----------
    analysis
        The newest, if the session stands by it; None in all states without a result.
    heatmap_age_ms
        Since the analyzed picture was captured; None if there is no heatmap to be seen.
    is_ai_hidden
        Nothing that the AI makes of the picture may be on the screen; it goes on, and what it
        says is kept.
    """

    session: SessionStatus
    picture: PictureState
    analysis: Analysis | None
    shown_hz: float
    dropped_before_display: int
    heatmap_age_ms: float | None
    is_ai_hidden: bool = False


def freshness(age_ns: int) -> float:
    """How much of a heatmap its age leaves: 1 when fresh, falling smoothly to 0."""
    if age_ns <= DIM_FROM_NS:
        return 1.0
    if age_ns >= GONE_AT_NS:
        return 0.0
    left = (GONE_AT_NS - age_ns) / (GONE_AT_NS - DIM_FROM_NS)
    return left * left * (3 - 2 * left)


def judge_picture(
    status: SessionStatus, newest: Frame | None, now_ns: int, *, is_live: bool
) -> PictureState:
    """Say what the picture on the screen is."""
    if status.has_ended:
        return PictureState.ENDED
    if status.source_failure is not None:
        return PictureState.NO_SIGNAL
    if newest is None:
        return PictureState.STARTING
    patience_s = _NO_SIGNAL_S if is_live else _NO_PICTURE_S
    if status.signal_loss is not None or now_ns - newest.captured_ns > patience_s * NS_PER_S:
        return PictureState.NO_SIGNAL
    return PictureState.LIVE
