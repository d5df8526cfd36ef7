"""Exams in a store, made of chosen spans and events, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from analyses import LABEL_SET, ORIGIN
from hysteroview.core.decision_record import DecisionRecord
from hysteroview.core.episodes import episodes_of
from hysteroview.core.record import FrameRecord, to_entries
from hysteroview.core.types import NS_PER_S, AssessmentState, TwoClass
from hysteroview.exam.clip.track import to_line
from hysteroview.exam.store.records import Episode, Patient, TrackSecond
from hysteroview.exam.store.store import open_store

BEGUN_NS = 1_700_000_000 * NS_PER_S
_RATE_HZ = 25


@dataclass(frozen=True, slots=True)
class Span:
    """A time over which one class was shown: its frames all have the same probability."""

    code: str
    start_s: float
    frames: int = 50
    share: float = 0.8


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the exam's log."""

    at_s: float
    kind: str
    content: Mapping[str, Any] = field(default_factory=dict)


def frame_of(span: Span, number: int, index: int) -> FrameRecord:
    """Return a frame of a span, at which its class is shown."""
    shares = [(1 - span.share) / 4] * 5
    shares[LABEL_SET.codes.index(span.code)] = span.share
    time_s = span.start_s + index / _RATE_HZ
    return FrameRecord(
        frame_index=round(time_s * _RATE_HZ), pts_ns=round(time_s * NS_PER_S),
        state=AssessmentState.ACTIVE, label=span.code, probabilities=tuple(shares),
        premalignant_or_malignant=shares[1] + shares[2], quality=1.0, origin=ORIGIN,
        decision=DecisionRecord(
            state=AssessmentState.ACTIVE, label=span.code, probabilities=tuple(shares),
            premalignant_or_malignant=shares[1] + shares[2], two_class=TwoClass.BENIGN,
            episode=number,
        ),
    )  # fmt: skip


def log_of(spans: Sequence[Span]) -> list[FrameRecord]:
    """Return the AI results of an exam in which only these classes were shown."""
    return [
        frame_of(span, number, index)
        for number, span in enumerate(spans, 1)
        for index in range(span.frames)
    ]


def lines_of_results(results: Sequence[FrameRecord], later_ns: int = 0) -> list[bytes]:
    """Return the lines of a clip's track with these results, so much later."""
    moved = [replace(each, pts_ns=each.pts_ns + later_ns) for each in results]
    return [to_line(entry).encode() for entry in to_entries(moved)]


def keep_exam(
    folder: Path, spans: Sequence[Span] = (), events: Sequence[Event] = (), *,
    sha256: str = ORIGIN.model_sha256, ends: bool = True,
) -> str:  # fmt: skip
    """Keep an exam that begins at `BEGUN_NS`, and return its id."""
    now_ns = BEGUN_NS
    log = log_of(spans)
    with open_store(folder, clock_ns=lambda: now_ns) as store:
        exam_id = store.begin_exam(
            Patient(identifier="4711"), source="camera", model="colors", model_sha256=sha256
        ).exam_id
        for event in sorted(events, key=lambda each: each.at_s):
            now_ns = BEGUN_NS + round(event.at_s * NS_PER_S)
            store.add_event(exam_id, event.kind, event.content)
        now_ns = BEGUN_NS + 120 * NS_PER_S
        if log:
            store.add_track(exam_id, TrackSecond.of(0, now_ns, log))
        if ends:
            store.end_exam(exam_id, map(Episode.of, episodes_of(log, LABEL_SET)))
    return exam_id
