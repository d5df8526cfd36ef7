"""The track of a recording of an archive, kept as the review keeps it, and a summary of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from hysteroview.core.assessment import AssessmentCounter
from hysteroview.core.episodes import Episode, episodes_of
from hysteroview.core.labels import LabelSet
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.facts import finding_facts, times_not_assessed
from hysteroview.pipeline.review.kept.track_file import BLOCK_FRAMES, TrackFile
from hysteroview.pipeline.review.proposals import proposals_from
from hysteroview.pipeline.review.track_columns import TrackColumns, columns_of, joined_columns

TRACKS: Final = "tracks"  # folder of all tracks
TRACK: Final = "track"  # key of a summary: the name of the folder of its track


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a recording beside its results.

    Attributes
    ----------
    units
        In how many parts it was analyzed; 1 if it was analyzed as a whole.
    frames_again
        That the network saw once more when the parts were joined.
    damage
        What was lost, in sentences; empty if nothing was.
    samples
        How many frames a quick pass looked at to find what is due; None if it was none.
    """

    units: int
    frames_again: int = 0
    damage: str = ""
    samples: int | None = None


class TrackWriter:
    """Keeps the results of a recording, block by block, and sums them up."""

    def __init__(self, kept: TrackFile, labels: LabelSet) -> None:
        self._kept, self._labels = kept, labels
        self._counter = AssessmentCounter()
        self._parts: list[TrackColumns] = []
        self._spans: list[Episode] = []
        self._episode: list[FrameRecord] = []
        self._times_ns: tuple[int, int] | None = None
        self._runtimes: set[str] = set()
        self._columns = columns_of([], labels.codes)

    def write(self, records: Iterable[FrameRecord]) -> None:
        """Write the results of the whole recording, in place of those that are there.

        Raises
        ------
        StorageError
            The disk is full or failed.
        """
        with self._kept.locked():
            self._kept.clear()
            block: list[FrameRecord] = []
            for record in records:
                block.append(record)
                if len(block) == BLOCK_FRAMES:
                    self._take(block)
                    block = []
            if block:
                self._take(block)
            self._spans += episodes_of(self._episode, self._labels)
            if self._parts:
                self._columns = joined_columns(self._parts)
            self._kept.complete(self._columns, proposals_from(self._spans))

    def summary(self, facts: Facts) -> dict[str, Any]:
        """Return what the table of the archive says of the recording, as plain values."""
        first_ns, last_ns = self._times_ns or (0, 0)
        not_assessed, left_out = times_not_assessed(self._columns)
        quick = {} if facts.samples is None else {"quick": True, "samples": facts.samples}
        return quick | {
            "frames": self._counter.counts().analyzed,
            "duration_s": (last_ns - first_ns) / NS_PER_S,
            "assessment": self._counter.counts().as_dict(),
            "findings": [
                finding_facts(self._columns, each) for each in proposals_from(self._spans)
            ],
            "not_assessed": not_assessed,
            "not_assessed_left_out": left_out,
            "runtimes": sorted(self._runtimes),
            "units": facts.units,
            "frames_again": facts.frames_again,
            "damage": facts.damage,
        }

    def _take(self, block: list[FrameRecord]) -> None:
        self._kept.append(block)
        self._parts.append(columns_of(block, self._labels.codes))
        for record in block:
            self._counter.add(record)
            if record.origin is not None:
                self._runtimes.add(record.origin.runtime)
            if self._episode and record.episode != self._episode[0].episode:
                self._spans += episodes_of(self._episode, self._labels)
                self._episode = []
            if record.episode is not None:
                self._episode.append(record)
        first_ns = block[0].pts_ns if self._times_ns is None else self._times_ns[0]
        self._times_ns = first_ns, block[-1].pts_ns
