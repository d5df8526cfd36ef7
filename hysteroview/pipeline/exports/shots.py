"""Snapshots of an exam as they are exported: pixels, caption, and facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.core.language.translation import translated
from hysteroview.core.review.drawing import Drawing
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import SQUARE_PIXELS
from hysteroview.core.wording import moment
from hysteroview.exam.files.medium import MOST_PICTURE_BYTES, read
from hysteroview.exam.snapshot.explanation import is_explanation
from hysteroview.exam.store.records import MediaFile
from hysteroview.export.deidentify.burned_in import black_outside, has_text
from hysteroview.export.pictures.caption import Caption, CaptionRow, Ink, with_caption
from hysteroview.export.pictures.encoding import PictureMetadata
from hysteroview.imaging.overlay.drawing import draw_onto
from hysteroview.imaging.pixels.square import with_square_pixels
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.pipeline.exports.content import ExamContent, KeptSnapshot, local_time
from hysteroview.pipeline.exports.words import colon, result_rows, word

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """What is on an exported picture beside the picture itself."""

    has_heatmap: bool = False
    has_drawing: bool = False
    has_caption: bool = False

    @property
    def name(self) -> str:
        """In names of files."""
        return "annotated" if self.has_heatmap or self.has_drawing or self.has_caption else "raw"


ANNOTATED = Layers(has_heatmap=True, has_drawing=True, has_caption=True)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Shot:
    """A picture that is to be exported.

    Attributes
    ----------
    pixels
        (H, W, 4) uint8, BGRA, with square pixels, without the caption.
    may_have_text
        Whether text was seen in a de-identified picture: somebody has to look at it.
    """

    name: str
    pixels: Pixels
    caption: Caption
    metadata: PictureMetadata
    may_have_text: bool = False

    def with_caption(self) -> Pixels:
        """Return the picture with the caption below it."""
        return with_caption(self.pixels, self.caption)


class NoViewError(StorageError):
    """A picture cannot be de-identified, since the endoscopic picture is not found in it."""

    def __init__(self) -> None:
        super().__init__(
            "No endoscopic picture was found, so text beside it cannot be removed.",
            remedy="Export this picture alone and look at it.",
        )


def shot_of(
    content: ExamContent, snapshot: KeptSnapshot, layers: Layers, language: str,
    who: Deidentifier | None,
) -> Shot:  # fmt: skip
    """Return a snapshot as it is exported.

    Raises
    ------
    NoViewError
        It is to be de-identified, and the endoscopic picture is not found.
    StorageError
        A file is missing or was changed.
    """
    raw = read_picture(content, snapshot, "raw")
    aspect = Fraction(snapshot.fields["frame"].get("pixel_aspect", "1"))
    raw = with_square_pixels(raw, aspect if aspect > 0 else SQUARE_PIXELS)
    pixels = raw
    if layers.has_heatmap and "overlay" in snapshot.files:
        pixels = read_picture(content, snapshot, "overlay")
    may_have_text = False
    if who is not None:
        view = find_field_of_view(raw)
        if view is None or pixels.shape != raw.shape:
            raise NoViewError
        pixels, may_have_text = black_outside(pixels, view), has_text(raw, view)
    notes = notes_of(content, snapshot.item)
    if layers.has_drawing and notes.drawing is not None:
        pixels = draw_onto(pixels, _cleaned(notes.drawing, who))
    caption = _caption(content, snapshot, layers, language, who)
    taken_ns = snapshot.taken_wall_ns if who is None else who.wall_ns(snapshot.taken_wall_ns)
    return Shot(
        name=f"{snapshot.number:04d}_{layers.name}",
        pixels=pixels,
        caption=caption,
        may_have_text=may_have_text,
        metadata=PictureMetadata(
            title="Hysteroscopy snapshot, research use only",
            description="\n".join(
                " · ".join(filter(None, (row.left, row.right))) for row in caption
            ),
            taken=local_time(taken_ns),
            facts=_facts(snapshot, notes),
        ),
    )


def read_picture(content: ExamContent, snapshot: KeptSnapshot, kind: str) -> Pixels:
    """Read a picture of a snapshot, and compare it with the hash in the record.

    Parameters
    ----------
    kind
        "raw" or "overlay".

    Returns
    -------
    (H, W, 4) uint8, BGRA.

    Raises
    ------
    StorageError
        It is missing, cannot be read, or was changed.
    """
    media: MediaFile | None = snapshot.files.get(kind)
    if media is None:
        raise StorageError(
            f"A picture of {snapshot.item} is missing.", remedy="Run `hysteroview exam verify`."
        )
    try:
        encoded = read(content.folder.medium, content.folder.path / media.name, MOST_PICTURE_BYTES)
    except OSError as error:
        raise StorageError(
            f"{media.name} cannot be read: {error.strerror}.", remedy="Check the disk."
        ) from error
    picture = cv2.imdecode(np.frombuffer(encoded, np.uint8), cv2.IMREAD_COLOR)
    if picture is None or hashlib.sha256(encoded).hexdigest() != media.sha256:
        raise StorageError(
            f"{media.name} was changed since it was saved, and was not exported.",
            remedy="Run `hysteroview exam verify`.",
        )
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)


def notes_of(content: ExamContent, item: str) -> PictureNotes:
    """Return what the operator says about a snapshot."""
    found = (each for each in content.exam.pictures if each.item == item)
    return next(found, PictureNotes(item=item))


def _cleaned(drawing: Drawing, who: Deidentifier | None) -> Drawing:
    """Return a drawing whose texts do not identify the patient."""
    if who is None:
        return drawing
    shapes = (
        replace(each, text=who.text(each.text)) if each.text else each for each in drawing.shapes
    )
    return replace(drawing, shapes=tuple(shapes))


def _facts(snapshot: KeptSnapshot, notes: PictureNotes) -> Mapping[str, Any]:
    origin = snapshot.origin
    return {
        "picture": snapshot.number,
        "place": None if notes.place is None else notes.place.value,
        "lesion": notes.lesion,
        "raw_sha256": snapshot.files["raw"].sha256 if "raw" in snapshot.files else None,
        "ai_hidden": snapshot.is_ai_hidden,
        "explanation": snapshot.fields.get("explanation"),
        "model": None if origin is None else origin.model,
        "model_sha256": None if origin is None else origin.model_sha256,
        "result": None if snapshot.result is None else snapshot.result.as_dict(),
    }


def _caption(
    content: ExamContent, snapshot: KeptSnapshot, layers: Layers, language: str,
    who: Deidentifier | None,
) -> Caption:  # fmt: skip
    state = AssessmentState(snapshot.fields.get("analysis", {}).get("state", "OFF"))
    rows = [*result_rows(state, snapshot.result, language, is_hidden=snapshot.is_ai_hidden)]
    if layers.has_heatmap and is_explanation(snapshot.fields):
        rows.append(CaptionRow(word("Explanation of the AI, computed afterwards", language)))
    picture = snapshot.fields.get("picture") or {}
    if picture.get("state", "LIVE") != "LIVE" or picture.get("is_standing"):
        rows.append(CaptionRow(word("Not a live picture", language), ink=Ink.CAUTION))
    rows.append(
        CaptionRow(_patient(content, language, who), _when(content, snapshot, language, who))
    )
    rows.append(
        CaptionRow(
            _place(notes_of(content, snapshot.item), language), _model(snapshot, layers, language)
        )
    )
    warning = str(snapshot.fields.get("warning") or "Research use only. Not for diagnosis.")
    rows.append(CaptionRow(translated("Card", warning, language), ink=Ink.CAUTION))
    return tuple(rows)


def _patient(content: ExamContent, language: str, who: Deidentifier | None) -> str:
    if who is not None:
        return f"{word('De-identified', language)}{colon(language)}{who.code}"
    patient = content.exam.patient
    known = " · ".join(filter(None, (patient.shown_name, patient.identifier)))
    return known or word("Patient not recorded", language)


def _when(
    content: ExamContent, snapshot: KeptSnapshot, language: str, who: Deidentifier | None
) -> str:
    wall_ns = snapshot.taken_wall_ns
    day = local_time(wall_ns if who is None else who.wall_ns(wall_ns))
    if "review" in snapshot.fields:
        time = moment(int(snapshot.fields["frame"].get("pts_ns", 0)))
        return f"{day:%Y-%m-%d} · {word('{0} in the recording', language).format(time)}"
    time = moment(wall_ns - content.exam.started_wall_ns)
    return f"{day:%Y-%m-%d %H:%M:%S} · {word('{0} in the exam', language).format(time)}"


def _place(notes: PictureNotes, language: str) -> str:
    if notes.lesion is not None:
        return f"{word('Lesion', language)} {notes.lesion}"
    if notes.place is None:
        return word("Place not recorded", language)
    text = word(notes.place.value, language)
    return text[:1].upper() + text[1:]


def _model(snapshot: KeptSnapshot, layers: Layers, language: str) -> str:
    parts = []
    heatmap = snapshot.fields.get("heatmap")
    if layers.has_heatmap and heatmap:
        parts.append(f"{word('Heatmap', language)}{colon(language)}{heatmap.get('label') or '–'}")
    if snapshot.origin is not None:
        name = snapshot.origin.model
        parts.append(
            f"{word('Model', language)}{colon(language)}{name} ({snapshot.origin.model_sha256[:8]})"
        )
    return " · ".join(parts)
