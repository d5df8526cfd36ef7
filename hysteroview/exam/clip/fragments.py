"""Fragmented MP4 (ISO/IEC 14496-12): end of the last complete fragment, and content of a clip."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av

from hysteroview.core.errors import StorageError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.files.medium import PLAIN, Medium, size_of

_LARGE = 1  # a size of 1 means that a 64-bit size follows (clause 4.2)
_TO_THE_END = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A top-level box of the file."""

    kind: bytes
    end: int


@dataclass(frozen=True, slots=True)
class ClipContent:
    """Content of a clip, counted by a demuxer without decoding.

    Attributes
    ----------
    first_ns, last_ns
        Timestamps of the first and the last frame in the file.
    """

    frames: int
    first_ns: int
    last_ns: int


def whole_boxes(path: Path, medium: Medium = PLAIN) -> Iterator[Box]:
    """Yield the complete top-level boxes of a file."""
    with medium.open(path, is_whole=False) as file:
        start, size = 0, file.seek(0, os.SEEK_END)
        while start + 8 <= size:
            file.seek(start)
            header = file.read(16)
            length, kind = int.from_bytes(header[:4]), header[4:8]
            if length == _LARGE:
                length = int.from_bytes(header[8:16])
            elif length == _TO_THE_END:
                length = size - start
            if length < 8 or start + length > size:
                return
            start += length
            yield Box(kind, start)


def whole_end(path: Path, medium: Medium = PLAIN) -> int:
    """Return the length to which an interrupted clip must be truncated to be playable.

    A finished clip ends with its index (`moov`) after the frames; an interrupted clip ends with its
    last complete fragment (`moof` and `mdat`).
    """
    end, has_fragments, before = 0, False, b""
    for box in whole_boxes(path, medium):
        if box.kind == b"moof":
            has_fragments = True
        elif (box.kind == b"mdat" and before == b"moof") or not has_fragments:
            end = box.end
        before = box.kind
    return end


def cut_to_whole(path: Path, medium: Medium = PLAIN) -> int:
    """Truncate a clip to its complete part; return the number of bytes removed.

    Raises
    ------
    OSError
        The file cannot be read or written.
    """
    medium.repair(path)
    size, end = size_of(path, medium), whole_end(path, medium)
    if end < size:
        medium.cut(path, end)
    return size - end


def has_pictures(path: Path, medium: Medium = PLAIN) -> bool:
    """Whether frames were written; the first boxes of a clip describe them but contain none."""
    return any(box.kind == b"mdat" for box in whole_boxes(path, medium))


def read_content(path: Path, medium: Medium = PLAIN) -> ClipContent:
    """Count the frames of a clip.

    Raises
    ------
    StorageError
        The clip has no frames.
    """
    times_ns: list[int] = []
    try:
        with (
            medium.play(path) as file,
            av.open(file, mode="r", options={"protocol_whitelist": "file"}) as container,
        ):
            times_ns.extend(
                round(packet.pts * packet.time_base * NS_PER_S)
                for packet in container.demux(video=0)
                if packet.size and packet.pts is not None and packet.time_base is not None
            )
    except (av.FFmpegError, IndexError) as error:
        if not times_ns:
            raise StorageError(f"{path.name} contains no complete frame ({error}).") from error
    if not times_ns:
        raise StorageError(f"{path.name} contains no complete frame.")
    return ClipContent(len(times_ns), min(times_ns), max(times_ns))
