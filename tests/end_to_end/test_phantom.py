"""`hysteroview phantom`: the clip, its truth and its masks agree, and come from the seed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from clips import times_of
from hysteroview.cli.phantom import LESIONS
from hysteroview.imaging.phantom import Lesion

COMMAND = [sys.executable, "-m", "hysteroview", "phantom"]
SMALL = ("--seconds", "0.4", "--size", "160x120", "--fps", "10")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_clip_truth_and_masks_agree(tmp_path: Path) -> None:
    done = run(
        tmp_path / "a.mp4", *SMALL, "--lesion", "SM", "--blood", "--masks", tmp_path / "masks"
    )
    assert done.returncode == 0, done.stderr
    assert "synthetic" in done.stdout
    truth = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert times_of(tmp_path / "a.mp4") == pytest.approx([0, 0.1, 0.2, 0.3])
    assert [row["pts_s"] for row in truth["truth"]] == pytest.approx([0, 0.1, 0.2, 0.3])
    assert len(truth["truth"]) == truth["frames"] == 4
    masks = sorted((tmp_path / "masks").iterdir())
    assert [path.name for path in masks] == [f"{index:06d}.png" for index in range(4)]
    for row, path in zip(truth["truth"], masks, strict=True):
        mask = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
        assert mask.shape == (120, 160)
        assert set(mask.ravel().tolist()) <= {0, 255}
        assert row["lesion"] == "SM"
        assert row["blood"] > 0
        box = cv2.boundingRect(mask)
        assert row["box"] == (list(box) if mask.any() else None)


def test_the_same_seed_gives_the_same_truth(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        assert run(tmp_path / name, *SMALL, "--seed", "3").returncode == 0
    first, second = ((tmp_path / name).read_bytes() for name in ("a.mp4", "b.mp4"))
    assert first == second


def test_mistakes_in_the_call(tmp_path: Path) -> None:
    for arguments in (
        ["x.avi"], ["x.mp4", "--size", "5"], ["x.mp4", "--size", "9x9"], ["x.mp4", "--lesion", "XX"]
    ):  # fmt: skip
        assert run(*arguments).returncode == 2


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = run(tmp_path / "none" / "x.mp4", *SMALL)
    assert done.returncode == 1
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_knows_every_lesion() -> None:
    assert list(LESIONS) == [lesion.value for lesion in Lesion]
