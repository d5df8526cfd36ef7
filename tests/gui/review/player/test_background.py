"""A recording is analyzed from its review page, and known when it is opened again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from clips import write_clip
from hysteroview.core.review.findings import OTHER, ReviewFinding
from hysteroview.gui.program import Program
from hysteroview.gui.review.player.controller import ReviewController

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
LONG_MS = 90_000


def review(qtbot: QtBot, program: Program, film: Path) -> ReviewController:
    program.review.close()
    program.review_file(str(film))
    qtbot.waitUntil(lambda: program.review.controller is not None, timeout=LONG_MS)
    controller = program.review.controller
    assert controller is not None
    qtbot.waitUntil(lambda: controller.page.picture.frame is not None, timeout=LONG_MS)
    qtbot.waitUntil(controller.page.analysis.isVisible, timeout=LONG_MS)
    return controller


def test_a_recording_is_analyzed_on_request_and_known_the_next_time(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    write_clip(film, frames=120, size=(320, 240))
    first = review(qtbot, program, film)
    assert "Not analyzed" in first.page.text
    assert first.page.timeline.isHidden()
    assert first.page.analysis.button.text() == "Analyze"
    first.page.analysis.button.click()
    qtbot.waitUntil(lambda: "Complete" in first.page.analysis.text, timeout=LONG_MS)
    qtbot.waitUntil(first.page.timeline.isVisible, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "Not analyzed" not in first.page.text, timeout=LONG_MS)
    seen = first.page.text
    assert not first.page.analysis.button.isVisible()
    again = review(qtbot, program, film)
    assert again is not first
    qtbot.waitUntil(lambda: "Complete" in again.page.analysis.text, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "Not analyzed" not in again.page.text, timeout=LONG_MS)
    assert again.page.text == seen
    kept = tmp_path / "cache" / "HysteroView" / "tracks"
    assert len([path for path in kept.iterdir() if path.is_dir()]) == 1
    assert kept.stat().st_mode & 0o077 == 0
    assert not [path for path in kept.rglob("*") if "film" in path.name]


def test_an_analysis_can_pause_and_goes_on_in_the_next_review(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    write_clip(film, frames=900, size=(320, 240))
    first = review(qtbot, program, film)
    first.page.analysis.button.click()
    qtbot.waitUntil(lambda: first.page.analysis.button.text() == "Pause", timeout=LONG_MS)
    qtbot.waitUntil(lambda: not first.page.analysis.text.startswith("0 "), timeout=LONG_MS)
    first.page.analysis.button.click()
    if "Complete" not in first.page.analysis.text:  # a fast machine may be ready
        assert first.page.analysis.text.startswith("Paused at")
        again = review(qtbot, program, film)
        assert again.page.analysis.button.text() == "Go on"
        again.page.analysis.button.click()
        qtbot.waitUntil(lambda: "Complete" in again.page.analysis.text, timeout=LONG_MS)
        assert "900" in again.page.analysis.text


def test_own_findings_about_a_recording_are_there_at_its_next_review(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    write_clip(film, frames=60, size=(320, 240))
    first = review(qtbot, program, film)
    panel = first.page.findings
    assert "Findings are proposed when the analysis is complete." in panel.text
    (other,) = [each for each in panel.add.menu().actions() if each.data() == OTHER]
    qtbot.waitUntil(panel.isEnabled, timeout=LONG_MS)
    other.trigger()
    panel.note.setFocus()
    qtbot.keyClicks(panel.note, "seen before")
    qtbot.keyClick(first.page, Qt.Key.Key_2)
    again = review(qtbot, program, film)
    qtbot.waitUntil(lambda: again.page.findings.list.count() == 1, timeout=LONG_MS)
    assert "seen before" in again.page.findings.text
    qtbot.waitUntil(lambda: "Marked frame" in again.page.photos.text, timeout=LONG_MS)
    assert again.page.analysis.button.text() == "Analyze"


def test_nothing_is_decided_about_a_quick_pass_so_no_later_finding_is_hidden(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    film = tmp_path / "film.mp4"
    write_clip(film, frames=60, size=(320, 240))
    first = review(qtbot, program, film)
    first.page.analysis.button.click()
    qtbot.waitUntil(lambda: "Complete" in first.page.analysis.text, timeout=LONG_MS)
    program.review.close()
    kept = tmp_path / "cache" / "HysteroView" / "tracks"
    (full,) = (path for path in kept.iterdir() if path.is_dir())
    quick = full.rename(full.with_name(f"{full.name}-quick"))
    end = json.loads((quick / "end.json").read_text())
    episode = ReviewFinding(
        key="ai-1", code="EP", ai_code="EP", start_ns=0, end_ns=10**9, best_ns=5 * 10**8, peak=0.9
    )
    (quick / "end.json").write_text(json.dumps(end | {"proposed": [episode.as_dict()]}))
    page = review(qtbot, program, film).page
    panel = page.findings
    qtbot.waitUntil(lambda: panel.list.count() == 1, timeout=LONG_MS)
    assert "Analyze completely to decide." in panel.text
    panel.list.selectAll()
    assert panel.selected == ["quick-ai-1"]  # a decision about ai-1 is of the complete analysis
    assert not panel.reject.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_X)
    assert "Not decided" in panel.text
    page.analysis.button.click()
    qtbot.waitUntil(lambda: "Complete" in page.analysis.text, timeout=LONG_MS)
    qtbot.waitUntil(lambda: "completely" not in panel.text, timeout=LONG_MS)
    assert "quick-ai-1" not in panel.selected
    assert not list(kept.rglob("decisions.jsonl"))
