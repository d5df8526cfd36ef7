"""How much was not assessed and why, and when that says something about the set-up."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from analyses import ORIGIN, make_analysis, make_frame, make_unassessed
from hysteroview.core.assessment import AssessmentCounts, counts_of, counts_of_states
from hysteroview.core.assessment_words import (
    gate_words,
    not_assessed_words,
    warned_words,
    warning_words,
)
from hysteroview.core.gate import INSTRUMENT, Cause, GateAction, cause_of
from hysteroview.core.gate_warning import LEAST_FRAMES, LEAST_SECONDS, judge_gate
from hysteroview.core.origin import Origin
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import AssessmentState, Reason

BLUR, BLOOD = cause_of(Reason.BLUR), cause_of(Reason.RED_OUT)
ABSTAINED = Cause(AssessmentState.ABSTAINED)
GOOD = record_of(make_analysis(make_frame()))


def missed(cause: Cause) -> FrameRecord:
    unassessed = record_of(make_unassessed(make_frame()))
    return replace(unassessed, state=cause.state, reason=cause.reason)


def counts(
    missed: dict[Cause, int], analyzed: int, *, seconds: int = 600, warned_frames: int = 0
) -> AssessmentCounts:
    return AssessmentCounts(
        analyzed=analyzed, missed=missed, seconds=seconds, warned_frames=warned_frames
    )


def test_the_share_not_assessed_is_printed_by_reason() -> None:
    log = [GOOD] * 690 + [missed(BLUR)] * 218 + [missed(BLOOD)] * 60 + [missed(INSTRUMENT)] * 2
    found = counts_of([*log, *[missed(ABSTAINED)] * 30])
    assert not_assessed_words(found) == (
        "31 % of 1000 frames: blurred 22 %, blood hides the view 6 %, not recognized 3 %, "
        "instrument in view < 1 %"
    )
    assert sum(found.stopped.values()) == 280  # the model itself abstained from the others
    assert not_assessed_words(counts_of([GOOD])) == "0 % of 1 frames"
    assert not_assessed_words(counts_of([])) == "no frame was analyzed"
    plain = json.loads(json.dumps(found.as_dict()))
    assert plain["not_assessed_by_cause"] == {
        "BLUR": 218, "RED_OUT": 60, "ABSTAINED": 30, "INSTRUMENT": 2
    }  # fmt: skip
    assert plain["not_assessed_share"] == 0.31


def test_a_track_that_stored_only_states_gives_what_it_can() -> None:
    found = counts_of_states([{"ACTIVE": 3, "NOT_ASSESSABLE": 1}, {"ABSTAINED": 1, "ACTIVE": 5}])
    assert (found.analyzed, found.not_assessed, found.seconds) == (10, 2, 2)
    assert not_assessed_words(found) == (
        "20 % of 10 frames: not recognized 10 %, reason not recorded 10 %"
    )


def test_a_result_with_a_warning_is_assessed_and_counted_apart() -> None:
    warned = replace(GOOD, warnings=(BLUR, BLOOD))
    found = counts_of([GOOD, warned, replace(GOOD, warnings=(BLUR,)), missed(BLOOD)])
    assert (found.not_assessed, found.warned_frames) == (1, 2)
    assert warned_words(found) == (
        "50 % of 4 frames have a result with a warning: blurred 50 %, blood hides the view 25 %"
    )
    assert warned_words(counts_of([GOOD])) == ""
    assert warning_words((BLUR, INSTRUMENT)) == "warning: blurred, instrument in view"


def test_warnings_and_the_gate_are_kept_without_loss_and_only_if_there_are_any() -> None:
    gate = ((BLOOD, GateAction.WARN), (INSTRUMENT, GateAction.OFF))
    assert gate_words(gate) == "warn only: blood hides the view; off: instrument in view"
    origin = replace(ORIGIN, gate=gate)
    assert Origin.from_dict(json.loads(json.dumps(origin.as_dict()))) == origin
    assert "gate" not in ORIGIN.as_dict()  # earlier programs read the files of the usual gate
    decision = GOOD.decision
    assert decision is not None
    warned = replace(
        GOOD, warnings=(BLOOD, INSTRUMENT), decision=replace(decision, warnings=(BLOOD,))
    )
    kept = json.loads(json.dumps(warned.as_dict()))
    assert kept["warnings"] == ["RED_OUT", "INSTRUMENT"]
    assert FrameRecord.from_dict(kept, warned.origin) == warned
    assert "warnings" not in GOOD.as_dict()
    assert "warnings" not in decision.as_dict()


def test_a_gate_that_stops_most_frames_is_reported_with_the_leading_reason() -> None:
    warning = judge_gate(counts({BLOOD: 450, BLUR: 160}, 1000))
    assert warning is not None
    assert warning.text == (
        "The quality gate stops 61 % of the frames, most often: blood hides the view (45 %)."
    )
    assert "white balance" in warning.remedy
    assert "Warn only" in warning.advice
    assert judge_gate(counts({BLOOD: 450, BLUR: 150}, 1000)) is None  # 60 % is not more than 60 %
    assert judge_gate(counts({ABSTAINED: 900, BLUR: 100}, 1000)) is None  # not the gate's doing


def test_a_gate_that_finds_nothing_is_mentioned_calmly() -> None:
    warning = judge_gate(counts({BLUR: 9}, 1000))
    assert warning is not None
    assert warning.cause is None
    assert warning.text == "The quality gate has stopped < 1 % of 1000 frames."
    assert "nothing has to be done" in warning.remedy
    assert judge_gate(counts({BLUR: 10}, 1000)) is None
    assert judge_gate(counts({}, 1000, warned_frames=10)) is None  # it finds, and warns only


@pytest.mark.parametrize("missing", [{BLUR: 299}, {}])
def test_few_frames_and_the_first_minute_say_nothing(missing: dict[Cause, int]) -> None:
    assert judge_gate(counts(missing, LEAST_FRAMES - 1, seconds=LEAST_SECONDS)) is None
    assert judge_gate(counts(missing, 3600, seconds=LEAST_SECONDS - 1)) is None
    assert judge_gate(counts(missing, LEAST_FRAMES, seconds=LEAST_SECONDS)) is not None


def test_seconds_are_counted_by_the_clock_of_the_source_and_pictures_one_by_one() -> None:
    log = [replace(GOOD, pts_ns=index * 250_000_000) for index in range(9)]
    assert counts_of(log).seconds == 3
    assert counts_of(log, is_video=False).seconds == 9


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_a_name_a_text_and_a_remedy(reason: Reason) -> None:
    cause = cause_of(reason)
    assert Cause.from_name(cause.name) == cause
    warning = judge_gate(counts({cause: 900}, 1000))
    assert warning is not None
    assert warning.why == reason.value
    assert "Check the picture and the field of view." not in warning.remedy
