"""Export of an exam: a copy with the head of its log, so that the copy can be verified."""

from __future__ import annotations

import errno
import json
import os
import shutil
from functools import partial
from pathlib import Path

from hysteroview import __version__
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error, sync_folder
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, Medium, hash_file
from hysteroview.exam.store.assessed import assessed_in
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.store import ExamStore

EXPORT_FILE = "export.json"
_PRIVATE = 0o600
_BINARY = getattr(os, "O_BINARY", 0)
_CHUNK_BYTES = 1 << 20


def export_exam(store: ExamStore, exam_id: str, target: Path, wall_ns: int) -> Path:
    """Copy an exam to a new folder in `target`, and log the export.

    The copy of an encrypted exam is not encrypted, so that others can read it.

    Parameters
    ----------
    target
        An existing folder, in which the folder of the exam is created.

    Returns
    -------
    The new folder. It appears when it is complete.

    Raises
    ------
    StorageError
        A part of the exam is missing or changed, or the copy cannot be written.
    """
    faults = [part for part in verify(store, exam_id) if part.fault]
    if faults:
        raise StorageError(
            f"Exam {exam_id} was not exported because it is not intact: {faults[0].part} "
            f"{faults[0].fault}.",
            remedy="Run `hysteroview exam verify` for a list of all faults.",
        )
    final = target / exam_id
    if final.exists():
        raise StorageError(f"{final} already exists.", remedy="Choose another folder.")
    draft = target / f".{exam_id}.part"
    head = store.head(exam_id)
    try:
        shutil.rmtree(draft, ignore_errors=True)
        copy = partial(_copy, medium=store.medium)
        shutil.copytree(store.exam_folder(exam_id).path, draft, copy_function=copy)
        with atomic_file(draft / EXPORT_FILE, private=True) as temporary:
            content = {
                "schema": "hysteroview.export",
                "schema_version": 1,
                "program": f"HysteroView {__version__}",
                "warning": "Research use only. Not for diagnosis.",
                "exam": exam_id,
                "exported_wall_ns": wall_ns,
                "audit": {"count": head.count, "sha256": head.sha256},
                "not_assessed": assessed_in(store, exam_id).as_dict(),
            }
            temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        draft.rename(final)
        sync_folder(target)
    except OSError as error:
        raise storage_error(final, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    store.add_export(exam_id, wall_ns, head)
    return final


def _copy(source: str, target: str, medium: Medium) -> None:
    """Copy a file and read the copy back, because the exam may be deleted afterwards.

    The copy is not encrypted. A left-over file that cannot be decrypted, and that no snapshot or
    clip refers to, is copied unchanged.
    """
    try:
        sha256 = hash_file(Path(source), medium)
    except BrokenSealError:
        medium = PLAIN
        sha256 = hash_file(Path(source))
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, _PRIVATE)
    with medium.open(Path(source)) as read, os.fdopen(descriptor, "wb") as write:
        shutil.copyfileobj(read, write, _CHUNK_BYTES)
        write.flush()
        os.fsync(write.fileno())
    if hash_file(Path(target)) != sha256:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
