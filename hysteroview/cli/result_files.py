"""The files that `hysteroview analyze` writes; if one fails, the others are kept."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hysteroview.capture.source import VideoSource
from hysteroview.core.errors import HysteroViewError, StorageError
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.recordings.parts import part_moment
from hysteroview.core.types import NS_PER_S, LabelSet
from hysteroview.export.tables import open_table
from hysteroview.export.video import ClipSpec, open_clip
from hysteroview.imaging.overlay.annotate import Annotator
from hysteroview.pipeline.review.analysis import Reviewed

# gets each frame, then None when all were written; anything else removes the file
FileWriter = Generator[None, Reviewed | None, None]


@dataclass(slots=True)
class ResultFile:
    """A file of results, and why it could not be written; None if it could."""

    path: Path
    writer: FileWriter
    failure: HysteroViewError | None = None

    def write(self, reviewed: Reviewed | None) -> None:
        """Add a frame, or complete the file; without effect after a failure."""
        if self.failure is not None:
            return
        try:
            self.writer.send(reviewed)
        except StopIteration:
            return
        except HysteroViewError as error:
            self.failure = error


@contextmanager
def open_files(files: Sequence[ResultFile]) -> Iterator[None]:
    """Open files, so that a place that cannot be written is reported before hours of work.

    If the body ends by itself, the files are completed; otherwise they are removed.

    Raises
    ------
    StorageError
        A file cannot be created.
    """
    try:
        for file in files:
            next(file.writer)
        yield
        for file in files:
            file.write(None)
    finally:
        for file in files:
            file.writer.close()


def failure_of(files: Sequence[ResultFile]) -> HysteroViewError | None:
    """Return the failures of all files as one error; None if there was none."""
    failures = [file.failure for file in files if file.failure is not None]
    if len(failures) < 2:
        return failures[0] if failures else None
    return StorageError(" ".join(str(each) for each in failures))


def write_table(path: Path, labels: LabelSet, source: VideoSource) -> FileWriter:
    """Write a table with a row for each analyzed frame.

    Parameters
    ----------
    source
        From which the frames come; if it is in several files, the table has the place in them too.
    """
    find = (lambda pts_ns: part_moment(source.info.parts, pts_ns)) if source.info.parts else None
    with open_table(path, labels, find) as table:
        while (reviewed := (yield)) is not None:
            record = record_in(reviewed)
            if record is not None:
                table.write(record)


def write_clip(path: Path, spec: ClipSpec, annotator: Annotator, notes: list[str]) -> FileWriter:
    """Write a clip with heatmap and results burned in.

    Parameters
    ----------
    notes
        Gets what differs from the times of the source, in sentences.
    """
    with open_clip(path, spec) as clip:
        while (reviewed := (yield)) is not None:
            frame = reviewed.frame
            clip.write(annotator.annotate(frame, reviewed.analysis), frame.pts_ns)
    if clip.shift_ns:
        notes.append(
            "The annotated clip begins at 0 s: its times are shifted by "
            f"{clip.shift_ns / NS_PER_S:+.3f} s."
        )
    notes.extend(
        f"The annotated clip leaves out a pause of {pause.length_ns / NS_PER_S / 60:.0f} "
        f"minutes, at {pause.at_ns / NS_PER_S:.3f} s of the source."
        for pause in clip.pauses
    )


def record_in(reviewed: Reviewed) -> FrameRecord | None:
    """Return the record of a frame; None if the frame was not analyzed."""
    return record_of(reviewed.analysis) if reviewed.analysis is not None else None
