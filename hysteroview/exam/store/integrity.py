"""Integrity of exams: every file and every line of the log is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.exam.clip.files import SUBTITLE_SUFFIX, UNFINISHED
from hysteroview.exam.files.medium import BrokenSealError, hash_file
from hysteroview.exam.store.audit import Entry, read_chain
from hysteroview.exam.store.folder import (
    AUDIT_FILE,
    EXAM_FILE,
    TRACK_FILE,
    UNFINISHED_FOLDER,
    ExamFolder,
)
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.log import STORE_HEAD, LoggedExam, StoreRecord, read_store_log
from hysteroview.exam.store.store import ExamStore

_OWN = {AUDIT_FILE, EXAM_FILE, TRACK_FILE}  # the exam's own files, which the index does not list


@dataclass(frozen=True, slots=True)
class Checked:
    """Result of checking one part of an exam.

    Attributes
    ----------
    fault
        Description of the fault; empty if the part is unchanged.
    """

    exam_id: str
    part: str
    fault: str = ""


def verify(store: ExamStore, exam_id: str, record: StoreRecord | None = None) -> Iterator[Checked]:
    """Check an exam and yield the result of each part; a large clip takes some time.

    Parameters
    ----------
    record
        The log of the store; read if not given.

    Raises
    ------
    StorageError
        There is no such exam.
    """
    store.exam(exam_id)
    try:
        folder = store.exam_folder(exam_id)
    except StorageError:
        yield Checked(exam_id, "folder", "is missing")
        return
    yield _check_record(store, folder)
    yield from _check_log(store, folder, record or read_store_log(store.folder, store.medium))
    known = {item.name: item for item in store.media(exam_id)}
    for name, item in known.items():
        path = folder.path / name
        fault = "is missing" if not path.is_file() else _check_file(folder, name, item.sha256)
        yield Checked(exam_id, name, fault)
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        if path.is_file() and name not in known and not _may_be_there(path):
            yield Checked(exam_id, name, "belongs to no snapshot or clip of the exam")


def verify_store(store: ExamStore, record: StoreRecord) -> Iterator[Checked]:
    """Check that exactly the exams in the log of the store exist."""
    for fault in record.faults:
        yield Checked("-", f"{AUDIT_FILE} of the store, line {fault.line}", fault.words)
    indexed = {exam.exam_id for exam in store.search(Search())}
    for exam_id, known in record.known.items():
        if not known.is_purged and exam_id not in indexed:
            yield Checked(
                exam_id, "exam", "was deleted by something other than `hysteroview exam purge`"
            )
    for folder in store.folders():
        if folder.exam_id not in indexed:
            words = "belongs to no exam in the index: run `hysteroview exam rebuild`"
            yield Checked(folder.exam_id, "folder", words)


def _may_be_there(path: Path) -> bool:
    """Whether a file needs no row: files of the exam itself, incomplete files, subtitles."""
    is_being_written = UNFINISHED in path.name or path.name.startswith(".")
    is_being_written |= path.parent.name == UNFINISHED_FOLDER
    return path.name in _OWN or is_being_written or path.suffix == SUBTITLE_SUFFIX


def _check_file(folder: ExamFolder, name: str, sha256: str) -> str:
    path = folder.path / name
    try:
        is_same = hash_file(path, folder.medium) == sha256
    except BrokenSealError as error:
        return error.message.removeprefix(f"{path.name} ").removesuffix(".")
    return "" if is_same else "was changed: its SHA-256 differs"


def _check_record(store: ExamStore, folder: ExamFolder) -> Checked:
    try:
        same = folder.read_exam() == store.exam(folder.exam_id)
    except StorageError as error:
        return Checked(folder.exam_id, EXAM_FILE, error.message)
    return Checked(folder.exam_id, EXAM_FILE, "" if same else "differs from the index")


def _check_log(store: ExamStore, folder: ExamFolder, record: StoreRecord) -> Iterator[Checked]:
    entries, _, faults = read_chain(folder.audit, folder.exam_id, folder.medium)
    for fault in faults:
        yield Checked(folder.exam_id, f"{AUDIT_FILE}, line {fault.line}", fault.words)
    if faults:
        return
    yield from _check_logged_hashes(folder, entries)
    noted = record.known.get(folder.exam_id, LoggedExam()).heads
    words = ""
    for kept in (store.head(folder.exam_id), *noted):
        if len(entries) < kept.count:
            words = f"{kept.count - len(entries)} entries at the end were removed"
        elif kept.count and entries[kept.count - 1].sha256 != kept.sha256:
            words = "the whole log was rewritten"
    yield Checked(folder.exam_id, AUDIT_FILE, words)
    before = entries[0].content.get(STORE_HEAD) if entries else None
    if before and record.is_whole and before not in record.hashes:
        yield Checked("-", f"{AUDIT_FILE} of the store", "was cut off or rewritten")


def _check_logged_hashes(folder: ExamFolder, entries: list[Entry]) -> Iterator[Checked]:
    """Compare the exam's own files with their last hashes in the log."""
    for name in (EXAM_FILE, TRACK_FILE):
        logged = [entry.content[name] for entry in entries if name in entry.content]
        path = folder.path / name
        if logged and logged[-1] and path.is_file() and _check_file(folder, name, logged[-1]):
            yield Checked(folder.exam_id, name, "differs from the log: it was changed")
