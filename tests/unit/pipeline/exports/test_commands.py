"""The commands of `hysteroview export`, as they are typed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from exported import console_picture, keep_pictures
from hysteroview.cli.exam.commands import exam
from hysteroview.cli.export.commands import export
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.exports.files import _frames
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.snapshots import PictureOptions
from hysteroview.settings.file import settings_path


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(tmp_path / "store", [console_picture("Weiss")])


def run(place: ExamPlace, command: str, *more: str) -> Result:
    given = [command, place.exam_id, f"--store={place.store}", *more]
    return CliRunner().invoke(export, given)


def test_the_site_may_deidentify_by_default(place: ExamPlace, tmp_path: Path) -> None:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[export]\ndeidentify = true\n")
    try:
        key = f"--key-file={tmp_path / 'key.json'}"
        said = run(place, "table", f"--output={tmp_path / 'a'}", key).output
        assert "de-identified" in said
        said = run(place, "table", f"--output={tmp_path / 'b'}", "--identified").output
        assert "de-identified" not in said
    finally:
        path.unlink()
    shown = CliRunner().invoke(exam, [f"--store={place.store}", "show", place.exam_id]).output
    assert "tables as csv, de-identified" in shown
    assert shown.count("part exported") == 2


def test_encrypted_exams_are_asked_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hysteroview.exam.store.keys import make_key

    (tmp_path / "store").mkdir()
    (tmp_path / "word").write_text("correct horse battery")
    monkeypatch.setenv("HYSTEROVIEW_PASSPHRASE_FILE", str(tmp_path / "word"))
    key = make_key(tmp_path / "store", "correct horse battery")
    place = keep_pictures(tmp_path / "store", [console_picture()], key=key)
    output = f"--output={tmp_path / 'out'}"
    asked = run(place, "snapshots", output)
    assert asked.exit_code
    assert "the exported files are not" in asked.output
    assert not (tmp_path / "out").exists()
    assert run(place, "snapshots", output, "--yes").exit_code == 0
    assert (tmp_path / "out" / "0001_raw.png").exists()


def test_each_picture_of_a_folder_is_judged_alone(tmp_path: Path, bundle: Path) -> None:
    """The decision over time would give a picture the class of those before it."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, color in enumerate([(40, 40, 200)] * 3 + [(40, 180, 40)]):
        picture = np.full((240, 240, 3), color, np.uint8)
        noise = np.random.default_rng(number).integers(0, 25, picture.shape).astype(np.uint8)
        cv2.imwrite(str(folder / f"{number}.png"), picture + noise)
    card = load_card(bundle)
    found = [
        (None if analysis is None else analysis.decision)
        for _, analysis in _frames([str(folder)], card, PictureOptions())
    ]
    labels = [each.label.code for each in found if each is not None and each.label is not None]
    assert labels == ["AH", "AH", "AH", "EP"]


def test_picture_files_are_exported_without_their_names(tmp_path: Path, bundle: Path) -> None:
    files = [tmp_path / f"Weissenborn_{number}.png" for number in (1, 2)]
    for number, file in enumerate(files):
        cv2.imwrite(str(file), console_picture("Weissenborn", seed=number)[..., :3])
    out = tmp_path / "out"
    given = ["snapshots", *map(str, files), "--annotated", "--deidentify", f"--model={bundle}"]
    done = CliRunner().invoke(export, [*given, f"--output={out}"], catch_exceptions=False)
    assert "2 pictures" in done.output
    names = sorted(path.name for path in out.iterdir())
    assert names == ["0001_annotated.png", "0002_annotated.png", "export.json"]
    assert b"Weissenborn" not in b"".join(path.read_bytes() for path in out.iterdir())
    picture = np.asarray(cv2.imread(str(out / names[0])))
    assert not picture[:120, :200].any()
    assert picture.shape[0] > 360
