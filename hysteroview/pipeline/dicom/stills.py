"""The snapshots of an exam as DICOM objects, with the pixels that the source delivered."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
from pydicom.dataset import Dataset

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.states import PictureState
from hysteroview.export.deidentify.burned_in import black_outside, has_text, may_identify
from hysteroview.export.dicom.objects.still import Still, write_still
from hysteroview.export.dicom.objects.writing import DicomObject
from hysteroview.imaging.pixels.square import with_square_pixels
from hysteroview.imaging.view.field_of_view import find_field_of_view
from hysteroview.pipeline.dicom.study import StudyObjects
from hysteroview.pipeline.exports.content import ExamContent, KeptSnapshot
from hysteroview.pipeline.exports.shots import NoViewError, notes_of, read_picture


def still_of(content: ExamContent, snapshot: KeptSnapshot, who: Deidentifier | None) -> Still:
    """Return a snapshot as it becomes an object.

    Raises
    ------
    NoViewError
        It is to be de-identified, and the endoscopic picture is not found.
    StorageError
        A file is missing or was changed.
    """
    pixels = read_picture(content, snapshot, "raw")
    aspect = Fraction(snapshot.fields["frame"].get("pixel_aspect", "1"))
    aspect = aspect if aspect > 0 else Fraction(1)
    if who is not None:
        pixels, aspect = with_square_pixels(pixels, aspect), Fraction(1)
    view = find_field_of_view(pixels)
    if who is None:
        identifies = may_identify(pixels, view)
    elif view is None:
        raise NoViewError
    else:
        identifies, pixels = has_text(pixels, view), black_outside(pixels, view)
    return Still(
        pixels=np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGRA2RGB), np.uint8),
        pixel_aspect=aspect,
        may_identify=identifies,
        comment="; ".join(_comments(content, snapshot)),
    )


def write_snapshot(
    path: Path, still: Still, snapshot: KeptSnapshot, study: StudyObjects, *, is_lossless: bool
) -> tuple[DicomObject, Dataset]:
    """Write a snapshot; see `write_still`. Its UID is that of its file, whatever is said of it."""
    form = "lossless" if is_lossless else "jpeg"
    key = f"{snapshot.item}/{snapshot.files['raw'].sha256}/{form}"
    instance = study.instance("stills", key, snapshot.taken_wall_ns, snapshot.number)
    return write_still(
        path, still, study.study, study.series("stills"), instance, is_lossless=is_lossless
    )


def _comments(content: ExamContent, snapshot: KeptSnapshot) -> Iterator[str]:
    """Yield what is known of a picture, without free texts, which may name the patient."""
    yield f"picture {snapshot.number}"
    notes = notes_of(content, snapshot.item)
    if notes.place is not None:
        yield f"place: {notes.place.value}"
    if notes.lesion is not None:
        yield f"lesion {notes.lesion}"
    picture = snapshot.fields.get("picture") or {}
    live = PictureState.LIVE.value
    if picture.get("state", live) != live or picture.get("is_standing"):
        yield "not a live picture"
    if (snapshot.fields.get("source") or {}).get("is_phantom"):
        yield "PHANTOM: a synthetic picture, not of a patient"
