"""Writing a clip: video in fragments, with its AI track beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
from av.container import OutputContainer
from av.video.stream import VideoStream

from hysteroview.core.errors import StorageError
from hysteroview.core.files import storage_error, sync_folder
from hysteroview.core.origin import Origin, Provenance
from hysteroview.core.record import FrameRecord, to_entries
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.encoder import EncodedPicture
from hysteroview.exam.clip.files import complete, free_files
from hysteroview.exam.clip.record import ClipFacts, ClipKind, ClipRecord
from hysteroview.exam.clip.subtitles import SubtitleStream
from hysteroview.exam.clip.track import SCHEMA, SCHEMA_VERSION, SuspectFrames, to_line
from hysteroview.exam.files.media_file import DiskFile, MediaFile
from hysteroview.exam.files.medium import PLAIN, Medium
from hysteroview.imaging.pixels.ycbcr import TIME_BASE, tag_assumed_colors, ticks_of

# Maximum time from the first frame of a fragment until it is on disk; a `kill -9` can lose this
# much.
FRAGMENT_NS = NS_PER_S * 2 // 5
# Fragments during recording; one index for the whole file at the end, which all players support.
_MUXING = {
    "movflags": "hybrid_fragmented+empty_moov+frag_keyframe+default_base_moof",
    "frag_duration": str(FRAGMENT_NS // 1000),  # µs
    "flush_packets": "1",
    "max_interleave_delta": "1",  # µs; the video never waits for a subtitle
}
_LARGEST_WRITE = 1 << 22  # so that a fragment is written in one call

OpenFile = Callable[[Path], MediaFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipPlan:
    """Parameters common to all parts of a recording.

    Attributes
    ----------
    template
        Stream template of the encoder.
    wall_offset_ns
        Offset to add to `captured_ns` to get UTC.
    is_pixelated
        Whether frames outside the body were pixelated.
    medium
        Medium of the store that the folder belongs to.
    """

    folder: Path
    kind: ClipKind
    provenance: Provenance
    template: VideoStream
    wall_offset_ns: int
    is_pixelated: bool = False
    writes_subtitles: bool = False
    medium: Medium = PLAIN


class ClipWriter:
    """One file of a recording, from its first keyframe; to be used by one thread.

    It is named ``….recording.mp4`` until `finish`. If a method raises `StorageError`, the file
    stays on disk for `recovery.close_unfinished`.

    Parameters
    ----------
    lost_before
        Frames of the recording that were lost before the first one.
    """

    def __init__(
        self,
        plan: ClipPlan,
        first: EncodedPicture,
        *,
        part: int = 1,
        open_file: OpenFile = DiskFile,
        lost_before: int = 0,
    ) -> None:
        self._plan = plan
        self._part = part
        self._first = first
        self._last = first
        self._frames, self._lost, self._ticks = 0, 0, -1
        self._started_wall_ns = first.captured_ns + plan.wall_offset_ns
        self._lines: list[str] = [to_line(self._header())]
        self._note_lost(lost_before, first.pts_ns)
        self._suspects = SuspectFrames()
        self._origin: Origin | None = None  # of the newest result
        self._opened: list[MediaFile] = []
        self.files = free_files(plan.folder, self._started_wall_ns, part)
        with self._translated_errors():
            plan.folder.mkdir(mode=0o700, exist_ok=True)  # never a tree in place of a missing disk
            # the video first, because the next start searches for videos
            self._video = plan.medium.video(self._open(open_file, self.files.unfinished_video))
            self._track = self._open(open_file, self.files.unfinished_track)
            self._flush_track()
            sync_folder(plan.folder)
            self._container: OutputContainer = av.open(
                self._video, "w", format="mp4", options=_MUXING, buffer_size=_LARGEST_WRITE
            )
            self._container.metadata.update(
                {"title": "HysteroView recording", "comment": plan.provenance.warning}
            )
            self._stream = self._container.add_stream_from_template(plan.template)
            tag_assumed_colors(self._stream)
            self._subtitles = (
                SubtitleStream(self._container, first.pts_ns) if plan.writes_subtitles else None
            )

    @property
    def size_bytes(self) -> int:
        """Size of the video on disk."""
        return self._video.size_bytes

    @property
    def duration_ns(self) -> int:
        """Duration from the first frame to the last."""
        return self._last.pts_ns - self._first.pts_ns

    @property
    def frames(self) -> int:
        return self._frames

    def write(self, picture: EncodedPicture) -> None:
        """Add a frame. A gap in the frame indices is counted as lost and noted in the track.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        self._count_lost(picture.index, picture.pts_ns)
        before = self.size_bytes
        packet = av.Packet(picture.content)
        ticks = ticks_of(picture.pts_ns) - ticks_of(self._first.pts_ns)
        self._ticks = max(ticks, self._ticks + 1)  # a muxer rejects equal timestamps
        packet.pts = packet.dts = self._ticks
        packet.time_base = TIME_BASE
        packet.is_keyframe = picture.is_keyframe
        packet.stream = self._stream
        with self._translated_errors():
            self._container.mux_one(packet)
            self._frames += 1
            self._last = picture
            self._note_quality(picture)
            if self.size_bytes > before:
                self._flush_track()
                self._video.sync()

    def _note_quality(self, picture: EncodedPicture) -> None:
        if picture.is_suspect:
            self._suspects.add(picture.pts_ns)
        if self._subtitles is not None:
            self._subtitles.add_frame(picture.pts_ns, is_suspect=picture.is_suspect)

    def note(self, record: FrameRecord) -> None:
        """Add a result; it is written with the next fragment."""
        self._lines += map(to_line, to_entries([record], self._origin))
        self._origin = record.origin
        if self._subtitles is not None:
            with self._translated_errors():
                self._subtitles.add(record)

    def finish(self, last_index: int | None = None, note: str = "") -> ClipRecord:
        """Write the index, close the files and give them their final names.

        Parameters
        ----------
        last_index
            Index of the last frame that should be in the file; missing frames up to it are lost.
        note
            Note for the operator.

        Raises
        ------
        StorageError
            The clip could not be completed.
        """
        if last_index is not None:
            self._count_lost(last_index + 1, self._last.pts_ns)
        with self._translated_errors():
            if self._subtitles is not None:
                self._subtitles.end(self.duration_ns)
            self._container.close()
            self._flush_track()
            for file in self._opened:
                file.sync(now=True)
        self._end()
        facts = ClipFacts(
            kind=self._plan.kind,
            part=self._part,
            first_pts_ns=self._first.pts_ns,
            last_pts_ns=self._last.pts_ns,
            started_wall_ns=self._started_wall_ns,
            frames=self._frames,
            frames_lost=self._lost,
            frames_suspect=self._suspects.count,
            note=note,
        )
        return complete(
            self.files,
            facts,
            writes_subtitles=self._plan.writes_subtitles,
            medium=self._plan.medium,
        )

    def _open(self, open_file: OpenFile, path: Path) -> MediaFile:
        file = open_file(path)
        self._opened.append(file)
        return file

    def _end(self) -> None:
        for file in self._opened:
            file.end()

    def _flush_track(self) -> None:
        """Write pending results, so that the track is as long as the video on disk."""
        self._lines += self._suspects.take_lines()
        if self._lines:
            self._track.write(self._plan.medium.line("".join(self._lines).encode()))
            self._lines.clear()
            self._track.sync()

    def _count_lost(self, index: int, pts_ns: int) -> None:
        self._note_lost(index - self._last.index - 1 if self._frames else 0, pts_ns)

    def _note_lost(self, lost: int, pts_ns: int) -> None:
        if lost > 0:
            self._lost += lost
            self._lines.append(to_line({"lost": lost, "before_pts_ns": pts_ns}))

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        """Translate errors of the disk or the muxer; nothing is written after an error."""
        try:
            yield
        except OSError as error:  # FFmpeg's disk errors are OSError too
            self._end()
            raise storage_error(self.files.video, error) from error
        except av.FFmpegError as error:
            self._end()
            raise StorageError(
                f"{self.files.video.name} cannot be written: {error.strerror or error}.",
                remedy="Start the recording again.",
            ) from error

    def _header(self) -> dict[str, Any]:
        """Return the first line of the track, with the origin of the clip."""
        plan = self._plan
        return {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "warning": plan.provenance.warning,
            "research_use_only": True,
            "kind": plan.kind.value,
            "part": self._part,
            "first_pts_ns": self._first.pts_ns,
            "started_wall_ns": self._started_wall_ns,
            "is_pixelated_outside_body": plan.is_pixelated,
            "has_subtitles": plan.writes_subtitles,
            "provenance": plan.provenance.as_dict(),
        }
