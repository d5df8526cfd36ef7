"""The record of a frame: the AI result, and its only serialization.

Snapshots, AI tracks of clips, subtitles, tables, the exam's track, the study log and the strip of
the last minute are made from a `FrameRecord`. It is written without loss everywhere: numbers have
the fewest digits that restore the same bits. Only text for display is rounded
(`hysteroview.core.wording`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from hysteroview.core.decision_record import DecisionRecord, plain
from hysteroview.core.foreign.distribution import READ, is_distribution
from hysteroview.core.foreign.fields import reader, whole
from hysteroview.core.gate import Cause, causes_of, names_of
from hysteroview.core.origin import Origin
from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Label,
    LabelSet,
    Reason,
)

UNKNOWN_FRAME: Final = -1
_read_code, _read_shares = reader(str | None), reader(tuple[float, ...])
_read_share, _read_number = reader(float | None), reader(int | None)
_ORIGIN = "origin"  # key of an entry with the origin of the results after it


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameRecord:
    """AI result of one frame, as plain numbers.

    Attributes
    ----------
    frame_index
        Index of the frame; `UNKNOWN_FRAME` in clip tracks of earlier versions, which did not store
        it.
    pts_ns
        Timestamp on the source's clock.
    state, reason
        State of this frame, and reason if it is not assessable.
    label
        Code of the most probable class; None if the frame was not assessed.
    probabilities
        Probabilities in the order of the model's labels; empty if the frame was not assessed.
    premalignant_or_malignant
        Their sum over the premalignant and malignant classes; None if the frame was not assessed.
    quality, open_set_score
        Quality and open-set score; None if not measured.
    decision
        Decision over time; None where frames are judged one by one.
    origin
        Origin of the results of the run; None in files of earlier versions, and in tables, whose
        description contains it.
    warnings
        Causes for which the frame would have been stopped, had they not been set to warn only.
    """

    frame_index: int
    pts_ns: int
    state: AssessmentState
    reason: Reason | None = None
    label: str | None = None
    probabilities: tuple[float, ...] = ()
    premalignant_or_malignant: float | None = None
    quality: float | None = None
    open_set_score: float | None = None
    decision: DecisionRecord | None = None
    origin: Origin | None = None
    warnings: tuple[Cause, ...] = ()

    def __post_init__(self) -> None:
        is_assessed = self.state is AssessmentState.ACTIVE
        if is_assessed != bool(self.probabilities):
            raise ValueError("a record has probabilities exactly if its frame was assessed")
        known = self.origin
        smoothed = self.decision.probabilities if self.decision is not None else ()
        for probabilities in (self.probabilities, smoothed):
            if known is not None and probabilities and len(probabilities) != len(known.labels):
                raise ValueError("there is one probability for each label")

    @property
    def shown(self) -> str | None:
        """Code of the class that the decision showed at this frame; None without one."""
        return self.decision.label if self.decision is not None else None

    @property
    def light(self) -> tuple[AssessmentState, Reason | None]:
        """State and reason shown by the status light: of the decision, or else of the frame."""
        decision = self.decision
        if decision is None or decision.state is None:
            return self.state, self.reason
        return decision.state, decision.reason

    @property
    def shown_label(self) -> tuple[Label, float] | None:
        """Class that the decision showed, and its smoothed probability; None without one."""
        decision = self.decision
        if self.origin is None or decision is None or not decision.probabilities:
            return None
        if decision.label is None:
            return None
        index = self.origin.labels.codes.index(decision.label)
        return self.origin.labels[index], decision.probabilities[index]

    @property
    def episode(self) -> int | None:
        """Number of the episode, from 1; None outside an episode."""
        return self.decision.episode if self.decision is not None else None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values that `json` writes without loss; the origin is a separate entry.

        See `to_entries`. It has no `warnings` if there are none.
        """
        warnings = {"warnings": names_of(self.warnings)} if self.warnings else {}
        return {
            "frame_index": self.frame_index,
            "pts_ns": self.pts_ns,
            "state": self.state.value,
            "reason": self.reason and self.reason.name,
            "label": self.label,
            "probabilities": self.probabilities,
            "premalignant_or_malignant": self.premalignant_or_malignant,
            "quality": self.quality,
            "open_set_score": self.open_set_score,
            "decision": self.decision and self.decision.as_dict(),
        } | warnings

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any], origin: Origin | None = None) -> FrameRecord:
        """Read the output of `as_dict` without loss, or that of earlier versions.

        Probabilities that are not finite or do not sum to 1 are read as not assessed.

        Raises
        ------
        KeyError, TypeError, ValueError
            It is invalid.
        """
        values = _assessed_or_not(fields)
        if "decision" in values:
            given = values["decision"]
            decision = DecisionRecord.from_dict(given) if given else None
        else:
            decision = _first_decision(values.pop("shown"), values.pop("episode"))
        return cls(
            **{
                **values,
                "frame_index": whole(values["frame_index"]),
                "pts_ns": whole(values["pts_ns"]),
                "state": AssessmentState(values["state"]),
                "reason": Reason[values["reason"]] if values["reason"] else None,
                "label": _read_code(values["label"]),
                "probabilities": _read_shares(values["probabilities"]),
                "premalignant_or_malignant": _read_share(values["premalignant_or_malignant"]),
                "quality": _measured(values["quality"]),
                "open_set_score": _measured(values["open_set_score"]),
                "decision": decision,
                "origin": origin,
                "warnings": causes_of(values.get("warnings", [])),
            }
        )


