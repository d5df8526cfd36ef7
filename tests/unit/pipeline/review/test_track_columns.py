"""Tests of the columns and bins of a track."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from hysteroview.core.decision_record import DecisionRecord
from hysteroview.core.gate import Cause
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S, AssessmentState, Reason, TwoClass
from hysteroview.pipeline.review.track_bins import TrackBins
from hysteroview.pipeline.review.track_columns import (
    ASSESSED,
    CAUSES,
    NOTHING,
    TWO_CLASS,
    TrackColumns,
    code_of,
    columns_of,
    joined_columns,
)

CODES = ("A", "B", "C")
_STEP_NS = NS_PER_S // 25


def _assessed(index: int, share: float, label: str | None = "A", episode: int | None = 1):
    probabilities = (1 - share, share, 0.0)
    decision = DecisionRecord(
        state=AssessmentState.ACTIVE, label=label, probabilities=probabilities, episode=episode,
        premalignant_or_malignant=share, two_class=TwoClass.BENIGN,
    )  # fmt: skip
    return FrameRecord(
        frame_index=index, pts_ns=index * _STEP_NS, state=AssessmentState.ACTIVE, label="A",
        probabilities=probabilities, premalignant_or_malignant=share, quality=0.5,
        decision=decision,
    )  # fmt: skip


def _missed(index: int, reason: Reason) -> FrameRecord:
    state = AssessmentState.NOT_ASSESSABLE
    return FrameRecord(
        frame_index=index, pts_ns=index * _STEP_NS, state=state, reason=reason,
        decision=DecisionRecord(state=state, reason=reason),
    )  # fmt: skip


def _long(count: int) -> TrackColumns:
    rng = np.random.default_rng(1)
    probabilities = rng.random((3, count), np.float32)
    cause = np.where(rng.random(count) < 0.2, 3, ASSESSED).astype(np.int8)
    probabilities[:, cause != ASSESSED] = np.nan
    return TrackColumns(
        CODES, np.arange(count, dtype=np.int64) * _STEP_NS, np.arange(count, dtype=np.int64),
        cause, probabilities, probabilities[1], np.where(cause == ASSESSED, 3, -1).astype(np.int8),
        np.zeros(count, np.int8), np.zeros(count, np.int32), rng.random(count, np.float32),
    )  # fmt: skip


def test_columns_have_what_the_decision_showed() -> None:
    columns = columns_of([_assessed(0, 0.25), _missed(1, Reason.BLUR)], CODES)
    assert columns.share[0] == np.float32(0.25)
    assert columns.probabilities[:, 0].tolist() == [0.75, 0.25, 0]
    assert TWO_CLASS[columns.two_class[0]] is TwoClass.BENIGN
    assert (columns.label[0], columns.episode[0], columns.quality[0]) == (0, 1, 0.5)
    assert CAUSES[columns.cause[1]] == Cause(AssessmentState.NOT_ASSESSABLE, Reason.BLUR)
    assert np.isnan(columns.probabilities[:, 1]).all()
    assert np.isnan(columns.share[1])
    assert columns.two_class[1] == NOTHING


def test_frame_with_a_result_of_its_own_but_no_decision_is_not_assessed() -> None:
    waiting = FrameRecord(
        frame_index=0, pts_ns=0, state=AssessmentState.ACTIVE, label="A",
        probabilities=(1.0, 0.0, 0.0), premalignant_or_malignant=0.0,
        decision=DecisionRecord(state=AssessmentState.ACTIVE),
    )  # fmt: skip
    columns = columns_of([waiting], CODES)
    assert columns.cause[0] != ASSESSED
    assert np.isnan(columns.share[0])


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_has_a_code_of_its_own(cause: Cause) -> None:
    assert CAUSES[code_of(cause)] == cause


def test_results_of_a_source_that_went_back_are_sorted() -> None:
    columns = columns_of([_assessed(5, 0.1), _assessed(2, 0.2)], CODES, origin_ns=2 * _STEP_NS)
    assert columns.pts_ns.tolist() == [0, 3 * _STEP_NS]
    assert columns.frame_index.tolist() == [2, 5]


def test_row_is_found_only_while_its_result_is_valid() -> None:
    columns = columns_of([_assessed(0, 0.1), _assessed(1, 0.2)], CODES)
    assert columns.row_at(-1) is None
    assert columns.row_at(_STEP_NS - 1) == 0
    assert columns.row_at(_STEP_NS + NS_PER_S // 2) == 1
    assert columns.row_at(_STEP_NS + NS_PER_S // 2 + 1) is None
    assert columns.row_of_frame(1) == 1
    assert columns.row_of_frame(7) is None


def test_parts_of_a_track_are_joined() -> None:
    records = [_assessed(0, 0.1), _missed(1, Reason.DARK), _assessed(2, 0.3)]
    whole = columns_of(records, CODES)
    parts = joined_columns([columns_of(records[:2], CODES), columns_of(records[2:], CODES)])
    assert np.array_equal(whole.probabilities, parts.probabilities, equal_nan=True)
    assert whole.pts_ns.tolist() == parts.pts_ns.tolist()


@pytest.mark.parametrize("width", [7, 100, 1000])
@pytest.mark.parametrize("part", [(0.0, 1.0), (0.3, 0.31), (0.5, 0.5005)])
def test_bins_lose_no_detection_and_no_frame(width: int, part: tuple[float, float]) -> None:
    columns = _long(20_000)
    rare = columns.share.copy()
    rare[:] = np.nan
    rare[10_005] = 0.9  # alone among frames that were not assessed
    columns.share[:] = rare
    last = int(columns.pts_ns[-1]) + 1
    from_ns, to_ns = (round(share * last) for share in part)
    bins = TrackBins(columns).bins(from_ns, to_ns, width)
    rows = np.flatnonzero((columns.pts_ns >= from_ns) & (columns.pts_ns < to_ns))
    if part == (0.0, 1.0):
        assert bins.frames.sum() == len(columns)
        assert bins.high[3, round(10_005 / 20_000 * width - 0.5)] == np.float32(0.9)
    assert np.nanmax(bins.high[0]) == np.nanmax(columns.probabilities[0, rows])
    assert np.nanmin(bins.low[0]) == np.nanmin(columns.probabilities[0, rows])


def test_bin_without_a_frame_is_empty_once_the_result_before_it_is_too_old() -> None:
    columns = columns_of([_assessed(0, 0.4), _assessed(100, 0.4)], CODES)  # 4 s apart
    bins = TrackBins(columns).bins(0, 4 * NS_PER_S, 40)
    assert bins.frames[:6].all()
    assert not bins.frames[6:].any()
    assert np.isnan(bins.high[:, 6:]).all()


def test_sparse_frames_beside_dense_ones_are_in_their_bins() -> None:
    dense = _long(8000)
    pts_ns = np.concatenate([dense.pts_ns[:7990], dense.pts_ns[7990:] * 10])  # 0.4 s apart
    columns = replace(dense, pts_ns=pts_ns)
    bins = TrackBins(columns).bins(int(pts_ns[7991]), int(pts_ns[-1]) + 1, 9)
    assert bins.frames.all()
    wide = TrackBins(columns).bins(0, int(pts_ns[-1]) + 1, 200)
    assert wide.frames[-1]


def test_bins_of_an_empty_track_are_empty() -> None:
    bins = TrackBins(columns_of([], CODES)).bins(0, NS_PER_S, 10)
    assert not bins.frames.any()


def test_moment_is_found_as_fast_in_a_million_frames_as_in_a_hundred() -> None:
    def took_s(columns: TrackColumns) -> float:
        times = np.linspace(0, columns.pts_ns[-1], 1000).astype(np.int64).tolist()
        began_s = time.process_time()
        for each in times:
            columns.row_at(each)
        return time.process_time() - began_s  # of 1000 changes, so ms for each

    assert took_s(_long(1_000_000)) - took_s(_long(100)) < 1.0
