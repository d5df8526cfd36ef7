"""Record of a decision over time, as part of the record of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.foreign.distribution import READ, is_distribution
from hysteroview.core.foreign.fields import reader, text
from hysteroview.core.gate import Cause, causes_of, names_of
from hysteroview.core.types import AssessmentState, Decision, LabelSet, Reason, TwoClass

_read_code, _read_shares = reader(str | None), reader(tuple[float, ...])
_read_share, _read_number = reader(float | None), reader(int | None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """Decision from the frames up to this one, as shown to the operator.

    Attributes
    ----------
    state, reason
        State and reason shown by the status light. The state is None in files of earlier versions,
        which stored only label and episode.
    label
        Code of the class that was shown; None while no class was clearly ahead.
    probabilities
        Probabilities smoothed over time, in the order of the model's labels; empty if too few
        frames were assessed.
    premalignant_or_malignant
        Their sum over the premalignant and malignant classes; None without them.
    two_class
        Two-class result at the operating point; None without probabilities.
    episode
        Number of the episode, from 1; None outside an episode.
    operating_point
        Name of the operating point in use; empty if the model has none.
    warnings
        Causes that were shown beside the result because they were set to warn only.
    """

    state: AssessmentState | None
    reason: Reason | None = None
    label: str | None = None
    probabilities: tuple[float, ...] = ()
    premalignant_or_malignant: float | None = None
    two_class: TwoClass | None = None
    episode: int | None = None
    operating_point: str = ""
    warnings: tuple[Cause, ...] = ()

    @property
    def is_result(self) -> bool:
        """Whether probabilities were shown, which is only while the state is ACTIVE."""
        return self.state is AssessmentState.ACTIVE and bool(self.probabilities)

    @classmethod
    def of(cls, decision: Decision, labels: LabelSet) -> DecisionRecord:
        """Return the record of a decision."""
        smoothed = decision.probabilities
        return cls(
            state=decision.state,
            reason=decision.reason,
            label=decision.label.code if decision.label is not None else None,
            probabilities=plain(smoothed),
            premalignant_or_malignant=None if smoothed is None else labels.share_of(smoothed),
            two_class=decision.two_class,
            episode=decision.episode,
            operating_point=decision.operating_point,
            warnings=decision.warnings,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; without `warnings` if there are none."""
        warnings = {"warnings": names_of(self.warnings)} if self.warnings else {}
        return {
            "state": self.state and self.state.value,
            "reason": self.reason and self.reason.name,
            "label": self.label,
            "probabilities": self.probabilities,
            "premalignant_or_malignant": self.premalignant_or_malignant,
            "two_class": self.two_class and self.two_class.name,
            "episode": self.episode,
            "operating_point": self.operating_point,
        } | warnings

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> DecisionRecord:
        """Read the output of `as_dict`; raises as `FrameRecord.from_dict` does."""
        shares = fields["probabilities"]
        if shares and not is_distribution(shares, READ):
            nothing = dict.fromkeys(("label", "premalignant_or_malignant", "two_class", "episode"))
            invalid = {"state": "NOT_ASSESSABLE", "reason": "INVALID_RESULT", "probabilities": ()}
            fields = {**fields, **nothing, **invalid}
        return cls(
            **{
                **fields,
                "state": AssessmentState(fields["state"]) if fields["state"] else None,
                "reason": Reason[fields["reason"]] if fields["reason"] else None,
                "label": _read_code(fields["label"]),
                "probabilities": _read_shares(fields["probabilities"]),
                "premalignant_or_malignant": _read_share(fields["premalignant_or_malignant"]),
                "two_class": TwoClass[fields["two_class"]] if fields["two_class"] else None,
                "episode": _read_number(fields["episode"]),
                "operating_point": text(fields["operating_point"]),
                "warnings": causes_of(fields.get("warnings", [])),
            }
        )


def plain(probabilities: NDArray[np.float64] | None) -> tuple[float, ...]:
    """Return probabilities as Python floats; empty if there are none."""
    return () if probabilities is None else tuple(probabilities.tolist())
