"""An exam that the operator deletes: only with a reason, which the log of the store keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.outbox.items import Change, ItemState, NewItem
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.exam.retention import delete
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.integrity import verify_store
from hysteroview.exam.store.logs.store_log import read_store_log
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


def _waiting(store: Path, exam_id: str, state: ItemState) -> Path:
    """Put an object of an exam into the outbox; return its file."""
    with Outbox(store) as outbox:
        file = outbox.new_folder(exam_id) / "1.dcm"
        file.write_bytes(b"object")
        name = str(file.relative_to(outbox.folder))
        new = NewItem(
            sop_class="1.2", syntax="1.2", instance="1.2.3", study="1", series="1", file=name,
            size_bytes=6,
        )  # fmt: skip
        outbox.add("archive", exam_id, [new])
        (item,) = outbox.items()
        outbox.change([Change(item_id=item.item_id, state=state)])
    return file


@pytest.mark.parametrize("state", [ItemState.WAITING, ItemState.UNCERTAIN, ItemState.SENT])
def test_an_exam_that_an_archive_has_not_got_cannot_be_deleted(
    tmp_path: Path, state: ItemState
) -> None:
    exam_id = keep_exam(tmp_path)
    file = _waiting(tmp_path, exam_id, state)
    with open_store(tmp_path) as store, pytest.raises(StorageError, match="has not got"):
        delete(store, exam_id, "test")
    assert (tmp_path / "exams" / exam_id).exists()
    assert file.exists()


@pytest.mark.parametrize("state", [ItemState.FAILED, ItemState.LEFT_OUT, ItemState.CONFIRMED])
def test_with_an_exam_everything_of_it_leaves_the_outbox(tmp_path: Path, state: ItemState) -> None:
    exam_id, other = keep_exam(tmp_path), keep_exam(tmp_path)
    _waiting(tmp_path, exam_id, state)
    with Outbox(tmp_path) as outbox:
        outbox.jobs.add("archive", other, "")
    with open_store(tmp_path) as store:
        delete(store, exam_id, "test")
    with Outbox(tmp_path) as outbox:
        assert outbox.items() == []
        assert [job.exam for job in outbox.jobs.listed()] == [other]
        assert not list(outbox.folder.rglob("*.dcm"))
