"""What the table of an archive says of each finding, and of the time without a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.review.track_columns import (
    ASSESSED,
    CAUSES,
    NOTHING,
    TWO_CLASS,
    TrackColumns,
)

LEAST_NOT_ASSESSED_S: Final = 2.0
MOST_NOT_ASSESSED: Final = 200  # times of one recording, the longest


def finding_facts(columns: TrackColumns, finding: ReviewFinding) -> dict[str, Any]:
    """Return a finding as plain values, with the quality of its frames and the two-class result.

    Returns
    -------
    `ReviewFinding.as_dict` with `quality`, the mean over its frames with a result, and `two_class`,
    the name of the two-class result at its best frame; None where there is none.
    """
    first = int(np.searchsorted(columns.pts_ns, finding.start_ns))
    behind = int(np.searchsorted(columns.pts_ns, finding.end_ns, side="right"))
    measured = columns.quality[first:behind][columns.cause[first:behind] == ASSESSED]
    measured = measured[np.isfinite(measured)]
    best = int(np.searchsorted(columns.pts_ns, finding.best_ns))
    two_class = int(columns.two_class[best]) if best < len(columns) else NOTHING
    return finding.as_dict() | {
        "quality": float(measured.mean()) if len(measured) else None,
        "two_class": None if two_class == NOTHING else TWO_CLASS[two_class].name,
    }


def times_not_assessed(columns: TrackColumns) -> tuple[list[dict[str, Any]], int]:
    """Return when there was no result for at least `LEAST_NOT_ASSESSED_S`, in order of time.

    Returns
    -------
    `start_ns`, `end_ns` and `cause`, the most frequent one, of each time; the longest ones, if
    there are more than `MOST_NOT_ASSESSED`. And how many are left out then.
    """
    times: list[dict[str, Any]] = [
        {"start_ns": start_ns, "end_ns": end_ns, "cause": CAUSES[code].name}
        for first, behind in _stretches(columns.cause != ASSESSED)
        if (end_ns := int(columns.pts_ns[behind - 1])) - (start_ns := int(columns.pts_ns[first]))
        >= LEAST_NOT_ASSESSED_S * NS_PER_S
        for code in [int(np.bincount(columns.cause[first:behind]).argmax())]
    ]
    longest = sorted(times, key=_length)[-MOST_NOT_ASSESSED:]
    in_order = sorted(longest, key=lambda each: int(each["start_ns"]))
    return in_order, len(times) - len(longest)


def _length(time: dict[str, Any]) -> int:
    return int(time["end_ns"]) - int(time["start_ns"])


def _stretches(holds: NDArray[np.bool_]) -> Sequence[tuple[int, int]]:
    """Return the first place and that behind the last of each unbroken stretch of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], holds, [False])).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
