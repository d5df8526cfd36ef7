"""What can be known of a file before it is decoded, and whether another file continues it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from hysteroview.capture.decode.unreadable import check_file
from hysteroview.capture.files.container import OpenVideo, file_on_disk, open_video
from hysteroview.capture.files.duration import duration_s, start_ns
from hysteroview.core.types import NS_PER_S

_CONTINUES_NS = 2 * NS_PER_S  # overlap or gap of timestamps that continue
_CLOCK_NS = 5 * NS_PER_S  # file systems and recorders keep times of 1 or 2 s
_FULL_BYTES = (10**9, 2**30, 2 * 10**9, 2**31, 4 * 10**9, 2**32)  # where recorders split
_FULL_SHARE = 0.95  # a file ends at the last key frame before the limit
_FULL_MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 60)
_FULL_NS = 2 * NS_PER_S
_EQUAL = 0.02


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file that may be a part.

    Attributes
    ----------
    coding
        Container, codec, size in pixels, aspect and rate.
    begin_ns, end_ns
        Its timestamps as the container declares them.
    modified_ns
        When it was last written, by the file system: a recorder's file ends then.
    created_ns
        When the recording began, by its metadata; None if it does not say.
    """

    path: Path
    coding: tuple[str, str, int, int, str, Fraction]
    begin_ns: int
    end_ns: int
    size_bytes: int
    modified_ns: int
    created_ns: int | None

    @property
    def length_ns(self) -> int:
        """How long it is."""
        return self.end_ns - self.begin_ns

    @property
    def is_full(self) -> bool:
        """Whether it has a size or a length at which recorders begin another file."""
        if self.fills_a_limit:
            return True
        lengths_ns = (minutes * 60 * NS_PER_S for minutes in _FULL_MINUTES)
        return any(abs(self.length_ns - each) <= _FULL_NS for each in lengths_ns)

    @property
    def fills_a_limit(self) -> bool:
        """Whether it has a size at which recorders begin another file."""
        return any(_FULL_SHARE * limit <= self.size_bytes <= limit for limit in _FULL_BYTES)


def facts_of(path: Path) -> FileFacts:
    """Read them from the file's header.

    Raises
    ------
    SourceError
        It is no video that can be read.
    """
    check_file(path, path.name)
    opened = open_video(file_on_disk(path))
    try:
        return _facts(path, opened)
    finally:
        opened.close()


def _facts(path: Path, opened: OpenVideo) -> FileFacts:
    container, stream = opened.container, opened.stream
    context = stream.codec_context
    begin_ns = start_ns(stream)
    length_s = duration_s(container, stream) or 0.0
    rate = Fraction(stream.average_rate or stream.guessed_rate or 0)
    on_disk = path.stat()
    created = container.metadata.get("creation_time") or stream.metadata.get("creation_time")
    return FileFacts(
        path=path,
        coding=(
            container.format.name, context.name, context.width, context.height,
            str(context.sample_aspect_ratio or 1), rate.limit_denominator(1001),
        ),
        begin_ns=begin_ns,
        end_ns=begin_ns + round(length_s * NS_PER_S),
        size_bytes=on_disk.st_size,
        modified_ns=on_disk.st_mtime_ns,
        created_ns=_read_time(created),
    )  # fmt: skip


def _read_time(text: str | None) -> int | None:
    try:
        time = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return None if time is None or time.year < 1990 else round(time.timestamp() * NS_PER_S)


def has_same_coding(first: FileFacts, second: FileFacts) -> bool:
    """Whether both files have the same format; the rates may differ as measured ones do."""
    *ours, our_rate = first.coding
    *others, other_rate = second.coding
    return ours == others and abs(our_rate - other_rate) <= our_rate / 100


def continues_times(first: FileFacts, second: FileFacts) -> bool:
    """Whether the timestamps of the second file go on where those of the first end."""
    is_later = second.begin_ns > first.begin_ns + first.length_ns // 2
    return is_later and abs(second.begin_ns - first.end_ns) <= _CONTINUES_NS


def follows_in_time(first: FileFacts, second: FileFacts) -> bool:
    """Whether the second file was begun when the first one ended.

    The times in the metadata decide, if they differ. Otherwise the file system does: a copied file
    may have lost its time, and then it does not follow.
    """
    created = first.created_ns, second.created_ns
    if None not in created and created[0] != created[1]:
        assert created[0] is not None
        assert created[1] is not None
        return abs(created[1] - created[0] - first.length_ns) <= _CLOCK_NS
    took_ns = second.modified_ns - first.modified_ns
    return abs(took_ns - second.length_ns) <= min(_CLOCK_NS, second.length_ns // 2)


def is_as_long(first: FileFacts, second: FileFacts) -> bool:
    """Whether two files were split by the same limit of size or of length."""
    is_as_large = abs(first.size_bytes - second.size_bytes) <= _EQUAL * first.size_bytes
    return is_as_large or abs(first.length_ns - second.length_ns) <= _EQUAL * first.length_ns
