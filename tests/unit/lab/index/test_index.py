"""An index of a small department: round views as stills and as a video."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from click.testing import CliRunner

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.index.extract import Sampling, extract
from hysteroview.lab.index.pictures import read_index
from hysteroview.lab.manifest.entries import Entry

PATIENTS = 6
SIZE = 128


def _view(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a round view (SIZE, SIZE, 3), BGR, of some texture, and the mask of a disk in it."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(60, 255, (7, 7, 3), np.uint8)
    pixels = cv2.resize(coarse, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
    round_view, lesion = np.zeros((2, SIZE, SIZE), np.uint8)
    cv2.circle(round_view, (SIZE // 2, SIZE // 2), SIZE // 2 - 8, 255, -1)
    cv2.circle(lesion, (SIZE // 2, SIZE // 3), SIZE // 8, 255, -1)
    return cv2.copyTo(pixels, round_view), lesion


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stills of six patients with masks, a video of a seventh, and their table."""
    folder = tmp_path_factory.mktemp("department")
    rows = ["patient,file,label,mask,site"]
    for patient in range(PATIENTS):
        label = ("EP", "EC")[patient % 2]
        for view in range(2):
            pixels, lesion = _view(10 * patient + view)
            name = f"p{patient}_{view}"
            cv2.imwrite(str(folder / f"{name}.png"), pixels)
            cv2.imwrite(str(folder / f"{name}_mask.png"), lesion)
            rows.append(f"P{patient},{name}.png,{label},{name}_mask.png,site {patient % 2}")
    _write_video(folder / "video.mp4")
    rows.append("P9,video.mp4,SM,,site 1")
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    return folder


