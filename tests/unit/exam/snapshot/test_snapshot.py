"""A snapshot is what the camera gave and what the operator saw, complete or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from analyses import origin_of
from hysteroview.core.errors import StorageError
from hysteroview.core.origin import Origin, Provenance
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.states import PictureState
from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Box,
    Evidence,
    FieldOfView,
    Frame,
    Label,
    LabelSet,
)
from hysteroview.exam.snapshot.explanation import ShownHeatmap
from hysteroview.exam.snapshot.snapshot import Moment, was_live, write_snapshot
from hysteroview.imaging.overlay.heatmap import blend, heatmap_layer

LABELS = LabelSet((Label("EP", "Polyp", False), Label("EC", "Cancer", True)))
BOX = Box(40, 0, 240, 240)
PROVENANCE = Provenance(
    source="Müller_1950.mp4",
    source_is_phantom=False,
    origin=origin_of(LABELS),
    warning="Research use only. Not for diagnosis. The model is phantom-trained.",
)


def make_moment(*, dimming: float | None = 1.0) -> Moment:
    rng = np.random.default_rng(7)
    pixels = rng.integers(0, 256, (240, 320, 4), np.uint8)
    pixels[..., 3] = 255
    captured_ns = 5_000_000_000
    class_map = np.full((7, 7), -1.0, np.float32)
    class_map[3, 2:5] = 3.0
    layer = heatmap_layer(Evidence(class_map, 0.9, FieldOfView(BOX), BOX), 0.6)
    return Moment(
        frame=Frame(12, 400_000_000, captured_ns, pixels),
        pressed_ns=captured_ns + 50_000_000,
        wall_ns=1_767_225_600_123_456_789,
        state=AssessmentState.ACTIVE,
        detail="",
        analysis=Analysis(
            frame_index=11,
            pts_ns=366_000_000,
            captured_ns=captured_ns - 33_000_000,
            state=AssessmentState.ACTIVE,
            origin=origin_of(LABELS),
            probabilities=np.array([0.9, 0.1]),
        ),
        heatmap=None
        if dimming is None
        else ShownHeatmap(layer=layer, box=BOX, frame_index=11, dimming=dimming),
        runtime="onnx · CPU · fp32",
    )


def test_the_record_vouches_for_the_pictures(tmp_path: Path) -> None:
    moment = make_moment()
    files = write_snapshot(tmp_path / "a" / "b", moment, PROVENANCE, 1)
    record = json.loads(files.record.read_text(encoding="utf-8"))
    for kind, path in (("raw", files.raw), ("overlay", files.overlay)):
        assert record["files"][kind]["name"] == path.name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert record["files"][kind]["sha256"] == digest
    assert record["schema_version"] == 2
    assert record["taken"]["utc_ns"] == 1_767_225_600_123_456_789
    assert record["taken"]["zone"]
    assert record["frame"]["index"] == 12
    assert record["frame"]["pts_ns"] == 400_000_000
    said = record["analysis"]
    assert said["age_ms"] == 83.0
    origin = Origin.from_dict(said["origin"])
    assert moment.analysis is not None
    assert FrameRecord.from_dict(said["result"], origin) == record_of(moment.analysis)
    assert origin.model_sha256 == "ab" * 32
    assert record["source"]["name"] == "Müller_1950.mp4"
    assert record["research_use_only"] is True
    assert "phantom-trained" in record["warning"]


def test_the_raw_picture_is_bit_identical_and_the_overlay_outside_the_heatmap(
    tmp_path: Path,
) -> None:
    moment = make_moment(dimming=0.5)
    files = write_snapshot(tmp_path, moment, PROVENANCE, 1)
    raw, overlay = cv2.imread(str(files.raw)), cv2.imread(str(files.overlay))
    pixels = moment.frame.pixels
    assert np.array_equal(raw, pixels[..., :3])
    assert moment.heatmap is not None
    dimmed = np.rint(moment.heatmap.layer * 0.5).astype(np.uint8)
    assert np.array_equal(overlay, blend(pixels, dimmed, BOX)[..., :3])
    changed = (overlay != raw).any(axis=2)
    assert 0.005 < changed.mean() < 0.6
    fresh = blend(pixels, moment.heatmap.layer, BOX)[..., :3]
    assert np.abs(overlay.astype(int) - raw).sum() < np.abs(fresh.astype(int) - raw).sum()


def test_without_a_heatmap_both_pictures_are_the_same(tmp_path: Path) -> None:
    files = write_snapshot(tmp_path, make_moment(dimming=None), PROVENANCE, 1)
    assert np.array_equal(cv2.imread(str(files.raw)), cv2.imread(str(files.overlay)))
    assert json.loads(files.record.read_text())["heatmap"] is None


@pytest.mark.parametrize(("state", "title"), [
    (PictureState.NO_SIGNAL, b"NO SIGNAL, Last picture received, 12 s before this snapshot"),
    (PictureState.ENDED, b"RECORDING ENDED, Last picture of the recording, reached 12 s before"),
])  # fmt: skip
def test_a_picture_that_was_not_live_is_marked_in_pixels_record_and_texts(
    tmp_path: Path, state: PictureState, title: bytes
) -> None:
    moment = make_moment(dimming=None)
    captured_ns = moment.frame.captured_ns
    moment = replace(moment, picture=state, pressed_ns=captured_ns + 12_300_000_000)
    files = write_snapshot(tmp_path, moment, PROVENANCE, 1)
    record = json.loads(files.record.read_text())
    assert record["picture"] == {
        "state": state.value,
        "age_s": pytest.approx(12.3),
        "is_standing": False,
    }
    assert not was_live(files.record)
    raw, overlay = cv2.imread(str(files.raw)), cv2.imread(str(files.overlay))
    assert np.array_equal(raw, moment.frame.pixels[..., :3])
    around = np.ones(overlay.shape[:2], bool)
    around[80:160] = False  # the band with the words
    assert np.ptp(overlay[around].astype(int), axis=1).max() == 0  # gray
    assert overlay[around].max() <= 136  # and darker than any live picture
    assert (overlay[80:160].max(axis=2) > 200).sum() > 100  # letters
    for path in (files.raw, files.overlay):
        assert title in path.read_bytes()


def test_a_picture_that_the_source_repeated_is_marked_in_pixels_record_and_texts(
    tmp_path: Path,
) -> None:
    moment = replace(make_moment(dimming=None), is_standing=True)
    files = write_snapshot(tmp_path, moment, PROVENANCE, 1)
    assert json.loads(files.record.read_text())["picture"]["is_standing"]
    raw, overlay = cv2.imread(str(files.raw)), cv2.imread(str(files.overlay))
    assert np.array_equal(raw, moment.frame.pixels[..., :3])
    changed = (overlay != raw).any(axis=2)
    assert 0.005 < changed.mean() < 0.25
    assert not changed[overlay.shape[0] // 4 :].any()  # a corner, in the colors of the picture
    for path in (files.raw, files.overlay):
        assert b"FROZEN AT THE SOURCE" in path.read_bytes()


def test_a_live_picture_and_a_record_of_an_earlier_version_count_as_live(tmp_path: Path) -> None:
    files = write_snapshot(tmp_path, make_moment(), PROVENANCE, 1)
    record = json.loads(files.record.read_text())
    assert record["picture"] == {"state": "LIVE", "age_s": 0.05, "is_standing": False}
    assert was_live(files.record)
    del record["picture"]
    files.record.write_text(json.dumps(record))
    assert was_live(files.record)


@pytest.mark.parametrize("state", [s for s in AssessmentState if s is not AssessmentState.ACTIVE])
def test_without_an_assessment_every_number_is_null(tmp_path: Path, state: AssessmentState) -> None:
    moment = replace(make_moment(dimming=None), state=state, analysis=None, detail="why")
    files = write_snapshot(tmp_path, moment, PROVENANCE, 1)
    analysis = json.loads(files.record.read_text())["analysis"]
    assert analysis["origin"]["runtime"] == moment.runtime
    assert analysis["state"] == state.value
    assert analysis["reason"] == "why"
    assert (analysis["result"], analysis["age_ms"]) == (None, None)


def test_the_pictures_carry_the_warning_and_nothing_of_the_patient(tmp_path: Path) -> None:
    provenance = replace(PROVENANCE, source_is_phantom=True)
    files = write_snapshot(tmp_path, make_moment(), provenance, 1)
    for path in (files.raw, files.overlay):
        content = path.read_bytes()
        assert b"Warning\0Research use only. Not for diagnosis." in content
        assert b"phantom-trained" in content
        assert b"PHANTOM" in content
        assert b"1950" not in content
        assert "1950" not in path.name
    assert "1950" not in files.record.name


def test_the_proportions_of_the_pixels_are_kept(tmp_path: Path) -> None:
    moment = make_moment()
    moment = replace(moment, frame=replace(moment.frame, pixel_aspect=Fraction(16, 15)))
    files = write_snapshot(tmp_path, moment, PROVENANCE, 1)
    content = files.raw.read_bytes()
    at = content.index(b"pHYs") + 4
    assert (content[at + 3], content[at + 7], content[at + 8]) == (15, 16, 0)
    assert cv2.imread(str(files.raw)).shape == (240, 320, 3)


def test_the_overlay_has_square_pixels_for_every_viewer(tmp_path: Path) -> None:
    moment = make_moment()
    for aspect, size in ((Fraction(16, 15), (240, 341)), (Fraction(15, 16), (256, 320))):
        narrow = replace(moment, frame=replace(moment.frame, pixel_aspect=aspect))
        files = write_snapshot(tmp_path, narrow, PROVENANCE, 1)
        assert cv2.imread(str(files.overlay)).shape[:2] == size
        assert b"pHYs" not in files.overlay.read_bytes()
        assert json.loads(files.record.read_text())["frame"]["pixel_aspect"] == str(aspect)


def test_only_the_owner_reads_them(tmp_path: Path) -> None:
    files = write_snapshot(tmp_path / "new", make_moment(), PROVENANCE, 1)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    for path in (files.raw, files.overlay, files.record):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    names = {write_snapshot(tmp_path, make_moment(), PROVENANCE, 1).record for _ in range(3)}
    assert len(names) == 3
    assert len(list(tmp_path.iterdir())) == 9


@pytest.mark.parametrize("last", ["_raw.png", "_overlay.png", "_record.json"])
def test_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    import hysteroview.exam.files.medium as module

    open_file = module.atomic_file

    @contextmanager
    def fill_up(path: Path, *, private: bool) -> Iterator[Path]:
        with open_file(path, private=private) as temporary:
            yield temporary
            if path.name.endswith(last):
                raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "atomic_file", fill_up)
    with pytest.raises(StorageError):
        write_snapshot(tmp_path, make_moment(), PROVENANCE, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as error:
        write_snapshot(tmp_path / "file" / "snapshots", make_moment(), PROVENANCE, 1)
    assert error.value.remedy


def test_a_full_hd_snapshot_costs_little(tmp_path: Path) -> None:
    """In processor time, which does not depend on what else the machine does."""
    moment = make_moment(dimming=None)
    pixels = np.zeros((1080, 1920, 4), np.uint8)
    pixels[..., :3] = cv2.GaussianBlur(
        np.random.default_rng(1).integers(0, 256, (1080, 1920, 3), np.uint8), (31, 31), 5
    )
    pixels[..., 3] = 255
    moment = replace(moment, frame=replace(moment.frame, image=pixels))
    began_s = time.process_time()
    write_snapshot(tmp_path, moment, PROVENANCE, 1)
    assert time.process_time() - began_s < 3.0  # ample: about 0.4 s
