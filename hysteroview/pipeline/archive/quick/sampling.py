"""Which frames of a recording a quick pass looks at, and where it looks at all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.capture.files.packet_index import PacketIndex
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.unit import NotDivisibleError

APART_NS: Final = NS_PER_S  # between two samples at most: an episode of 2 s has at least one
MARGIN_NS: Final = NS_PER_S  # before and after what is looked at closely
_JOINED_NS: Final = 2 * NS_PER_S  # times closer to each other are one


@dataclass(frozen=True, slots=True)
class Span:
    """A time that is looked at closely, ns; `end_ns` is not part of it."""

    begin_ns: int
    end_ns: int


def frame_times(index: PacketIndex, time_base: Fraction) -> NDArray[np.int64]:
    """Return the timestamps of all frames, ns, in order.

    Raises
    ------
    NotDivisibleError
        The packets do not say which frames there are.
    """
    times = [index.time_of(number) for number in range(len(index))]
    known = [time for time in times if time is not None]
    if index.uses_dts or not known or len(known) < len(times) or len(set(known)) < len(known):
        raise NotDivisibleError("the packets do not say which frames there are")
    return np.array(sorted(round(time * time_base * NS_PER_S) for time in known), dtype=np.int64)


def key_times(index: PacketIndex, time_base: Fraction) -> NDArray[np.int64]:
    """Return the timestamps of the key frames at which decoding can begin, ns, in order."""
    keys = (index.key(place) for place in range(index.trusted))
    found = {
        round(key.pts * time_base * NS_PER_S)
        for key in keys
        if key.pts is not None and key.is_clear
    }
    return np.array(sorted(found), dtype=np.int64)


def sample_times(times: NDArray[np.int64], keys: NDArray[np.int64]) -> list[int]:
    """Return the timestamps of the samples, ns: key frames where these are near enough.

    Parameters
    ----------
    times, keys
        Timestamps of all frames and of the key frames, in order.

    Returns
    -------
    From the first frame on, at most `APART_NS` from each other, as far as there are frames.
    """
    samples = [int(times[0])]
    while True:
        last = samples[-1]
        key = int(np.searchsorted(keys, last + APART_NS, side="right")) - 1
        if key >= 0 and keys[key] > last:
            samples.append(int(keys[key]))
            continue
        here = int(np.searchsorted(times, last, side="right"))
        at = max(int(np.searchsorted(times, last + APART_NS, side="right")) - 1, here)
        if at >= len(times):
            return samples
        samples.append(int(times[at]))


def close_spans(
    samples: Sequence[int], is_due: Sequence[bool], begin_ns: int, end_ns: int
) -> list[Span]:
    """Return when a quick pass looks at all frames.

    Parameters
    ----------
    is_due
        For each sample, whether something is suspected or uncertain there.
    begin_ns, end_ns
        Bounds of what is looked at.

    Returns
    -------
    In order of time: from the sample before such a sample to the one after it, and a little more.
    """
    spans: list[Span] = []
    for place, due in enumerate(is_due):
        if not due:
            continue
        first = samples[max(place - 1, 0)] - MARGIN_NS
        last = samples[min(place + 1, len(samples) - 1)] + MARGIN_NS
        if spans and first - spans[-1].end_ns <= _JOINED_NS:
            spans[-1] = Span(spans[-1].begin_ns, last)
        else:
            spans.append(Span(first, last))
    within = (Span(max(each.begin_ns, begin_ns), min(each.end_ns, end_ns)) for each in spans)
    return [each for each in within if each.begin_ns < each.end_ns]
