"""The bench of the road without a network runs and names its figures."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from clips import write_clip
from hysteroview.cli.main import hysteroview

FIGURES = ("fps", "decode_fps", "share_of_decode", "prepare_ms", "conclude_ms")


def test_it_names_its_figures(bundle: Path, tmp_path: Path) -> None:
    clip, figures = tmp_path / "film.mp4", tmp_path / "figures.json"
    write_clip(clip, frames=100)
    result = CliRunner().invoke(
        hysteroview,
        ["bench", "road", str(clip), "--model", str(bundle), "--rounds", "1",
         "--json", str(figures)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    values = json.loads(figures.read_text())["figures"]
    assert all(values[f"road.{name}"] > 0 for name in FIGURES)


def test_a_short_recording_is_refused(bundle: Path, tmp_path: Path) -> None:
    clip = tmp_path / "film.mp4"
    write_clip(clip, frames=50)
    result = CliRunner().invoke(
        hysteroview, ["bench", "road", str(clip), "--model", str(bundle), "--rounds", "1"]
    )
    assert result.exit_code == 1


@pytest.mark.skipif(sys.platform != "linux", reason="cores can be chosen on Linux only")
def test_several_processes_are_compared_with_one_on_one_core(bundle: Path, tmp_path: Path) -> None:
    clip, figures = tmp_path / "film.mp4", tmp_path / "figures.json"
    write_clip(clip, frames=100)
    before = os.sched_getaffinity(0)
    result = CliRunner().invoke(
        hysteroview,
        ["bench", "road", str(clip), "--model", str(bundle), "--rounds", "1", "--processes", "2",
         "--json", str(figures)],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    values = json.loads(figures.read_text())["figures"]
    assert values["road.fps_of_one"] > 0
    assert values["road.fps_of_one_core"] > 0
    assert values["road.times_one_core"] > 0
    assert os.sched_getaffinity(0) == before
