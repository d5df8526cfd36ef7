"""`hysteroview analyze` of a recording in several files."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hysteroview.core.labels import LabelSet
from hysteroview.export.tables import read_table
from hysteroview.inference.model.card import load_card
from parts import LENGTH, Split, write_parts


def analyze(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hysteroview", "analyze", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def labels(bundle: Path) -> LabelSet:
    return load_card(bundle).labels


def test_the_parts_are_one_table_with_the_time_in_each(
    bundle: Path, labels: LabelSet, tmp_path: Path
) -> None:
    write_parts(tmp_path / "op" / "rec_1.ts", Split(overlap=1))
    table = tmp_path / "out.csv"
    done = analyze(tmp_path / "op" / "rec_1.ts", "--model", bundle, "--csv", table)
    assert done.returncode == 0, done.stderr
    assert "3 files are shown as one recording: rec_1.ts to rec_3.ts." in done.stdout
    assert "1 frame contained in both rec_2.ts and rec_3.ts, and shown once." in done.stdout
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * LENGTH - 2
    at_seam = rows[LENGTH - 1 : LENGTH + 1]
    assert [row["part"] for row in at_seam] == ["rec_1.ts", "rec_2.ts"]
    assert [float(row["part_s"]) for row in at_seam] == pytest.approx([19 / 25, 1 / 25], abs=1e-4)
    assert float(at_seam[1]["pts_s"]) - float(at_seam[0]["pts_s"]) == pytest.approx(1 / 25)
    assert len(read_table(table, labels)) == len(rows)
    described = json.loads((tmp_path / "out.csv-metadata.json").read_text(encoding="utf-8"))
    assert [part["name"] for part in described["notes"][0]["parts"]] == [
        "rec_1.ts", "rec_2.ts", "rec_3.ts",
    ]  # fmt: skip
    assert described["tableSchema"]["columns"][-1]["name"] == "part_s"


def test_one_part_can_be_analyzed_alone(bundle: Path, tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.ts", Split())
    done = analyze(tmp_path / "rec_1.ts", "--model", bundle, "--parts", "alone")
    assert done.returncode == 0, done.stderr
    assert f"{LENGTH}, {LENGTH} of them analyzed" in done.stdout


def test_a_part_of_the_recording_is_not_overwritten(bundle: Path, tmp_path: Path) -> None:
    write_parts(tmp_path / "rec_1.mp4", Split())
    before = (tmp_path / "rec_2.mp4").read_bytes()
    done = analyze(tmp_path / "rec_1.mp4", "--model", bundle, "--annotated", tmp_path / "rec_2.mp4")
    assert done.returncode == 2
    assert "rec_2.mp4 is a part of the recording itself" in done.stderr
    assert (tmp_path / "rec_2.mp4").read_bytes() == before
