"""What the AI said in a whole exam, with what happened in it, on the clock of its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hysteroview.core.errors import NoLongerWantedError, StorageError
from hysteroview.core.labels import LabelSet
from hysteroview.core.record import FrameRecord, are_of_model
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.files.medium import BrokenSealError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.events import ExamEvents, events_of
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.records import Exam, TrackSecond
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.pipeline.review.proposals import proposals_of
from hysteroview.pipeline.review.snapshot_times import snapshot_times
from hysteroview.pipeline.review.track_columns import TrackColumns, columns_of

_NEAR_START_NS = 10 * NS_PER_S


class ExamClock:
    """Converts times of day to the source's clock, by the seconds of the AI track.

    It is as exact as the track: within about a second, and without a result near that time as if
    the source's clock had gone on.

    Parameters
    ----------
    begun_wall_ns
        When the exam began, UTC.
    """

    def __init__(self, begun_wall_ns: int, seconds: Sequence[TrackSecond]) -> None:
        self._begun_wall_ns = begun_wall_ns
        known = [each for each in seconds if each.frames]
        self._seconds = [each.second for each in known]
        self._times_ns = [each.frames[0].pts_ns for each in known]

    def pts_at(self, wall_ns: int) -> int | None:
        """Return the source's time at a time of day, ns; None if nothing was analyzed."""
        if not self._seconds:
            return None
        since_ns = wall_ns - self._begun_wall_ns
        place = max(bisect_right(self._seconds, since_ns // NS_PER_S) - 1, 0)
        return self._times_ns[place] + since_ns - self._seconds[place] * NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExamTrack:
    """The AI track of an exam.

    Attributes
    ----------
    labels
        Classes of its model; None if nothing was analyzed, or by models of different classes.
    frames
        The result of each frame.
    columns
        The same; None without `labels`.
    proposed
        Its episodes, all of them open.
    model_sha256
        Of the card of the model; None if it was changed.
    operating_point
        That of all two-class results; None if it was changed.
    clock
        Converts times of day to those of the track.
    events
        Losses of signal, marks and own assessments.
    snapshots
        Timestamps of the snapshots by the names of their records, in the order of their numbers;
        None where unknown.
    begin_ns, end_ns
        When the exam began and ended, or the times of the first and last result beyond these.
    """

    labels: LabelSet | None
    frames: tuple[FrameRecord, ...]
    columns: TrackColumns | None
    proposed: tuple[ReviewFinding, ...]
    model_sha256: str | None
    operating_point: str | None
    clock: ExamClock
    events: ExamEvents
    snapshots: Mapping[str, int | None]
    begin_ns: int
    end_ns: int


def read_exam_track(
    store: ExamStore, exam_id: str, is_wanted: Callable[[], bool] = lambda: True
) -> ExamTrack:
    """Read what happened in an exam, and its AI track.

    Raises
    ------
    StorageError
        It cannot be read.
    NoLongerWantedError
        `is_wanted` returned False: reading an hour takes seconds.
    """
    exam, folder = store.exam(exam_id), store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    removed = withdrawn_items(entries)
    snapshots = dict.fromkeys(
        each.item for each in store.media(exam_id)
        if each.kind == "snapshot" and each.item not in removed
    )  # fmt: skip
    times = snapshot_times(folder, list(snapshots))
    try:
        seconds = []
        for second in folder.read_track():
            if not is_wanted():
                raise NoLongerWantedError
            seconds.append(second)
    except (OSError, BrokenSealError, KeyError, TypeError, ValueError) as error:
        raise StorageError(
            f"The AI track of exam {folder.exam_id} is damaged and cannot be read.",
            remedy="Run `hysteroview exam verify`.",
        ) from error
    frames = tuple(frame for second in seconds for frame in second.frames)
    labels = _labels_of(frames)
    models = {each.origin.model_sha256 for each in frames if each.origin is not None}
    points = {
        each.decision.operating_point for each in frames
        if each.decision is not None and each.decision.is_result
    }  # fmt: skip
    clock = ExamClock(exam.started_wall_ns, seconds)
    begin_ns, end_ns = _bounds(exam, frames, clock)
    return ExamTrack(
        labels=labels,
        frames=frames,
        columns=None if labels is None else columns_of(frames, labels.codes),
        proposed=() if labels is None else proposals_of(frames, labels),
        model_sha256=models.pop() if len(models) == 1 else None,
        operating_point=points.pop() if len(points) == 1 else None,
        clock=clock,
        events=events_of(entries),
        snapshots={item: times.get(item) for item in snapshots},
        begin_ns=begin_ns,
        end_ns=end_ns,
    )


def _bounds(exam: Exam, frames: Sequence[FrameRecord], clock: ExamClock) -> tuple[int, int]:
    """Return the times of beginning and end; a source that begins near 0 begins there."""
    times = [each.pts_ns for each in frames]
    begin_ns = clock.pts_at(exam.started_wall_ns)
    if begin_ns is None:
        ended_ns = exam.ended_wall_ns or exam.started_wall_ns
        return 0, max(ended_ns - exam.started_wall_ns, NS_PER_S)
    if 0 <= min(times) < _NEAR_START_NS:
        begin_ns = 0
    ended = None if exam.ended_wall_ns is None else clock.pts_at(exam.ended_wall_ns)
    end_ns = max(times) if ended is None else ended
    return min(begin_ns, *times), max(end_ns, *times, begin_ns + NS_PER_S)


def _labels_of(frames: Sequence[FrameRecord]) -> LabelSet | None:
    """Return the classes of all results; None if there are none, or different ones."""
    origins = {id(each.origin): each.origin for each in frames if each.origin is not None}
    sets = {each.labels for each in origins.values()}
    if len(sets) != 1:
        return None
    labels = sets.pop()
    return labels if are_of_model(frames, labels) else None
