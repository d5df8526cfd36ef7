"""The summary of an exam of a recording in several files: in the window and in `exam show`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from pytestqt.qtbot import QtBot

from analyses import LABEL_SET
from hysteroview.cli.main import hysteroview
from hysteroview.cli.summary import verdict_lines
from hysteroview.core.recordings.parts import Part
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.summary_page import SummaryPage
from hysteroview.inference.decide.verdict import verdict_of
from hysteroview.inference.model.card import load_card
from kept_exams import Event, Span, keep_exam, log_of

PARTS = (Part("rec_1.ts", 0, 0), Part("rec_2.ts", 60 * NS_PER_S, 60 * NS_PER_S))
SPANS = (Span("EP", 70.0, frames=100), Span("SM", 3.0, frames=5))
REACHED = Event(60.0, "parts", {"parts": [part.as_dict() for part in PARTS]})
MARKED = Event(65.0, "mark", {"mark": 1, "frame_index": 1600, "pts_ns": 64 * NS_PER_S})


def test_findings_and_marks_have_the_time_in_the_part(
    qtbot: QtBot, bundle: Path, tmp_path: Path
) -> None:
    card = load_card(bundle)
    exam_id = keep_exam(tmp_path, SPANS, [REACHED, MARKED], sha256=card.sha256)
    page = SummaryPage(card)
    qtbot.addWidget(page)
    page.show_summary(ExamAccess(tmp_path).read(exam_id, card))
    shown = CliRunner().invoke(hysteroview, ["exam", f"--store={tmp_path}", "show", exam_id]).output
    assert "first at 1:10.0 (part 2, 0:10.0)" in page.text
    assert "first at 1:10.0 (part 2, 0:10.0)" in shown
    assert "at 0:03.0 (part 1, 0:03.0)" in page.text
    assert "at 0:03.0 (part 1, 0:03.0)" in shown
    assert "1 at 1:05.0, in the recording at 1:04.0 (part 2, 0:04.0)" in page.text
    assert "1 at 1:05.0, in the recording at 1:04.0 (part 2, 0:04.0)" in shown


def test_a_recording_in_one_file_has_only_its_time() -> None:
    lines = verdict_lines(verdict_of(log_of(SPANS), LABEL_SET), LABEL_SET, "calibrated")
    assert any(line.endswith("first at 1:10.0") for line in lines)
