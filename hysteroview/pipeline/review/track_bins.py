"""The columns of a track in bins: what a timeline of a certain width shows of a certain time.

No value is lost between two bins: each bin has the least and the greatest of its values, without
those that are NaN. A pyramid of summaries, computed once, makes the cost of a picture independent
of the length of the track.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.freshness import FRESHNESS
from hysteroview.pipeline.review.track_columns import ASSESSED, NOTHING, TrackColumns

_FACTOR: Final = 4  # rows of a level that one row of the next level summarizes
_LEAST_BLOCKS: Final = 4  # of a level in each bin, so that an edge moves by a quarter of a bin
_LEAST_ROWS: Final = 512  # of the highest level


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """Part of a track in bins of equal time, from left to right.

    Attributes
    ----------
    low, high
        (V, n) float32: of each class, of premalignant or malignant, and of the quality; V is the
        number of classes + 2. NaN where there was no result.
    counts
        (K, n) int32, number of frames for each of `TrackBins.causes`.
    frames
        (n,) int32, number of analyzed frames; 0 where nothing is known.
    two_class
        (n,) int8, the most serious result of the bin, an index of `TWO_CLASS`; NOTHING without one.
    """

    low: NDArray[np.float32]
    high: NDArray[np.float32]
    counts: NDArray[np.int32]
    frames: NDArray[np.int32]
    two_class: NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class _Level:
    """Summaries of blocks of `rows` rows each."""

    rows: int
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    counts: NDArray[np.int32]
    gravest: NDArray[np.uint8]  # of the two-class results; NOTHING is 255, the greatest

    def __len__(self) -> int:
        return len(self.gravest)


class TrackBins:
    """Bins of one track, for any time and any number of bins.

    Attributes
    ----------
    causes
        Codes in `TrackColumns.cause` that occur, those without a result by frequency; the first is
        `ASSESSED`.
    """

    def __init__(self, columns: TrackColumns) -> None:
        self.columns = columns
        counts = np.bincount(columns.cause, minlength=1)
        others = [code for code in np.argsort(-counts, kind="stable") if code and counts[code]]
        self.causes: tuple[int, ...] = (ASSESSED, *map(int, others))
        values = np.concatenate(
            [columns.probabilities, columns.share[np.newaxis], columns.quality[np.newaxis]]
        )
        is_of = np.stack([columns.cause == code for code in self.causes]).astype(np.int32)
        self._levels = [_Level(1, values, values, is_of, columns.two_class.view(np.uint8))]
        while len(self._levels[-1]) > _LEAST_ROWS:
            self._levels.append(_summarized(self._levels[-1]))

    def bins(self, from_ns: int, to_ns: int, count: int) -> Bins:
        """Return a time in `count` bins.

        A bin without a frame shows the frame before it, for as long as its result was valid.
        """
        edges_ns = from_ns + np.arange(count + 1, dtype=np.int64) * (to_ns - from_ns) // count
        return self._between(edges_ns)

    def columns_of_time(self, first: int, count: int, shown_ns: int, shown: int) -> Bins:
        """Return `count` bins of equal time, of which `shown` have a length of `shown_ns`.

        Parameters
        ----------
        first
            Number of the first one, counted from time 0.
        """
        edges_ns = np.arange(first, first + count + 1, dtype=np.int64) * shown_ns // shown
        return self._between(edges_ns)

    def _between(self, edges_ns: NDArray[np.int64]) -> Bins:
        count = len(edges_ns) - 1
        rows = np.searchsorted(self.columns.pts_ns, edges_ns)
        level = self._level_for((rows[-1] - rows[0]) / count)
        blocks = rows // level.rows  # a bin begins with the block of its first row
        blocks[-1] = min(-(-rows[-1] // level.rows), len(level))
        return self._gather(level, blocks, self._valid_before(rows, edges_ns))

    def _level_for(self, rows_a_bin: float) -> _Level:
        fitting = [each for each in self._levels if each.rows * _LEAST_BLOCKS <= rows_a_bin]
        return fitting[-1] if fitting else self._levels[0]

    def _valid_before(
        self, rows: NDArray[np.intp], edges_ns: NDArray[np.int64]
    ) -> NDArray[np.intp]:
        """Return for each bin the last row that is valid in it; -1 without one."""
        last = rows[1:] - 1
        if not len(self.columns):
            return np.full(len(last), -1)
        age_ns = edges_ns[:-1] - self.columns.pts_ns[np.maximum(last, 0)]
        return np.where((last >= 0) & (age_ns <= FRESHNESS.result_ns), last, -1)

    def _gather(self, level: _Level, blocks: NDArray[np.intp], valid: NDArray[np.intp]) -> Bins:
        count = len(valid)
        classes = len(level.low)
        low = np.full((classes, count), np.nan, np.float32)
        high = low.copy()
        counts = np.zeros((len(self.causes), count), np.int32)
        gravest = np.full(count, NOTHING, np.int8).view(np.uint8)
        filled = np.flatnonzero(blocks[1:] > blocks[:-1])
        if len(filled):
            first, end = int(blocks[filled[0]]), int(blocks[filled[-1] + 1])
            # the blocks of successive bins are neighbors, since bins between them are empty
            starts = blocks[filled] - first
            low[:, filled] = np.fmin.reduceat(level.low[:, first:end], starts, axis=1)
            high[:, filled] = np.fmax.reduceat(level.high[:, first:end], starts, axis=1)
            counts[:, filled] = np.add.reduceat(level.counts[:, first:end], starts, axis=1)
            gravest[filled] = np.minimum.reduceat(level.gravest[first:end], starts)
        held = np.flatnonzero((valid >= 0) & (counts.sum(axis=0) == 0))
        if len(held):
            base, rows = self._levels[0], valid[held]
            low[:, held] = high[:, held] = base.low[:, rows]
            counts[:, held] = base.counts[:, rows]
            gravest[held] = base.gravest[rows]
        frames = counts.sum(axis=0, dtype=np.int32)
        return Bins(low, high, counts, frames, gravest.view(np.int8))


def _summarized(level: _Level) -> _Level:
    starts = np.arange(0, len(level), _FACTOR)
    return _Level(
        level.rows * _FACTOR,
        np.fmin.reduceat(level.low, starts, axis=1),
        np.fmax.reduceat(level.high, starts, axis=1),
        np.add.reduceat(level.counts, starts, axis=1),
        np.minimum.reduceat(level.gravest, starts),
    )
