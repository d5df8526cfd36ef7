"""Display texts of results never claim too much, and are the same everywhere."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import hysteroview
from analyses import make_analysis, make_frame, make_unassessed
from hysteroview.core.record import record_of
from hysteroview.core.types import AssessmentState, Reason
from hysteroview.core.wording import (
    NO_RESULT,
    counted,
    counted_percent,
    duration_words,
    interval_words,
    moment,
    no_result_words,
    percent,
    result_words,
    shown_words,
    state_words,
)

PACKAGE = Path(hysteroview.__file__).parent

SHOWN = record_of(make_analysis(make_frame()))


@pytest.mark.parametrize(("probability", "written"), [
    (0.0, "< 1 %"), (0.0099, "< 1 %"), (0.01, "1 %"), (0.014, "1 %"), (0.29, "29 %"),
    (0.5, "50 %"), (0.99, "99 %"), (0.9901, "> 99 %"), (0.9949, "> 99 %"), (1.0, "> 99 %"),
    (1 + 1e-12, "> 99 %"), (float("nan"), "–"), (float("inf"), "–"), (-0.5, "–"), (1.5, "–"),
])  # fmt: skip
def test_a_probability_is_never_certain(probability: float, written: str) -> None:
    assert percent(probability) == written


def test_what_was_counted_may_be_none_or_all() -> None:
    assert [counted_percent(count, 8) for count in (0, 3, 8)] == ["0 %", "38 %", "100 %"]
    assert counted_percent(1, 900) == "< 1 %"
    assert counted_percent(899, 900) == "> 99 %"
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


def test_no_result_reads_neither_as_benign_nor_as_malignant() -> None:
    assert NO_RESULT == "No result. This does not mean benign."
    told = {
        path.name: text
        for path in PACKAGE.rglob("*.py")
        for text in texts_in(path)
        if re.search(r"\b(not|n't)\b.*\bbenign\b", text)
    }
    assert told == {"wording.py": NO_RESULT}


def texts_in(path: Path) -> Iterator[str]:
    """Yield the texts of a module that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in statements:
            yield text


def test_every_percentage_of_a_result_is_written_by_this_module() -> None:
    """It cannot be 100 % in one place and > 99 % in another."""
    own = re.compile(r"\.\d+%\}|\.\d+f\} ?%|\} %")
    places = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if not {"lab", "bench"} & set(path.relative_to(PACKAGE).parts)
        if own.search(path.read_text(encoding="utf-8"))
    }
    assert places == {
        "cli/runtimes.py",  # of times
        "core/agreement/words.py",  # counted in patients, so that none and all may be said
        "core/review/drawing.py",  # of lengths
        "core/wording.py",
        "gui/live/controls/control_bar.py",  # of the opacity
        "gui/widgets/operating_point_choice.py",  # measured on patients, as the card says it
    }


def test_an_interval_says_what_it_is_and_over_what() -> None:
    assert interval_words(0.001, 0.66, pooled=1, episodes=1) == (
        "95 % interval over 1 episode: < 1 % to 66 %"
    )
    assert interval_words(0.38, 1.0, pooled=5, episodes=7) == (
        "95 % interval over the 5 best-supported of 7 episodes: 38 % to > 99 %"
    )


def test_counts_have_singular_and_plural() -> None:
    assert [counted(count, "time", "times") for count in (0, 1, 2)] == [
        "0 times", "1 time", "2 times",
    ]  # fmt: skip


@pytest.mark.parametrize(("time_ns", "written"), [
    (0, "0:00.0"), (12_340_000_000, "0:12.3"), (59_960_000_000, "1:00.0"),
    (3_725_000_000_000, "62:05.0"), (-40_000_000, "0:00.0"), (-1_000_000_000, "-0:01.0"),
])  # fmt: skip
def test_a_moment_never_has_60_seconds(time_ns: int, written: str) -> None:
    assert moment(time_ns) == written


@pytest.mark.parametrize(("time_s", "written"), [
    (0, "< 0.1 s"), (0.1, "0.1 s"), (9.94, "9.9 s"), (9.96, "10 s"), (59.7, "1 min 00 s"),
    (185, "3 min 05 s"),
])  # fmt: skip
def test_a_single_frame_does_not_last_0_seconds(time_s: float, written: str) -> None:
    assert duration_words(time_s) == written


def test_what_was_shown_at_a_moment_has_a_reason_where_there_was_no_class() -> None:
    active = AssessmentState.ACTIVE
    assert shown_words(active, SHOWN) == ("EP", "")
    assert shown_words(AssessmentState.PAUSED, SHOWN) == ("Not assessed: AI is paused", "")
    assert shown_words(active, None) == ("Waiting for a result", "")
    assert SHOWN.decision is not None
    unclear = replace(SHOWN, decision=replace(SHOWN.decision, label=None))
    assert shown_words(active, unclear) == ("No clear class", "")
    blurred = replace(SHOWN.decision, state=AssessmentState.NOT_ASSESSABLE, reason=Reason.BLUR)
    told = shown_words(active, replace(SHOWN, decision=blurred))
    assert told == ("Not assessed", "blurred")
