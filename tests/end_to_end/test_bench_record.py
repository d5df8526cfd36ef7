"""`bench record` counts every frame that the source gave."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner

from hysteroview.bench.record import record
from hysteroview.exam.clip.fragments import read_content


def test_every_frame_is_in_the_file_or_counted(bundle: Path, tmp_path: Path) -> None:
    arguments = ["--minutes", "0.06", "--size", "160x96", "--fps", "10", "--model", str(bundle)]
    figures = tmp_path / "figures.json"
    arguments += ["--output", str(tmp_path), "--json", str(figures)]
    result = CliRunner().invoke(record, arguments)
    assert result.exit_code == 0, result.output
    found = re.search(
        r"(\d+) offered, (\d+) decoded from the files, (\d+) lost \((\d+) by", result.output
    )
    assert found is not None, result.output
    offered, in_files, lost, missing = map(int, found.groups())
    assert offered == in_files + lost
    assert lost == missing
    (video,) = tmp_path.glob("*.mp4")
    assert read_content(video).frames == in_files > 0
    written = json.loads(figures.read_text())["figures"]
    assert (written["frames_offered"], written["frames_lost"]) == (offered, lost)
    assert written["frames_decoded_from_files"] == in_files
