"""What the operator wants to export, and the export itself, which needs no window."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hysteroview.export.dataset.writing import TableFormat
from hysteroview.export.output.progress import Progress, no_progress
from hysteroview.export.pictures.encoding import PictureFormat
from hysteroview.export.pictures.sheet import PageSize
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.dicom.export import export_objects
from hysteroview.pipeline.dicom.options import ObjectOptions
from hysteroview.pipeline.exports.clip import ClipOptions, export_exam_clip
from hysteroview.pipeline.exports.content import read_content
from hysteroview.pipeline.exports.leaving import ExportRequest
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.exports.shots import ANNOTATED, Layers
from hysteroview.pipeline.exports.snapshots import (
    PictureOptions,
    export_snapshots,
    pictures_of,
)
from hysteroview.pipeline.exports.tables import export_tables


class ExportKind(Enum):
    """What is exported."""

    PICTURES = "pictures"
    CLIP = "recording"
    TABLES = "tables"
    DICOM = "dicom"
    WHOLE = "exam"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exportable:
    """What there is in an exam.

    Attributes
    ----------
    pictures
        Names of the snapshots' records, in the order of time.
    clips
        Number of recordings.
    """

    exam_id: str
    pictures: tuple[str, ...]
    clips: int
    is_encrypted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportChoice:
    """All that the operator chooses; what does not belong to `kind` is not used.

    Attributes
    ----------
    items
        Wanted snapshots; None for all.
    clip
        Number of the recording, from 1.
    objects, has_directory
        Of DICOM: what is made, and whether with a DICOMDIR.
    key_file
        None for the usual one.
    """

    kind: ExportKind = ExportKind.PICTURES
    layers: Layers = ANNOTATED
    form: PictureFormat = PictureFormat.PNG
    sheet: PageSize | None = None
    items: Collection[str] | None = None
    clip: int = 1
    has_heatmap: bool = True
    has_panel: bool = True
    table_format: TableFormat = TableFormat.CSV
    objects: ObjectOptions = field(default_factory=ObjectOptions)
    has_directory: bool = False
    is_zip: bool = False
    is_deidentified: bool = False
    language: str = "en"
    key_file: Path | None = None

    def target_in(self, folder: Path) -> Path:
        """Return a free name in a folder, which says nothing about the patient."""
        suffix = ".mp4" if self.kind is ExportKind.CLIP else ".zip" if self.is_zip else ""
        number = 1
        while (path := folder / f"hysteroview-{self.kind.value}-{number}{suffix}").exists():
            number += 1
        return path

    def request(self, target: Path, progress: Progress = no_progress) -> ExportRequest:
        """Return the request for an export to a target."""
        given = {} if self.key_file is None else {"key_file": self.key_file}
        return ExportRequest(
            target=target, language=self.language, is_deidentified=self.is_deidentified,
            progress=progress, **given,
        )  # fmt: skip

    @property
    def options(self) -> PictureOptions:
        """Of pictures."""
        return PictureOptions(
            layers=self.layers, form=self.form, sheet=self.sheet, items=self.items
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOutcome:
    """What was exported, and what somebody should look at.

    Attributes
    ----------
    left_out
        Pictures that could not be de-identified.
    to_check
        Pictures that may have text in the field of view.
    """

    path: Path
    left_out: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


def read_exportable(access: ExamAccess, exam_id: str) -> Exportable:
    """Read what can be exported of an exam; raises as `read_content` does."""
    content = read_content(ExamPlace(access.store, exam_id, access.key))
    return Exportable(
        exam_id=exam_id, pictures=tuple(each.item for each in content.snapshots),
        clips=len(content.clips), is_encrypted=access.key is not None,
    )  # fmt: skip


def run_export(
    access: ExamAccess, exam_id: str, card: ModelCard, choice: ExportChoice,
    target: Path, progress: Progress,
) -> ExportOutcome:  # fmt: skip
    """Export a part of an exam; raises as the functions of `hysteroview.pipeline.exports` do."""
    place = ExamPlace(access.store, exam_id, access.key)
    request = choice.request(target, progress)
    if choice.kind is ExportKind.TABLES:
        export_tables(place, choice.table_format, request)
        return ExportOutcome(path=target)
    if choice.kind is ExportKind.DICOM:
        objects = export_objects(place, choice.objects, request, has_directory=choice.has_directory)
        return ExportOutcome(path=target, left_out=objects.left_out, to_check=objects.to_check)
    if choice.kind is ExportKind.CLIP:
        options = ClipOptions(has_heatmap=choice.has_heatmap, has_panel=choice.has_panel)
        made = export_exam_clip(place, choice.clip, card, options, request)
        return ExportOutcome(path=target, to_check=(target.name,) if made.may_have_text else ())
    pictures = export_snapshots(place, choice.options, request)
    return ExportOutcome(path=target, left_out=pictures.left_out, to_check=pictures.to_check)


def read_pictures(
    access: ExamAccess, exam_id: str, choice: ExportChoice, what: str
) -> list[NDArray[np.uint8]]:
    """Return the chosen pictures for clipboard or printer, as they would be exported.

    Parameters
    ----------
    what
        For the log of the exam.
    """
    place = ExamPlace(access.store, exam_id, access.key)
    return pictures_of(place, choice.options, choice.request(Path()), what)
