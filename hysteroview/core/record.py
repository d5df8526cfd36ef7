"""What is kept of every analyzed frame: the log that episodes and verdict are computed from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from hysteroview.core.types import Analysis, AssessmentState, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRecord:
    """One analyzed frame as plain numbers, which a table or database keeps without loss.

    Attributes
    ----------
    state, reason
        Of this frame.
    probabilities
        In the order of the model's labels; empty if the frame was not assessed.
    premalignant_or_malignant
        Their sum over those classes; None if the frame was not assessed.
    quality, open_set_score
        None if not judged.
    shown
        Code of the class that the decision over time showed at this frame; None without one.
    episode
        Its episode, counted from 1; None outside of one.
    """

    frame_index: int
    pts_ns: int
    state: AssessmentState
    reason: Reason | None
    label: str | None
    probabilities: tuple[float, ...]
    premalignant_or_malignant: float | None
    quality: float | None
    open_set_score: float | None
    shown: str | None
    episode: int | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that `json` writes without loss."""
        names = {"state": self.state.value, "reason": self.reason and self.reason.name}
        return asdict(self) | names

    @classmethod
    def from_dict(cls, fields: dict[str, Any]) -> FrameRecord:
        """Read what `as_dict` gave, to the last bit.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is another thing.
        """
        return cls(
            **fields
            | {
                "state": AssessmentState(fields["state"]),
                "reason": fields["reason"] and Reason[fields["reason"]],
                "probabilities": tuple(fields["probabilities"]),
            }
        )


def record_of(analysis: Analysis) -> FrameRecord:
    """Return what is kept of an analysis."""
    decision, probabilities = analysis.decision, analysis.probabilities
    shown = decision.label if decision is not None else None
    return FrameRecord(
        frame_index=analysis.frame_index,
        pts_ns=analysis.pts_ns,
        state=analysis.state,
        reason=analysis.reason,
        label=analysis.label.code if analysis.label is not None else None,
        probabilities=() if probabilities is None else tuple(probabilities.tolist()),
        premalignant_or_malignant=analysis.premalignant_or_malignant,
        quality=analysis.quality,
        open_set_score=analysis.open_set_score,
        shown=shown.code if shown is not None else None,
        episode=decision.episode if decision is not None else None,
    )
