"""Tests of lesions and their pathology in the exam record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.core.review.lesions import (
    INADEQUATE,
    Lesion,
    LesionPathology,
    LesionsReview,
    PathologyState,
)
from hysteroview.core.review.places import Place
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import EXAM_FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Exam, Pathology
from hysteroview.exam.store.review.lesions import (
    change_lesions,
    read_lesions,
    redo_change,
    undo_change,
)
from hysteroview.exam.store.store import open_store
from kept_exams import keep_exam

POLYP = Lesion(number=1, place=Place.FUNDUS, size_mm=8.0, code="EP", is_biopsied=True, jar="A")
RESULT = LesionPathology(result="EC", text="G1, endometrioid", date="2026-11-20")


@pytest.fixture
def exam_id(tmp_path: Path) -> str:
    return keep_exam(tmp_path)


@pytest.fixture
def store(tmp_path: Path, exam_id: str) -> Iterator[ExamStore]:
    with open_store(tmp_path) as opened:
        yield opened


def _add(store: ExamStore, exam_id: str, lesion: Lesion = POLYP) -> None:
    change_lesions(store, exam_id, lambda review: review.add(lesion))


def test_lesion_is_in_record_log_and_index_and_the_exam_is_intact(
    store: ExamStore, exam_id: str
) -> None:
    _add(store, exam_id)
    change_lesions(store, exam_id, lambda review: review.enter(1, RESULT))
    (lesion,) = store.exam(exam_id).lesions
    assert lesion.pathology == RESULT
    assert store.exam_folder(exam_id).read_exam().lesions == (lesion,)
    assert read_lesions(store, exam_id).lesions == (lesion,)
    for code in ("EP", "EC"):
        assert [e.exam_id for e in store.search(Search(finding=code))] == [exam_id]
    assert not [each for each in verify(store, exam_id) if each.fault]
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    assert [each.content.get("kind") for each in entries][-2:] == ["add", "pathology"]


def test_undone_entry_is_logged_and_leaves_the_record_as_before(
    store: ExamStore, exam_id: str
) -> None:
    before = store.exam_folder(exam_id).hash_of(EXAM_FILE)
    _add(store, exam_id)
    assert undo_change(store, exam_id).kind == "add"
    assert store.exam_folder(exam_id).hash_of(EXAM_FILE) == before
    redo_change(store, exam_id, 1)
    assert store.exam(exam_id).lesions == (POLYP,)
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    assert [each.kind for each in entries][-3:] == ["lesion", "lesion_undone", "lesion_redone"]
    assert not [each for each in verify(store, exam_id) if each.fault]


def test_lesions_are_rebuilt_from_the_folders(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    _add(store, exam_id)
    change_lesions(store, exam_id, lambda review: review.enter(1, RESULT))
    lesions = store.exam(exam_id).lesions
    store.close()
    assert [each.fault for each in rebuild(tmp_path)] == [""]
    with open_store(tmp_path, read_only=True) as again:
        assert again.exam(exam_id).lesions == lesions
        assert [e.exam_id for e in again.search(Search(finding="EC"))] == [exam_id]


def test_exam_without_lesions_is_written_as_before_them(store: ExamStore, exam_id: str) -> None:
    store.add_pathology(exam_id, Pathology(label="EP", text="", entered_wall_ns=1))
    fields = json.loads((store.exam_folder(exam_id).path / EXAM_FILE).read_text())
    assert "lesions" not in fields
    exam = Exam.from_dict(fields)
    assert exam.lesions == ()
    assert exam.pathology_state is PathologyState.KNOWN


def test_exam_waits_for_the_result_of_each_biopsy(store: ExamStore, exam_id: str) -> None:
    _add(store, exam_id)
    _add(store, exam_id)
    states = []
    for number in (1, 2):
        states.append(store.exam(exam_id).pathology_state)
        result = LesionPathology(result=INADEQUATE)
        change_lesions(store, exam_id, lambda review, n=number, r=result: review.enter(n, r))
    assert states == [PathologyState.PENDING] * 2
    assert store.exam(exam_id).pathology_state is PathologyState.INADEQUATE


@pytest.mark.parametrize(
    "lesion",
    [
        Lesion(number=1, note="a\x1b[2Jb"),
        Lesion(number=1, is_biopsied=True, jar="A" * 65),
        Lesion(
            number=1, is_biopsied=True,
            pathology=LesionPathology(result="other", text="a\x00b"),
        ),
    ],
)  # fmt: skip
def test_lesions_with_control_characters_or_overlong_fields_are_refused(
    store: ExamStore, exam_id: str, lesion: Lesion
) -> None:
    with pytest.raises(StorageError, match=r"control characters|longer"):
        _add(store, exam_id, lesion)
    assert store.exam(exam_id).lesions == ()


def test_exam_show_lists_lesions_and_what_pathology_found(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    _add(store, exam_id)
    change_lesions(store, exam_id, lambda review: review.enter(1, RESULT))
    _add(store, exam_id, Lesion(number=1, code="SM", note="not resected"))
    _add(store, exam_id, Lesion(number=1, is_biopsied=True))
    store.close()
    shown = CliRunner().invoke(hysteroview, ["exam", f"--store={tmp_path}", "show", exam_id])
    assert shown.exit_code == 0, shown.output
    lines = [each for each in shown.output.splitlines() if each.startswith("lesion")]
    assert lines == [
        (
            "lesion        1: EP, fundus, 8 mm, biopsy in jar A; "
            "pathology of 2026-11-20: EC (G1, endometrioid)"
        ),
        "lesion        2: SM, no biopsy (not resected)",
        "lesion        3: not named, biopsy; pathology pending",
    ]


def test_missing_lesion_or_change_is_named(store: ExamStore, exam_id: str) -> None:
    with pytest.raises(StorageError, match="no lesion 3"):
        change_lesions(store, exam_id, lambda review: review.remove(3))
    with pytest.raises(StorageError, match="no change"):
        undo_change(store, exam_id)
    with pytest.raises(StorageError, match="no change"):
        redo_change(store, exam_id, 1)


def test_damaged_entry_is_named_and_nothing_is_added(store: ExamStore, exam_id: str) -> None:
    store.add_event(exam_id, "lesion", {"change": "x"})
    with pytest.raises(StorageError, match="damaged"):
        read_lesions(store, exam_id)
    with pytest.raises(StorageError, match="damaged"):
        _add(store, exam_id)


def test_review_without_entries_has_no_lesions(store: ExamStore, exam_id: str) -> None:
    assert read_lesions(store, exam_id) == LesionsReview()
