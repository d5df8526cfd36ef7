"""`bench review` prints every figure that the documentation quotes."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from hysteroview.bench.review import review
from numbered import Recipe, write_numbered

NAMES = (
    "review.first_picture_ms", "review.step_ms.p95", "review.back_over_forward",
    "review.far_step_ms", "review.far_step_back_ms", "review.seek_exact_ms.p95",
    "review.key_frame_ms.p95", "review.first_thumbnails_s", "review.thumbnails_s_per_h",
    "review.thumbnails_mb_per_h", "review.drag_ms.p95", "review.release_ms.p95",
    "review.flick_ms.p95", "review.decode_250_ms",
    "review.memory_growth_mb",
    "review.frame_change_growth_ms",
)  # fmt: skip


def test_all_figures_of_the_player_are_measured(tmp_path: Path) -> None:
    path, figures = tmp_path / "film.mp4", tmp_path / "figures.json"
    write_numbered(path, Recipe(frames=100, options={"g": "25", "bf": "2"}))
    result = CliRunner().invoke(
        review,
        [str(path), "--seeks", "3", "--openings", "3", "--json", str(figures)],
        catch_exceptions=False,
    )
    assert result.exit_code == 0
    measured = json.loads(figures.read_text())["figures"]
    assert set(NAMES) <= set(measured)
    assert all(value is not None for value in measured.values())
    assert measured["review.frame_change_growth_ms"] < 1
