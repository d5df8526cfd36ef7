"""What the table of an archive says of a finding, and of the time without a result."""

from __future__ import annotations

import numpy as np

from hysteroview.core.gate import cause_of
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.states import Reason, TwoClass
from hysteroview.core.types import NS_PER_S
from hysteroview.pipeline.archive.facts import (
    MOST_NOT_ASSESSED,
    finding_facts,
    times_not_assessed,
)
from hysteroview.pipeline.review.track_columns import (
    ASSESSED,
    NOTHING,
    TWO_CLASS,
    TrackColumns,
    code_of,
)

RATE_HZ = 10
BLUR, DARK = code_of(cause_of(Reason.BLUR)), code_of(cause_of(Reason.DARK))


def columns(cause: list[int], quality: list[float] | None = None) -> TrackColumns:
    count = len(cause)
    two_class = np.where(np.array(cause) == ASSESSED, TWO_CLASS.index(TwoClass.BENIGN), NOTHING)
    return TrackColumns(
        codes=("EC", "EP"),
        pts_ns=np.arange(count, dtype=np.int64) * (NS_PER_S // RATE_HZ),
        frame_index=np.arange(count, dtype=np.int64),
        cause=np.array(cause, np.int8),
        probabilities=np.full((2, count), 0.5, np.float32),
        share=np.full(count, 0.5, np.float32),
        two_class=two_class.astype(np.int8),
        label=np.zeros(count, np.int8),
        episode=np.ones(count, np.int32),
        quality=np.array([0.5] * count if quality is None else quality, np.float32),
    )


def test_a_time_without_a_result_has_its_most_frequent_cause() -> None:
    cause = [ASSESSED] * 10 + [BLUR] * 20 + [DARK] * 10 + [ASSESSED] * 5 + [DARK] * 19
    assert times_not_assessed(columns(cause))[0] == [
        {"start_ns": NS_PER_S, "end_ns": 3_900_000_000, "cause": "BLUR"}
    ]  # the last one is shorter than 2 s
    assert times_not_assessed(columns([])) == ([], 0)
    (whole,), left_out = times_not_assessed(columns([DARK] * 30))
    assert left_out == 0
    assert whole == {"start_ns": 0, "end_ns": 2_900_000_000, "cause": "DARK"}


def test_the_longest_times_without_a_result_are_kept_in_order() -> None:
    cause = ([BLUR] * 21 + [ASSESSED]) * 50 + ([BLUR] * 22 + [ASSESSED]) * MOST_NOT_ASSESSED
    kept, left_out = times_not_assessed(columns(cause))
    assert left_out == 50
    assert len(kept) == MOST_NOT_ASSESSED
    assert {each["end_ns"] - each["start_ns"] for each in kept} == {2_100_000_000}
    assert kept == sorted(kept, key=lambda each: each["start_ns"])


def test_quality_of_a_finding_is_that_of_its_frames_with_a_result() -> None:
    cause = [ASSESSED, ASSESSED, BLUR, ASSESSED, ASSESSED]
    found = finding_facts(
        columns(cause, [0.1, 0.6, 0.2, 0.8, np.nan]),
        ReviewFinding(
            key="ai-1", code="EP", start_ns=NS_PER_S // 10, end_ns=4 * NS_PER_S // 10,
            best_ns=3 * NS_PER_S // 10,
        ),
    )  # fmt: skip
    assert abs(found["quality"] - 0.7) < 1e-6
    assert found["two_class"] == "BENIGN"
    assert found["code"] == "EP"


def test_a_finding_without_measured_frames_has_no_quality() -> None:
    nothing = ReviewFinding(key="ai-1", code="EP", start_ns=0, end_ns=0, best_ns=0)
    found = finding_facts(columns([BLUR]), nothing)
    assert (found["quality"], found["two_class"]) == (None, None)
