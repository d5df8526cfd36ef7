"""A store whose disk is missing, or has another one in its place, is neither made nor written."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.files.place import FolderGoneError, Place
from hysteroview.exam.snapshot.snapshot import write_snapshot
from hysteroview.exam.store import opening
from hysteroview.exam.store.records import Patient, TrackSecond
from hysteroview.exam.store.store import open_store
from moments import PROVENANCE, snapshot
from recordings import at_rate, write_all

SECOND = TrackSecond(second=0, wall_ns=1, probabilities=(), states={})


def test_every_write_notices_that_another_folder_is_in_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(folder) as store:
        exam_id = store.begin_exam(Patient(), source="s", model="m", model_sha256="0").exam_id
        folder.rename(tmp_path / "unplugged")
        (folder / "exams" / exam_id).mkdir(parents=True)  # the same path on another disk
        for write in (
            lambda: store.add_event(exam_id, "state", {}),
            lambda: store.add_track(exam_id, SECOND),
            lambda: store.end_exam(exam_id),
            lambda: store.change_patient(exam_id, Patient(name="A")),
            lambda: store.begin_exam(Patient(), source="s", model="m", model_sha256="0"),
        ):
            with pytest.raises(FolderGoneError, match="is missing"):
                write()
        assert [path.name for path in folder.rglob("*")] == ["exams", exam_id]


def test_snapshots_and_clips_make_no_folders_in_place_of_the_exam(tmp_path: Path) -> None:
    folder = tmp_path / "exam" / "snapshots"
    folder.mkdir(parents=True)
    place = Place.of(folder.parent)
    folder.parent.rename(tmp_path / "unplugged")
    moment = snapshot(tmp_path / "other", 1)
    assert moment.raw.is_file()
    with pytest.raises(FolderGoneError):
        write_snapshot(folder, None, PROVENANCE, 1, place=place)  # type: ignore[arg-type]
    with pytest.raises(StorageError):
        write_all(tmp_path / "exam" / "clips", at_rate(30, 9))
    assert not (tmp_path / "exam").exists()


@pytest.mark.parametrize("how", [{"must_exist": True}, {"read_only": True}])
def test_a_store_that_is_only_read_or_changed_is_not_made(
    tmp_path: Path, how: dict[str, bool]
) -> None:
    with pytest.raises(StorageError, match="does not exist") as raised:
        open_store(tmp_path / "disk" / "store", **how)  # type: ignore[arg-type]
    assert "Connect its disk" in raised.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_a_store_is_not_made_where_no_disk_is_mounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = tmp_path / "media"
    media.mkdir()
    monkeypatch.setattr(opening, "_MOUNT_ROOTS", (str(media),))
    with pytest.raises(StorageError, match="no disk is connected"):
        open_store(media / "usb" / "exams")
    assert list(media.iterdir()) == []
    (media / "usb" / "exams").mkdir(parents=True)
    open_store(media / "usb" / "exams").close()
