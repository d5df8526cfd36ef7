"""Counts of analyzed frames: how many got no result, and for which causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hysteroview.core.gate import Cause, GateExceptions
from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState, Reason
from hysteroview.core.types import NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentCounts:
    """Analyzed frames of an exam or a recording, without and with results.

    Attributes
    ----------
    analyzed
        Number of analyzed frames.
    missed
        Number of frames without a result by cause, the most frequent first.
    warned
        Number of frames with a result and a warning by cause, the most frequent first; one frame
        may count for several causes.
    warned_frames
        Number of frames with a result and at least one warning.
    seconds
        Number of seconds of the source in which a frame was analyzed; neighboring frames show
        almost the same picture, so they are no independent sample.
    gate
        What the gate did not stop in the newest frame with a known origin.
    """

    analyzed: int = 0
    missed: Mapping[Cause, int] = field(default_factory=dict)
    warned: Mapping[Cause, int] = field(default_factory=dict)
    warned_frames: int = 0
    seconds: int = 0
    gate: GateExceptions = ()

    @property
    def not_assessed(self) -> int:
        """Number of analyzed frames without a result."""
        return sum(self.missed.values())

    @property
    def stopped(self) -> Mapping[Cause, int]:
        """Number of frames that the gate stopped by cause; the model itself abstained in others."""
        return {
            cause: count
            for cause, count in self.missed.items()
            if cause.state is not AssessmentState.ABSTAINED
        }

    def of_state(self, state: AssessmentState) -> int:
        """Return the number of frames in this state."""
        if state is AssessmentState.ACTIVE:
            return self.analyzed - self.not_assessed
        return sum(count for cause, count in self.missed.items() if cause.state is state)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, with causes by name and shares without rounding."""
        return {
            "analyzed": self.analyzed,
            "not_assessed": self.not_assessed,
            "not_assessed_share": self.not_assessed / self.analyzed if self.analyzed else None,
            "not_assessed_by_cause": {cause.name: n for cause, n in self.missed.items()},
            "warned": self.warned_frames,
            "warned_by_cause": {cause.name: n for cause, n in self.warned.items()},
            "gate": {cause.name: action.value for cause, action in self.gate},
        }


class AssessmentCounter:
    """Count frames as they come; to be used by one thread.

    Parameters
    ----------
    is_video
        Whether neighboring frames show almost the same picture; otherwise each picture counts like
        a second of its own.
    """

    def __init__(self, *, is_video: bool = True) -> None:
        self._is_video = is_video
        self._analyzed = self._warned_frames = self._seconds = 0
        self._missed: Counter[Cause] = Counter()
        self._warned: Counter[Cause] = Counter()
        self._second: int | None = None
        self._gate: GateExceptions = ()

    def add(self, record: FrameRecord) -> None:
        """Count the result of a frame."""
        self._analyzed += 1
        if record.state is not AssessmentState.ACTIVE:
            self._missed[Cause(record.state, record.reason)] += 1
        elif record.warnings:
            self._warned_frames += 1
            self._warned.update(record.warnings)
        if not self._is_video or record.pts_ns // NS_PER_S != self._second:
            self._seconds += 1
            self._second = record.pts_ns // NS_PER_S
        if record.origin is not None:
            self._gate = record.origin.gate

    def counts(self) -> AssessmentCounts:
        """Return the counts so far."""
        return AssessmentCounts(
            analyzed=self._analyzed,
            missed=_most_first(self._missed),
            warned=_most_first(self._warned),
            warned_frames=self._warned_frames,
            seconds=self._seconds,
            gate=self._gate,
        )


def counts_of(records: Iterable[FrameRecord], *, is_video: bool = True) -> AssessmentCounts:
    """Count the results of a log."""
    counter = AssessmentCounter(is_video=is_video)
    for record in records:
        counter.add(record)
    return counter.counts()


def counts_of_states(seconds: Iterable[Mapping[str, int]]) -> AssessmentCounts:
    """Count the seconds of a track that stored only states: no reason is known.

    Parameters
    ----------
    seconds
        Number of frames by name of the state, for each second.
    """
    states: Counter[str] = Counter()
    number = 0
    for second in seconds:
        states.update(second)
        number += 1
    missed = Counter({Cause(AssessmentState(name)): count for name, count in states.items()})
    del missed[Cause(AssessmentState.ACTIVE)]
    return AssessmentCounts(analyzed=states.total(), missed=_most_first(missed), seconds=number)


def _most_first(counter: Counter[Cause]) -> dict[Cause, int]:
    """Return the counts, the most frequent first; equal counts in a fixed order."""
    order = [*Reason]

    def place(cause: Cause) -> tuple[int, int, str]:
        rank = len(order) if cause.reason is None else order.index(cause.reason)
        return -counter[cause], rank, cause.name

    return {cause: counter[cause] for cause in sorted(counter, key=place) if counter[cause]}
