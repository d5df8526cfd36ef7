"""What the AI said in a whole exam, with what happened in it, on the clock of its source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from hysteroview.core.errors import StorageError
from hysteroview.core.labels import LabelSet
from hysteroview.core.record import FrameRecord, are_of_model
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.files.medium import BrokenSealError
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import TrackSecond
from hysteroview.pipeline.review.proposals import proposals_of
from hysteroview.pipeline.review.track_columns import TrackColumns, columns_of


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
    columns
        The results; None without `labels`.
    proposed
        Its episodes, all of them open.
    operating_point
        That of all two-class results; None if it was changed.
    """

    labels: LabelSet | None
    columns: TrackColumns | None
    proposed: tuple[ReviewFinding, ...]
    operating_point: str | None
    clock: ExamClock


def read_exam_track(folder: ExamFolder, begun_wall_ns: int) -> ExamTrack:
    """Read the AI track of an exam.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    try:
        seconds = list(folder.read_track())
    except (OSError, BrokenSealError, KeyError, TypeError, ValueError) as error:
        raise StorageError(
            f"The AI track of exam {folder.exam_id} is damaged and cannot be read.",
            remedy="Run `hysteroview exam verify`.",
        ) from error
    return track_of(seconds, begun_wall_ns)


def track_of(seconds: Sequence[TrackSecond], begun_wall_ns: int) -> ExamTrack:
    """Return the track of an exam from its seconds."""
    frames = [frame for second in seconds for frame in second.frames]
    labels = _labels_of(frames)
    points = {
        each.decision.operating_point for each in frames
        if each.decision is not None and each.decision.is_result
    }  # fmt: skip
    return ExamTrack(
        labels=labels,
        columns=None if labels is None else columns_of(frames, labels.codes),
        proposed=() if labels is None else proposals_of(frames, labels),
        operating_point=points.pop() if len(points) == 1 else None,
        clock=ExamClock(begun_wall_ns, seconds),
    )


def _labels_of(frames: Sequence[FrameRecord]) -> LabelSet | None:
    """Return the classes of all results; None if there are none, or different ones."""
    origins = {id(each.origin): each.origin for each in frames if each.origin is not None}
    sets = {each.labels for each in origins.values()}
    if len(sets) != 1:
        return None
    labels = sets.pop()
    return labels if are_of_model(frames, labels) else None
