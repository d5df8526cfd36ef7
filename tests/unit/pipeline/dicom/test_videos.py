"""Recordings as DICOM objects: what other programs read in them."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from dicom_exams import keep_whole_exam
from dicom_files import complaints, contradictions, read
from hysteroview.core.errors import StorageError
from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.pipeline.dicom import videos
from hysteroview.pipeline.dicom.objects import make_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.exports.content import read_content
from hysteroview.pipeline.exports.place import ExamPlace
from recordings import number_of

VIDEO = ObjectOptions(kinds=(ObjectKind.VIDEO,))


def stream_of(path: Path, folder: Path) -> Path:
    """Return the MP4 file in a DICOM file."""
    content = read(path)
    from pydicom.encaps import generate_fragments

    fragments = list(generate_fragments(content.PixelData))
    assert [len(each) for each in fragments[:-1]] == [0]  # the offset table is empty
    made = folder / f"{path.stem}.mp4"
    made.write_bytes(fragments[-1])
    return made


def numbers_in(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [number_of(each.to_ndarray(format="gray")) for each in container.decode(video=0)]


def test_the_recording_is_held_as_it_is(tmp_path: Path) -> None:
    place = keep_whole_exam(tmp_path / "store", states=())
    (made,) = make_objects(place, tmp_path, VIDEO).objects
    assert complaints(made.path) == []
    content = read(made.path)
    assert content.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.102"
    assert (content.NumberOfFrames, content.FrameTime, content.CineRate) == (75, 40, 25)
    assert (content.Rows, content.Columns) == (96, 192)
    stream = stream_of(made.path, tmp_path)
    assert numbers_in(stream) == list(range(75))
    exam = read_content(place)
    kept = exam.folder.path / exam.clips[0].name
    with av.open(str(kept)) as one, av.open(str(stream)) as other:
        pairs = zip(one.decode(video=0), other.decode(video=0), strict=True)
        assert all(np.array_equal(a.to_ndarray(), b.to_ndarray()) for a, b in pairs)
        assert other.streams.video[0].profile == "High"
        assert not {"title", "comment"} & set(other.metadata)


def test_gaps_in_a_recording_are_stated(tmp_path: Path) -> None:
    place = keep_whole_exam(tmp_path / "store", states=(), recorded=20, gap_s=2.0)
    (made,) = make_objects(place, tmp_path, VIDEO).objects
    content = read(made.path)
    assert content.NumberOfFrames == 20
    assert content.EffectiveDuration == pytest.approx(2.8)
    assert "gaps in the recording: 1" in content.ImageComments
    assert "2.040 s from frame 10 to the next" in content.ImageComments
    assert complaints(made.path) == []


def test_a_long_recording_becomes_several_instances(tmp_path: Path) -> None:
    place = keep_whole_exam(tmp_path / "store", states=())
    options = ObjectOptions(kinds=(ObjectKind.VIDEO,), most_video_bytes=1 << 14 | 8000)
    made = make_objects(place, tmp_path, options).objects
    assert len(made) > 1
    assert len({each.sop_instance_uid for each in made}) == len(made)
    assert contradictions([each.path for each in made]) == []
    found = [number for each in made for number in numbers_in(stream_of(each.path, tmp_path))]
    assert found == list(range(75))
    times = [read(each.path).ContentTime for each in made]
    assert times == sorted(times)
    assert "part 1 of" in read(made[0].path).ImageComments
    assert sorted(tmp_path.glob("*.mp4")) == sorted(
        tmp_path / f"{each.path.stem}.mp4" for each in made
    )


def test_what_no_syntax_holds_is_encoded_again(tmp_path: Path) -> None:
    place = keep_whole_exam(tmp_path / "store", states=(), recorded=2, size=(2048, 1200))
    made = make_objects(place, tmp_path, VIDEO)
    content = read(made.objects[0].path)
    assert (content.Columns, content.Rows) == (1844, 1080)
    assert content.NumberOfFrames == 2
    assert any("encoded again" in each for each in made.notes)
    assert numbers_in(stream_of(made.objects[0].path, tmp_path)) == [0, 1]
    assert complaints(made.objects[0].path) == []


def test_other_pictures_of_an_encoder_are_another_object(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = keep_whole_exam(tmp_path / "store", states=(), recorded=2, size=(2048, 1200))
    folders = [tmp_path / name for name in ("first", "again", "other")]
    uids = []
    for folder in folders:
        folder.mkdir()
        if folder.name == "other":  # as another version of the encoder makes them
            monkeypatch.setattr(videos, "_fitting", lambda _size, _rate: (1842, 1078))
        (made,) = make_objects(place, folder, VIDEO).objects
        uids.append(made.sop_instance_uid)
    assert uids[0] == uids[1] != uids[2]


def test_a_changed_recording_is_refused(tmp_path: Path) -> None:
    place = keep_whole_exam(tmp_path / "store", states=(), recorded=10)
    exam = read_content(place)
    with (exam.folder.path / exam.clips[0].name).open("ab") as file:
        file.write(b"\0\0\0\x08free")
    with pytest.raises(StorageError, match="was changed"):
        make_objects(place, tmp_path, VIDEO)


def test_an_encrypted_recording_is_read(tmp_path: Path) -> None:
    from hysteroview.exam.store.keys import make_key

    (tmp_path / "store").mkdir()
    key = make_key(tmp_path / "store", "correct horse battery")
    place: ExamPlace = keep_whole_exam(tmp_path / "store", states=(), recorded=10, key=key)
    (made,) = make_objects(place, tmp_path, VIDEO).objects
    assert numbers_in(stream_of(made.path, tmp_path)) == list(range(10))
