"""The results of the last minute by time, in a bounded ring buffer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import FRAME_STATES, NS_PER_S, AssessmentState, LabelSet, TwoClass

SPAN_S: Final = 60.0
NOTHING: Final = -1  # no code: there is no result, or no label
STATES: Final = tuple(AssessmentState)  # `Columns.state` holds indices of these
TWO_CLASS: Final = tuple(TwoClass)
_STANDS = -2  # state of a row at which the last result was still valid
_IS_OF_A_FRAME = np.array([state in FRAME_STATES for state in STATES] + [False, False])  # -2, -1
_MOST = 8192  # rows: a minute at 120 frames per second, and the polls of the session
_ROW = np.dtype(
    [
        ("at_ns", np.int64),
        ("state", np.int8),
        ("two_class", np.int8),
        ("label", np.int16),
        ("episode", np.int32),
        ("share", np.float64),
        ("threshold", np.float64),
        ("quality", np.float64),
    ]
)
_EMPTY = (0, NOTHING, NOTHING, NOTHING, 0, *[np.nan] * 3)


@dataclass(frozen=True, slots=True)
class PastMoment:
    """State and result of the AI at one moment.

    Attributes
    ----------
    at_ns
        `time.monotonic_ns()` of the frame, or of the poll of the session.
    state
        As the status light showed it, of the result or of the session.
    record
        The result; None if there was none.
    """

    at_ns: int
    state: AssessmentState
    record: FrameRecord | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The last minute in equal parts, the oldest first; all arrays have one value for each.

    Attributes
    ----------
    state
        int8, an index of `STATES`; NOTHING where there is no result.
    share
        float64 in [0, 1], smoothed probability of premalignant or malignant, the maximum of the
        part; NaN unless the state is ACTIVE and there was a result.
    threshold
        float64, of the operating point in use; NaN where `share` is NaN.
    two_class
        int8, an index of `TWO_CLASS`, the most serious of the part; NOTHING where `share` is NaN.
    label
        int16, an index of the labels; NOTHING where no class was shown.
    episode
        int32, number of the episode; 0 outside of episodes.
    quality
        float64 in [0, 1], of the picture; NaN where it was not assessed.
    """

    state: NDArray[np.int8]
    share: NDArray[np.float64]
    threshold: NDArray[np.float64]
    two_class: NDArray[np.int8]
    label: NDArray[np.int16]
    episode: NDArray[np.int32]
    quality: NDArray[np.float64]

    def without_frames(self) -> Columns:
        """Return the states of the session only, without results of frames."""
        state = np.where(_IS_OF_A_FRAME[self.state], np.int8(NOTHING), self.state)
        nothing = np.full_like(self.share, np.nan)
        none = np.full_like(self.label, NOTHING)
        return Columns(
            state, nothing, nothing, none.astype(np.int8), none,
            np.zeros_like(self.episode), nothing,
        )  # fmt: skip