def _write_video(path: Path) -> None:
    """Three seconds at 5 frames/s; the last second repeats one picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width = stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for index in range(15):
            pixels, _ = _view(200 + min(index // 5, 1))
            frame = av.VideoFrame.from_ndarray(pixels, "bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _index(department: Path, output: Path, *options: str) -> str:
    arguments = ["lab", "index", str(department / "manifest.csv"), "--output", str(output)]
    result = CliRunner().invoke(
        hysteroview, [*arguments, "--size", "64", "--no-gate", "--processes", "1", *options]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.output


def test_a_department_becomes_pictures_for_training(department: Path, tmp_path: Path) -> None:
    output = _index(department, tmp_path / "index", "--rate", "1")
    made = read_index(tmp_path / "index")
    assert made.crops.shape == (14, 64, 64, 3)
    assert Counter(each.label for each in made.pictures) == {"EP": 6, "EC": 6, "SM": 2}
    assert made.left_out == {"same as the picture before": 1}
    assert "14 pictures of 7 patients" in output
    video = [each for each in made.pictures if each.source == "video.mp4"]
    assert [each.time_s for each in video] == [0.0, 1.0]
    assert [each.has_lesion for each in made.pictures] == [True] * 12 + [False] * 2
    assert made.lesions[:12].reshape(12, -1).max(axis=1).min() == 255
    assert made.lesions[12:].max() == 0
    assert [made.labels.codes[k] for k in made.truth[:2]] == ["EP", "EP"]
    assert cv2.imread(str(tmp_path / "index" / "sheet.png")) is not None
    assert made.crops[0].mean() > 20


def test_it_is_divided_and_the_division_is_checked(department: Path, tmp_path: Path) -> None:
    manifest = department / "stills.csv"
    lines = (department / "manifest.csv").read_text().splitlines()[:-1]
    manifest.write_text("\n".join(lines))
    folder, split = tmp_path / "index", tmp_path / "split.json"
    runner = CliRunner()
    common = ["--size", "64", "--no-gate", "--processes", "1"]
    made = runner.invoke(
        hysteroview, ["lab", "index", str(manifest), "--output", str(folder), *common]
    )
    assert made.exit_code == 0, made.output
    shares = ["--test-share", "0.34", "--validation-share", "0.5"]
    divided = runner.invoke(
        hysteroview, ["lab", "split", str(folder), "--output", str(split), *shares]
    )
    assert divided.exit_code == 0, divided.output
    assert "2 / 1" in divided.output
    check = ["lab", "check-split", str(folder), str(split)]
    assert "No patient" in runner.invoke(hysteroview, check).output
    content = json.loads(split.read_text())
    fold = content["folds"][0]
    fold["test"].append(fold["training"].pop())
    split.write_text(json.dumps(content))
    result = runner.invoke(hysteroview, check)
    assert isinstance(result.exception, HysteroViewError)
    assert "is in test and training" in str(result.exception)


def test_a_copy_under_another_patient_is_reported(department: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes((department / "p0_0.png").read_bytes())
    turned = cv2.flip(cv2.imread(str(department / "p1_0.png")), 1)
    cv2.imwrite(str(tmp_path / "b.jpg"), turned, [cv2.IMWRITE_JPEG_QUALITY, 70])
    for name in ("p0_0", "p1_0"):
        (tmp_path / f"{name}.png").write_bytes((department / f"{name}.png").read_bytes())
    table = "patient,file,label\nP0,p0_0.png,EP\nP1,p1_0.png,EC\nX,b.jpg,EC\n"
    (tmp_path / "manifest.csv").write_text(table)
    assert "1 pairs of pictures of different patients" in _index(tmp_path, tmp_path / "one")
    (tmp_path / "manifest.csv").write_text(table + "Y,a.png,EP\n")
    with pytest.raises(HysteroViewError, match="line 2, 5: The same file content"):
        _index(tmp_path, tmp_path / "two")
    assert not (tmp_path / "two").exists()


def test_files_that_cannot_be_read_are_listed_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(b"no video")
    (tmp_path / "empty.png").write_bytes(b"")
    table = "patient,file,label\nP1,bad.mp4,EP\nP2,empty.png,EC\n"
    (tmp_path / "manifest.csv").write_text(table)
    with pytest.raises(HysteroViewError, match="No picture of the manifest"):
        _index(tmp_path, tmp_path / "index")


def test_a_part_of_a_video_is_taken(department: Path) -> None:
    entry = Entry(
        row=2, file=department / "video.mp4", patient="P", label="SM", start_s=0.9, end_s=1.6
    )
    found = list(extract(entry, Sampling(size_px=64, rate_hz=5, is_gated=False), Counter()))
    assert [round(each.time_s, 3) for each in found] == [1.0]
    both = Sampling(size_px=64, rate_hz=1, most_frames=1, is_gated=False)
    whole = Entry(row=2, file=department / "video.mp4", patient="P", label="SM")
    left_out: Counter[str] = Counter()
    assert len(list(extract(whole, both, left_out))) == 1
    assert left_out["beyond the number for each entry"] == 1


def test_a_mask_of_another_size_is_refused(department: Path, tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "mask.png"), np.full((9, 9), 255, np.uint8))
    entry = Entry(
        row=2, file=department / "p0_0.png", patient="P", label="EP", mask=tmp_path / "mask.png"
    )
    with pytest.raises(HysteroViewError, match="9 × 9 px"):
        list(extract(entry, Sampling(size_px=64, is_gated=False), Counter()))


@pytest.mark.parametrize("text", ["", "{}", '{"version": 9}', "[1]"])
def test_damaged_indexes_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "index.json").write_text(text)
    with pytest.raises(HysteroViewError, match="cannot be read"):
        read_index(tmp_path)
    with pytest.raises(HysteroViewError, match="is not an index"):
        read_index(tmp_path / "nothing")


def test_an_index_of_phantoms_says_so(department: Path, tmp_path: Path) -> None:
    _index(department, tmp_path / "index", "--most", "1", "--phantom")
    assert read_index(tmp_path / "index").settings["is_synthetic"] is True
    _index(department, tmp_path / "other", "--most", "1")
    assert "is_synthetic" not in read_index(tmp_path / "other").settings
