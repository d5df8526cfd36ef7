"""Episodes: the spans of time over which the decision showed one class."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S, LabelSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """A time during which one class was shown: one span of the decision, or several (`joined`).

    Attributes
    ----------
    number
        Number of the span in the source, from 1; of the first one.
    code
        Code of the class.
    start_ns, end_ns
        Timestamps of the first frame at which the class was shown, and of the last with
        probabilities.
    peak, peak_frame, peak_ns
        Greatest probability of the class in a single frame, with index and time of that frame.
    frames
        Number of frames with probabilities.
    supporting_frames
        Number of those in which the class was also the frame's most probable class.
    support
        Sum of the quality of the supporting frames; a frame without quality counts 1.
    probabilities
        Mean over the supporting frames, weighted by quality, in the order of the labels.
    """

    number: int
    code: str
    start_ns: int
    end_ns: int
    peak: float
    peak_frame: int
    peak_ns: int
    frames: int
    supporting_frames: int
    support: float
    probabilities: tuple[float, ...]

    @property
    def duration_s(self) -> float:
        return (self.end_ns - self.start_ns) / NS_PER_S


class EpisodeGatherer:
    """Gathers the spans of a log whose results come one after the other; for one thread."""

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._complete: list[Episode] = []
        self._present: list[FrameRecord] = []  # results of the span that is not over yet

    def add(self, record: FrameRecord) -> None:
        """Add the next result."""
        if self._present and record.episode != self._present[0].episode:
            self._complete += self._gathered()
            self._present.clear()
        if record.episode is not None:
            self._present.append(record)

    @property
    def complete(self) -> tuple[Episode, ...]:
        """Spans that are over; see `episodes_of`."""
        return tuple(self._complete)

    @property
    def spans(self) -> tuple[Episode, ...]:
        """All spans, as if the log ended here; see `episodes_of`."""
        return (*self._complete, *self._gathered())

    def _gathered(self) -> list[Episode]:
        if not self._present or (number := self._present[0].episode) is None:
            return []
        found = _gather(number, self._present, self._labels)
        return [] if found is None else [found]


def episodes_of(records: Iterable[FrameRecord], labels: LabelSet) -> tuple[Episode, ...]:
    """Return the spans of a log in order of time; each has at least one supporting frame.

    How many episodes a person would count is decided by `count_episodes`.

    Sums are exact (`math.fsum`), so that the same log gives the same episodes.
    """
    gatherer = EpisodeGatherer(labels)
    for record in records:
        gatherer.add(record)
    return gatherer.spans


def joined(spans: Sequence[Episode]) -> Episode:
    """Return one episode of several spans of one class; a single span stays as it is.

    Its probabilities are those of all supporting frames together.
    """
    if len(spans) == 1:
        return spans[0]
    support = math.fsum(span.support for span in spans)
    peak = max(spans, key=lambda span: span.peak)
    return Episode(
        number=spans[0].number,
        code=spans[0].code,
        start_ns=spans[0].start_ns,
        end_ns=spans[-1].end_ns,
        peak=peak.peak,
        peak_frame=peak.peak_frame,
        peak_ns=peak.peak_ns,
        frames=sum(span.frames for span in spans),
        supporting_frames=sum(span.supporting_frames for span in spans),
        support=support,
        probabilities=tuple(
            math.fsum(span.support * span.probabilities[each] for span in spans) / support
            for each in range(len(spans[0].probabilities))
        ),
    )


def _gather(number: int, members: list[FrameRecord], labels: LabelSet) -> Episode | None:
    code = members[0].shown
    if code is None:  # which this program does not write
        return None
    index = labels.codes.index(code)
    assessed = [record for record in members if record.probabilities]
    supporting = [record for record in assessed if record.label == code]
    if not supporting:
        return None
    weights = [_weight(record) for record in supporting]
    support = math.fsum(weights)
    if support == 0:
        return None
    peak = max(supporting, key=lambda record: record.probabilities[index])
    return Episode(
        number=number,
        code=code,
        start_ns=members[0].pts_ns,
        end_ns=assessed[-1].pts_ns,
        peak=peak.probabilities[index],
        peak_frame=peak.frame_index,
        peak_ns=peak.pts_ns,
        frames=len(assessed),
        supporting_frames=len(supporting),
        support=support,
        probabilities=tuple(
            math.fsum(
                weight * record.probabilities[each]
                for weight, record in zip(weights, supporting, strict=True)
            )
            / support
            for each in range(len(labels))
        ),
    )


def _weight(record: FrameRecord) -> float:
    """Return the quality of a frame; one that is no number counts for nothing."""
    if record.quality is None:
        return 1.0
    return record.quality if 0 <= record.quality <= 1 else 0.0
