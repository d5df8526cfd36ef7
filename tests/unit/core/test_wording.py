"""Display texts of results never claim too much, and are the same everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyses import make_analysis, make_frame, make_unassessed
from hysteroview.core.record import record_of
from hysteroview.core.types import AssessmentState, Reason
from hysteroview.core.wording import (
    counted_percent,
    no_result_words,
    percent,
    result_words,
    state_words,
)

SHOWN = record_of(make_analysis(make_frame()))


@pytest.mark.parametrize(("probability", "written"), [
    (0.0, "< 1 %"), (0.0099, "< 1 %"), (0.01, "1 %"), (0.014, "1 %"), (0.29, "29 %"),
    (0.5, "50 %"), (0.99, "99 %"), (0.9901, "> 99 %"), (0.9949, "> 99 %"), (1.0, "> 99 %"),
])  # fmt: skip
def test_a_probability_is_never_certain(probability: float, written: str) -> None:
    assert percent(probability) == written


def test_what_was_counted_may_be_none_or_all() -> None:
    assert [counted_percent(count, 8) for count in (0, 1, 8)] == ["0.0 %", "12.5 %", "100.0 %"]
    assert counted_percent(0, 0) == "–"


def test_no_two_states_read_alike_and_none_reads_as_benign() -> None:
    described = [state_words(state) for state in AssessmentState]
    assert len({words.title for words in described}) == len(AssessmentState)
    assert len({words.no_result for words in described}) == len(AssessmentState)
    assert not any("benign" in f"{words}".lower() for words in described)


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_reported(reason: Reason) -> None:
    assert state_words(AssessmentState.NOT_ASSESSABLE, reason).why == reason.value
    told = no_result_words(AssessmentState.NOT_ASSESSABLE, reason)
    assert told == f"Not assessed: {reason.value}"


def test_a_result_is_the_decision_that_was_shown() -> None:
    assert result_words(SHOWN) == "EP 60 %"
    assert SHOWN.decision is not None
    blurred = replace(SHOWN.decision, state=AssessmentState.NOT_ASSESSABLE, reason=Reason.BLUR)
    assert result_words(replace(SHOWN, decision=blurred)) == "Not assessed: blurred"
    unclear = replace(SHOWN.decision, label=None)
    assert result_words(replace(SHOWN, decision=unclear)) == "No clear class"
    early = replace(SHOWN.decision, label=None, probabilities=())
    assert result_words(replace(SHOWN, decision=early)) == "Waiting for a result"


def test_without_a_decision_the_frame_speaks_for_itself() -> None:
    assert result_words(replace(SHOWN, decision=None)) == "EP 60 %"
    alone = record_of(replace(make_unassessed(make_frame()), decision=None))
    assert result_words(alone) == "Not assessed: no endoscopic picture in the frame"
