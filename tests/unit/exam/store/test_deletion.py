"""An exam that the operator deletes: only with a reason, which the log of the store keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify_store
from hysteroview.exam.store.logs.store_log import read_store_log
from hysteroview.exam.store.retention import delete
from hysteroview.exam.store.store import open_store
from kept_exams import Span, keep_exam


def test_the_reason_of_a_deletion_is_in_the_log_of_the_store(tmp_path: Path) -> None:
    exam_id, kept = keep_exam(tmp_path, [Span("EP", 1)]), keep_exam(tmp_path)
    with open_store(tmp_path) as store:
        delete(store, exam_id, " started by mistake ")
        assert [each.exam_id for each in store.search(Search())] == [kept]
        assert not (tmp_path / "exams" / exam_id).exists()
    with open_store(tmp_path, read_only=True) as store:
        entries, _, faults = read_chain(tmp_path / "audit.jsonl", "store", store.medium)
        assert not list(verify_store(store, read_store_log(tmp_path, store.medium)))
    (purge,) = [each.content for each in entries if each.kind == "purge"]
    assert (purge["exam"], purge["reason"]) == (exam_id, "started by mistake")
    assert not faults


@pytest.mark.parametrize("reason", ["", "   ", "line\nbreak", "long" * 50])
def test_without_a_proper_reason_nothing_is_deleted(tmp_path: Path, reason: str) -> None:
    exam_id = keep_exam(tmp_path)
    with open_store(tmp_path) as store, pytest.raises(StorageError):
        delete(store, exam_id, reason)
    assert (tmp_path / "exams" / exam_id / "exam.json").is_file()


def test_an_exam_that_is_running_cannot_be_deleted(tmp_path: Path) -> None:
    exam_id = keep_exam(tmp_path, ends=False)
    with open_store(tmp_path, read_only=True) as store, pytest.raises(StorageError, match="ended"):
        delete(store, exam_id, "test")
