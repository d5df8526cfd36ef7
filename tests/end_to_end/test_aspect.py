"""A picture with pixels that are not square is the same picture in a clip and in a snapshot."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from analyses import LABEL_SET, origin_of
from hysteroview.capture.decode.colors import without_range
from hysteroview.capture.files.pyav import open_source
from hysteroview.core.origin import Provenance
from hysteroview.core.types import AssessmentState
from hysteroview.exam.snapshot.snapshot import Moment, SavedSnapshot, write_snapshot
from hysteroview.export.video import ClipSpec, open_clip
from hysteroview.imaging.phantom import Lesion, Phantom, PhantomSpec, Structure

COMMAND = [sys.executable, "-m", "hysteroview", "analyze"]
ONE_RUNTIME = ("--runtime", "onnx-cpu-fp32")  # comparing all of them takes longer than the rest
WIDE = Fraction(64, 45)  # 16:9 in 720 × 576
FRAMES = 3


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A phantom with a polyp, as a recorder of standard definition stores 16:9."""
    path = tmp_path_factory.mktemp("film") / "phantom.mp4"
    spec = PhantomSpec(
        seed=7, lesion=Lesion.EP, width_px=1024, height_px=576, structure=Structure.NONE
    )
    phantom = Phantom(spec)
    size = ClipSpec(width_px=720, height_px=576, pixel_aspect=WIDE, rate=Fraction(25))
    with open_clip(path, size) as clip:
        for index in range(FRAMES):
            pixels = phantom.render(2 + index / 25).pixels
            clip.write(
                np.asarray(cv2.resize(pixels, (720, 576), interpolation=cv2.INTER_AREA), np.uint8),
                index * 40_000_000,
            )
    return path


def snapshot_of(film: Path, folder: Path) -> SavedSnapshot:
    """Take a snapshot of the last frame, as the window does."""
    source = open_source(str(film))
    frames = [source.read() for _ in range(FRAMES)]
    source.close()
    frame = frames[-1]
    assert frame is not None
    assert frame.pixel_aspect == WIDE
    moment = Moment(
        frame=frame,
        pressed_ns=frame.captured_ns,
        wall_ns=1_800_000_000 * 10**9,
        state=AssessmentState.STARTING,
        detail="",
        analysis=None,
        heatmap=None,
        runtime="",
    )
    provenance = Provenance(
        source="phantom", source_is_phantom=True, origin=origin_of(LABEL_SET), warning="Phantom."
    )
    return write_snapshot(folder, moment, provenance, 1)


def last_row(video: Path, table: Path, *options: str) -> dict[str, str]:
    command = [*COMMAND, str(video), "--csv", str(table), *ONE_RUNTIME, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))[-1]


def test_a_clip_and_its_own_snapshot_have_the_same_result(film: Path, tmp_path: Path) -> None:
    files = snapshot_of(film, tmp_path / "snapshots")
    of_clip = last_row(film, tmp_path / "clip.csv")
    of_raw = last_row(files.raw, tmp_path / "raw.csv")
    of_overlay = last_row(files.overlay, tmp_path / "overlay.csv")
    assert of_clip["state"] == of_raw["state"] == of_overlay["state"] == "ACTIVE"
    assert of_clip["label"] == of_raw["label"] == of_overlay["label"] == "EP"
    for row in (of_raw, of_overlay):
        assert float(row["p_EP"]) == pytest.approx(float(of_clip["p_EP"]), abs=0.02)


@pytest.fixture(scope="module")
def mislabeled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half-width HD without an aspect, full range marked as limited: some recorders do."""
    path = tmp_path_factory.mktemp("recorder") / "exam.mp4"
    spec = PhantomSpec(
        seed=7, lesion=Lesion.EP, width_px=1024, height_px=576, structure=Structure.NONE
    )
    pixels = Phantom(spec).render(2).pixels
    stored = np.asarray(cv2.resize(pixels, (960, 1080), interpolation=cv2.INTER_LINEAR), np.uint8)
    full = av.VideoFrame.from_ndarray(stored, "bgr24").reformat(
        format="yuvj420p", dst_colorspace=1, dst_color_range=2
    )
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "18"})
        stream.width, stream.height, stream.pix_fmt = 960, 1080, "yuv420p"
        stream.codec_context.color_range, stream.codec_context.colorspace = 1, 1
        for index in range(2):
            frame = without_range(full)
            frame.pts = index
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_a_mislabeled_recording_is_assessed_once_its_picture_is_set(
    mislabeled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    table = tmp_path / "exam.csv"
    assert last_row(mislabeled, table)["state"] != "ACTIVE"
    options = ("--color", "bt709-full", "--aspect", "16:9")
    row = last_row(mislabeled, table, *options)
    assert (row["state"], row["label"]) == ("ACTIVE", "EP")
    notes = json.loads(table.with_name("exam.csv-metadata.json").read_text())["notes"][0]
    assert (notes["color"], notes["aspect"]) == ("bt709-full", "16:9")
    command = [*COMMAND[:-1], "sources", "correct", str(mislabeled), *options]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    row = last_row(mislabeled, table)
    assert (row["state"], row["label"]) == ("ACTIVE", "EP")
