"""What can be reviewed: a recording, or the clips and snapshots of a stored exam."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.pyav import open_file
from hysteroview.capture.opening import open_source
from hysteroview.capture.source import SeekableSource, seekable
from hysteroview.core.errors import StorageError
from hysteroview.core.origin import Origin, Provenance
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import duration_words
from hysteroview.exam.clip.track_ends import ends_of_track
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import Medium, PlainMedium
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.events import events_of
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.pipeline.review.kept.stored_results import LaterResults
from hysteroview.pipeline.review.snapshot_times import snapshot_times


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Recording:
    """A recording that can be played, and what is known of it.

    Attributes
    ----------
    name
        Shown in lists; of a file its name, of a clip its time in the exam.
    open_it
        Opens it anew.
    results
        What the AI said of its frames; None if it was not analyzed.
    events
        Timestamps of marks and snapshots, in order, on the same timeline, ns.
    item
        Name of its track in the exam; empty outside an exam.
    provenance
        Of its pictures and results, for snapshots; None outside an exam.
    location, files
        Of a file that belongs to no exam, with the names of its parts if there are several.
    is_file
        Whether it belongs to no exam: its thumbnails are then kept in the user's cache folder.
    origin_ns, length_ns
        Of a clip: time of its first frame on the clock of the exam's source, and time from there
        to its last frame. A file outside an exam has a clock of its own, and no bounds here.
    """

    name: str
    open_it: Callable[[], SeekableSource]
    results: LaterResults | None = None
    events: tuple[int, ...] = ()
    item: str = ""
    provenance: Provenance | None = None
    location: str = ""
    files: tuple[str, ...] = ()
    is_file: bool = False
    origin_ns: int = 0
    length_ns: int | None = None

    @property
    def origin(self) -> Origin | None:
        """Model and runtime of the results; None without results, or if that is not known."""
        return None if self.provenance is None else self.provenance.origin

    def has(self, from_ns: int, to_ns: int) -> bool:
        """Whether some of a time, on the clock of findings, is in this recording."""
        if self.length_ns is None:
            return True
        return to_ns >= self.origin_ns and from_ns <= self.origin_ns + self.length_ns


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ReviewTarget:
    """Everything that one review page shows.

    Attributes
    ----------
    title
        Headline of the page.
    exam, access
        The exam and its store; None for a recording that belongs to no exam.
    """

    title: str
    recordings: tuple[Recording, ...]
    exam: Exam | None = None
    access: ExamAccess | None = None

    def place_of(self, pts_ns: int) -> int | None:
        """Return which recording has a time of the clock of findings; None if none has it."""
        places = (k for k, each in enumerate(self.recordings) if each.has(pts_ns, pts_ns))
        return next(places, None)


def review_of_file(location: str) -> ReviewTarget:
    """Return the review of a recording, a picture, or the parts of a recording.

    Raises
    ------
    SourceError, SeekError
        It cannot be opened, or is live.
    """

    def open_it() -> SeekableSource:
        return seekable(open_source(location))

    source = open_it()
    name, files = source.info.name, source.info.files
    source.close()
    recording = Recording(name=name, open_it=open_it, location=location, files=files, is_file=True)
    return ReviewTarget(title=name, recordings=(recording,))


def review_of_exam(access: ExamAccess, exam_id: str) -> ReviewTarget:
    """Return the review of a stored exam.

    Raises
    ------
    StorageError
        The exam cannot be read, or has no recording.
    """
    with open_store(access.store, read_only=True, key=access.key) as store:
        exam, folder, media = store.exam(exam_id), store.exam_folder(exam_id), store.media(exam_id)
        entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
        removed = withdrawn_items(entries)
        marks = [mark.pts_ns for mark in events_of(entries).marks if mark.pts_ns is not None]
        snapshots = {each.item for each in media if each.kind == "snapshot"} - removed
        pictures = snapshot_times(folder, sorted(snapshots)).values()
        clips = [each for each in media if each.kind == "clip" and each.item not in removed]
    moments = sorted({*marks, *pictures})
    recordings = tuple(
        _clip(exam, folder, folder.path / clip.name, folder.clips / clip.item, moments)
        for clip in clips
    )
    if not recordings:
        raise StorageError(
            "This exam has no recording to review.",
            remedy="Its snapshots and findings are on the page of the exam.",
        )
    patient = exam.patient
    title = patient.shown_name or patient.identifier or exam.exam_id
    return ReviewTarget(title=title, recordings=recordings, exam=exam, access=access)


def _clip(
    exam: Exam, folder: ExamFolder, video: Path, track: Path, moments: Sequence[int]
) -> Recording:
    medium = folder.medium
    head, end = ends_of_track(track, medium)
    first_ns, last_ns = int(end.get("first_pts_ns", 0)), int(end.get("last_pts_ns", 0))
    since_ns = int(end.get("started_wall_ns", exam.started_wall_ns)) - exam.started_wall_ns
    minutes, seconds = divmod(max(since_ns, 0) // NS_PER_S, 60)
    length = duration_words((last_ns - first_ns) / NS_PER_S)
    return Recording(
        name=f"{minutes}:{seconds:02d} · {length}",
        open_it=lambda: open_file(_video_file(video, medium)),
        results=LaterResults(partial(lines_of, track, medium), origin_ns=first_ns),
        events=tuple(each - first_ns for each in moments if first_ns <= each <= last_ns),
        item=track.name,
        origin_ns=first_ns,
        length_ns=last_ns - first_ns,
        provenance=_provenance(exam, head),
    )


def _provenance(exam: Exam, line: Mapping[str, Any]) -> Provenance | None:
    try:
        head: Mapping[str, Any] = line["provenance"]
        return Provenance(
            source=exam.source,
            source_is_phantom=bool(head["source_is_phantom"]),
            warning=str(head["warning"]),
            origin=Origin.from_dict(head["origin"]),
        )
    except (KeyError, TypeError, ValueError):
        return None  # of an earlier version: no snapshot can be taken of it


def _video_file(path: Path, medium: Medium) -> VideoFile:
    plain = path if isinstance(medium, PlainMedium) else None
    return VideoFile(path.name, lambda: medium.open(path), plain)