class LastMinute:
    """Remember results and states by time; they may arrive in any order.

    At each time the last result before it is shown, for as long as `FRESHNESS` allows; for longer
    only while the session confirms it. Everything else is a gap.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        # twice the size, so that old rows are moved out only once in `_MOST` rows; the last row
        # stays empty, for the index -1
        self._rows = np.empty(2 * _MOST + 1, _ROW)
        self._rows[-1] = _EMPTY
        self._records = np.full(len(self._rows), None, object)  # the result of each row
        self._first, self._end = 0, 0

    def __len__(self) -> int:
        return self._end - self._first

    def note(self, record: FrameRecord, captured_ns: int, threshold: float) -> None:
        """Remember a result, at the time its picture was captured.

        Parameters
        ----------
        captured_ns
            `time.monotonic_ns()` of the picture.
        threshold
            For the probability of premalignant or malignant, of the operating point in use.
        """
        decision = record.decision
        row = np.array(_EMPTY, _ROW)
        row["at_ns"] = captured_ns
        row["state"] = STATES.index(record.light[0])
        if record.quality is not None:
            row["quality"] = record.quality
        # as in the findings panel: numbers only while the AI is active
        if decision is not None and decision.is_result and decision.two_class is not None:
            row["share"] = decision.premalignant_or_malignant
            row["threshold"] = threshold
            row["two_class"] = TWO_CLASS.index(decision.two_class)
            row["episode"] = decision.episode or 0
            if decision.label is not None:
                row["label"] = self._labels.codes.index(decision.label)
        self._insert(row, record)

    def note_state(self, at_ns: int, state: AssessmentState) -> None:
        """Remember the state of the session at a moment.

        A state of a frame means that the last result was still valid.
        """
        row = np.array(_EMPTY, _ROW)
        row["at_ns"] = at_ns
        row["state"] = _STANDS if state in FRAME_STATES else STATES.index(state)
        self._insert(row, None)

    def columns(self, now_ns: int, count: int) -> Columns:
        """Return the minute before `now_ns`, divided into `count` parts."""
        rows, said = self._known()
        span_ns = round(SPAN_S * NS_PER_S)
        edges = now_ns - span_ns + np.arange(count + 1, dtype=np.int64) * span_ns // count
        last = self._said_at(rows, said, edges[1:])
        shown = self._rows[np.where(last < 0, -1, last + self._first)]
        self._keep_gravest(rows, edges, shown)
        return Columns(
            shown["state"], shown["share"], shown["threshold"], shown["two_class"],
            shown["label"], shown["episode"], shown["quality"],
        )  # fmt: skip

    def at(self, at_ns: int) -> PastMoment | None:
        """Return what was shown at a time; None where there was no result."""
        rows, said = self._known()
        last = int(self._said_at(rows, said, np.array([at_ns]))[0])
        if last < 0:
            return None
        row, record = rows[last], self._records[self._first + last]
        return PastMoment(int(row["at_ns"]), STATES[row["state"]], record)

    def _known(self) -> tuple[NDArray[np.void], NDArray[np.intp]]:
        """Return the rows by time, and for each the row of the result that was valid, or -1."""
        rows = self._rows[self._first : self._end]
        own = np.arange(len(rows))
        is_result = _IS_OF_A_FRAME[rows["state"]]
        result = np.maximum.accumulate(np.where(is_result, own, -1)) if len(rows) else own
        return rows, np.where(rows["state"] == _STANDS, result, own)

    def _said_at(
        self, rows: NDArray[np.void], said: NDArray[np.intp], times_ns: NDArray[np.int64]
    ) -> NDArray[np.intp]:
        """Return the row of the valid result at each time; -1 where there was none."""
        if not len(rows):
            return np.full(len(times_ns), -1)
        before = np.searchsorted(rows["at_ns"], times_ns, side="right") - 1
        age_ns = times_ns - rows["at_ns"][before]
        is_known = (before >= 0) & (age_ns <= FRESHNESS.result_ns)
        return np.where(is_known, said[before], -1)

    def _keep_gravest(
        self, rows: NDArray[np.void], edges: NDArray[np.int64], shown: NDArray[np.void]
    ) -> None:
        """Where a part has several results, show the most serious, so that none is missed."""
        ends = np.searchsorted(rows["at_ns"], edges, side="right")
        several = np.flatnonzero((ends[1:] - ends[:-1] > 1) & ~np.isnan(shown["share"]))
        if not len(several):
            return
        pairs = np.stack([ends[several], ends[several + 1]], axis=1).ravel() - ends[0]
        rows = rows[ends[0] :]
        shares = np.append(rows["share"], np.nan)  # the end index is used too
        greatest = np.fmax.reduceat(shares, pairs)[::2]
        shown["share"][several] = np.fmax(greatest, shown["share"][several])
        # they are declared from serious to benign; unsigned, NOTHING is the greatest
        classes = np.append(rows["two_class"], np.int8(NOTHING)).view(np.uint8)
        gravest = np.minimum.reduceat(classes, pairs)[::2]
        own = shown["two_class"].view(np.uint8)
        own[several] = np.minimum(gravest, own[several])

    def _insert(self, row: NDArray[np.void], record: FrameRecord | None) -> None:
        if self._end == len(self._rows) - 1:
            for kept in (self._rows, self._records):
                kept[:_MOST] = kept[self._end - _MOST : self._end]
            self._first, self._end = 0, _MOST
        at_ns, known = row["at_ns"], self._rows["at_ns"]
        place = self._end
        if len(self) and at_ns < known[self._end - 1]:
            after = np.searchsorted(known[self._first : self._end], at_ns, side="right")
            place = self._first + int(after)
            for kept in (self._rows, self._records):
                kept[place + 1 : self._end + 1] = kept[place : self._end].copy()
        self._rows[place], self._records[place] = row, record
        self._end += 1
        self._first = max(self._first, self._end - _MOST)
