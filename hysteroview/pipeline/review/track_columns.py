"""The results of a recording as columns, in which a moment is found at once at any length."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.gate import Cause, cause_of
from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState, Reason, TwoClass
from hysteroview.core.types import NS_PER_S

NOTHING: Final = -1  # no code
ASSESSED: Final = 0  # code of a frame with a result
CAUSES: Final = (  # `TrackColumns.cause` holds indices of these
    Cause(AssessmentState.ACTIVE),
    *map(cause_of, Reason),
    *(Cause(state) for state in AssessmentState if state is not AssessmentState.ACTIVE),
)
TWO_CLASS: Final = tuple(TwoClass)
_CODES = {cause: code for code, cause in enumerate(CAUSES)}


@dataclass(frozen=True, slots=True, eq=False)
class TrackColumns:
    """The results of a recording, one value for each analyzed frame, in order of time.

    As in the live window, the values are those that the decision over time showed.

    Attributes
    ----------
    codes
        Codes of the classes.
    pts_ns
        (n,) int64, timestamps.
    frame_index
        (n,) int64, numbers of the frames in the source, from 0; -1 where not known.
    cause
        (n,) int8, indices of `CAUSES`: why there was no result; `ASSESSED` where there was one.
    probabilities
        (C, n) float32, of each class; NaN where there was no result.
    share
        (n,) float32, probability of premalignant or malignant; NaN where there was no result.
    two_class
        (n,) int8, indices of `TWO_CLASS`; NOTHING where there was no result.
    label
        (n,) int8, indices of the classes; NOTHING where none was shown.
    episode
        (n,) int32, numbers of the episodes; 0 outside of them.
    quality
        (n,) float32, of the picture in [0, 1]; NaN where it was not measured.
    """

    codes: tuple[str, ...]
    pts_ns: NDArray[np.int64]
    frame_index: NDArray[np.int64]
    cause: NDArray[np.int8]
    probabilities: NDArray[np.float32]
    share: NDArray[np.float32]
    two_class: NDArray[np.int8]
    label: NDArray[np.int8]
    episode: NDArray[np.int32]
    quality: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.pts_ns)

    def row_at(self, pts_ns: int) -> int | None:
        """Return the row of the result that was shown at a time; None if there was none so fresh.

        Takes the same time in a track of any length.
        """
        row = bisect_right(self.pts_ns, pts_ns) - 1
        if row < 0 or pts_ns - int(self.pts_ns[row]) > FRESHNESS.result_ns:
            return None
        return row

    def row_of_frame(self, frame_index: int) -> int | None:
        """Return the row of a frame; None if it was not analyzed."""
        row = int(np.searchsorted(self.frame_index, frame_index))
        is_known = row < len(self) and int(self.frame_index[row]) == frame_index
        return row if is_known else None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Causes for which frames got no result, the most frequent first."""
        counts = np.bincount(self.cause[self.cause != ASSESSED], minlength=len(CAUSES))
        order = np.argsort(-counts, kind="stable")
        return tuple(CAUSES[code] for code in order if counts[code])


def code_of(cause: Cause) -> int:
    """Return the code of a cause in `TrackColumns.cause`."""
    return _CODES[cause]


def columns_of(
    records: Iterable[FrameRecord], codes: Sequence[str], *, origin_ns: int = 0
) -> TrackColumns:
    """Return the columns of results; those of a source that went back in time are sorted.

    Parameters
    ----------
    codes
        Codes of the classes, in the order of the probabilities.
    origin_ns
        Subtracted from all timestamps.
    """
    kept = list(records)
    count, classes = len(kept), len(codes)
    places = {code: place for place, code in enumerate(codes)}
    nothing = (np.nan,) * classes
    rows = [_row(record, places, nothing) for record in kept]
    order = np.argsort(np.array([r.pts_ns for r in kept], np.int64), kind="stable")
    pts_ns = np.array([record.pts_ns for record in kept], np.int64) - origin_ns

    shares = np.array([row[1] for row in rows], np.float32).reshape(count, classes)
    return TrackColumns(
        codes=tuple(codes),
        pts_ns=pts_ns[order],
        frame_index=np.array([record.frame_index for record in kept], np.int64)[order],
        cause=np.array([row[0] for row in rows], np.int8)[order],
        probabilities=np.ascontiguousarray(shares[order].T),
        share=np.array([row[2] for row in rows], np.float32)[order],
        two_class=np.array([row[3] for row in rows], np.int8)[order],
        label=np.array([row[4] for row in rows], np.int8)[order],
        episode=np.array([row[5] for row in rows], np.int32)[order],
        quality=np.array([row[6] for row in rows], np.float32)[order],
    )


def joined_columns(parts: Sequence[TrackColumns]) -> TrackColumns:
    """Return the columns of one track from those of its successive parts, of the same classes."""
    arrays = {
        each.name: np.concatenate([getattr(part, each.name) for part in parts], axis=-1)
        for each in fields(TrackColumns)
        if each.name != "codes"
    }
    return TrackColumns(codes=parts[0].codes, **arrays)


def in_order(columns: TrackColumns) -> TrackColumns:
    """Return columns in order of time; those of equal times stay in their order."""
    if (np.diff(columns.pts_ns) >= 0).all():
        return columns
    order = np.argsort(columns.pts_ns, kind="stable")
    arrays = {
        each.name: getattr(columns, each.name)[..., order]
        for each in fields(TrackColumns)
        if each.name != "codes"
    }
    return TrackColumns(codes=columns.codes, **arrays)


def span_ns(columns: TrackColumns, duration_s: float | None = None) -> tuple[int, int]:
    """Return the time that a timeline shows: of the track, or of the whole recording if longer."""
    first = int(columns.pts_ns[0]) if len(columns) else 0
    last = int(columns.pts_ns[-1]) if len(columns) else 0
    whole = first + round((duration_s or 0.0) * NS_PER_S)
    return first, max(last, whole, first + 1)


def _row(
    record: FrameRecord, places: dict[str, int], nothing: tuple[float, ...]
) -> tuple[int, tuple[float, ...], float, int, int, int, float]:
    decision = record.decision
    quality = np.nan if record.quality is None else record.quality
    episode = record.episode or 0
    if decision is not None and decision.state is not None:
        if decision.is_result and len(decision.probabilities) == len(nothing):
            two_class = decision.two_class
            grave = decision.premalignant_or_malignant
            return (
                ASSESSED,
                decision.probabilities,
                np.nan if grave is None else grave,
                NOTHING if two_class is None else TWO_CLASS.index(two_class),
                places.get(decision.label or "", NOTHING),
                episode,
                quality,
            )
    elif record.probabilities and len(record.probabilities) == len(nothing):
        grave = record.premalignant_or_malignant
        shown = record.shown or record.label or ""
        return (
            ASSESSED, record.probabilities, np.nan if grave is None else grave, NOTHING,
            places.get(shown, NOTHING), episode, quality,
        )  # fmt: skip
    return _code(record), nothing, np.nan, NOTHING, NOTHING, 0, quality


def _code(record: FrameRecord) -> int:
    """Return why a frame got no result; never that it was assessed."""
    state, reason = record.light
    if state is AssessmentState.ACTIVE:  # too few frames were assessed for a decision
        state, reason = record.state, record.reason
    if state is AssessmentState.ACTIVE:
        state, reason = AssessmentState.STARTING, None
    return _CODES.get(Cause(state, reason), _CODES[Cause(AssessmentState.NOT_ASSESSABLE)])
