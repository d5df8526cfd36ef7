"""The pictures of a report: the raw one, and the one that the operator saw."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import StorageError
from hysteroview.core.review.drawing import Drawing
from hysteroview.core.review.findings import OTHER
from hysteroview.core.review.photo_plan import PhotoSlot
from hysteroview.core.review.photo_proposals import PhotoState
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.states import PictureState
from hysteroview.core.types import SQUARE_PIXELS
from hysteroview.core.wording import moment
from hysteroview.exam.files.medium import MOST_PICTURE_BYTES, BrokenSealError, read
from hysteroview.exam.snapshot.explanation import is_explanation
from hysteroview.exam.snapshot.png import size_of
from hysteroview.export.deidentify.burned_in import black_outside, has_text
from hysteroview.export.report.content import PictureBlock
from hysteroview.imaging.overlay.drawing import draw_onto
from hysteroview.imaging.pixels.square import with_square_pixels
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.pipeline.report.plan import PlannedFrame, read_frames
from hysteroview.pipeline.report.record import ExamRecord, Snapshot
from hysteroview.pipeline.report.words import Words, local_time

MOST_PICTURES: Final = 12  # if none were chosen
_MOST_PX = 16384
_WIDTH_PX = 1000  # of a picture in the report: 290 pixels per inch at half the width of a page
_QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 90]


def picture_blocks(
    record: ExamRecord, snapshots: tuple[Snapshot, ...], words: Words
) -> Iterator[PictureBlock]:
    """Yield the pictures; those that cannot be read or shown are left out.

    Of a de-identified record, everything outside the field of view is black; a picture in which no
    field of view is found is left out, since what stands beside it cannot be removed.
    """
    for each in snapshots:
        raw = _read(record, each.raw)
        if raw is None:
            continue
        raw = with_square_pixels(raw, _aspect(each.content))
        annotated, texts = _read(record, each.overlay), list(_texts(record, each, words))
        if record.is_deidentified:
            cleaned = _without_surroundings(raw, annotated, words)
            if cleaned is None:
                continue
            raw, annotated, remarks = cleaned
            texts += remarks
        drawing = _drawing(record, each)
        if drawing is not None:
            annotated = draw_onto(raw if annotated is None else annotated, drawing)
        elif annotated is not None and _is_same(raw, annotated):
            annotated = None
        yield PictureBlock(
            title=_title(record, each, words),
            texts=tuple(texts),
            number=each.number,
            raw=_jpeg(raw),
            raw_words=words.tr("Picture {0}, as received", each.number),
            annotated=None if annotated is None else _jpeg(annotated),
            annotated_words=""
            if annotated is None
            else _annotated_words(words, each, is_drawn=drawing is not None),
        )


def frame_blocks(
    record: ExamRecord, planned: tuple[PlannedFrame, ...], words: Words
) -> Iterator[PictureBlock]:
    """Yield frames of the recordings; see `picture_blocks`."""
    for each, frame in read_frames(record, planned):
        raw = with_square_pixels(frame.pixels, frame.pixel_aspect)
        texts: list[str] = []
        if record.is_deidentified:
            cleaned = _without_surroundings(raw, None, words)
            if cleaned is None:
                continue
            raw, _, texts = cleaned
        origin = (
            words.tr("Chosen by the operator from the recording.")
            if each.state is PhotoState.CHOSEN
            else words.tr(
                "Proposed by the program: the best frame of what the operator marked or accepted."
            )
        )
        where = each.where(words)
        yield PictureBlock(
            title=f"{slot_words(record, each.slot, words)} · {where}",
            texts=(origin, *texts),
            raw=_jpeg(raw),
            raw_words=words.tr("Frame of {0}, as recorded", where),
        )


def slot_words(record: ExamRecord, slot: PhotoSlot, words: Words) -> str:
    """Return what a picture of the photo plan shows."""
    if slot.place is not None:
        return words.tr(slot.place.value)
    if slot.kind == "lesion":
        return words.tr("lesion {0}", slot.name)
    code = next((each.code for each in record.exam.findings if each.key == slot.name), "")
    return words.tr("finding {0}", words.tr("other") if code == OTHER else code)


def _without_surroundings(
    raw: NDArray[np.uint8], annotated: NDArray[np.uint8] | None, words: Words
) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None, list[str]] | None:
    """Return both pictures black outside the field of view, with remarks; None without a view."""
    view = find_field_of_view(raw)
    if view is None:
        return None
    remarks = []
    if has_text(raw, view):
        remarks.append(words.tr("There may be text in this picture: look at it."))
    if annotated is not None:
        annotated = black_outside(annotated, view) if annotated.shape == raw.shape else None
    return black_outside(raw, view), annotated, remarks


def _read(record: ExamRecord, name: str) -> NDArray[np.uint8] | None:
    """Return a picture, (H, W, 4) uint8 BGRA; None if it cannot be read or was changed."""
    try:
        content = read(record.folder.medium, record.folder.path / name, MOST_PICTURE_BYTES)
    except (OSError, BrokenSealError, StorageError):
        return None
    known = {each.name: each.sha256 for each in record.media}
    if hashlib.sha256(content).hexdigest() != known.get(name):
        return None
    if not 0 < max(size_of(content)) <= _MOST_PX:
        return None
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    return (
        None if pixels is None else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2BGRA), np.uint8)
    )


def _jpeg(pixels: NDArray[np.uint8]) -> bytes:
    height, width = pixels.shape[:2]
    if width > _WIDTH_PX:
        size = (_WIDTH_PX, max(round(height * _WIDTH_PX / width), 1))
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_BGRA2BGR), _QUALITY)[1].tobytes()


def _is_same(raw: NDArray[np.uint8], annotated: NDArray[np.uint8]) -> bool:
    return raw.shape == annotated.shape and np.array_equal(raw, annotated)


def _aspect(content: Any) -> Fraction:
    try:
        aspect = Fraction(content["frame"]["pixel_aspect"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return SQUARE_PIXELS
    return aspect if Fraction(1, 8) <= aspect <= 8 else SQUARE_PIXELS


def _title(record: ExamRecord, snapshot: Snapshot, words: Words) -> str:
    """Return its number, and what it shows."""
    number = words.tr("Picture {0}", snapshot.number)
    notes = _notes(record, snapshot)
    if notes is None or (notes.place is None and notes.lesion is None):
        return number
    shows = words.tr("lesion {0}", notes.lesion) if notes.place is None else notes.place.value
    return f"{number} · {words.tr(shows)}"


def _annotated_words(words: Words, snapshot: Snapshot, *, is_drawn: bool) -> str:
    number = snapshot.number
    if is_explanation(snapshot.content):
        return words.tr("Picture {0}, with an explanation of the AI", number)
    if is_drawn:
        return words.tr("Picture {0}, as the operator saw it, with a drawing", number)
    return words.tr("Picture {0}, as the operator saw it", number)


def _drawing(record: ExamRecord, snapshot: Snapshot) -> Drawing | None:
    notes = _notes(record, snapshot)
    return None if notes is None else notes.drawing


def _notes(record: ExamRecord, snapshot: Snapshot) -> PictureNotes | None:
    return next((each for each in record.exam.pictures if each.item == snapshot.item), None)


def _texts(record: ExamRecord, snapshot: Snapshot, words: Words) -> Iterator[str]:
    taken = local_time(snapshot.taken_wall_ns)
    began = record.exam.started_wall_ns
    yield words.tr(
        "Taken at {0}, {1} after the beginning of the exam",
        f"{taken:%H:%M:%S}",
        moment(snapshot.taken_wall_ns - began),
    )
    if is_explanation(snapshot.content):
        yield words.tr(
            "An explanation of the AI, computed afterwards; nobody saw it during the exam."
        )
    picture = snapshot.content.get("picture")
    state = picture.get("state") if isinstance(picture, dict) else None
    if state == PictureState.NO_SIGNAL.value:
        yield words.tr("Not a live picture: there was no signal")
    elif state == PictureState.ENDED.value:
        yield words.tr("Not a live picture: the recording had ended")
