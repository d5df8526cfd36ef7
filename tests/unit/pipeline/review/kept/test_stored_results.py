"""Stored results are kept in little memory, and found by time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
import pytest

from hysteroview.bench.window.long_exams import ORIGIN, made_up_records
from hysteroview.core.errors import StorageError
from hysteroview.core.freshness import FRESHNESS
from hysteroview.core.record import FrameRecord, to_entries
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.clip.track import read_lines, to_line, with_suspects
from hysteroview.pipeline.review.kept.stored_results import LaterResults, StoredResults
from hysteroview.pipeline.review.track_columns import TrackColumns, columns_of

_LATER_NS = 900 * NS_PER_S  # of the first frame of the recording


def _lines() -> list[bytes]:
    """A source that goes back in time once, a change of runtime, and two suspect frames."""
    found = made_up_records(2500)
    moved: list[FrameRecord] = []
    for index, record in enumerate(found):
        shift = _LATER_NS - (20 * NS_PER_S if index > 2000 else 0)
        moved.append(_replaced(record, shift, runtime="other" if index > 700 else "none"))
    lines = [to_line({"schema": "hysteroview.clip"}), *map(to_line, to_entries(moved))]
    places = {
        "suspect": 2, "from_pts_ns": _LATER_NS + NS_PER_S, "to_pts_ns": _LATER_NS + 2 * NS_PER_S,
    }  # fmt: skip
    lines.insert(100, to_line(places))
    return [line.encode() for line in lines]


def _replaced(record: FrameRecord, shift_ns: int, runtime: str) -> FrameRecord:
    origin = replace(ORIGIN, runtime=runtime)
    return replace(record, pts_ns=record.pts_ns + shift_ns, origin=origin)


def test_each_moment_has_the_result_that_was_stored() -> None:
    lines = _lines()
    kept = StoredResults(lines, origin_ns=_LATER_NS)
    whole = sorted(with_suspects(read_lines(lines)), key=lambda each: each.pts_ns)
    assert len(kept) == len(whole) == 2502
    times = [each.pts_ns - _LATER_NS for each in whole]
    for row in range(0, len(whole), 7):
        last = max(k for k in range(row, len(whole)) if times[k] == times[row])
        assert kept.at(times[row]) == whole[last]
    assert kept.at(times[0] - 1) is None
    assert kept.at(times[-1] + FRESHNESS.result_ns * 2) is None


def test_the_columns_are_those_of_all_results_at_once() -> None:
    lines = _lines()
    kept = StoredResults(lines, origin_ns=_LATER_NS)
    whole = columns_of(with_suspects(read_lines(lines)), ORIGIN.labels.codes, origin_ns=_LATER_NS)
    assert kept.labels == ORIGIN.labels
    assert kept.columns is not None
    for each in fields(TrackColumns):
        np.testing.assert_array_equal(getattr(kept.columns, each.name), getattr(whole, each.name))


def test_results_of_the_first_version_name_no_classes_and_are_found() -> None:
    first = {
        "time_s": 0.5, "pts_ns": NS_PER_S // 2, "state": "ACTIVE", "reason": None,
        "probabilities": {"EP": 0.7, "EC": 0.3}, "premalignant_or_malignant": 0.3,
    }  # fmt: skip
    kept = StoredResults([to_line(first).encode()])
    assert kept.columns is None
    found = kept.at(NS_PER_S // 2)
    assert found is not None
    assert found.label == "EP"


def test_results_are_read_once_and_not_to_the_end_when_nobody_wants_them() -> None:
    begun = 0

    def lines() -> Iterator[bytes]:
        nonlocal begun
        begun += 1
        yield from _lines()

    later = LaterResults(lines, origin_ns=_LATER_NS)
    wanted = iter([True] * 50)
    assert later.read(lambda: next(wanted, False)) is None
    assert later.known is None
    assert later.read() is later.read() is later.known
    assert begun == 2


def test_results_that_were_cut_off_are_not_kept_when_they_are_wanted_again() -> None:
    answers = iter([True] * 50 + [False])
    later = LaterResults(_lines, origin_ns=_LATER_NS)
    assert later.read(lambda: next(answers, True)) is None
    whole = later.read()
    assert whole is not None
    assert len(whole) == 2502


def test_damaged_results_are_a_failure() -> None:
    later = LaterResults(lambda: [b'{"state": "ACTIVE"}'])
    with pytest.raises(StorageError, match="cannot be read"):
        later.read()
    assert later.failure is not None
    assert later.known is None
