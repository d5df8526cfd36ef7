"""`hysteroview sources`: save, list, export, import, remove; and a preset that is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clips import write_clip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "APPDATA": str(home),
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "hysteroview", *map(str, arguments)],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip


def test_presets_travel_without_their_passwords(home: Path, tmp_path: Path) -> None:
    location = "rtsp://bob:geheim@10.0.0.5/live"
    saved = run(home, "sources", "save", "OR 2", location, "--color", "bt601")
    assert saved.returncode == 0, saved.stderr
    assert run(home, "sources", "save", "Tower", "camera:0?size=1920x1080").returncode == 0
    listed = run(home, "sources", "--json")
    document = json.loads(listed.stdout)
    assert [each["name"] for each in document["presets"]] == ["OR 2", "Tower"]
    assert "geheim" not in listed.stdout + saved.stdout + run(home, "sources").stdout
    assert run(home, "sources", "export", tmp_path / "all.toml").returncode == 0
    assert "geheim" not in (tmp_path / "all.toml").read_text(encoding="utf-8")
    other = tmp_path / "other"
    assert run(other, "sources", "import", tmp_path / "all.toml").returncode == 0
    assert "OR 2" in run(other, "sources").stdout
    shown = run(other, "sources", "remove", "nothing")
    assert (shown.returncode, "There is no preset" in shown.stderr) == (1, True)
    assert run(other, "sources", "remove", "or 2").returncode == 0
    assert "OR 2" not in run(other, "sources").stdout
    refused = run(home, "sources", "save", "a/b", "camera:0")
    assert refused.returncode == 2


def test_a_preset_is_shown_by_its_name(home: Path, tmp_path: Path) -> None:
    write_clip(tmp_path / "film.mp4")
    assert run(home, "sources", "save", "Demo film", tmp_path / "film.mp4").returncode == 0
    picture = tmp_path / "window.png"
    done = run(home, "run", "demo film", "--seconds", "2", "--screenshot", picture)
    assert done.returncode == 0, done.stderr
    assert picture.exists()
