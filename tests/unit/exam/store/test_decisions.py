"""Tests of decisions about findings in the exam record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyses import LABEL_SET
from hysteroview.cli.main import hysteroview
from hysteroview.core.errors import StorageError
from hysteroview.core.review.findings import (
    CHANGED,
    UNDONE,
    FindingsReview,
    FindingState,
    review_of,
)
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import EXAM_FILE
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.review.proposals import proposals_of
from kept_exams import Span, keep_exam, log_of

CODE = LABEL_SET.codes[1]
OTHER_CODE = LABEL_SET.codes[2]
SPANS = (Span(CODE, 1.0), Span(OTHER_CODE, 10.0, frames=100))
REVIEW = FindingsReview(proposed=proposals_of(log_of(SPANS), LABEL_SET))


@pytest.fixture
def exam_id(tmp_path: Path) -> str:
    return keep_exam(tmp_path, SPANS)


@pytest.fixture
def store(tmp_path: Path, exam_id: str) -> Iterator[ExamStore]:
    with open_store(tmp_path) as opened:
        yield opened


def _accept(store: ExamStore, exam_id: str, code: str = "") -> FindingsReview:
    change = REVIEW.decide(REVIEW.findings[0].key, FindingState.ACCEPTED)
    review = REVIEW.with_change(change)
    store.change_findings(exam_id, CHANGED, change.as_dict(), review.decided)
    if code:
        change = review.relabel(REVIEW.findings[0].key, code)
        review = review.with_change(change)
        store.change_findings(exam_id, CHANGED, change.as_dict(), review.decided)
    return review


def test_heaviest_episode_is_proposed_first() -> None:
    assert [each.code for each in REVIEW.findings] == [OTHER_CODE, CODE]
    assert all(each.start_ns <= each.best_ns <= each.end_ns for each in REVIEW.findings)


def test_decision_is_in_record_log_and_index_and_the_exam_is_intact(
    store: ExamStore, exam_id: str
) -> None:
    review = _accept(store, exam_id, "other")
    assert store.exam(exam_id).findings == review.decided
    assert store.exam_folder(exam_id).read_exam().findings == review.decided
    assert [e.exam_id for e in store.search(Search(finding="other"))] == [exam_id]
    assert not [each for each in verify(store, exam_id) if each.fault]
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    again = review_of(REVIEW.proposed, ((each.kind, each.content) for each in entries))
    assert again.findings == review.findings


def test_undone_decision_is_logged_and_leaves_the_record_as_before(
    store: ExamStore, exam_id: str
) -> None:
    before = store.exam_folder(exam_id).hash_of(EXAM_FILE)
    review = _accept(store, exam_id)
    undone = review.without(1)
    store.change_findings(exam_id, UNDONE, {"change": 1}, undone.decided)
    assert store.exam_folder(exam_id).hash_of(EXAM_FILE) == before
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    assert [each.kind for each in entries][-2:] == [CHANGED, UNDONE]
    assert not [each for each in verify(store, exam_id) if each.fault]


def test_decisions_are_rebuilt_from_the_folders(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    review = _accept(store, exam_id, "other")
    store.close()
    assert [each.fault for each in rebuild(tmp_path)] == [""]
    with open_store(tmp_path, read_only=True) as again:
        assert again.exam(exam_id).findings == review.decided
        assert [e.exam_id for e in again.search(Search(finding="other"))] == [exam_id]


def test_exam_without_decisions_is_written_as_before_them(store: ExamStore, exam_id: str) -> None:
    fields = json.loads((store.exam_folder(exam_id).path / EXAM_FILE).read_text())
    assert "findings" not in fields
    assert Exam.from_dict(fields).findings == ()


def test_exam_show_lists_what_was_decided(store: ExamStore, exam_id: str, tmp_path: Path) -> None:
    review = _accept(store, exam_id, "other")
    change = review.annotate(REVIEW.findings[0].key, "seen before the biopsy")
    review = review.with_change(change)
    store.change_findings(exam_id, CHANGED, change.as_dict(), review.decided)
    store.close()
    shown = CliRunner().invoke(hysteroview, ["exam", f"--store={tmp_path}", "show", exam_id])
    assert shown.exit_code == 0, shown.output
    line = next(each for each in shown.output.splitlines() if each.startswith("accepted"))
    assert f"other, in the recording at 0:10.0 to 0:14.0, the AI showed {OTHER_CODE}" in line
    assert line.endswith(": seen before the biopsy")


def test_note_with_control_characters_is_refused(store: ExamStore, exam_id: str) -> None:
    change = REVIEW.annotate(REVIEW.findings[0].key, "a\x1b[2Jb")
    accepted = REVIEW.with_change(change)
    accepted = accepted.with_change(accepted.decide(REVIEW.findings[0].key, FindingState.ACCEPTED))
    with pytest.raises(StorageError, match="control characters"):
        store.change_findings(exam_id, CHANGED, change.as_dict(), accepted.decided)
