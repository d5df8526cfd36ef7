"""Snapshots as DICOM objects: what other programs read in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from dicom_files import complaints, contradictions, read, rgb_by_dcmtk, rgb_by_gdcm, rgb_of
from exported import console_picture, keep_pictures
from hysteroview.exam.store.dicom.uids import STUDY_EVENT, study_event
from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.exports.content import read_content
from hysteroview.pipeline.exports.place import ExamPlace

STILLS = ObjectOptions(kinds=(ObjectKind.STILL,))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> ExamPlace:
    """An exam with three pictures: plain, with a name beside it, and with other pixels."""
    pictures = [console_picture(), console_picture("Weiss, Annegret"), console_picture(seed=2)]
    return keep_pictures(tmp_path_factory.mktemp("store"), pictures, aspect="1")


def original(place: ExamPlace, number: int) -> np.ndarray:
    content = read_content(place)
    file = content.folder.path / content.snapshots[number].files["raw"].name
    return cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)


@pytest.mark.parametrize("is_lossless", [False, True])
def test_dicom3tools_finds_no_fault(place: ExamPlace, tmp_path: Path, is_lossless: bool) -> None:
    options = ObjectOptions(kinds=(ObjectKind.STILL,), is_lossless=is_lossless)
    made = make_objects(place, tmp_path, options)
    assert len(made.objects) == 3
    for each in made.objects:
        assert complaints(each.path) == []
    assert contradictions([each.path for each in made.objects]) == []


def test_pydicom_dcmtk_and_gdcm_decode_the_same_pixels(place: ExamPlace, tmp_path: Path) -> None:
    path = make_objects(place, tmp_path, STILLS).objects[0].path
    pixels = rgb_of(path)
    assert np.abs(pixels.astype(int) - original(place, 0)).mean() < 2
    for other in (rgb_by_dcmtk(path, tmp_path), rgb_by_gdcm(path, tmp_path)):
        assert np.abs(pixels.astype(int) - other).max() <= 2


def test_a_lossless_still_has_the_original_pixels(place: ExamPlace, tmp_path: Path) -> None:
    options = ObjectOptions(kinds=(ObjectKind.STILL,), is_lossless=True)
    path = make_objects(place, tmp_path, options).objects[0].path
    whole = original(place, 0)
    for pixels in (rgb_of(path), rgb_by_dcmtk(path, tmp_path), rgb_by_gdcm(path, tmp_path)):
        assert np.array_equal(pixels, whole)
    assert hashlib.sha256(whole.tobytes()).hexdigest() in read(path).ImageComments


def test_a_still_says_of_which_original_it_was_made(place: ExamPlace, tmp_path: Path) -> None:
    content = read(make_objects(place, tmp_path, STILLS).objects[0].path)
    assert hashlib.sha256(original(place, 0).tobytes()).hexdigest() in content.ImageComments
    assert content.LossyImageCompression == "01"


def test_burned_in_text_is_stated_as_it_is(place: ExamPlace, tmp_path: Path) -> None:
    made = make_objects(place, tmp_path, STILLS).objects
    assert [read(each.path).BurnedInAnnotation for each in made] == ["NO", "YES", "NO"]


def test_names_have_both_groups(place: ExamPlace, tmp_path: Path) -> None:
    content = read(make_objects(place, tmp_path, STILLS).objects[0].path)
    assert content.SpecificCharacterSet == "ISO_IR 192"
    assert content.PatientName.alphabetic == "Weiss^Annegret"
    assert content.PatientName.ideographic == "王^小明"


def test_a_second_time_the_same_files_are_made(place: ExamPlace, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = make_objects(place, tmp_path / "one", STILLS)
    two = make_objects(place, tmp_path / "two", STILLS)
    assert [a.path.read_bytes() for a in one.objects] == [b.path.read_bytes() for b in two.objects]


def test_other_pixels_and_another_form_have_other_uids(place: ExamPlace, tmp_path: Path) -> None:
    jpeg = {each.sop_instance_uid for each in make_objects(place, tmp_path, STILLS).objects}
    options = ObjectOptions(kinds=(ObjectKind.STILL,), is_lossless=True)
    raw = {each.sop_instance_uid for each in make_objects(place, tmp_path, options).objects}
    assert len(jpeg | raw) == 6


def test_the_shape_of_pixels_is_kept(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture()], aspect="16/15")
    path = make_objects(place, tmp_path, STILLS).objects[0].path
    assert list(read(path).PixelAspectRatio) == [15, 16]
    assert complaints(path) == []


def test_an_exam_of_an_order_has_the_study_of_the_order(tmp_path: Path) -> None:
    place = keep_pictures(tmp_path / "store", [console_picture()])
    (before,) = make_objects(place, tmp_path, STILLS).objects
    place.note(STUDY_EVENT, study_event("1.2.826.0.1.3680043.8.498.1"))
    (after,) = make_objects(place, tmp_path, STILLS).objects
    assert after.study_instance_uid == "1.2.826.0.1.3680043.8.498.1"
    assert after.sop_instance_uid != before.sop_instance_uid
    (again,) = make_objects(place, tmp_path, STILLS).objects
    assert again.sop_instance_uid == after.sop_instance_uid
