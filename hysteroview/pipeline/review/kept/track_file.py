"""The kept track of one recording: blocks of results that survive an interruption.

Each block has its length and a checksum in front of it. What was being written when the program
ended is cut off by the next opening.
"""

from __future__ import annotations

import json
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import platformdirs
from filelock import FileLock, Timeout

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error
from hysteroview.core.foreign.fields import conform
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.core.record import FrameRecord, from_entries, to_entries
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.exam.store.folder import make_private_folder
from hysteroview.pipeline.review.track_columns import TrackColumns

BLOCK_FRAMES: Final = 64
_HEADER = struct.Struct("<II")  # length and CRC-32 of the block
_MOST_END_BYTES = 16 << 20
_MOST_BLOCK_BYTES = 4 << 20
_RECORDS, _COLUMNS, _END = "records", "columns.npz", "end.json"
DECISIONS: Final = "decisions.jsonl"
QUICK: Final = "-quick"  # end of the name of a track of which most was not looked at closely
_PRIVATE = 0o600
_ENDING_S = 30.0  # of an analysis of the same recording that was told to end
_OWN_LOCKS: Final[dict[Path, threading.Lock]] = {}  # of this program, by folder


def tracks_folder() -> Path:
    """Folder of the tracks of recordings that belong to no exam; only its owner may read it."""
    return platformdirs.user_cache_path("HysteroView", appauthor=False) / "tracks"


