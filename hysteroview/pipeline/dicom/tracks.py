"""The AI results of a recording, read from its track."""

from __future__ import annotations

from dataclasses import dataclass

from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.fields import whole
from hysteroview.core.record import FrameRecord
from hysteroview.exam.clip.track import read_lines, results_of
from hysteroview.exam.files.lines import lines_of
from hysteroview.pipeline.exports.content import ExamContent


@dataclass(frozen=True, slots=True)
class TrackResults:
    """Results in their order, and the timestamp of the first frame of the recording."""

    records: tuple[FrameRecord, ...]
    first_ns: int


def read_results(content: ExamContent, item: str) -> TrackResults | None:
    """Return the results of a recording; None if it has no track.

    Raises
    ------
    StorageError
        The track cannot be read.
    """
    track = next(
        (each for each in content.media if (each.item, each.kind) == (item, "track")), None
    )
    if track is None:
        return None
    try:
        path = content.folder.path / track.name
        lines = list(read_lines(lines_of(path, content.folder.medium)))
        end = next((each["end"] for each in reversed(lines) if "end" in each), None)
        records = tuple(results_of(lines))
        if end is None:
            return TrackResults(records, records[0].pts_ns) if records else None
        return TrackResults(records, whole(end["first_pts_ns"]))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise StorageError(
            f"The track {track.name} is damaged and cannot be read.",
            remedy="Run `hysteroview exam verify`.",
        ) from error
