"""Losses of signal, broken runtimes, marks and own assessments of an exam, from its log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from hysteroview.core.foreign.fields import conform, whole
from hysteroview.core.record import FrameRecord
from hysteroview.core.recordings.parts import Part
from hysteroview.core.states import AssessmentState
from hysteroview.exam.store.audit import Entry

_FAULT_TEXTS = ("broken", "used", "reason")
NORMAL, OTHER = "normal", "other"  # own assessments beside the classes of the model


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLoss:
    """A time without a picture from the source.

    Attributes
    ----------
    start_wall_ns, end_wall_ns
        UTC; the end is None if the exam ended without the signal.
    """

    start_wall_ns: int
    end_wall_ns: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeFault:
    """A runtime of the AI that broke, so that another one was used from then on.

    Attributes
    ----------
    broken, used
        Name, device and precision of both.
    reason
        A sentence.
    """

    wall_ns: int
    broken: str
    used: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMark:
    """A mark that was not undone.

    Attributes
    ----------
    pts_ns
        Timestamp of the marked picture on the source's clock; None in exams of earlier versions.
    """

    number: int
    wall_ns: int
    pts_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCall:
    """A reading in study mode.

    Attributes
    ----------
    reading
        Number of the reading, from 1.
    wall_ns
        When the operator assessed; without an assessment, when the AI was revealed. UTC.
    call
        The operator's assessment that stands: code of a class, `NORMAL` or `OTHER`; None if the AI
        was revealed without one.
    ai_state, ai_result
        State of the hidden AI at that moment, and its last result; None without one.
    """

    reading: int
    wall_ns: int
    call: str | None
    ai_state: AssessmentState
    ai_result: FrameRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamEvents:
    """The events of an exam that its summary lists, each in order of time.

    Attributes
    ----------
    parts
        Of a source in several files, those that were reached.
    """

    signal_losses: tuple[SignalLoss, ...] = ()
    runtime_faults: tuple[RuntimeFault, ...] = ()
    marks: tuple[KeptMark, ...] = ()
    own_calls: tuple[OwnCall, ...] = ()
    parts: tuple[Part, ...] = ()


def events_of(entries: Iterable[Entry]) -> ExamEvents:
    """Gather the events from the entries of an exam's log; those of another form are left out."""
    losses: list[SignalLoss] = []
    faults: list[RuntimeFault] = []
    marks: dict[int, KeptMark] = {}
    calls: dict[int, OwnCall] = {}
    parts: tuple[Part, ...] = ()
    for entry in entries:
        content = entry.content
        with suppress(KeyError, TypeError, ValueError):
            match entry.kind:
                case "signal":
                    _add_signal(losses, entry.wall_ns, is_lost=bool(content.get("lost")))
                case "runtime":
                    texts = {name: conform(str, content[name]) for name in _FAULT_TEXTS}
                    faults.append(RuntimeFault(wall_ns=entry.wall_ns, **texts))
                case "mark":
                    mark = KeptMark(
                        number=whole(content["mark"]),
                        wall_ns=entry.wall_ns,
                        pts_ns=conform(int | None, content.get("pts_ns")),
                    )
                    marks[mark.number] = mark
                case "parts":
                    parts = tuple(Part.from_dict(each) for each in content["parts"])
                case "mark_undone":
                    marks.pop(content["mark"], None)
                case "study_call":
                    calls[whole(content["reading"])] = _call_of(entry)
                case "study_call_undone":
                    calls.pop(content["reading"], None)
                case "study_reveal":
                    calls.setdefault(whole(content["reading"]), _call_of(entry))
    return ExamEvents(
        signal_losses=tuple(losses),
        runtime_faults=tuple(faults),
        marks=tuple(marks.values()),
        own_calls=tuple(calls.values()),
        parts=parts,
    )


def _add_signal(losses: list[SignalLoss], wall_ns: int, *, is_lost: bool) -> None:
    """Add a change of the signal; a change of the picture's size alone is no loss."""
    is_open = bool(losses) and losses[-1].end_wall_ns is None
    if is_lost and not is_open:
        losses.append(SignalLoss(start_wall_ns=wall_ns, end_wall_ns=None))
    elif not is_lost and is_open:
        losses[-1] = replace(losses[-1], end_wall_ns=wall_ns)


def _call_of(entry: Entry) -> OwnCall:
    content = entry.content
    ai: Mapping[str, Any] = content["ai"]
    return OwnCall(
        reading=content["reading"],
        wall_ns=entry.wall_ns,
        call=conform(str | None, content["call"]),
        ai_state=AssessmentState(ai["state"]),
        ai_result=None if ai["result"] is None else FrameRecord.from_dict(ai["result"]),
    )
