"""Encrypted files: appending, random access, and repair of an incomplete end."""

from __future__ import annotations

import errno
import io
import os
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from hysteroview.exam.files.media_file import MediaFile
from hysteroview.exam.files.medium import MAGIC, BrokenSealError, open_media
from hysteroview.exam.files.sealed_frames import (
    MOST_FRAMES,
    START,
    FrameKind,
    FrameMap,
    FrameSealer,
    SealedFrame,
    first_layout,
    new_preamble,
    read_frames,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


def seal(content: bytes, key: bytes) -> bytes:
    """Return complete content in sealed form."""
    preamble = new_preamble()
    sealer = FrameSealer(key, preamble)
    frames, layout = sealer.seal_all(0, content, first_layout(preamble))
    end, _ = sealer.seal(FrameKind.END, len(content), b"", layout)
    return b"".join((preamble, frames, end))


class SealedFile:
    """A media file that encrypts the output of a muxer and writes it to another file.

    Each write is appended as separate frames, even if it is at an earlier position. Written bytes
    survive a crash of the program as in the other file. `end` adds the frame that marks the end.
    """

    def __init__(self, file: MediaFile, key: bytes) -> None:
        preamble = new_preamble()
        self._file, self._sealer = file, FrameSealer(key, preamble)
        self._layout = first_layout(preamble)
        self._position = self._size_bytes = 0
        file.write(preamble)

    @property
    def size_bytes(self) -> int:
        """Size of the plain content."""
        return self._size_bytes

    def write(self, content: bytes) -> int:
        """Write all bytes.

        Raises
        ------
        OSError
            The disk is full or failed; a part may have been written.
        """
        if not content:
            return 0
        start, whole = self._position, bytes(content)
        if start > self._size_bytes:  # no gaps are allowed
            start, whole = self._size_bytes, bytes(start - self._size_bytes) + whole
        frames, self._layout = self._sealer.seal_all(start, whole, self._layout)
        self._file.write(frames)
        self._position += len(content)
        self._size_bytes = max(self._size_bytes, self._position)
        return len(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size_bytes}
        self._position = origin[whence] + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def sync(self, *, now: bool = False) -> None:
        self._file.sync(now=now)

    def end(self) -> None:
        self._file.end()


class SealedReader(io.RawIOBase):
    """Random access to the plain content of a sealed file; one frame is kept in memory.

    Parameters
    ----------
    is_whole
        Reject a file whose end is missing; otherwise it is read up to where it is cut off.

    Raises
    ------
    BrokenSealError
        It is not sealed, its end is missing, or it was changed.
    """

    def __init__(self, path: Path, key: bytes, *, is_whole: bool = True) -> None:
        self._path = path
        self._file = open_media(path)
        try:
            self._sealer, frames = _read_layout(self._file, path, key)
            self._map = FrameMap(frames)
            if is_whole:
                self._check_end(frames)
        except BaseException:
            self._file.close()
            raise
        self._position = 0
        self._open: tuple[SealedFrame | None, bytes] = (None, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._map.size}
        self._position = max(origin[whence] + offset, 0)
        return self._position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer from at most one frame."""
        view = memoryview(buffer).cast("B")
        frame, until = self._map.at(self._position)
        if frame is None:
            return 0
        if self._open[0] is not frame:
            content = self._sealer.open(self._file, frame)
            if content is None:
                raise BrokenSealError(
                    self._path, "was changed or is damaged: it cannot be decrypted"
                )
            self._open = (frame, content)
        length = min(len(view), until - self._position)
        at = self._position - frame.start
        view[:length] = self._open[1][at : at + length]
        self._position += length
        return length

    def close(self) -> None:
        self._file.close()
        super().close()

    def _check_end(self, frames: list[SealedFrame]) -> None:
        last = frames[-1] if frames else None
        size = self._file.seek(0, os.SEEK_END)
        if last is None or last.kind is not FrameKind.END or last.place_after != size:
            raise BrokenSealError(self._path, "was cut off or is damaged: its end is missing")
        if last.start != self._map.size or self._sealer.open(self._file, last) is None:
            raise BrokenSealError(
                self._path, "was changed or is damaged: its parts do not belong together"
            )


def repair(path: Path, key: bytes) -> None:
    """Remove an incomplete write that a crash or power failure left at the end of a file.

    Raises
    ------
    BrokenSealError
        It is not a sealed file.
    OSError
        The disk is full or failed.
    """
    with path.open("rb+", buffering=0) as file:
        _repaired(file, path, key)


def cut(path: Path, key: bytes, length: int) -> None:
    """Truncate the plain content of an incomplete file to `length`; see `repair`."""
    with path.open("rb+", buffering=0) as file:
        sealer, frames = _repaired(file, path, key)
        while frames and frames[-1].start >= length:
            frames.pop()
        _truncate(file, frames)
        if FrameMap(frames).size > length:
            _append(file, sealer, frames, FrameKind.CUT, length)


def end(path: Path, key: bytes) -> None:
    """Mark the end of a file, if it is not marked yet; see `repair`."""
    with path.open("rb+", buffering=0) as file:
        sealer, frames = _repaired(file, path, key)
        if not frames or frames[-1].kind is not FrameKind.END:
            _append(file, sealer, frames, FrameKind.END, FrameMap(frames).size)


def _read_layout(
    file: BinaryIO | io.FileIO, path: Path, key: bytes
) -> tuple[FrameSealer, list[SealedFrame]]:
    preamble = file.read(START) or b""
    if len(preamble) < START or not preamble.startswith(MAGIC):
        raise BrokenSealError(path, "is not encrypted with the key of these exams, or is damaged")
    frames = list(islice(read_frames(file, preamble), MOST_FRAMES + 1))
    if len(frames) > MOST_FRAMES:
        raise BrokenSealError(path, "has too many parts")
    return FrameSealer(key, preamble), frames


def _repaired(file: io.FileIO, path: Path, key: bytes) -> tuple[FrameSealer, list[SealedFrame]]:
    sealer, frames = _read_layout(file, path, key)
    while frames and sealer.open(file, frames[-1]) is None:
        frames.pop()
    _truncate(file, frames)
    return sealer, frames


def _truncate(file: io.FileIO, frames: list[SealedFrame]) -> None:
    """Truncate the file after the last of these frames."""
    place = frames[-1].place_after if frames else START
    if place < file.seek(0, os.SEEK_END):
        file.truncate(place)
        os.fsync(file.fileno())


def _append(
    file: io.FileIO, sealer: FrameSealer, frames: list[SealedFrame], kind: FrameKind, at: int
) -> None:
    if frames:
        before = frames[-1].layout
    else:
        file.seek(0)
        before = first_layout(file.read(START))
    frame, _ = sealer.seal(kind, at, b"", before)
    file.seek(0, os.SEEK_END)
    if file.write(frame) != len(frame):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(file.fileno())
