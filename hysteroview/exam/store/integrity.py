"""Integrity of exams: every file and every line of the log is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import StorageError
from hysteroview.core.files import TEMPORARY
from hysteroview.exam.clip.disk import BALLAST
from hysteroview.exam.clip.files import SUBTITLE_SUFFIX, TRACK_SUFFIX, UNFINISHED, subtitles_of
from hysteroview.exam.clip.track import read_lines
from hysteroview.exam.files.lines import lines_of
from hysteroview.exam.files.medium import BrokenSealError, hash_file, read
from hysteroview.exam.files.names import is_own_path
from hysteroview.exam.store.audit import FILES, Entry, logged_files, read_chain, shortfall
from hysteroview.exam.store.folder import (
    AUDIT_FILE,
    CLIPS,
    EXAM_FILE,
    SNAPSHOTS,
    TRACK_FILE,
    UNFINISHED_FOLDER,
    ExamFolder,
    is_plain_file,
)
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.ledger import DeletionInterruptedError
from hysteroview.exam.store.logs.store_log import (
    STORE_HEAD,
    LoggedExam,
    StoreRecord,
    read_store_log,
)
from hysteroview.exam.store.store import ExamStore

OWN_FILES = {
    AUDIT_FILE,
    EXAM_FILE,
    TRACK_FILE,
}  # the exam's own files, which the index does not list


@dataclass(frozen=True, slots=True)
class Checked:
    """Result of checking one part of an exam.

    Attributes
    ----------
    fault
        Description of the fault; empty if the part is unchanged.
    is_foreign
        Whether it does not belong to the exam: the exam itself is intact without it.
    """

    exam_id: str
    part: str
    fault: str = ""
    is_foreign: bool = False


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
    except StorageError as error:
        words = "is missing"
        if isinstance(error, DeletionInterruptedError):
            words = "is being deleted: start the program, which completes it"
        yield Checked(exam_id, "folder", words)
        return
    yield _check_record(store, folder)
    yield from _check_log(store, folder, record or read_record(store))
    known = known_files(store, folder)
    for name, sha256 in known.items():
        yield Checked(exam_id, name, _check_file(folder, name, sha256))
    is_open = store.exam(exam_id).ended_wall_ns is None
    for path in sorted(folder.path.rglob("*")):
        name = path.relative_to(folder.path).as_posix()
        fault = "" if name in known else _check_other(folder, path, is_open=is_open)
        if fault:
            yield Checked(exam_id, name, fault, is_foreign=name not in OWN_FILES)


def read_record(store: ExamStore) -> StoreRecord:
    """Read the log of a store with its sealed heads; to be done before anything is checked.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    return read_store_log(store.folder, store.medium, must_have_heads=store.has_heads)


def known_files(store: ExamStore, folder: ExamFolder) -> dict[str, str]:
    """Return the SHA-256 of each file that belongs to the exam, by name; without its own files."""
    entries, _, _ = read_chain(folder.audit, folder.exam_id, folder.medium)
    indexed = {item.name: item.sha256 for item in store.media(folder.exam_id)}
    return logged_files(entries) | indexed


def verify_store(store: ExamStore, record: StoreRecord) -> Iterator[Checked]:
    """Check that exactly the exams in the log of the store exist."""
    for fault in record.faults:
        yield Checked("-", f"{AUDIT_FILE} of the store, line {fault.line}", fault.words)
    for words in record.missing:
        yield Checked("-", f"{AUDIT_FILE} of the store", words)
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


def _check_other(folder: ExamFolder, path: Path, *, is_open: bool) -> str:
    """Return why a path without a hash may not be in the folder of an exam; empty if it may."""
    name = path.relative_to(folder.path).as_posix()
    if path.is_symlink():
        return "is a link, which is not followed"
    if path.is_dir():
        is_ours = name in (SNAPSHOTS, CLIPS, UNFINISHED_FOLDER)
        return "" if is_ours else "is a folder that does not belong to the exam"
    if not is_plain_file(folder.path, path):
        return "is not a file"
    if name in OWN_FILES or (is_open and _is_being_written(path)):
        return ""
    if path.suffix == SUBTITLE_SUFFIX and path.parent.name == CLIPS:
        return _check_old_subtitles(folder, path)
    return "belongs to no snapshot or clip of the exam"


def _is_being_written(path: Path) -> bool:
    is_temporary = TEMPORARY.fullmatch(path.name) is not None or path.name.startswith(BALLAST)
    return is_temporary or UNFINISHED in path.name


def _check_old_subtitles(folder: ExamFolder, path: Path) -> str:
    """Compare subtitles that an earlier version saved without a hash with their AI track."""
    track = path.with_suffix(TRACK_SUFFIX)
    try:
        lines = read_lines(lines_of(track, folder.medium))
        end = next(line["end"] for line in lines if "end" in line)
        ends_ns = end["first_pts_ns"], end["last_pts_ns"]
        expected = subtitles_of(track, *ends_ns, folder.medium)
        is_same = read(folder.medium, path) == expected.encode()
    except (OSError, BrokenSealError, StopIteration, KeyError, TypeError, ValueError):
        is_same = False
    return "" if is_same else "has no hash, and is not what the AI track of its clip gives"


def _check_file(folder: ExamFolder, name: str, sha256: str) -> str:
    path = folder.path / name
    if path.is_symlink() or (path.exists() and not is_plain_file(folder.path, path)):
        return "is a link or in a linked folder: the file itself is missing"
    if not path.exists():
        return "is missing"
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
    heads = [store.head(folder.exam_id)]  # before the log, which may grow meanwhile
    heads += record.known.get(folder.exam_id, LoggedExam()).heads
    if record.heads is not None and folder.exam_id in record.heads.ahead:
        heads.append(record.heads.ahead[folder.exam_id])
    entries, _, faults = read_chain(folder.audit, folder.exam_id, folder.medium)
    for fault in faults:
        yield Checked(folder.exam_id, f"{AUDIT_FILE}, line {fault.line}", fault.words)
    if faults:
        return
    yield from _check_logged_hashes(folder, entries)
    for entry in entries:
        files = entry.content.get(FILES, {})
        if not isinstance(files, dict) or not all(map(is_own_path, files)):
            words = f"entry {entry.number} names files outside the exam's folder"
            yield Checked(folder.exam_id, AUDIT_FILE, words)
    logged = logged_files(entries)
    for item in store.media(folder.exam_id):
        if logged.get(item.name, item.sha256) != item.sha256:
            yield Checked(folder.exam_id, item.name, "has another hash in the log")
    short = [words for head in heads if (words := shortfall(entries, head))]
    yield Checked(folder.exam_id, AUDIT_FILE, short[-1] if short else "")
    before = entries[0].content.get(STORE_HEAD) if entries else None
    if isinstance(before, str) and record.is_whole and before not in record.hashes:
        yield Checked("-", f"{AUDIT_FILE} of the store", "was cut off or rewritten")


def _check_logged_hashes(folder: ExamFolder, entries: list[Entry]) -> Iterator[Checked]:
    """Compare the exam's own files with their last hashes in the log."""
    for name in (EXAM_FILE, TRACK_FILE):
        logged = [entry.content[name] for entry in entries if name in entry.content]
        path = folder.path / name
        if logged and logged[-1] and path.exists() and _check_file(folder, name, logged[-1]):
            yield Checked(folder.exam_id, name, "differs from the log: it was changed")
