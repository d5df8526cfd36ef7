"""What of an exam is made into DICOM objects, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from hysteroview.export.dicom.objects.writing import (
    MOST_FRAGMENT_BYTES,
    DicomObject,
    ObjectKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectOptions:
    """What is made.

    Attributes
    ----------
    kinds
        Empty for all that the exam has. Overlays belong to the result: both or neither.
    items
        Names of the records of the wanted snapshots and recordings; None for all.
    is_lossless
        Whether pictures are stored uncompressed instead of as JPEG.
    language
        Of the report: "en" or "zh".
    report_folder
        Of the site's templates; None for the program's own.
    model
        Folder or name of the model, for the report, if it is not a built-in one.
    most_video_bytes
        Longer recordings are split at key frames.
    """

    kinds: Collection[ObjectKind] = ()
    items: Collection[str] | None = None
    is_lossless: bool = False
    language: str = "en"
    report_folder: Path | None = None
    model: str | None = None
    most_video_bytes: int = MOST_FRAGMENT_BYTES

    def wants(self, kind: ObjectKind) -> bool:
        """Whether objects of a kind are wanted."""
        if kind is ObjectKind.OVERLAY:
            kind = ObjectKind.RESULT
        return not self.kinds or kind in self.kinds

    def wants_item(self, item: str) -> bool:
        """Whether a snapshot or recording is wanted."""
        return self.items is None or item in self.items


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectsMade:
    """What was made of an exam.

    Attributes
    ----------
    left_out
        Names of pictures that could not be de-identified.
    to_check
        Names of objects that may have text inside the field of view.
    notes
        What somebody should know, one sentence each.
    """

    objects: tuple[DicomObject, ...]
    left_out: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def of_kind(self, kind: ObjectKind) -> tuple[DicomObject, ...]:
        """Return the objects of a kind."""
        return tuple(each for each in self.objects if each.kind is kind)