class TrackFile:
    """Reads and writes the track in one folder, which only its owner can read.

    To be used by one thread.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._offsets: list[int] = []  # of the blocks that are known

    def _make_folder(self) -> None:
        """Make the folder of the track, and that of all tracks, both for their owner only."""
        for folder in (self.folder.parent, self.folder):
            make_private_folder(folder)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from writing this track; an analysis in this program that ends is waited for.

        Raises
        ------
        StorageError
            Another program writes it, or its folder cannot be made.
        """
        self._make_folder()
        own = _OWN_LOCKS.setdefault(self.folder, threading.Lock())
        if not own.acquire(timeout=_ENDING_S):
            raise _other_window()
        try:
            with FileLock(self.folder.with_suffix(".lock"), timeout=0, mode=_PRIVATE):
                yield
        except Timeout as error:
            raise _other_window() from error
        finally:
            own.release()

    @property
    def quick(self) -> TrackFile:
        """The track of a quick pass over the same recording, which may not be there."""
        return TrackFile(self.folder.with_name(f"{self.folder.name}{QUICK}"))

    @property
    def is_complete(self) -> bool:
        """Whether the whole recording was analyzed."""
        return (self.folder / _END).is_file() and (self.folder / _COLUMNS).is_file()

    @property
    def has_begun(self) -> bool:
        """Whether some of the recording was analyzed."""
        try:
            return (self.folder / _RECORDS).stat().st_size > 0
        except OSError:
            return False

    def read(self) -> list[FrameRecord]:
        """Return the results of all blocks that are complete, and cut off what is behind them.

        Raises
        ------
        StorageError
            The file cannot be read or written.
        """
        records: list[FrameRecord] = []
        end = 0
        self._offsets.clear()
        try:
            for offset, block in self._blocks():
                try:
                    found = _unpacked(block)
                except (KeyError, TypeError, ValueError, zlib.error):
                    break
                if len(found) != BLOCK_FRAMES:  # the last one, written just before the end
                    break
                records += found
                self._offsets.append(offset)
                end = offset + _HEADER.size + len(block)
            path = self.folder / _RECORDS
            if path.exists() and path.stat().st_size > end:
                with path.open("rb+") as file:
                    file.truncate(end)
        except OSError as error:
            raise storage_error(self.folder, error) from error
        return records

    def append(self, records: Sequence[FrameRecord]) -> None:
        """Append one block; all but the last one have `BLOCK_FRAMES` results.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        block = zlib.compress(_packed(records), 1)
        try:
            self._make_folder()
            path = self.folder / _RECORDS
            path.touch(_PRIVATE)
            with path.open("ab") as file:
                file.write(_HEADER.pack(len(block), zlib.crc32(block)) + block)
        except OSError as error:
            raise storage_error(self.folder, error) from error

    def complete(self, columns: TrackColumns, proposed: Sequence[ReviewFinding]) -> None:
        """Keep that the whole recording was analyzed, with all that is shown of it at once.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        self._make_folder()
        arrays = {
            each.name: getattr(columns, each.name)
            for each in fields(TrackColumns)
            if each.name != "codes"
        }
        with (
            atomic_file(self.folder / _COLUMNS, private=True) as path,
            path.open("wb") as file,
        ):
            np.savez(file, **arrays)
        end = {
            "codes": columns.codes,
            "frames": len(columns),
            "proposed": [each.as_dict() for each in proposed],
        }
        with atomic_file(self.folder / _END, private=True) as path:
            path.write_text(json.dumps(end), encoding="utf-8")

    def read_complete(self) -> tuple[TrackColumns, tuple[ReviewFinding, ...]] | None:
        """Return columns and proposals of a complete track; None if it is not there or damaged."""
        try:
            end: dict[str, Any] = parse_json(read_bounded(self.folder / _END, _MOST_END_BYTES))
            codes = conform(tuple[str, ...], end["codes"])
            with (
                (self.folder / _COLUMNS).open("rb") as file,
                np.load(file, allow_pickle=False) as arrays,
            ):
                columns = TrackColumns(codes=codes, **dict(arrays))
            proposed = conform(tuple[ReviewFinding, ...], end["proposed"])
            is_whole = len(columns) == end["frames"]
        except (
            OSError, UnfitFileError, KeyError, TypeError, ValueError, BadZipFile, zlib.error,
        ):  # fmt: skip
            return None
        return (columns, proposed) if is_whole and _is_sound(columns) else None

    def record(self, row: int) -> FrameRecord | None:
        """Return one result; None if it cannot be read. Reads one block of the file."""
        try:
            if not self._offsets:
                self._offsets = [offset for offset, _ in self._blocks()]
            offset = self._offsets[row // BLOCK_FRAMES]
            with (self.folder / _RECORDS).open("rb") as file:
                file.seek(offset)
                block = _block_in(file.read(_HEADER.size), file.read)
            return None if block is None else _unpacked(block)[row % BLOCK_FRAMES]
        except (OSError, IndexError, KeyError, TypeError, ValueError, zlib.error):
            return None

    def clear(self) -> None:
        """Remove the track; decisions stay."""
        self._offsets.clear()
        for name in (_END, _COLUMNS, _RECORDS):
            with suppress(OSError):
                (self.folder / name).unlink()

    def touch(self) -> None:
        """Note that the track was used now."""
        with suppress(OSError):
            os.utime(self.folder)

    def _blocks(self) -> Iterator[tuple[int, bytes]]:
        """Yield the place and content of each whole block, up to the first that is not."""
        path = self.folder / _RECORDS
        if not path.is_file():
            return
        with path.open("rb") as file:
            while True:
                offset = file.tell()
                block = _block_in(file.read(_HEADER.size), file.read)
                if block is None:
                    return
                yield offset, block


def trim(folder: Path, most_bytes: int) -> None:
    """Remove the tracks that were not used for longest, until the others need less than so much.

    Decisions of the operator are never removed.
    """
    try:
        tracks = sorted(
            (each for each in folder.iterdir() if each.is_dir()),
            key=lambda each: each.stat().st_mtime_ns,
            reverse=True,
        )
    except OSError:
        return
    used = 0
    for each in tracks:
        used += _size(each)
        if used <= most_bytes:
            continue
        used -= _size(each)
        TrackFile(each).clear()
        with suppress(OSError):  # it has decisions
            each.rmdir()


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.iterdir())
    except OSError:
        return 0


def _packed(records: Sequence[FrameRecord]) -> bytes:
    return json.dumps(list(to_entries(records)), separators=(",", ":")).encode()


def _unpacked(block: bytes) -> list[FrameRecord]:
    inflate = zlib.decompressobj()
    text = inflate.decompress(block, 4 * _MOST_BLOCK_BYTES)
    return list(from_entries(parse_json(text)))


def _block_in(header: bytes, read: Callable[[int], bytes]) -> bytes | None:
    if len(header) < _HEADER.size:
        return None
    length, checksum = _HEADER.unpack(header)
    if length > _MOST_BLOCK_BYTES:
        return None
    block = read(length)
    is_whole = len(block) == length and zlib.crc32(block) == checksum
    return block if is_whole else None


def _is_sound(columns: TrackColumns) -> bool:
    """Whether all columns have the same length, and the times are in order."""
    count = len(columns)
    lengths = {
        getattr(columns, each.name).shape[-1]
        for each in fields(TrackColumns)
        if each.name != "codes"
    }
    is_ordered = bool((np.diff(columns.pts_ns) >= 0).all())
    return lengths <= {count} and is_ordered and len(columns.probabilities) == len(columns.codes)


def _other_window() -> StorageError:
    return StorageError(
        "This recording is being analyzed in another window.",
        remedy="Wait until it is complete, or close that window.",
    )
