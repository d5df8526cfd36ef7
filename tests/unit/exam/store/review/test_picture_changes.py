"""Tests of what is said about pictures in the exam record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.core.review.pictures import (
    PICTURES_CHANGED,
    PICTURES_UNDONE,
    PicturesReview,
    pictures_review_of,
)
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import EXAM_FILE
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.exam.store.store import open_store
from moments import snapshot
from picture_notes import said_of


@pytest.fixture
def exam_id(tmp_path: Path) -> str:
    with open_store(tmp_path) as store:
        exam_id = store.begin_exam(
            Patient(name="A^B"), source="s", model="m", model_sha256="ab"
        ).exam_id
        folder = store.exam_folder(exam_id)
        for number in (1, 2):
            store.add_media(exam_id, snapshot(folder.snapshots, number).record)
        store.end_exam(exam_id)
    return exam_id


@pytest.fixture
def store(tmp_path: Path, exam_id: str) -> Iterator[ExamStore]:
    with open_store(tmp_path) as opened:
        yield opened


def _items(store: ExamStore, exam_id: str) -> list[str]:
    return list(dict.fromkeys(each.item for each in store.media(exam_id)))


def _say(store: ExamStore, exam_id: str) -> PicturesReview:
    change = said_of(_items(store, exam_id)[0])
    review = PicturesReview().with_change(change)
    store.change_pictures(exam_id, PICTURES_CHANGED, change.as_dict(), review.notes)
    return review


def test_what_is_said_is_in_record_log_and_index_and_the_exam_is_intact(
    store: ExamStore, exam_id: str
) -> None:
    pictures = {
        each.name: (store.exam_folder(exam_id).path / each.name).read_bytes()
        for each in store.media(exam_id)
    }
    review = _say(store, exam_id)
    assert store.exam(exam_id).pictures == review.notes
    folder = store.exam_folder(exam_id)
    assert folder.read_exam().pictures == review.notes
    assert not [each for each in verify(store, exam_id) if each.fault]
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    again = pictures_review_of((each.kind, each.content) for each in entries)
    assert again.notes == review.notes
    assert {name: (folder.path / name).read_bytes() for name in pictures} == pictures


def test_undone_change_is_logged_and_leaves_the_record_as_before(
    store: ExamStore, exam_id: str
) -> None:
    before = store.exam_folder(exam_id).hash_of(EXAM_FILE)
    review = _say(store, exam_id).without(1)
    store.change_pictures(exam_id, PICTURES_UNDONE, {"change": 1}, review.notes)
    assert store.exam_folder(exam_id).hash_of(EXAM_FILE) == before
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    assert [each.kind for each in entries][-2:] == [PICTURES_CHANGED, PICTURES_UNDONE]
    assert not [each for each in verify(store, exam_id) if each.fault]


def test_what_is_said_is_rebuilt_from_the_folders(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    review = _say(store, exam_id)
    store.close()
    assert [each.fault for each in rebuild(tmp_path)] == [""]
    with open_store(tmp_path, read_only=True) as again:
        assert again.exam(exam_id).pictures == review.notes


def test_exam_about_whose_pictures_nothing_is_said_is_written_as_before(
    store: ExamStore, exam_id: str
) -> None:
    fields = json.loads((store.exam_folder(exam_id).path / EXAM_FILE).read_text())
    assert "pictures" not in fields
    assert Exam.from_dict(fields).pictures == ()


def test_picture_that_is_not_in_the_exam_is_refused(store: ExamStore, exam_id: str) -> None:
    head = store.head(exam_id)
    change = said_of("other_record.json")
    with pytest.raises(StorageError, match="not in this exam"):
        store.change_pictures(exam_id, PICTURES_CHANGED, change.as_dict(), change.after)
    assert store.head(exam_id) == head


def test_exam_show_says_what_is_said_of_each_picture(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    item = _say(store, exam_id).notes[0].item
    store.close()
    shown = CliRunner().invoke(hysteroview, ["exam", f"--store={tmp_path}", "show", exam_id])
    assert shown.exit_code == 0, shown.output
    (line,) = (each for each in shown.output.splitlines() if item in each)
    assert line.endswith(
        "lesion 2, picture 1 of the report, drawing of 5 shapes, measured 30 % of the view, "
        "\u201c\u606f\u8089 polyp\u201d"
    )
