"""Media: how a store's files are stored on disk, plain (here) or encrypted (`sealed_medium`)."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.reading import UnfitFileError, open_regular
from hysteroview.exam.files.media_file import MediaFile

MAGIC = b"HVSEAL1\n"  # first bytes of a sealed file
MOST_RECORD_BYTES = 8 << 20  # of the records of exams and snapshots
MOST_PICTURE_BYTES = 256 << 20
LINES_SUFFIX = ".jsonl"  # a log, in which each line is sealed separately


class BrokenSealError(StorageError):
    """A file of a store was changed or is damaged: it is encrypted, or of another kind or size."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path.name} {reason}.",
            remedy="Run `hysteroview exam verify` to see which files are intact.",
        )


class Medium(Protocol):
    """Reads and writes the files of a store.

    Reading raises `OSError` for disk errors, and `BrokenSealError` if a sealed file cannot be
    decrypted.
    """

    def open(self, path: Path, *, is_whole: bool = True) -> io.BufferedIOBase:
        """Open a file for random access; with `is_whole` False it may be incomplete."""

    def play(self, path: Path) -> AbstractContextManager[str | io.BufferedIOBase]:
        """Open a video, which may be incomplete, for PyAV."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file atomically, readable for its owner only; StorageError if that fails."""

    def line(self, line: bytes) -> bytes:
        """Return one or more complete lines in the form in which a log stores them."""

    def video(self, file: MediaFile) -> MediaFile:
        """Return the file object for a muxer, which writes to `file`."""

    def repair(self, path: Path) -> None:
        """Remove an incomplete write at the end of a video."""

    def cut(self, path: Path, length: int) -> None:
        """Truncate a video to `length` bytes and flush it to disk."""

    def end(self, path: Path) -> None:
        """Mark a video as complete; may be called twice."""


class PlainMedium:
    """Medium of an unencrypted store: every file can be read by any program."""

    def open(self, path: Path, *, is_whole: bool = True) -> io.BufferedIOBase:  # noqa: ARG002 - any is
        return io.BufferedReader(open_media(path))

    @contextmanager
    def play(self, path: Path) -> Iterator[str | io.BufferedIOBase]:
        yield f"file:{path}"

    def write(self, path: Path, content: bytes) -> None:
        with atomic_file(path, private=True) as temporary:
            temporary.write_bytes(content)

    def line(self, line: bytes) -> bytes:
        return line

    def video(self, file: MediaFile) -> MediaFile:
        return file

    def repair(self, path: Path) -> None:
        pass

    def cut(self, path: Path, length: int) -> None:
        with path.open("rb+") as file:
            file.truncate(length)
            os.fsync(file.fileno())

    def end(self, path: Path) -> None:
        pass


PLAIN = PlainMedium()


def open_media(path: Path) -> io.FileIO:
    """Open a file of a store as it is on the disk; a pipe would keep the program waiting.

    Raises
    ------
    OSError
        It cannot be opened.
    BrokenSealError
        It is no regular file.
    """
    try:
        return open_regular(path)
    except UnfitFileError as error:
        raise BrokenSealError(path, "is not a regular file") from error


def read(medium: Medium, path: Path, most_bytes: int = MOST_RECORD_BYTES) -> bytes:
    """Return the plain content of a file.

    Raises
    ------
    OSError
        It cannot be read.
    BrokenSealError
        It is no regular file, is larger than `most_bytes`, or cannot be decrypted.
    """
    with medium.open(path) as file:
        content = file.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise BrokenSealError(path, f"is larger than {most_bytes / 1e6:.0f} MB")
    return content


def size_of(path: Path, medium: Medium = PLAIN) -> int:
    """Return the length of the plain content of a file, which may be incomplete."""
    with medium.open(path, is_whole=False) as file:
        return file.seek(0, os.SEEK_END)


def hash_file(path: Path, medium: Medium = PLAIN) -> str:
    """Return the SHA-256 of the plain content of a file, hexadecimal."""
    with medium.open(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
