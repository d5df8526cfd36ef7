"""What the commands say about the findings of an exam, and about what happened in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyses import LABEL_SET, make_frame
from hysteroview.cli.main import hysteroview
from hysteroview.cli.summary import Summary
from hysteroview.core.wording import NO_RESULT
from hysteroview.exam.store.folder import TRACK_FILE
from hysteroview.inference.decide.counting import FIRST_RULES
from hysteroview.inference.decide.verdict import verdict_of
from kept_exams import Event, Span, frame_of, keep_exam, log_of

POLYP = Span("EP", 10.0, frames=100, share=0.999)
SECOND_VIEW = Span("EP", 14.5, frames=50, share=0.999)
FLICKER = Span("EH", 30.0, frames=1, share=0.68)
AI = {"state": "ACTIVE", "result": frame_of(POLYP, 1, 0).as_dict()}


def run(store: Path, *words: str) -> str:
    done = CliRunner().invoke(hysteroview, ["exam", "--store", str(store), *words])
    assert done.exit_code == 0, done.output
    return done.output


def test_show_says_no_more_than_the_window(tmp_path: Path) -> None:
    """> 99 % and not 100 %, with an interval that says what it is, and one polyp once."""
    exam_id = keep_exam(tmp_path, [POLYP, SECOND_VIEW])
    told = run(tmp_path, "show", exam_id)
    assert "EP  > 99 % (95 % interval over 1 episode: " in told
    assert "shown for 5.9 s, first at 0:10.0" in told
    assert "100 %" not in told.replace("100.0 %", "")
    assert "episode(s)" not in told
    assert "premalignant or malignant (uncalibrated): < 1 % (95 % interval over 1 episode" in told


def test_a_finding_of_a_single_frame_is_listed_as_brief(tmp_path: Path) -> None:
    exam_id = keep_exam(tmp_path, [POLYP, FLICKER])
    told = run(tmp_path, "show", exam_id)
    assert "  shown briefly: EH 1 time, < 0.1 s, at 0:30.0" in told
    assert "EP (briefly EH)" in run(tmp_path, "list")
    assert exam_id in run(tmp_path, "list", "--finding", "EH")


@pytest.mark.parametrize("spans", [(), (FLICKER,)])
def test_no_result_does_not_mean_benign(tmp_path: Path, spans: tuple[Span, ...]) -> None:
    """In `exam show` and in `exam list`, where a dash used to be."""
    exam_id = keep_exam(tmp_path, spans)
    listed = run(tmp_path, "list")
    assert "no result" in listed
    assert listed.rstrip().endswith(NO_RESULT)
    assert f"AI findings   {NO_RESULT}" in run(tmp_path, "show", exam_id)


def test_an_exam_that_was_not_ended_is_not_called_without_result(tmp_path: Path) -> None:
    exam_id = keep_exam(tmp_path, [POLYP], ends=False)
    assert "not evaluated" in run(tmp_path, "list")
    assert "EP  > 99 %" in run(tmp_path, "show", exam_id)


def test_show_without_a_readable_track_has_what_the_record_has(tmp_path: Path) -> None:
    """As with exams of an earlier version, whose track does not have the classes."""
    exam_id = keep_exam(tmp_path, [POLYP, SECOND_VIEW, FLICKER])
    (tmp_path / "exams" / exam_id / TRACK_FILE).unlink()
    told = run(tmp_path, "show", exam_id)
    assert "  EP at 0:10.0, shown for 5.9 s, peak > 99 %" in told
    assert "  shown briefly: EH < 0.1 s, at 0:30.0" in told


def test_show_lists_losses_of_signal_marks_and_own_calls_with_times(tmp_path: Path) -> None:
    events = [
        Event(20, "signal", {"lost": True, "size": "640x360", "fps": ""}),
        Event(24, "signal", {"lost": False, "size": "640x360", "fps": ""}),
        Event(25, "runtime", {"broken": "GPU", "used": "CPU", "reason": "It hung."}),
        Event(30, "mark", {"mark": 1, "frame_index": 7, "pts_ns": 0}),
        Event(31, "mark", {"mark": 2, "frame_index": 8, "pts_ns": 0}),
        Event(32, "mark_undone", {"mark": 2}),
        Event(45, "study_call", {"reading": 1, "call": "SM", "ai": AI}),
        Event(46, "study_call", {"reading": 1, "call": "EC", "ai": AI}),
        Event(47, "study_reveal", {"reading": 1, "call": "EC", "ai": AI}),
        Event(60, "study_reveal", {"reading": 2, "call": None, "ai": AI}),
        Event(70, "signal", {"lost": True, "size": "640x360", "fps": ""}),
    ]
    exam_id = keep_exam(tmp_path, [POLYP], events)
    lines = run(tmp_path, "show", exam_id).splitlines()
    told = [line for line in lines if line.startswith(("signal", "AI runtime", "mark", "own"))]
    assert told == [
        "signal lost   at 0:20.0, for 4.0 s",
        "signal lost   at 1:10.0, until the end of the exam",
        "AI runtime    GPU failed at 0:25.0 (It hung), continued with CPU",
        "mark          1 at 0:30.0",
        "own call      at 0:46.0: own EC, AI EP",
        "own call      at 1:00.0: own none before the AI was shown, AI EP",
    ]


@pytest.mark.parametrize("spans", [(), (FLICKER,)])
def test_an_analysis_without_findings_does_not_mean_benign(spans: tuple[Span, ...]) -> None:
    """Whether no frame was assessed, or nothing was shown for long enough."""
    summary = Summary(LABEL_SET)
    for index, record in enumerate(log_of(spans)):
        summary.add(make_frame(index), record)
    assert NO_RESULT in "\n".join(summary.lines())


@pytest.mark.parametrize("is_changed", [False, True])
def test_the_verdict_of_an_earlier_program_is_compared_by_its_own_rules(
    tmp_path: Path, bundle: Path, *, is_changed: bool
) -> None:
    """It counted each span, so that two views and a flicker were three episodes."""
    spans = [POLYP, SECOND_VIEW, FLICKER]
    saved = verdict_of(log_of(spans), LABEL_SET, FIRST_RULES).as_dict()
    del saved["rules"], saved["brief"]
    content = json.loads(json.dumps(saved))
    assert [finding.pop("shown_s") > 3 for finding in content["findings"]] == [True, False]
    assert [finding["episodes"] for finding in content["findings"]] == [2, 1]
    content["pooled_frames"] += is_changed
    exam_id = keep_exam(tmp_path, spans, [Event(110, "verdict", content)])
    words = ["verdict", exam_id, "--store", str(tmp_path), "--model", str(bundle)]
    done = CliRunner().invoke(hysteroview, words)
    assert done.exit_code == int(is_changed), done.output
    assert "over 1 episode" in done.output  # by the present rules
    assert ("counted by other rules" in done.output) is not is_changed
    assert ("DIFFERS" in done.output) is is_changed
