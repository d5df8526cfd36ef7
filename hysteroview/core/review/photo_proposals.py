"""The frame that is proposed for each picture of a photo plan: the best and stillest one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.review.photo_plan import PhotoPlan, PhotoSlot, PlaceSpan
from hysteroview.core.review.places import PHOTO_PLAN
from hysteroview.core.types import NS_PER_S

STILL_NS: Final = NS_PER_S // 5  # around a frame, in which its neighbors are looked at


class PhotoState(StrEnum):
    """Where the frame of a plan comes from."""

    CHOSEN = "chosen"
    TAKEN = "taken"
    PROPOSED = "proposed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, eq=False)
class PlanFrames:
    """The frames of a track that can be proposed, in order of time.

    Attributes
    ----------
    pts_ns
        (n,) int64.
    quality
        (n,) float in [0, 1]; NaN for a frame that cannot be proposed, such as a blurred one.
    probabilities
        (C, n) float, of the classes; NaN without a result. How much they change from frame to frame
        stands for the motion of the picture, which is not in the track.
    """

    pts_ns: NDArray[np.int64]
    quality: NDArray[np.float64]
    probabilities: NDArray[np.float64]

    def score(self, from_ns: int, to_ns: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the frames of a stretch, and how good and still each is, in [0, 1].

        It is the least quality of the frames up to `STILL_NS` away, times 1 minus the mean change
        of the result between them. Beside a frame that cannot be proposed, half of the own quality
        takes the place of the least. NaN stays NaN.
        """
        begin, end = np.searchsorted(self.pts_ns, [from_ns, to_ns + 1])
        times, own = self.pts_ns[begin:end], self.quality[begin:end]
        if not len(times):
            return times, own
        first = np.searchsorted(self.pts_ns, times - STILL_NS)
        last = np.searchsorted(self.pts_ns, times + STILL_NS, side="right") - 1
        least = own.copy()
        for away in range(int((last - first).max()) + 1):  # a few frames, at any length
            least = np.minimum(least, self.quality[np.minimum(first + away, last)])
        least = np.where(np.isnan(least), own / 2, least)
        steps = np.abs(np.diff(self.probabilities, axis=1)).sum(axis=0) / 2
        known = np.isfinite(steps)
        sums, counts = (
            np.concatenate([[0.0], np.cumsum(each)]) for each in (np.where(known, steps, 0), known)
        )
        among = np.maximum(counts[last] - counts[first], 1)
        return times, least * (1.0 - (sums[last] - sums[first]) / among)

    def best(self, span: PlaceSpan) -> tuple[int, float] | None:
        """Return the best frame of a stretch with its score; of equals the one nearest the marked
        frame. None if none can be proposed.
        """
        times, scores = self.score(span.from_ns, span.to_ns)
        if not np.isfinite(scores).any():
            return None
        top = np.flatnonzero(scores >= np.nanmax(scores) - 1e-9)
        place = min(top, key=lambda each: abs(int(times[each]) - span.at_ns))
        return int(times[place]), float(scores[place])


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEntry:
    """One picture of the plan.

    Attributes
    ----------
    pts_ns
        Time of its frame; None if it is missing.
    score
        Of a proposed frame, in [0, 1]; None for others, and if nothing there was analyzed.
    is_marked
        Whether the operator marked a stretch: then a picture is missing since none is good enough.
    """

    slot: PhotoSlot
    state: PhotoState
    pts_ns: int | None = None
    score: float | None = None
    is_marked: bool = False


def entries_of(
    plan: PhotoPlan,
    frames: PlanFrames | None,
    *,
    listed: Sequence[PhotoSlot] = (),
    shown: Sequence[PlaceSpan] = (),
    taken: Mapping[PhotoSlot, int] | None = None,
) -> tuple[PlanEntry, ...]:
    """Return the pictures of a plan: the six places, then the lesions and findings.

    A chosen frame counts before a snapshot of the place, and that before a proposal.

    Parameters
    ----------
    frames
        Of the track; None if nothing was analyzed.
    listed
        Lesions of which there should be a picture.
    shown
        Stretches in which lesions and findings are in view.
    taken
        Times of snapshots of which the operator said what they show.
    """
    spans = [*plan.spans, *shown]
    slots = [*map(PhotoSlot.of_place, PHOTO_PLAN), *listed, *(each.slot for each in spans)]
    slots += [each for each in (taken or {}) if each.kind != "place"]
    return tuple(
        _entry(slot, plan.chosen, taken or {}, [s for s in spans if s.slot == slot], frames)
        for slot in dict.fromkeys(slots)
    )


def _entry(
    slot: PhotoSlot,
    chosen: Mapping[PhotoSlot, int],
    taken: Mapping[PhotoSlot, int],
    spans: Sequence[PlaceSpan],
    frames: PlanFrames | None,
) -> PlanEntry:
    is_marked = bool(spans)
    for known, state in ((chosen, PhotoState.CHOSEN), (taken, PhotoState.TAKEN)):
        if slot in known:
            return PlanEntry(slot=slot, state=state, pts_ns=known[slot], is_marked=is_marked)
    found = [] if frames is None else [best for each in spans if (best := frames.best(each))]
    if found:
        pts_ns, score = max(found, key=lambda each: each[1])
        return PlanEntry(
            slot=slot, state=PhotoState.PROPOSED, pts_ns=pts_ns, score=score, is_marked=True
        )
    bare = [each for each in spans if frames is None or not _has_frames(frames, each)]
    if bare:
        return PlanEntry(
            slot=slot, state=PhotoState.PROPOSED, pts_ns=bare[-1].at_ns, is_marked=True
        )
    return PlanEntry(slot=slot, state=PhotoState.MISSING, is_marked=is_marked)


def _has_frames(frames: PlanFrames, span: PlaceSpan) -> bool:
    begin, end = np.searchsorted(frames.pts_ns, [span.from_ns, span.to_ns + 1])
    return bool(end > begin)
