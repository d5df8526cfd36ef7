"""What the list of exams reads from the store and changes in it; none of it on the GUI thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import StorageError
from hysteroview.exam.clip.poster import first_picture
from hysteroview.exam.files.medium import PLAIN, BrokenSealError
from hysteroview.exam.retention import delete
from hysteroview.exam.snapshot.small import read_small
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.opening import has_exams, refuse_missing_disk, require_folder
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.store import open_store
from hysteroview.gui.archive.rows import ExamRow, exam_row
from hysteroview.gui.review.exam_summary import ExamAccess

PICTURE_HEIGHT_PX = 144


@dataclass(frozen=True, slots=True)
class Listing:
    """The exams of a store, the newest first.

    Attributes
    ----------
    store
        Its folder.
    """

    store: Path
    rows: tuple[ExamRow, ...]


def read_listing(access: ExamAccess, names: Mapping[str, str]) -> Listing:
    """Read all exams of a store; a store that was never used has none.

    Raises
    ------
    StoreLockedError
        The passphrase is missing.
    DamagedDatabaseError
        The index is damaged or missing.
    StorageError
        The store cannot be used.
    """
    folder = access.store
    refuse_missing_disk(folder)
    if not folder.exists():
        return Listing(folder, ())
    require_folder(folder)
    if not (folder / FILE).exists() and not has_exams(folder):
        return Listing(folder, ())
    with open_store(folder, read_only=True, key=access.key) as store:
        exams = store.search(Search())
    return Listing(folder, tuple(exam_row(exam, names) for exam in exams))


def exam_picture(access: ExamAccess, exam_id: str) -> NDArray[np.uint8] | None:
    """Return a small picture of an exam: its first snapshot, or else of its first clip.

    What the operator has removed, and what is damaged, is passed over.

    Returns
    -------
    (h, w, 4) uint8 BGRA; None if there is none.
    """
    medium = PLAIN if access.key is None else access.key.medium
    folder = ExamFolder(access.store / "exams" / exam_id, medium)
    try:
        entries, _, _ = read_chain(folder.audit, exam_id, medium)
        removed = withdrawn_items(entries)
        files = [each for each in folder.media() if each.item not in removed]
    except (OSError, StorageError):
        return None
    overlays = [each.name for each in files if each.name.endswith("_overlay.png")]
    clips = [each.name for each in files if each.kind == "clip"]
    readers = [partial(read_small, folder.path / name) for name in overlays]
    readers += [partial(first_picture, folder.path / name) for name in clips]
    for reader in readers:
        try:
            picture = reader(medium, PICTURE_HEIGHT_PX)
        except (OSError, BrokenSealError):
            continue
        if picture is not None:
            return picture
    return None


def delete_exam(access: ExamAccess, exam_id: str, reason: str) -> None:
    """Delete an exam permanently, with a reason in the log of the store.

    Raises
    ------
    StorageError
        There is no reason, the exam is still open, or its files cannot be deleted.
    """
    with open_store(access.store, must_exist=True, key=access.key) as store:
        delete(store, exam_id, reason)
