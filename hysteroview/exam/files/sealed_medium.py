"""The medium of an encrypted store: files and videos in frames, logs line by line."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hysteroview.core.files import atomic_file
from hysteroview.exam.files import sealed_file
from hysteroview.exam.files.media_file import MediaFile
from hysteroview.exam.files.medium import LINES_SUFFIX
from hysteroview.exam.files.sealed_file import SealedFile, SealedReader
from hysteroview.exam.files.sealed_frames import LARGEST
from hysteroview.exam.files.sealed_lines import SealedLinesReader, seal_lines


class SealedMedium:
    """Encrypts and decrypts in memory: no plain content is written to the disk."""

    def __init__(self, files_key: bytes, lines_key: bytes) -> None:
        self._files_key, self._lines_key = files_key, lines_key

    def open(self, path: Path, *, is_whole: bool = True) -> io.BufferedIOBase:
        if path.suffix == LINES_SUFFIX:
            return io.BufferedReader(SealedLinesReader(path, self._lines_key), LARGEST)
        reader = SealedReader(path, self._files_key, is_whole=is_whole)
        return io.BufferedReader(reader, LARGEST)

    @contextmanager
    def play(self, path: Path) -> Iterator[str | io.BufferedIOBase]:
        with self.open(path, is_whole=False) as file:
            yield file

    def write(self, path: Path, content: bytes) -> None:
        with atomic_file(path, private=True) as temporary:
            temporary.write_bytes(sealed_file.seal(content, self._files_key))

    def line(self, line: bytes) -> bytes:
        return seal_lines(line, self._lines_key)

    def video(self, file: MediaFile) -> MediaFile:
        return SealedFile(file, self._files_key)

    def repair(self, path: Path) -> None:
        sealed_file.repair(path, self._files_key)

    def cut(self, path: Path, length: int) -> None:
        sealed_file.cut(path, self._files_key, length)

    def end(self, path: Path) -> None:
        sealed_file.end(path, self._files_key)