def _measured(value: object) -> float | None:
    """Return a figure, which may be infinite; TypeError if it is not a number."""
    if value is not None and type(value) not in (int, float):
        raise TypeError("a number is expected")
    return cast("float | None", value)


def _assessed_or_not(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Read a frame whose probabilities are no probabilities as not assessed."""
    if not fields["probabilities"] or is_distribution(fields["probabilities"], READ):
        return dict(fields)
    return {
        **fields,
        "state": AssessmentState.NOT_ASSESSABLE.value,
        "reason": Reason.INVALID_RESULT.name,
        "label": None,
        "probabilities": (),
        "premalignant_or_malignant": None,
    }


def record_of(analysis: Analysis) -> FrameRecord:
    """Return the record of an analysis."""
    decision, labels = analysis.decision, analysis.labels
    return FrameRecord(
        frame_index=analysis.frame_index,
        pts_ns=analysis.pts_ns,
        state=analysis.state,
        reason=analysis.reason,
        label=analysis.label.code if analysis.label is not None else None,
        probabilities=plain(analysis.probabilities),
        premalignant_or_malignant=analysis.premalignant_or_malignant,
        quality=analysis.quality,
        open_set_score=analysis.open_set_score,
        decision=DecisionRecord.of(decision, labels) if decision is not None else None,
        origin=analysis.origin,
        warnings=analysis.warnings,
    )


def are_of_model(records: Iterable[FrameRecord], labels: LabelSet) -> bool:
    """Whether results name only classes of a model, with one probability for each."""
    codes = {None, *labels.codes}
    return all(
        record.label in codes
        and record.shown in codes
        and len(record.probabilities) in (0, len(labels))
        for record in records
    )


def to_entries(
    records: Iterable[FrameRecord], before: Origin | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the entries of a file with these results.

    Parameters
    ----------
    before
        Origin of the results already in the file; None if there are none. Whenever it changes, an
        entry with the new origin is inserted.
    """
    for record in records:
        if record.origin is not None and record.origin != before:
            yield {_ORIGIN: record.origin.as_dict()}
        before = record.origin
        yield record.as_dict()


def from_entries(entries: Iterable[Mapping[str, Any]]) -> Iterator[FrameRecord]:
    """Yield the results of a file from its entries; raises as `FrameRecord.from_dict` does."""
    origin: Origin | None = None
    for entry in entries:
        if _ORIGIN in entry:
            origin = Origin.from_dict(entry[_ORIGIN])
        else:
            yield FrameRecord.from_dict(entry, origin)


def _first_decision(label: str | None, episode: int | None) -> DecisionRecord | None:
    """Read a decision of the first version."""
    if label is None and episode is None:
        return None
    return DecisionRecord(state=None, label=_read_code(label), episode=_read_number(episode))
