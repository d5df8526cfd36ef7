"""Exams that are opened in the review one after the other leave no memory behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from trials import trials


def test_exams_opened_in_a_row_keep_the_memory_level(tmp_path: Path) -> None:
    """With `--full` these are ten exams of two minutes at 1080p; `bench reviews` makes hours."""
    figures, exams = tmp_path / "figures.json", trials(4, 10)
    command = [
        sys.executable, "-m", "hysteroview", "bench", "reviews", "--exams", str(exams),
        "--minutes", str(trials(6, 120) / 60), "--size", f"{trials(192, 1920)}x{trials(96, 1080)}",
        "--json", str(figures),
    ]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.count("closed in") == exams
    measured = json.loads(figures.read_text())["figures"]
    assert measured["reviews.growth_mb"] <= 50
    assert measured["reviews.track_complete_s"] > 0
    assert measured["reviews.exam_mb"] <= 900
