"""What can be shown in the viewer: snapshots of this exam or of another one, and single frames."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon, QImage, QPixmap

from hysteroview.core.review.pictures import PictureNotes, PicturesReview
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Exam
from hysteroview.gui.look.places import place_words
from hysteroview.gui.review.viewer.exam_pictures import ExamPictures
from hysteroview.gui.widgets.basic import unbroken

_ICON_PX = 160


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldFrame:
    """A frame of the recording that was shown in the viewer, to be compared with another.

    Attributes
    ----------
    title
        Its number and time.
    pixels
        (h, w, 4) uint8, BGRA, with square pixels.
    """

    title: str
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRef:
    """Names one picture.

    Attributes
    ----------
    exam_id
        Of the exam that it is in; empty for a frame.
    item
        Name of the snapshot's record; of a frame its title.
    name
        File of the picture; empty for a frame.
    number
        Of the snapshot in its exam, from 1; of a frame its place among those shown, from 0.
    """

    exam_id: str
    item: str
    name: str
    number: int

    @property
    def is_frame(self) -> bool:
        """Whether it is a frame of the recording."""
        return not self.exam_id


def _tr(text: str) -> str:
    return QCoreApplication.translate("PictureViewer", text)


def refs_of(pictures: ExamPictures) -> list[PictureRef]:
    """Return the snapshots of an exam."""
    return [
        PictureRef(
            exam_id=pictures.exam.exam_id, item=each.item, name=each.name, number=each.number
        )
        for each in pictures.snapshots
    ]


def frame_refs(frames: list[HeldFrame]) -> list[PictureRef]:
    """Return the frames that were shown."""
    return [
        PictureRef(exam_id="", item=frame.title, name="", number=place)
        for place, frame in enumerate(frames)
    ]


def small_of(ref: PictureRef, sources: Iterable[ExamPictures | None]) -> NDArray[np.uint8] | None:
    """Return the small picture of a snapshot, (h, w, 4) uint8, BGRA; None if there is none."""
    for source in sources:
        if source is not None and source.exam.exam_id == ref.exam_id:
            for each in source.snapshots:
                if each.item == ref.item:
                    return each.thumbnail
    return None


def exam_words(exam: Exam) -> str:
    """Return an exam as it is named in a list: by its date and time."""
    return f"{datetime.fromtimestamp(exam.started_wall_ns / NS_PER_S):%Y-%m-%d %H:%M}"


def shown_place(notes: PictureNotes) -> str:
    """Return what a picture shows in the operator's language; empty if that is not said."""
    if notes.lesion is not None:
        return _tr("Lesion {0}").format(notes.lesion)
    return place_words(notes.place)


def caption_of(ref: PictureRef, review: PicturesReview) -> str:
    """Return what stands below a small picture: its number, place, and place in the report."""
    if ref.is_frame:
        return ref.item
    notes = review.find(ref.item)
    parts = [str(ref.number), shown_place(notes)]
    if notes.rank is not None:
        parts.append(unbroken(_tr("report {0}").format(notes.rank)))
    return " · ".join(filter(None, parts))


def icon_of(pixels: NDArray[np.uint8] | None) -> QIcon:
    """Return a small picture of (h, w, 4) uint8, BGRA; an empty one for None."""
    if pixels is None:
        return QIcon()
    return QIcon(QPixmap.fromImage(image_of(pixels).scaledToHeight(_ICON_PX)))


def image_of(pixels: NDArray[np.uint8]) -> QImage:
    """Return an image that owns its pixels, from (h, w, 4) uint8, BGRA."""
    height, width = pixels.shape[:2]
    held = np.ascontiguousarray(pixels)
    return QImage(held.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()
