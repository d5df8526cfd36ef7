"""The bench of snapshots runs and names its figures."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from hysteroview.cli.main import hysteroview


def test_it_names_its_figures(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    result = CliRunner().invoke(
        hysteroview,
        ["bench", "snapshot", "--size", "160x120", "--runs", "3", "--disk", str(tmp_path),
         "--json", str(figures)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    values = json.loads(figures.read_text())["figures"]
    assert values["width_px"] == 160
    assert values["snapshot_ms.p95"] > 0
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]
