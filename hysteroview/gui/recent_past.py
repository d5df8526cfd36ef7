"""What the AI said in the last minute, by time and not by frame: bounded, and free of Qt."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState, Label, Reason

SPAN_NS = 60 * NS_PER_S
HOLD_NS = NS_PER_S  # what was said holds so long; after that there is a gap, which is no result
_MOST_KEPT = 8192  # a minute at 120 a second


@dataclass(frozen=True, slots=True)
class PastMoment:
    """What was said at one time.

    Attributes
    ----------
    at_ns
        On `time.monotonic_ns()`.
    share
        Probability of premalignant or malignant, as decided; None without a result.
    label, episode
        That was shown; None if none was.
    """

    at_ns: int
    state: AssessmentState
    reason: Reason | None = None
    share: float | None = None
    label: Label | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class PastColumn:
    """What was said in one column of the strip.

    Attributes
    ----------
    state
        The most frequent in it; of two alike the one that is not ACTIVE.
    share
        The highest in it: a peak is not averaged away.
    """

    state: AssessmentState
    reason: Reason | None = None
    share: float | None = None
    label: Label | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class PastEpisode:
    """Neighboring columns of one episode.

    Attributes
    ----------
    first, last
        Numbers of its columns.
    """

    label: Label
    first: int
    last: int


def moment_of(analysis: Analysis) -> PastMoment:
    """Return what an analysis says: as decided over time, where it is."""
    decision = analysis.decision
    if decision is None:
        return PastMoment(
            analysis.captured_ns,
            analysis.state,
            analysis.reason,
            analysis.premalignant_or_malignant,
            analysis.label,
        )
    share = None
    if decision.state is AssessmentState.ACTIVE and decision.probabilities is not None:
        share = analysis.labels.share_of(decision.probabilities)
    is_shown = decision.state is AssessmentState.ACTIVE
    return PastMoment(
        analysis.captured_ns,
        decision.state,
        decision.reason,
        share,
        decision.label if is_shown else None,
        decision.episode if is_shown else None,
    )


class RecentPast:
    """The moments of the last minute, in the order of their times however they come.

    Columns lie on a grid of absolute time: what is over is summed up once, and only shifted.
    """

    def __init__(self) -> None:
        self._moments: list[PastMoment] = []
        self._settled: dict[int, PastColumn | None] = {}  # by number on the grid
        self._width_ns = 0

    def add(self, moment: PastMoment) -> None:
        """Add what was said; what is too old for the strip goes."""
        if self._moments and moment.at_ns < self._moments[-1].at_ns:
            insort(self._moments, moment, key=_time_of)
            self._settled.clear()
        else:
            self._moments.append(moment)
        oldest_ns = self._moments[-1].at_ns - SPAN_NS - 2 * HOLD_NS
        if self._moments[0].at_ns < oldest_ns - HOLD_NS or len(self._moments) > _MOST_KEPT:
            first = bisect_left(self._moments, oldest_ns, key=_time_of)
            self._moments = self._moments[max(first, len(self._moments) - _MOST_KEPT) :]

    def __len__(self) -> int:
        return len(self._moments)

    def columns(self, now_ns: int, count: int) -> list[PastColumn | None]:
        """Return the last minute in columns, the present last; None where nothing was said.

        What was said holds until the next is, but never longer than `HOLD_NS`.
        """
        width_ns = SPAN_NS // count
        if width_ns != self._width_ns:
            self._width_ns = width_ns
            self._settled.clear()
        last = now_ns // width_ns
        first = last - count + 1
        for gone in [number for number in self._settled if number < first]:
            del self._settled[gone]
        over = (now_ns - 2 * HOLD_NS) // width_ns
        found = []
        for number in range(first, last + 1):
            if number not in self._settled:
                column = _column_of(self._said_in(number, now_ns))
                if number >= over:
                    found.append(column)
                    continue
                self._settled[number] = column
            found.append(self._settled[number])
        return found

    def _said_in(self, number: int, now_ns: int) -> list[PastMoment]:
        """Return what was said in a column, or holds into it, the latest first."""
        began_ns = number * self._width_ns
        ended_ns = min(began_ns + self._width_ns, now_ns + 1)
        first = bisect_left(self._moments, began_ns, key=_time_of)
        end = bisect_left(self._moments, ended_ns, key=_time_of)
        said = self._moments[first:end]
        before = self._moments[first - 1] if first else None
        if before is not None and began_ns - before.at_ns < HOLD_NS and not said:
            return [before]
        return said[::-1]


def _time_of(moment: PastMoment) -> int:
    return moment.at_ns


def episodes_in(columns: Sequence[PastColumn | None]) -> list[PastEpisode]:
    """Return the episodes in the columns, from left to right."""
    found: list[tuple[int | None, PastEpisode]] = []
    for number, column in enumerate(columns):
        if column is None or column.label is None or column.episode is None:
            continue
        if found and found[-1][0] == column.episode and found[-1][1].label == column.label:
            extended = PastEpisode(column.label, found[-1][1].first, number)
            found[-1] = (column.episode, extended)
        else:
            found.append((column.episode, PastEpisode(column.label, number, number)))
    return [episode for _, episode in found]


def _column_of(moments: Sequence[PastMoment]) -> PastColumn | None:
    """Sum up what was said in a column, the latest first."""
    if not moments:
        return None
    counts = Counter([moment.state for moment in moments])
    state = max(counts, key=lambda each: (counts[each], each is not AssessmentState.ACTIVE))
    told = [moment for moment in moments if moment.state is state]
    shares = [moment.share for moment in told if moment.share is not None]
    latest = told[0]
    return PastColumn(state, latest.reason, max(shares, default=None), latest.label, latest.episode)
