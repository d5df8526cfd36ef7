"""The stored results of a recording by time, in a small part of the memory that they take."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import takewhile
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.labels import LabelSet
from hysteroview.core.origin import Origin
from hysteroview.core.record import FrameRecord
from hysteroview.exam.clip.track import read_lines, results_of, suspects_in
from hysteroview.exam.files.medium import BrokenSealError
from hysteroview.pipeline.review.track_columns import (
    TrackColumns,
    columns_of,
    in_order,
    joined_columns,
)

_BLOCK: Final = 64  # results that are compressed together
_PART: Final = 1024  # results that are put into columns together


class StoredResults:
    """What the AI said of a recording, and its suspect frames, in order of time.

    As objects, the results of an hour take 300 MB. They are kept as they are written, compressed,
    and made again one by one.

    Parameters
    ----------
    lines
        Of the track (`hysteroview.exam.clip.track`); all are read.
    origin_ns
        Subtracted from all times; not from those in the results.

    Attributes
    ----------
    labels
        Their classes; None if they do not name them, or if there are no results.
    columns
        The same; None without `labels`.

    Raises
    ------
    KeyError, TypeError, ValueError
        A line is invalid, or was written by a newer program.
    """

    def __init__(self, lines: Iterable[bytes], *, origin_ns: int = 0) -> None:
        self._blocks: list[bytes] = []
        self._origins: list[tuple[int, Origin | None]] = []  # with the number of the first result
        self._suspects: list[FrameRecord] = []
        self.columns: TrackColumns | None = None
        self.labels: LabelSet | None = None
        times_ns = self._read(lines, origin_ns)
        self._order = np.argsort(times_ns, kind="stable")
        self._times_ns: NDArray[np.int64] = times_ns[self._order]

    def __len__(self) -> int:
        return len(self._times_ns)

    def at(self, pts_ns: int) -> FrameRecord | None:
        """Return the result that was on the screen at a time; None if there was none so fresh."""
        row = int(np.searchsorted(self._times_ns, pts_ns, side="right")) - 1
        if row < 0 or FRESHNESS.is_stale(pts_ns - int(self._times_ns[row])):
            return None
        number = int(self._order[row])
        results = len(self) - len(self._suspects)
        return self._suspects[number - results] if number >= results else self._result(number)

    def _result(self, number: int) -> FrameRecord:
        block = zlib.decompress(self._blocks[number // _BLOCK]).split(b"\n")
        (record,) = results_of([parse_json(block[number % _BLOCK])])
        _, origin = next(each for each in reversed(self._origins) if each[0] <= number)
        return replace(record, origin=origin)

    def _read(self, lines: Iterable[bytes], origin_ns: int) -> NDArray[np.int64]:
        """Keep all results and suspect frames; return their times, the results first."""
        last = [b""]  # line that was read last

        def watched() -> Iterator[bytes]:
            for line in lines:
                last[0] = line
                yield line

        def without_suspects() -> Iterator[Mapping[str, Any]]:
            for fields in read_lines(watched()):
                self._suspects += suspects_in(fields)
                yield fields

        times_ns: list[int] = []
        block: list[bytes] = []
        part: list[FrameRecord] = []
        parts: list[TrackColumns] = []
        for record in results_of(without_suspects()):
            if not self._origins or record.origin is not self._origins[-1][1]:
                self._origins.append((len(times_ns), record.origin))
            if self.labels is None and record.origin is not None:
                self.labels = record.origin.labels
            times_ns.append(record.pts_ns)
            block.append(last[0].rstrip(b"\n"))
            part.append(record)
            if len(block) == _BLOCK:
                self._blocks.append(_packed(block))
                block = []
            if len(part) >= _PART and self.labels is not None:
                parts.append(columns_of(part, self.labels.codes, origin_ns=origin_ns))
                part = []
        if block:
            self._blocks.append(_packed(block))
        if self.labels is not None:
            rest = [*part, *self._suspects]
            parts.append(columns_of(rest, self.labels.codes, origin_ns=origin_ns))
            self.columns = in_order(joined_columns(parts))
        times_ns += [each.pts_ns for each in self._suspects]
        return np.array(times_ns, np.int64) - origin_ns


def _packed(block: list[bytes]) -> bytes:
    return zlib.compress(b"\n".join(block), 1)


class LaterResults:
    """The stored results of a recording, which are read once, when they are wanted first.

    Parameters
    ----------
    lines
        Returns the lines of the track; called on the thread that wants them.
    origin_ns
        See `StoredResults`.
    """

    def __init__(self, lines: Callable[[], Iterable[bytes]], *, origin_ns: int = 0) -> None:
        self._lines, self._origin_ns = lines, origin_ns
        self._reading = threading.Lock()  # held while they are read
        self._known: StoredResults | None = None
        self._failure: StorageError | None = None

    @property
    def known(self) -> StoredResults | None:
        """The results; None before they are read. Does not wait."""
        return self._known

    @property
    def failure(self) -> StorageError | None:
        """Why they cannot be read; None if they can, or were not read yet."""
        return self._failure

    def read(self, is_wanted: Callable[[], bool] = lambda: True) -> StoredResults | None:
        """Return the results, reading them if nobody has; None once they are no longer wanted.

        Raises
        ------
        StorageError
            They cannot be read.
        """
        is_cut_off = False

        def goes_on(_: bytes) -> bool:
            nonlocal is_cut_off
            is_cut_off = not is_wanted()  # remembered: they may be wanted again by the end
            return not is_cut_off

        with self._reading:
            if self._known is None:
                try:
                    wanted = takewhile(goes_on, self._lines())
                    made = StoredResults(wanted, origin_ns=self._origin_ns)
                except (OSError, BrokenSealError, KeyError, TypeError, ValueError) as error:
                    self._failure = StorageError(
                        "What the AI said of this recording is damaged and cannot be read.",
                        remedy="Run `hysteroview exam verify`.",
                    )
                    raise self._failure from error
                if not is_cut_off and is_wanted():
                    self._known, self._failure = made, None
            return self._known
