"""One track of the units of a quick pass: what was not looked at is a state of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analyses import make_analysis, make_frame
from hysteroview.core.assessment import counts_of
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.states import AssessmentState
from hysteroview.pipeline.archive.quick.joining import joined_records, read_quick, write_quick
from hysteroview.pipeline.archive.quick.unit import QuickResult
from hysteroview.pipeline.archive.unit import NotDivisibleError
from hysteroview.pipeline.archive.unit_result import LostUnitError

TIMES = np.arange(20, dtype=np.int64) * 40_000_000
BASE = record_of(make_analysis(make_frame()))


def record(index: int, episode: int | None = None, label: str = "EP") -> FrameRecord:
    assert BASE.decision is not None
    decision = replace(BASE.decision, episode=episode, label=label if episode else None)
    return replace(BASE, frame_index=index, pts_ns=int(TIMES[index]), decision=decision)


def test_each_frame_has_a_record_and_what_was_not_looked_at_says_so() -> None:
    joined = list(joined_records([[record(3), record(4)], [], [record(10)]], TIMES))
    assert [each.frame_index for each in joined] == list(range(20))
    assert [each.pts_ns for each in joined] == TIMES.tolist()
    skipped = [each for each in joined if each.state is AssessmentState.SKIPPED]
    assert {each.frame_index for each in joined} - {each.frame_index for each in skipped} == {
        3, 4, 10,
    }  # fmt: skip
    counts = counts_of(joined)
    assert counts.as_dict()["not_assessed_by_cause"] == {"SKIPPED": 17}
    assert not any(each.probabilities or each.label for each in skipped)


def test_nothing_suspected_leaves_the_whole_recording_unassessed() -> None:
    joined = list(joined_records([[], []], TIMES))
    assert {each.state for each in joined} == {AssessmentState.SKIPPED}


def test_episodes_are_numbered_through_and_go_on_over_a_boundary() -> None:
    units = [
        [record(1, 1), record(2, 1), record(3), record(6, 1), record(7, 2), record(8, 2)],
        [record(9, 1), record(10, 1), record(11, 2)],
    ]
    joined = list(joined_records(units, TIMES))
    assert [each.episode for each in joined[1:12]] == [
        1, 1, None, None, None, 2, 3, 3, 3, 3, 4,
    ]  # fmt: skip


def test_another_class_behind_a_boundary_is_another_episode() -> None:
    joined = list(joined_records([[record(1, 1)], [record(2, 1, "SM")]], TIMES))
    assert [each.episode for each in joined[1:3]] == [1, 2]


def test_units_that_overlap_do_not_fit_together() -> None:
    with pytest.raises(NotDivisibleError):
        list(joined_records([[record(5)], [record(5)]], TIMES))


def test_a_result_is_kept_without_loss_and_a_damaged_one_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "unit"
    write_quick(path, QuickResult([record(1, 1), record(2)], 7))
    read = read_quick(path)
    assert (read.records, read.samples) == ([record(1, 1), record(2)], 7)
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(LostUnitError):
        read_quick(path)
    with pytest.raises(LostUnitError):
        read_quick(tmp_path / "missing")
