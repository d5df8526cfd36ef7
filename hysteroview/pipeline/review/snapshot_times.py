"""When the snapshots of an exam were taken, on the clock of its source."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.fields import whole
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import BrokenSealError, read
from hysteroview.exam.store.folder import ExamFolder


def snapshot_times(
    folder: ExamFolder, items: Sequence[str], *, of_outside: bool = False
) -> dict[str, int]:
    """Return the timestamps of the pictures of snapshots, ns, by their records' names.

    One that was taken in a review has the time of its recording, to which the recording's own time
    in the exam is added. Those that cannot be read are left out: `verify` reports them.

    Parameters
    ----------
    of_outside
        Whether the exam is that of a recording outside of it, whose own clock counts.
    """
    times: dict[str, int] = {}
    origins: dict[str, int] = {}
    for item in items:
        with suppress(OSError, BrokenSealError, StorageError, KeyError, TypeError, ValueError):
            record = parse_json(read(folder.medium, folder.snapshots / item))
            pts_ns = whole(record["frame"]["pts_ns"])
            reviewed = record.get("review")
            if reviewed is not None and not of_outside:
                track = str(reviewed["recording"])
                if track not in origins:
                    origins[track] = _first_of(folder, track)
                pts_ns += origins[track]
            times[item] = pts_ns
    return times


def _first_of(folder: ExamFolder, track: str) -> int:
    """Return the time of the first frame of a recording in its exam, ns; ValueError if unknown."""
    for line in read_lines(lines_of(folder.clips / track, folder.medium)):
        return whole(line["first_pts_ns"])
    raise ValueError("the track of the recording is empty")
