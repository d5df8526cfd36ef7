"""The photo plan of an exam in its report: frames of the recordings where there is no snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from hysteroview.capture.files.container import VideoFile
from hysteroview.capture.files.pyav import open_file
from hysteroview.capture.source import SeekableSource
from hysteroview.core.errors import HysteroViewError
from hysteroview.core.record import are_of_model
from hysteroview.core.review.photo_plan import PhotoSlot
from hysteroview.core.review.photo_proposals import PhotoState, PlanEntry, entries_of
from hysteroview.core.review.photo_slots import shown_spans, slots_of_snapshots, taken_of
from hysteroview.core.types import Frame
from hysteroview.core.wording import moment
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import BrokenSealError, PlainMedium
from hysteroview.exam.store.records import MediaFile
from hysteroview.pipeline.report.record import ExamRecord
from hysteroview.pipeline.report.words import Words
from hysteroview.pipeline.review.plan_frames import plan_frames
from hysteroview.pipeline.review.snapshot_times import snapshot_times
from hysteroview.pipeline.review.track_columns import columns_of


@dataclass(frozen=True, slots=True)
class PlannedFrame:
    """A frame of a recording that the photo plan has for a place, a lesion or a finding.

    Attributes
    ----------
    recording
        Number of the recording in the exam, from 1.
    since_ns
        Time since the first frame of the recording.
    """

    slot: PhotoSlot
    state: PhotoState
    recording: int
    since_ns: int

    def where(self, words: Words) -> str:
        """Return where the frame is."""
        return words.tr("recording {0} at {1}", self.recording, moment(self.since_ns))


@dataclass(frozen=True, slots=True)
class _Clip:
    media: MediaFile
    number: int
    first_ns: int
    last_ns: int


def plan_entries(record: ExamRecord) -> tuple[PlanEntry, ...]:
    """Return the photo plan, as the review page shows it; empty if nothing was marked or chosen."""
    if not record.plan.spans and not record.plan.chosen:
        return ()
    exam, labels = record.exam, record.labels
    columns = None
    if labels is not None and record.frames and are_of_model(record.frames, labels):
        columns = columns_of(record.frames, labels.codes)
    times = snapshot_times(record.folder, [each.item for each in record.snapshots])
    return entries_of(
        record.plan,
        None if columns is None else plan_frames(columns),
        listed=[PhotoSlot.of_lesion(each.number) for each in exam.lesions],
        shown=shown_spans(exam.findings, exam.lesions),
        taken=taken_of(exam.lesions, exam.pictures, times),
    )


def planned_frames(record: ExamRecord) -> tuple[PlannedFrame, ...]:
    """Return the frames of the plan that are in a recording.

    What has a snapshot gets a frame only if the operator chose one.
    """
    known = {each.item for each in record.snapshots}
    notes = slots_of_snapshots(record.exam.lesions, record.exam.pictures)
    with_snapshot = {slot for item, slot in notes if item in known}
    found, clips = [], None
    for entry in plan_entries(record):
        if entry.pts_ns is None or entry.state is PhotoState.TAKEN:
            continue
        if entry.state is PhotoState.PROPOSED and entry.slot in with_snapshot:
            continue
        clips = list(_clips(record)) if clips is None else clips
        clip = next((c for c in clips if c.first_ns <= entry.pts_ns <= c.last_ns), None)
        if clip is not None:
            since_ns = entry.pts_ns - clip.first_ns
            found.append(PlannedFrame(entry.slot, entry.state, clip.number, since_ns))
    return tuple(found)


def read_frames(
    record: ExamRecord, planned: tuple[PlannedFrame, ...]
) -> Iterator[tuple[PlannedFrame, Frame]]:
    """Yield the frames; those that cannot be read are left out."""
    for clip in _clips(record):
        wanted = [each for each in planned if each.recording == clip.number]
        if wanted:
            with suppress(HysteroViewError), closing(_opened(record, clip.media)) as source:
                for each in wanted:
                    frame = source.read() if source.seek(each.since_ns) else None
                    if frame is not None:
                        yield each, frame


def _clips(record: ExamRecord) -> Iterator[_Clip]:
    videos = [each for each in record.media if each.kind == "clip"]
    items = dict.fromkeys(each.item for each in videos)
    for number, item in enumerate(items, 1):
        video = next(each for each in videos if each.item == item)
        with suppress(OSError, BrokenSealError, HysteroViewError, KeyError, TypeError, ValueError):
            lines = lines_of(record.folder.clips / item, record.folder.medium)
            end = next(line["end"] for line in read_lines(lines) if "end" in line)
            yield _Clip(video, number, int(end["first_pts_ns"]), int(end["last_pts_ns"]))


def _opened(record: ExamRecord, media: MediaFile) -> SeekableSource:
    path, medium = record.folder.path / media.name, record.folder.medium
    plain = path if isinstance(medium, PlainMedium) else None
    return open_file(VideoFile(path.name, lambda: medium.open(path), plain))
