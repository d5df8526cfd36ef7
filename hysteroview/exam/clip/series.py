"""A recording from start to stop: one file, or several consecutive files without gaps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.disk import Ballast
from hysteroview.exam.clip.encoder import EncodedPicture
from hysteroview.exam.clip.record import ClipRecord
from hysteroview.exam.clip.recovery import close_unfinished
from hysteroview.exam.clip.writer import ClipPlan, ClipWriter, OpenFile
from hysteroview.exam.files.media_file import DiskFile

# between two frames of one file: MP4 has 32 bits for the duration of a frame, 99 minutes
_LONGEST_PAUSE_NS = 3600 * NS_PER_S


@dataclass(frozen=True, slots=True)
class SplitRule:
    """When a recording continues in a new file; None means never."""

    seconds: float | None = None
    size_bytes: int | None = None

    def is_due(self, clip: ClipWriter) -> bool:
        """Whether the next keyframe should begin a new file."""
        seconds, size_bytes = self.seconds, self.size_bytes
        return (seconds is not None and clip.duration_ns >= seconds * NS_PER_S) or (
            size_bytes is not None and clip.size_bytes >= size_bytes
        )


class ClipSeries:
    """The files of one recording; to be used by one thread.

    A disk error ends the recording: the written part is completed and returned as a record, and
    `failure` gives the reason.
    """

    def __init__(self, plan: ClipPlan, rule: SplitRule, *, open_file: OpenFile = DiskFile) -> None:
        self._plan = plan
        self._rule = rule
        self._open_file = open_file
        self._clip: ClipWriter | None = None
        self._ballast: Ballast | None = None
        self._part = 0
        self._written_bytes, self._frames, self._begin_ns, self._end_ns = 0, 0, 0, 0
        self.skipped = 0  # frames before the first keyframe, which could not be decoded
        self.failure: StorageError | None = None

    @property
    def folder(self) -> Path:
        """Folder of the files."""
        return self._plan.folder

    @property
    def size_bytes(self) -> int:
        """Size of all files together."""
        return self._written_bytes + (self._clip.size_bytes if self._clip else 0)

    @property
    def frames(self) -> int:
        """Number of frames in all files together."""
        return self._frames

    @property
    def seconds(self) -> float:
        """Duration from the first frame to the last of all files."""
        return (self._end_ns - self._begin_ns) / NS_PER_S

    def write(self, picture: EncodedPicture) -> list[ClipRecord]:
        """Add a frame; return the record of the file that it completed, if any."""
        if self.failure is not None:
            return []
        finished: list[ClipRecord] = []
        try:
            if self._clip is None:
                if not picture.is_keyframe:  # from an encoder that makes none when it is asked
                    self.skipped += 1
                    return []
                self._begin_ns = picture.pts_ns
                self._begin(picture)
                self._ballast = Ballast(self._plan.folder)
            elif picture.is_keyframe and (
                self._rule.is_due(self._clip) or picture.pts_ns - self._end_ns > _LONGEST_PAUSE_NS
            ):
                self._written_bytes += self._clip.size_bytes
                finished.append(self._clip.finish(picture.index - 1))
                self._begin(picture)
            assert self._clip is not None
            self._clip.write(picture)
            self._frames += 1
            self._end_ns = picture.pts_ns
        except StorageError as error:
            finished += self._give_up(error)
        return finished

    def note(self, record: FrameRecord) -> None:
        """Add a result to the track of the current file."""
        if self._clip is not None and self.failure is None:
            self._clip.note(record)

    def finish(self, last_index: int | None = None, note: str = "") -> list[ClipRecord]:
        """Close the last file, if there is one. See `ClipWriter.finish`."""
        if self._clip is None or self.failure is not None:
            return []
        clip, self._clip = self._clip, None
        try:
            record = clip.finish(last_index, note)
            self._written_bytes += clip.size_bytes
            return [record]
        except StorageError as error:
            self._clip = clip
            return self._give_up(error)
        finally:
            self._release_ballast()

    def _begin(self, first: EncodedPicture) -> None:
        self._part += 1
        self._clip = None
        self._clip = ClipWriter(
            self._plan, first, part=self._part, open_file=self._open_file,
            lost_before=self.skipped if self._part == 1 else 0,
        )  # fmt: skip

    def _give_up(self, error: StorageError) -> list[ClipRecord]:
        """Complete the files on disk if the disk allows it; otherwise the next start does."""
        self.failure = error
        clip, self._clip = self._clip, None
        self._release_ballast()
        if clip is None:
            return []
        try:
            note = f"The recording ended early: {error.message}"
            return [close_unfinished(clip.files, note=note, medium=self._plan.medium)]
        except StorageError:
            return []

    def _release_ballast(self) -> None:
        if self._ballast is not None:
            self._ballast.release()
            self._ballast = None
