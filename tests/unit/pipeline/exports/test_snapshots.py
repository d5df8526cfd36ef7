"""Snapshots of an exam as pictures for others."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from exported import WHO, console_picture, keep_pictures
from hysteroview.core.errors import StorageError
from hysteroview.core.review.drawing import Drawing, DrawingView, Shape, ShapeKind
from hysteroview.core.review.pictures import PICTURES_CHANGED, PicturesReview
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import open_store
from hysteroview.export.output.target import file_hash
from hysteroview.export.pictures.encoding import PictureFormat, read_xmp
from hysteroview.export.pictures.sheet import PageSize
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import Layers, NoViewError
from hysteroview.pipeline.exports.snapshots import PictureOptions, export_snapshots
from ocr import read_text

RAW = Layers()


@pytest.fixture
def place(tmp_path: Path) -> ExamPlace:
    return keep_pictures(tmp_path / "store", [console_picture("Weiss 王小明"), console_picture()])


def read(path: Path) -> np.ndarray:
    return np.asarray(cv2.imread(str(path)))


def test_raw_pictures_are_those_of_the_source(place: ExamPlace, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = export_snapshots(place, PictureOptions(layers=RAW), ExportRequest(target=out))
    assert made.count == 2
    names = sorted(path.name for path in out.iterdir())
    assert names == ["0001_raw.png", "0002_raw.png", "export.json"]
    assert np.array_equal(read(out / names[0]), console_picture("Weiss 王小明")[..., :3])


@pytest.mark.parametrize("form", PictureFormat)
def test_the_caption_is_below_the_picture_and_in_its_metadata(
    place: ExamPlace, tmp_path: Path, form: PictureFormat
) -> None:
    out = tmp_path / "out"
    request = ExportRequest(target=out, language="zh")
    export_snapshots(place, PictureOptions(form=form), request)
    path = out / f"0002_annotated{form.suffix}"
    picture = read(path)
    assert picture.shape[0] > 360
    assert picture.shape[1] == 640
    difference = np.abs(picture[:360].astype(int) - console_picture()[..., :3])
    assert difference.max() == 0 if form is not PictureFormat.JPEG else difference.mean() < 2
    xmp = read_xmp(path.read_bytes()).decode()
    for text in ("子宫内膜息肉", "王小明", "仅供研究使用", "audit", "raw_sha256"):
        assert text in xmp
    with Image.open(path) as opened:
        comment = opened.getexif().get_ifd(0x8769).get(0x9286, b"")
    if form is not PictureFormat.TIFF:
        assert "子宫内膜息肉" in comment[8:].decode("utf-16-be")


def test_pixels_are_square(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture(size=(640, 480))], aspect="16/15")
    out = tmp_path / "out"
    export_snapshots(place, PictureOptions(layers=RAW), ExportRequest(target=out))
    assert read(out / "0001_raw.png").shape == (480, 683, 3)


def test_a_deidentified_picture_is_black_outside_the_field_of_view(
    place: ExamPlace, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    request = ExportRequest(target=out, is_deidentified=True, key_file=tmp_path / "key.json")
    made = export_snapshots(place, PictureOptions(layers=RAW), request)
    picture = read(out / "0001_raw.png")
    assert not picture[:120, :200].any()
    inside = console_picture("Weiss 王小明")[100:260, 340:460, :3]
    assert np.array_equal(picture[100:260, 340:460], inside)
    assert made.to_check == ()
    names = {path.stat().st_mtime_ns for path in out.iterdir()}
    assert len(names) == 1  # no date of the export


def test_text_inside_the_field_of_view_is_reported(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture(inside="Weiss, A.")])
    out = tmp_path / "out"
    request = ExportRequest(target=out, is_deidentified=True, key_file=tmp_path / "key.json")
    made = export_snapshots(place, PictureOptions(), request)
    assert made.to_check == ("0001_annotated",)
    assert json.loads((out / "export.json").read_text())["may_have_text"] == ["0001_annotated"]


def test_a_picture_without_a_field_of_view_does_not_leave(tmp_path: Path) -> None:
    text_only = console_picture("Weiss, Annegret\n0047110")
    text_only[:, 220:, :3] = 0
    place = keep_pictures(tmp_path / "store", [text_only, console_picture()])
    out = tmp_path / "out"
    request = ExportRequest(target=out, is_deidentified=True, key_file=tmp_path / "key.json")
    made = export_snapshots(place, PictureOptions(), request)
    assert (made.count, made.left_out) == (1, ("0001",))
    assert [path.name for path in out.glob("*.png")] == ["0002_annotated.png"]


def test_if_no_picture_can_be_deidentified_nothing_appears(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture()[:, :40]])
    request = ExportRequest(
        target=tmp_path / "out", is_deidentified=True, key_file=tmp_path / "key.json"
    )
    with pytest.raises(NoViewError):
        export_snapshots(place, PictureOptions(), request)
    assert not (tmp_path / "out").exists()


def test_a_drawing_is_on_the_picture_without_the_name_in_it(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture(), console_picture()])
    view = DrawingView(left=0.3, top=0.0, diameter=0.5)
    text = Shape(key="t", kind=ShapeKind.TEXT, points=((0.1, 0.4),), text="polyp of Annegret")
    arrow = Shape(key="a", kind=ShapeKind.ARROW, points=((0.2, 0.2), (0.6, 0.6)))
    item = sorted({each.item for each in _media(place)})[0]
    change = PicturesReview().draw(item, Drawing(view=view, shapes=(text, arrow)))
    with open_store(place.store) as store:
        review = PicturesReview().with_change(change)
        store.change_pictures(place.exam_id, PICTURES_CHANGED, change.as_dict(), review.notes)
    key = tmp_path / "key.json"
    options = PictureOptions(layers=Layers(has_drawing=True))
    pictures = {}
    for name, is_deidentified in (("plain", False), ("clean", True)):
        out = tmp_path / name
        request = ExportRequest(target=out, is_deidentified=is_deidentified, key_file=key)
        export_snapshots(place, options, request)
        pictures[name] = read(out / "0001_annotated.png")
    raw = console_picture()[..., :3]
    assert np.any(pictures["plain"][72:216, 256:400] != raw[72:216, 256:400])
    assert "Anne" in read_text(pictures["plain"], tmp_path)
    assert "Anne" not in read_text(pictures["clean"], tmp_path)


def test_contact_sheets_have_the_size_of_the_paper(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture(seed=n) for n in range(9)])
    out = tmp_path / "out"
    options = PictureOptions(sheet=PageSize.A4, form=PictureFormat.PNG)
    export_snapshots(place, options, ExportRequest(target=out))
    pages = sorted(out.glob("*.png"))
    assert [path.name for path in pages] == ["sheet_01.png", "sheet_02.png"]
    with Image.open(pages[0]) as page:
        assert page.size == (1240, 1754)
        assert page.info["dpi"] == pytest.approx((150, 150), abs=0.1)


def test_a_zip_has_the_same_files(place: ExamPlace, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    export_snapshots(place, PictureOptions(), ExportRequest(target=out))
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist()) == [
            "0001_annotated.png", "0002_annotated.png", "export.json",
        ]  # fmt: skip
        manifest = json.loads(archive.read("export.json"))
        Image.open(io.BytesIO(archive.read("0001_annotated.png"))).verify()
    assert set(manifest["made_from_sha256"]) == {
        each.name for each in _media(place) if each.name.endswith("_raw.png")
    }


def test_only_the_chosen_ones(place: ExamPlace, tmp_path: Path) -> None:
    items = sorted({each.item for each in _media(place)})[:1]
    out = tmp_path / "out"
    options = PictureOptions(items=items)
    assert export_snapshots(place, options, ExportRequest(target=out)).count == 1
    with pytest.raises(StorageError, match="no snapshots"):
        export_snapshots(place, replace(options, items=()), ExportRequest(target=tmp_path / "b"))


def test_originals_stay_untouched(place: ExamPlace, tmp_path: Path) -> None:
    folder = place.store / "exams" / place.exam_id / "snapshots"
    before = {path: (file_hash(path), path.stat().st_mtime_ns) for path in folder.iterdir()}
    export_snapshots(place, PictureOptions(), ExportRequest(target=tmp_path / "out"))
    after = {path: (file_hash(path), path.stat().st_mtime_ns) for path in folder.iterdir()}
    assert after == before
    with place.read() as store:
        assert [part for part in verify(store, place.exam_id) if part.fault] == []


def test_a_changed_picture_is_not_exported(place: ExamPlace, tmp_path: Path) -> None:
    name = next(each.name for each in _media(place) if each.name.endswith("_raw.png"))
    path = place.store / "exams" / place.exam_id / name
    path.write_bytes(cv2.imencode(".png", console_picture(seed=9))[1].tobytes())
    with pytest.raises(StorageError, match="was changed since it was saved"):
        export_snapshots(place, PictureOptions(), ExportRequest(target=tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_name_in_a_file_stops_the_export(
    place: ExamPlace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last check finds what the steps before have left, whatever the reason."""
    from hysteroview.pipeline.exports import shots

    monkeypatch.setattr(shots, "_patient", lambda *_: f"{WHO.shown_name}")
    request = ExportRequest(
        target=tmp_path / "out", is_deidentified=True, key_file=tmp_path / "key.json"
    )
    with pytest.raises(StorageError, match="still contains the patient's name"):
        export_snapshots(place, PictureOptions(), request)
    assert not (tmp_path / "out").exists()


def test_encrypted_exams_are_exported_as_plain_files(tmp_path: Path) -> None:
    from hysteroview.exam.store.keys import make_key

    (tmp_path / "store").mkdir()
    key = make_key(tmp_path / "store", "correct horse battery")
    place = keep_pictures(tmp_path / "store", [console_picture()], key=key)
    assert place.is_encrypted
    out, key_file = tmp_path / "out", tmp_path / "key.json"
    request = ExportRequest(target=out, is_deidentified=True, key_file=key_file)
    export_snapshots(place, PictureOptions(layers=RAW), request)
    assert read(out / "0001_raw.png").shape == (360, 640, 3)
    assert WHO.identifier not in key_file.read_text()


def _media(place: ExamPlace) -> list[object]:
    with place.read() as store:
        return store.media(place.exam_id)  # type: ignore[return-value]
