"""The figure of an exam's time: episodes by class, what was not assessed, marks and pictures."""

from __future__ import annotations

from collections.abc import Iterator

from hysteroview.core.episodes import episodes_of
from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import NO_RESULT
from hysteroview.export.report.content import Bar, Timeline
from hysteroview.pipeline.report.record import ExamRecord
from hysteroview.pipeline.report.words import Words

_BINS = 400
_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_TICKS = 9


def timeline_of(record: ExamRecord, words: Words) -> Timeline | None:
    """Return the figure; None for an exam without results."""
    frames, labels = record.frames, record.labels
    if len(frames) < 2 or labels is None:
        return None
    first, last = frames[0].pts_ns, frames[-1].pts_ns
    length = last - first
    if length <= 0:
        return None

    def share(pts_ns: int) -> float:
        return min(max((pts_ns - first) / length, 0.0), 1.0)

    rows = []
    spans = episodes_of(frames, labels)
    for label in labels:
        own = [each for each in spans if each.code == label.code]
        kind = "grave" if label.premalignant_or_malignant else "class"
        bars = tuple(Bar(share(each.start_ns), share(each.end_ns), kind) for each in own)
        rows.append((label.code, bars))
    missing = tuple(_unassessed(frames, first, length))
    rows.append((words.tr("not assessed"), missing))
    marks = [each.pts_ns for each in record.events.marks if each.pts_ns is not None]
    moments = ((words.tr("snapshots"), _snapshot_times(record)), (words.tr("marks"), marks))
    return Timeline(
        heading=words.tr("Over the time of the exam"),
        rows=tuple(rows),
        marks=tuple(
            (label, tuple(share(each) for each in times if first <= each <= last))
            for label, times in moments
            if times
        ),
        ticks=tuple(_ticks(length / NS_PER_S)),
        words=words.tr("Time at which each class was shown, and time without a result"),
        texts=(
            words.tr(
                "Time from the first analyzed frame on, min:s. Red: classes that are premalignant "
                "or malignant; blue: others; gray: no result."
            ),
            words.state(NO_RESULT),
        ),
    )


def _unassessed(frames: tuple[FrameRecord, ...], first: int, length: int) -> Iterator[Bar]:
    """Yield the spans without a result, in bins of the figure."""
    has_result, seen = [False] * _BINS, [False] * _BINS
    for frame in frames:
        place = min(int((frame.pts_ns - first) / length * _BINS), _BINS - 1)
        seen[place] = True
        has_result[place] |= frame.state is AssessmentState.ACTIVE
    begin: int | None = None
    for place in range(_BINS + 1):
        is_missing = place < _BINS and seen[place] and not has_result[place]
        if is_missing and begin is None:
            begin = place
        elif not is_missing and begin is not None:
            yield Bar(begin / _BINS, place / _BINS, "open")
            begin = None


def _snapshot_times(record: ExamRecord) -> list[int]:
    times = []
    for each in record.snapshots:
        frame = each.content.get("frame")
        pts_ns = frame.get("pts_ns") if isinstance(frame, dict) else None
        if isinstance(pts_ns, int):
            times.append(pts_ns)
    return times


def _ticks(length_s: float) -> Iterator[tuple[float, str]]:
    step = next((each for each in _STEPS_S if length_s / each < _MOST_TICKS), _STEPS_S[-1])
    for number in range(int(length_s / step) + 1):
        seconds = number * step
        if seconds <= 0.96 * length_s:  # the last one would not fit
            yield seconds / length_s, f"{seconds // 60}:{seconds % 60:02d}"
