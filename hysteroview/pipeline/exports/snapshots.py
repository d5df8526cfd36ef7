"""Export of the snapshots of an exam: single pictures or contact sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.deidentify.deidentifier import Deidentifier
from hysteroview.core.errors import StorageError
from hysteroview.export.output.manifest import Lineage
from hysteroview.export.output.target import Draft
from hysteroview.export.pictures.encoding import PictureFormat, PictureMetadata, encode_picture
from hysteroview.export.pictures.sheet import DPI, Cell, PageSize, pages_of
from hysteroview.pipeline.exports.content import ExamContent, read_content
from hysteroview.pipeline.exports.leaving import (
    ExportLog,
    ExportRequest,
    deidentifier_of,
    leaving,
    lineage_of,
)
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import ANNOTATED, Layers, NoViewError, Shot, shot_of
from hysteroview.pipeline.exports.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureOptions:
    """How pictures are exported.

    Attributes
    ----------
    sheet
        Size of the pages of contact sheets; None for single pictures.
    items
        Names of the records of the wanted snapshots; None for all.
    """

    layers: Layers = ANNOTATED
    form: PictureFormat = PictureFormat.PNG
    sheet: PageSize | None = None
    items: Collection[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesExported:
    """What was exported, and what somebody should look at.

    Attributes
    ----------
    left_out
        Pictures that could not be de-identified.
    to_check
        Names of pictures that may have text inside the field of view.
    """

    count: int
    left_out: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


def export_snapshots(
    place: ExamPlace, options: PictureOptions, request: ExportRequest
) -> PicturesExported:
    """Export the snapshots of an exam.

    Raises
    ------
    StorageError
        The exam has no such snapshots, or they cannot be read or written; nothing appears.
    ExportCanceledError
        It was canceled.
    """
    content = read_content(place)
    wanted = [
        each for each in content.snapshots if options.items is None or each.item in options.items
    ]
    if not wanted:
        raise StorageError(
            "The exam has no snapshots that could be exported.", remedy="Choose another exam."
        )
    who = deidentifier_of(place, content, request)
    sources = {each.files["raw"].name: each.files["raw"].sha256 for each in wanted}
    lineage = lineage_of(content, who, sources)
    left_out: list[str] = []
    to_check: list[str] = []
    notes = {"left_out": left_out, "may_have_text": to_check}

    def shots() -> Iterator[Shot]:
        for number, snapshot in enumerate(wanted):
            request.progress(number, len(wanted))
            try:
                shot = shot_of(content, snapshot, options.layers, request.language, who)
            except NoViewError:
                left_out.append(f"{snapshot.number:04d}")
                continue
            if shot.may_have_text:
                to_check.append(shot.name)
            yield shot

    with leaving(
        request, lineage, "snapshots", place=place, deidentifier=who, notes=notes
    ) as draft:
        write_shots(draft, shots(), options, request, title_of(content, who), lineage)
        if len(left_out) == len(wanted):
            raise NoViewError
    return PicturesExported(
        count=len(wanted) - len(left_out), left_out=tuple(left_out), to_check=tuple(to_check)
    )


def pictures_of(
    place: ExamPlace, options: PictureOptions, request: ExportRequest, what: str
) -> list[NDArray[np.uint8]]:
    """Return pictures as they would be exported, for a clipboard or a printer, and log that.

    Parameters
    ----------
    what
        Where they go, for the log.

    Returns
    -------
    (H, W, 4) uint8, BGRA each.

    Raises
    ------
    NoViewError
        One of them is to be de-identified, and the endoscopic picture is not found.
    StorageError
        They cannot be read, or the exam cannot be logged.
    """
    content = read_content(place)
    who = deidentifier_of(place, content, request)
    log = ExportLog(place, what, is_deidentified=who is not None)
    log.check()
    pictures = []
    for snapshot in content.snapshots:
        if options.items is None or snapshot.item in options.items:
            shot = shot_of(content, snapshot, options.layers, request.language, who)
            has_caption = options.layers.has_caption
            pictures.append(shot.with_caption() if has_caption else shot.pixels)
    log.enter([hashlib.sha256(each.tobytes()).hexdigest() for each in pictures])
    return pictures


def title_of(content: ExamContent, who: Deidentifier | None) -> str:
    """Return the head of a contact sheet: the patient, or the code."""
    if who is not None:
        return who.exam_code
    patient = content.exam.patient
    known = " · ".join(filter(None, (patient.shown_name, patient.identifier)))
    return known or content.exam.exam_id


def write_shots(
    draft: Draft, shots: Iterator[Shot], options: PictureOptions, request: ExportRequest,
    title: str, lineage: Lineage,
) -> None:  # fmt: skip
    """Write pictures, or contact sheets with them, to a draft."""
    facts = {"origin": lineage.as_dict()}
    facts["origin"].pop("made_from_sha256")
    if options.sheet is None:
        for shot in shots:
            pixels = shot.with_caption() if options.layers.has_caption else shot.pixels
            metadata = replace(shot.metadata, facts={**facts, **shot.metadata.facts})
            _write(draft, shot.name, pixels, options.form, metadata)
        return
    cells = [Cell(shot.pixels, shot.caption) for shot in shots]
    notice = word("Research use only. Not for diagnosis.", request.language)
    metadata = PictureMetadata(
        title="Contact sheet, research use only", description=title, facts=facts, dpi=DPI
    )
    pages = pages_of(cells, options.sheet, title, notice, word("of", request.language))
    for number, page in enumerate(pages, 1):
        _write(draft, f"sheet_{number:02d}", page, options.form, metadata)


def _write(
    draft: Draft, name: str, pixels: NDArray[np.uint8], form: PictureFormat,
    metadata: PictureMetadata,
) -> None:  # fmt: skip
    draft.new_file(f"{name}{form.suffix}").write_bytes(encode_picture(pixels, form, metadata))
