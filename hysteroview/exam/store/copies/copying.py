"""Export of an exam: a copy with the head of its log, so that the copy can be verified."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from hysteroview import __version__
from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file, storage_error, sync_folder
from hysteroview.exam.clip.files import SUBTITLE_SUFFIX, TRACK_SUFFIX
from hysteroview.exam.files.medium import Medium, hash_file
from hysteroview.exam.store.assessed import assessed_in
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.folder import CLIPS, ExamFolder, make_private_folder
from hysteroview.exam.store.integrity import OWN_FILES, Checked, known_files, verify
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.store import ExamStore

EXPORT_FILE = "export.json"
REMOVED_FOLDER = "removed"  # of what the operator has removed from the exam
_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
_BINARY = getattr(os, "O_BINARY", 0)
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The copy of an exam.

    Attributes
    ----------
    folder
        The new folder.
    foreign
        What in the exam's folder does not belong to the exam and was not copied.
    removed
        Number of snapshots and clips that the operator has removed from the exam.
    has_removed
        Whether their files were copied, to a folder of their own.
    """

    folder: Path
    foreign: tuple[Checked, ...] = ()
    removed: int = 0
    has_removed: bool = False


def export_exam(
    store: ExamStore, exam_id: str, target: Path, wall_ns: int, *, with_removed: bool = False
) -> Exported:
    """Copy an exam to a new folder in `target`, and log the export.

    Only files with a hash in the record are copied: no links, and nothing that others have put
    into the folder. The copy of an encrypted exam is not encrypted, so that others can read it.

    Parameters
    ----------
    target
        An existing folder, in which the folder of the exam is created, for its owner only.
    with_removed
        Whether to copy what the operator has removed, to the folder `removed` of the copy;
        otherwise it is left out.

    Raises
    ------
    StorageError
        A part of the exam is missing or changed, or the copy cannot be written.
    """
    checked = [part for part in verify(store, exam_id) if part.fault]
    faults = [part for part in checked if not part.is_foreign]
    if faults:
        raise StorageError(
            f"Exam {exam_id} was not exported because it is not intact: {faults[0].part} "
            f"{faults[0].fault}.",
            remedy="Run `hysteroview exam verify` for a list of all faults.",
        )
    final = target / exam_id
    if final.exists():
        raise StorageError(f"{final} already exists.", remedy="Choose another folder.")
    foreign = tuple(part for part in checked if part.is_foreign)
    folder, head = store.exam_folder(exam_id), store.head(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    out = withdrawn_items(entries)
    draft = target / f".{exam_id}.part"
    exported = Exported(
        folder=final, foreign=foreign, removed=len(out), has_removed=with_removed and bool(out)
    )
    try:
        shutil.rmtree(draft, ignore_errors=True)
        _copy_files(store, folder, draft, {part.part for part in foreign}, out,
            with_removed=with_removed,
        )  # fmt: skip
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
                "removed_by_operator": {"items": sorted(out), "copied": exported.has_removed},
                "not_copied": {part.part: part.fault for part in foreign},
            }
            temporary.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        draft.rename(final)
        sync_folder(target)
    except OSError as error:
        raise storage_error(final, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    store.add_export(exam_id, wall_ns, head)
    return exported


def _copy_files(
    store: ExamStore, folder: ExamFolder, draft: Path, foreign: Container[str],
    removed: Container[str], *, with_removed: bool,
) -> None:  # fmt: skip
    """Copy the exam's own files, and those of its snapshots and clips."""
    draft.mkdir(mode=_PRIVATE_FOLDER)
    items = {media.name: media.item for media in store.media(folder.exam_id)}
    hashes: dict[str, str | None] = dict.fromkeys(OWN_FILES) | known_files(store, folder)
    for words in folder.clips.glob(f"*{SUBTITLE_SUFFIX}"):  # of an earlier version, without a hash
        hashes.setdefault(f"{CLIPS}/{words.name}", None)
        items.setdefault(f"{CLIPS}/{words.name}", f"{words.stem}{TRACK_SUFFIX}")
    for name, sha256 in hashes.items():
        source, is_removed = folder.path / name, items.get(name) in removed
        if name in foreign or not source.exists() or (is_removed and not with_removed):
            continue
        target = draft / REMOVED_FOLDER / name if is_removed else draft / name
        make_private_folder(target.parent)
        _copy(source, target, folder.medium, sha256)


def _copy(source: Path, target: Path, medium: Medium, sha256: str | None) -> None:
    """Copy a file and read the copy back, because the exam may be deleted afterwards.

    The copy is not encrypted.

    Parameters
    ----------
    sha256
        What the content must have; None for that of the source.
    """
    expected = sha256 or hash_file(source, medium)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, _PRIVATE)
    with medium.open(source) as read, os.fdopen(descriptor, "wb") as write:
        shutil.copyfileobj(read, write, _CHUNK_BYTES)
        write.flush()
        os.fsync(write.fileno())
    if hash_file(target) != expected:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
