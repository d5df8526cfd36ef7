"""The bench of a whole analysis takes any choice of a runtime, and names its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from clips import write_clip
from hysteroview.cli.main import hysteroview


@pytest.mark.parametrize("runtime", ["onnx-cpu-fp32", "auto"])
def test_it_takes_a_row_and_the_choice_that_analyze_makes(
    bundle: Path, tmp_path: Path, runtime: str
) -> None:
    clip, figures = tmp_path / "film.mp4", tmp_path / "figures.json"
    write_clip(clip, frames=100)
    result = CliRunner().invoke(
        hysteroview,
        ["bench", "analyze", str(clip), "--model", str(bundle), "--rounds", "1",
         "--naive-frames", "0", "--runtime", runtime, "--json", str(figures)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    values = json.loads(figures.read_text())["figures"]
    assert values["analyze.share_of_limit"] > 0
