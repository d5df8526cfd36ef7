"""Snapshots, marks and recordings of the last minute, by time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from hysteroview.core.types import NS_PER_S
from hysteroview.gui.live.strip.last_minute import SPAN_S

_SPAN_NS = round(SPAN_S * NS_PER_S)
_MOST = 1024  # far more than can be made in a minute


class MarkKind(Enum):
    """Kinds of marks."""

    SNAPSHOT = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class PastMark:
    """A snapshot or mark at one moment.

    Attributes
    ----------
    number
        Of the snapshot or mark.
    at_ns
        `time.monotonic_ns()`.
    """

    kind: MarkKind
    number: int
    at_ns: int


class RecentMarks:
    """Remember snapshots, marks and recordings by time, without those that were undone."""

    def __init__(self) -> None:
        self._marks: deque[PastMark] = deque(maxlen=_MOST)
        self._recordings: deque[tuple[int, int]] = deque(maxlen=_MOST)  # from, to
        self._is_recording = False

    def add(self, mark: PastMark) -> None:
        """Remember a snapshot or mark."""
        self._marks.append(mark)

    def remove(self, kind: MarkKind, number: int) -> None:
        """Forget a snapshot or mark; an unknown one is ignored."""
        kept = [mark for mark in self._marks if (mark.kind, mark.number) != (kind, number)]
        self._marks = deque(kept, maxlen=_MOST)

    def note_recording(self, at_ns: int, *, on: bool) -> None:
        """Remember whether a recording ran at a moment; moments must be in order."""
        if on and not self._is_recording:
            self._recordings.append((at_ns, at_ns))
        elif on or self._is_recording:
            self._recordings[-1] = (self._recordings[-1][0], at_ns)
        self._is_recording = on

    def marks(self, now_ns: int) -> tuple[PastMark, ...]:
        """Return the snapshots and marks of the minute before `now_ns`."""
        return tuple(mark for mark in self._marks if now_ns - _SPAN_NS < mark.at_ns <= now_ns)

    def recordings(self, now_ns: int) -> tuple[tuple[int, int], ...]:
        """Return start and end (ns) of the recordings in the minute before `now_ns`."""
        first_ns = now_ns - _SPAN_NS
        spans = list(self._recordings)
        if self._is_recording:
            spans[-1] = (spans[-1][0], max(now_ns, spans[-1][1]))
        return tuple(
            (max(start, first_ns), min(end, now_ns))
            for start, end in spans
            if end > first_ns and start <= now_ns
        )
