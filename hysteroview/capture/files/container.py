"""Opening a video file with FFmpeg, as often as its packets are to be read from another place."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from hysteroview.capture.decode.losses import show_broken
from hysteroview.capture.decode.picture import LARGEST_PX
from hysteroview.capture.decode.unreadable import (
    DAMAGED,
    OTHER_FILE,
    choose_stream,
    detail_of,
)
from hysteroview.capture.files.content import GuardedContent, MediumError, unreadable
from hysteroview.core.errors import HysteroViewError, SourceError

VIDEO_SUFFIXES = (
    ".3gp", ".asf", ".avi", ".dv", ".flv", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg",
    ".mpg", ".mts", ".mxf", ".ts", ".vob", ".webm", ".wmv",
)  # fmt: skip
_MOST_PIXELS = (LARGEST_PX + 128) ** 2  # for the decoder, which counts whole blocks


@dataclass(frozen=True, slots=True)
class VideoFile:
    """A file that can be opened again and again.

    Attributes
    ----------
    name
        For people: the file's name without its folder.
    open_content
        Opens its plain content, to be read at any place; raises `OSError`, or another
        `HysteroViewError` than `SourceError`, if its medium fails.
    path
        Where the plain content lies on the disk, if it does: FFmpeg then reads it itself.
    threads
        Of the decoder; 0 for one for each core.
    rate
        Frames per second of a stream without timestamps; None for 25.
    """

    name: str
    open_content: Callable[[], io.BufferedIOBase]
    path: Path | None = None
    threads: int = 0
    rate: Fraction | None = None

    def open(self) -> GuardedContent:
        """Open its plain content, which ends where its medium fails.

        Raises
        ------
        SourceError
            It cannot be opened.
        """
        try:
            return GuardedContent(self.open_content())
        except SourceError:
            raise
        except (OSError, HysteroViewError) as error:
            raise unreadable(self.name, error) from error


def file_on_disk(path: Path, threads: int = 0) -> VideoFile:
    """Return the file that lies there as it is."""
    return VideoFile(path.name, lambda: path.open("rb"), path, threads)


class OpenVideo:
    """A video's container and stream, ready to be decoded."""

    def __init__(self, file: VideoFile) -> None:
        self._content = file.open() if file.path is None else None
        # beside FFmpeg's: it remains the same file if another one gets its name
        self._same_file = None if file.path is None else file.path.open("rb", buffering=0)
        try:
            self.container = _open_container(file, self._content)
            try:
                self.stream: VideoStream = choose_stream(file.name, self.container)
            except SourceError:
                self.container.close()
                raise
        except BaseException:
            self._close_content()
            raise
        self.stream.thread_type = "AUTO"
        self.stream.codec_context.thread_count = file.threads
        show_broken(self.stream)
        self.stream.codec_context.options = {"max_pixels": str(_MOST_PIXELS)}

    @property
    def failure(self) -> MediumError | None:
        """What keeps the medium from being read further; to be asked when packets end."""
        if self._content is not None:
            return self._content.failure
        assert self._same_file is not None
        try:  # FFmpeg treats a disk that fails as the end of the file
            if self._same_file.seek(0, io.SEEK_END):
                self._same_file.seek(-1, io.SEEK_END)
                self._same_file.read(1)
        except OSError as error:
            return error
        return None

    def close(self) -> None:
        """Free the container, its decoder and the file; safe to call twice."""
        self.container.close()
        self._close_content()

    def _close_content(self) -> None:
        for each in (self._content, self._same_file):
            if each is not None:
                each.close()


def open_video(file: VideoFile) -> OpenVideo:
    """Open a video file.

    Raises
    ------
    SourceError
        There is no video that can be read, with the reason and what to do about it.
    """
    try:
        return OpenVideo(file)
    except OSError as error:
        raise unreadable(file.name, error) from error


def _open_container(file: VideoFile, content: GuardedContent | None) -> InputContainer:
    failure: Exception | None = None
    rate = {"framerate": str(file.rate)} if file.rate is not None else {}
    # ignoring the index, FFmpeg opens a truncated fragmented MP4 and reads it to its end
    for flags in ({}, {"fflags": "+ignidx"}):
        if content is not None:
            content.seek(0)
        try:
            # "file:" prevents FFmpeg from reading a name as a protocol; playlists get no network
            # access
            return av.open(
                f"file:{file.path}" if content is None else content,
                mode="r",
                options={"protocol_whitelist": "file", **rate, **flags},
                metadata_errors="replace",
            )
        except (av.FFmpegError, ValueError) as error:
            failure = failure or error
    if content is not None and content.failure is not None:
        raise unreadable(file.name, content.failure) from failure
    assert failure is not None
    raise SourceError(
        f"{file.name} is no video, or is damaged.",
        remedy=f"{OTHER_FILE} {DAMAGED}",
        detail=detail_of(failure),
    ) from failure
