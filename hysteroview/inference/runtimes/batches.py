"""Batches of fixed sizes: a GPU prepares each size once, when the model is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hysteroview.inference.runtimes.backend import Plan

RECORDING_BATCH = 16  # as many as the analysis of a recording sends at once


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a batch: pictures `start` to `stop`, computed as a batch of `size`."""

    start: int
    stop: int
    size: int


def fixed_sizes(plan: Plan) -> tuple[int, ...]:
    """Return the batch sizes that a GPU prepares: single pictures, and batches for recordings.

    How many pictures it computes at once does not depend on the cores of the processor.
    """
    return (1,) if plan.in_flight == 1 else (1, max(plan.in_flight, RECORDING_BATCH))


def parts(count: int, sizes: Sequence[int]) -> Iterator[Part]:
    """Split `count` pictures into batches of the given sizes, in ascending order, with the last
    one filled up if no size fits.
    """
    start = 0
    while start < count:
        left = count - start
        size = next((size for size in sizes if size >= left), sizes[-1])
        yield Part(start, min(start + size, count), size)
        start += size
