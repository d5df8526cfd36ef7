"""How the bytes of a store lie on the disk: as they are, or, in another module, sealed."""

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
from hysteroview.exam.files.media_file import MediaFile

MAGIC = b"HVSEAL1\n"  # a sealed file begins so
LINES_SUFFIX = ".jsonl"  # a log: its lines are sealed each for itself


class BrokenSealError(StorageError):
    """A file of an encrypted store is not what was written."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path.name} {reason}.",
            remedy="Run `hysteroview exam verify` to see which files are intact.",
        )


class Medium(Protocol):
    """What reads and writes the files of a store.

    What is read raises `OSError` as the disk does, and `BrokenSealError` where what was sealed
    does not open.
    """

    def open(self, path: Path, *, is_whole: bool = True) -> io.BufferedIOBase:
        """Open a file to be read at any place; not `is_whole`: one that may be broken off."""

    def play(self, path: Path) -> AbstractContextManager[str | io.BufferedIOBase]:
        """Give PyAV a video to read that may be broken off."""

    def write(self, path: Path, content: bytes) -> None:
        """Write a file for its owner only, all or nothing; StorageError if that fails."""

    def line(self, line: bytes) -> bytes:
        """Return one or more whole lines as they stand in a log."""

    def video(self, file: MediaFile) -> MediaFile:
        """Return what a muxer writes to, so that it reaches `file`."""

    def mend(self, path: Path) -> None:
        """Cut off what is half-written at the end of a video."""

    def cut(self, path: Path, length: int) -> None:
        """Shorten a video to `length` bytes, and wait until that is on the disk."""

    def end(self, path: Path) -> None:
        """Say that a video is whole; safe to call twice."""


class PlainMedium:
    """A store that is not encrypted: every file can be read by any program."""

    def open(self, path: Path, *, is_whole: bool = True) -> io.BufferedIOBase:  # noqa: ARG002 - any is
        return path.open("rb")

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

    def mend(self, path: Path) -> None:
        pass

    def cut(self, path: Path, length: int) -> None:
        with path.open("rb+") as file:
            file.truncate(length)
            os.fsync(file.fileno())

    def end(self, path: Path) -> None:
        pass


PLAIN = PlainMedium()


def read(medium: Medium, path: Path) -> bytes:
    """Return the plain content of a file."""
    with medium.open(path) as file:
        return file.read()


def size_of(path: Path, medium: Medium = PLAIN) -> int:
    """Return the length of the plain content of a file, which may be broken off."""
    with medium.open(path, is_whole=False) as file:
        return file.seek(0, os.SEEK_END)


def hash_file(path: Path, medium: Medium = PLAIN) -> str:
    """Return the SHA-256 of the plain content of a file, hexadecimal."""
    with medium.open(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
