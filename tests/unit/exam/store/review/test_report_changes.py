"""Tests of the report's fields in the exam record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import EXAM_FILE
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.review.report import change_report, read_entry, undo_report
from hysteroview.exam.store.store import open_store
from kept_exams import keep_exam

VALUES = {"medium": "saline", "pressure_mmhg": "80", "conclusion": "first\nsecond", "operator": "W"}


@pytest.fixture
def exam_id(tmp_path: Path) -> str:
    return keep_exam(tmp_path)


@pytest.fixture
def store(tmp_path: Path, exam_id: str) -> Iterator[ExamStore]:
    with open_store(tmp_path) as opened:
        yield opened


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(hysteroview, ["exam", f"--store={folder}", *arguments])


def test_fields_are_in_record_and_log_and_the_exam_is_intact(
    store: ExamStore, exam_id: str
) -> None:
    assert change_report(store, exam_id, VALUES) == (
        "operator", "medium", "pressure_mmhg", "conclusion",
    )  # fmt: skip
    kept = {code: value for code, value in VALUES.items() if code != "operator"}
    exam = store.exam_folder(exam_id).read_exam()
    assert store.exam(exam_id) == exam
    assert (exam.report, exam.operator) == (kept, "W")
    assert read_entry(store, exam_id).values == kept
    assert not [each for each in verify(store, exam_id) if each.fault]
    assert change_report(store, exam_id, VALUES) == ()


def test_undone_change_is_logged_and_leaves_the_record_as_before(
    store: ExamStore, exam_id: str
) -> None:
    before = store.exam_folder(exam_id).hash_of(EXAM_FILE)
    assert undo_report(store, exam_id) is None
    change_report(store, exam_id, {"medium": "saline"})
    undone = undo_report(store, exam_id)
    assert undone is not None
    assert undone.after == {"medium": "saline"}
    assert store.exam_folder(exam_id).hash_of(EXAM_FILE) == before
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    assert [each.kind for each in entries][-2:] == ["report", "report_undone"]
    assert not [each for each in verify(store, exam_id) if each.fault]


def test_fields_are_rebuilt_from_the_folders(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    change_report(store, exam_id, {"medium": "saline"})
    store.close()
    assert [each.fault for each in rebuild(tmp_path)] == [""]
    with open_store(tmp_path, read_only=True) as again:
        assert again.exam(exam_id).report == {"medium": "saline"}


def test_exam_without_fields_is_written_as_before_them(store: ExamStore, exam_id: str) -> None:
    fields = json.loads((store.exam_folder(exam_id).path / EXAM_FILE).read_text())
    assert "report" not in fields
    assert Exam.from_dict(fields).report == {}


def test_wrong_value_changes_nothing(store: ExamStore, exam_id: str) -> None:
    head = store.head(exam_id)
    with pytest.raises(StorageError, match="none of the choices"):
        change_report(store, exam_id, {"operator": "W", "medium": "beer"})
    assert store.head(exam_id) == head


def test_fields_are_filled_listed_and_undone_on_the_command_line(
    exam_id: str, tmp_path: Path
) -> None:
    fluid = ("fluid_in_ml=4000", "fluid_out_ml=2800", "medium=hypotonic")
    filled = _run(tmp_path, "fill", exam_id, *fluid, "operator=Dr. Weiss")
    assert filled.exit_code == 0, filled.output
    listed = _run(tmp_path, "fill", exam_id).output
    assert "Operator: Dr. Weiss" in listed
    assert "hypotonic solution without electrolytes" in listed
    shown = _run(tmp_path, "show", exam_id).output
    assert "report        Fluid in: 4000 mL" in shown
    assert "warning       fluid deficit 1200 mL: 1,000 mL or more" in shown
    assert "undone" in _run(tmp_path, "fill", exam_id, "--undo").output
    assert "Fluid in" not in _run(tmp_path, "show", exam_id).output
    assert _run(tmp_path, "fill", exam_id, "medium").exit_code == 2
