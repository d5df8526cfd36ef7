"""The bench of sending runs and names its figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dicom_peers import needs
from hysteroview.cli.main import hysteroview
from trials import trials

ARCHIVES = [("storescp", "storescp"), ("orthanc", "Orthanc")]


@pytest.mark.parametrize(("archive", "program"), ARCHIVES[: trials(1, 2)])
def test_it_names_its_figures(archive: str, program: str, tmp_path: Path) -> None:
    needs(program)
    needs("storescu")
    figures = tmp_path / "figures.json"
    result = CliRunner().invoke(
        hysteroview,
        ["bench", "pacs", "--stills", "4", "--pairs", "1", "--video-mb", "2", "--size", "160x120",
         "--archive", archive, "--json", str(figures)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    values = json.loads(figures.read_text())["figures"]
    assert values["ratio_to_storescu"] > 0
    assert values["video_peak_mb_over_idle"] >= 0
