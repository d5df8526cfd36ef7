"""Exams in a store with recordings of numbered frames, for tests of the review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analyses import ORIGIN
from hysteroview.core.episodes import episodes_of
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.keys import StoreKey
from hysteroview.exam.store.records import Episode, Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from kept_exams import BEGUN_NS, Event, Span, log_of
from recordings import at_rate, write_all

RATE_HZ = 25


def keep_recorded(
    folder: Path, spans: Sequence[Span], clips: Sequence[tuple[float, float]],
    events: Sequence[Event] = (), *, sha256: str = ORIGIN.model_sha256,
    key: StoreKey | None = None,
) -> str:  # fmt: skip
    """Keep an exam with clips, each from a time of the exam to another, s; return its id."""
    now_ns = BEGUN_NS
    log = log_of(spans)
    with open_store(folder, clock_ns=lambda: now_ns, key=key) as store:
        exam_id = store.begin_exam(
            Patient(name="Roe^Ann", identifier="4711"), source="camera", model="colors",
            model_sha256=sha256,
        ).exam_id  # fmt: skip
        files = store.exam_folder(exam_id)
        for from_s, to_s in clips:
            times_ns = at_rate(RATE_HZ, round((to_s - from_s) * RATE_HZ), round(from_s * NS_PER_S))
            writer = write_all(
                files.clips, times_ns, medium=files.medium,
                wall_offset_ns=BEGUN_NS,
            )  # fmt: skip
            for record in log:
                if times_ns[0] <= record.pts_ns <= times_ns[-1]:
                    writer.note(record)
            store.add_media(exam_id, writer.finish().track)
        for event in events:
            now_ns = BEGUN_NS + round(event.at_s * NS_PER_S)
            store.add_event(exam_id, event.kind, event.content)
        for second in sorted({record.pts_ns // NS_PER_S for record in log}):
            frames = [each for each in log if each.pts_ns // NS_PER_S == second]
            wall_ns = BEGUN_NS + (second + 1) * NS_PER_S
            store.add_track(exam_id, TrackSecond.of(second, wall_ns, frames))
        now_ns = BEGUN_NS + 120 * NS_PER_S
        labels = log[0].origin.labels if log and log[0].origin is not None else None
        found = () if labels is None else episodes_of(log, labels)
        store.end_exam(exam_id, map(Episode.of, found))
    return exam_id
