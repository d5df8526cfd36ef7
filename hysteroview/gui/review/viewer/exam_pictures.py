"""The pictures of a stored exam and what is said about them, read and kept off the GUI thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import StorageError
from hysteroview.core.review.drawing import DrawingView
from hysteroview.core.review.pictures import PictureNotes, PicturesReview, pictures_review_of
from hysteroview.exam.files.medium import BrokenSealError
from hysteroview.exam.snapshot.small import read_small
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import Exam
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.imaging.view.field_of_view import find_field_of_view

_THUMBNAIL_HEIGHT_PX = 160
_MOST_THUMBNAILS = 200
_OVERLAY, _RAW = "_overlay.png", "_raw.png"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """One picture of an exam.

    Attributes
    ----------
    item
        Name of its record.
    number
        In the exam, from 1.
    name
        File of the picture as it was shown.
    thumbnail
        (h, w, 4) uint8, BGRA; None if it cannot be read.
    """

    item: str
    number: int
    name: str
    thumbnail: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExamPictures:
    """The snapshots of one exam with what is said about them.

    Attributes
    ----------
    others
        Other exams of the same patient, the newest first.
    """

    exam: Exam
    snapshots: tuple[Snapshot, ...]
    review: PicturesReview
    others: tuple[Exam, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LargePicture:
    """A picture in full size.

    Attributes
    ----------
    pixels
        (h, w, 4) uint8, BGRA, with square pixels.
    view
        Where the field of view is in it.
    """

    pixels: NDArray[np.uint8]
    view: DrawingView


def read_pictures(access: ExamAccess, exam_id: str) -> ExamPictures:
    """Read the pictures of an exam.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    with open_store(access.store, read_only=True, key=access.key) as store:
        exam, media, folder = store.exam(exam_id), store.media(exam_id), store.exam_folder(exam_id)
        others = [] if not exam.patient.identifier else store.search(
            Search(identifier=exam.patient.identifier)
        )  # fmt: skip
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    removed = withdrawn_items(entries)
    try:
        review = pictures_review_of((each.kind, each.content) for each in entries)
    except (KeyError, TypeError, ValueError) as error:
        raise StorageError(
            "What is said about the pictures of this exam is damaged and cannot be read.",
            remedy="Run `hysteroview exam verify`.",
        ) from error
    kept = [each for each in media if each.kind == "snapshot" and each.item not in removed]
    shown = {each.item: each.name for each in kept if each.name.endswith(_OVERLAY)}
    items = list(dict.fromkeys(each.item for each in kept))
    return ExamPictures(
        exam=exam,
        snapshots=tuple(
            Snapshot(
                item=item, number=number, name=shown[item],
                thumbnail=_thumbnail(folder, shown[item]) if number <= _MOST_THUMBNAILS else None,
            )
            for number, item in enumerate(items, 1)
            if item in shown
        ),
        review=review,
        others=tuple(each for each in others if each.exam_id != exam_id),
    )  # fmt: skip


def read_large(access: ExamAccess, exam_id: str, name: str) -> LargePicture:
    """Read one picture in full size, with its field of view.

    The view is looked for in the raw picture, which has no heatmap.

    Raises
    ------
    StorageError
        It cannot be read.
    """
    pixels = access.picture(exam_id, name)
    height, width = pixels.shape[:2]
    try:
        raw = access.picture(exam_id, name.removesuffix(_OVERLAY) + _RAW)
    except StorageError:
        raw = pixels
    plain = cv2.resize(raw, (width, height), interpolation=cv2.INTER_AREA)
    return LargePicture(pixels=pixels, view=view_of(np.asarray(plain, np.uint8)))


def view_of(pixels: NDArray[np.uint8]) -> DrawingView:
    """Return where the field of view is in a picture with square pixels.

    Parameters
    ----------
    pixels
        (h, w, 4) uint8, BGRA.
    """
    view = find_field_of_view(pixels)
    height, width = pixels.shape[:2]
    box = None if view is None else view.ellipse or view.bounds
    return DrawingView.of_box(box, width, height)


def keep_notes(
    access: ExamAccess,
    exam_id: str,
    kind: str,
    content: Mapping[str, Any],
    notes: Iterable[PictureNotes],
) -> None:
    """Log an action about pictures in their exam; see `hysteroview.core.review.pictures`.

    Raises
    ------
    StorageError
        It was not kept.
    """
    with open_store(access.store, must_exist=True, key=access.key) as store:
        store.change_pictures(exam_id, kind, content, notes)


def _thumbnail(folder: ExamFolder, name: str) -> NDArray[np.uint8] | None:
    try:
        return read_small(folder.path / name, folder.medium, _THUMBNAIL_HEIGHT_PX)
    except (OSError, BrokenSealError, StorageError):
        return None  # the large picture says what is wrong with it
