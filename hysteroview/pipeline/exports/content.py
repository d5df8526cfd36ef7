"""What an exam contains for an export: its record, its results, and its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.deidentify.identity import Identity
from hysteroview.core.errors import StorageError
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.origin import Origin
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.files.medium import read
from hysteroview.exam.store.assessed import assessed_in
from hysteroview.exam.store.audit import Head, read_chain
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import Exam, MediaFile
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.pipeline.exports.place import ExamPlace


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class KeptSnapshot:
    """A snapshot of an exam.

    Attributes
    ----------
    item
        Name of its record.
    fields
        Content of its record.
    files
        The raw picture and the picture as shown, with their hashes: "raw", "overlay".
    result, origin
        What the AI said, if it said anything.
    """

    item: str
    fields: Mapping[str, Any]
    files: Mapping[str, MediaFile]
    result: FrameRecord | None
    origin: Origin | None

    @property
    def number(self) -> int:
        return int(self.fields.get("number", 0))

    @property
    def taken_wall_ns(self) -> int:
        return int(self.fields["taken"]["utc_ns"])

    @property
    def is_ai_hidden(self) -> bool:
        return bool(self.fields.get("analysis", {}).get("hidden", False))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ExamContent:
    """An exam, without what the operator has removed from it.

    Attributes
    ----------
    head
        Of its log, before the export.
    """

    exam: Exam
    folder: ExamFolder
    head: Head
    media: tuple[MediaFile, ...]
    snapshots: tuple[KeptSnapshot, ...]
    assessed: AssessmentCounts

    @property
    def identity(self) -> Identity:
        """What may identify the patient in it."""
        exam = self.exam
        return Identity(
            name=exam.patient.name,
            identifier=exam.patient.identifier,
            birth_date=exam.patient.birth_date,
            accession_number=exam.accession_number,
            exam_id=exam.exam_id,
            others=(exam.operator,) if exam.operator else (),
        )

    @property
    def day(self) -> date:
        """The real date of the exam, in the local zone."""
        return local_time(self.exam.started_wall_ns).date()

    @property
    def clips(self) -> tuple[MediaFile, ...]:
        """Its recordings."""
        return tuple(each for each in self.media if each.kind == "clip")


def read_content(place: ExamPlace) -> ExamContent:
    """Read an exam for an export.

    Raises
    ------
    StorageError
        There is no such exam, it has not ended, or it cannot be read.
    """
    with place.read() as store:
        exam = store.exam(place.exam_id)
        if exam.ended_wall_ns is None:
            raise StorageError("The exam has not ended yet.", remedy="End it first.")
        folder, head = store.exam_folder(place.exam_id), store.head(place.exam_id)
        entries, _, _ = read_chain(folder.audit, place.exam_id, folder.medium)
        removed = withdrawn_items(entries)
        media = tuple(each for each in store.media(place.exam_id) if each.item not in removed)
        assessed = assessed_in(store, place.exam_id)
    return ExamContent(
        exam=exam, folder=folder, head=head, media=media, assessed=assessed,
        snapshots=_snapshots(folder, media),
    )  # fmt: skip


def local_time(wall_ns: int) -> datetime:
    """Return a time in the zone of this computer, to the second."""
    return datetime.fromtimestamp(wall_ns // NS_PER_S, UTC).astimezone()


def _snapshots(folder: ExamFolder, media: tuple[MediaFile, ...]) -> tuple[KeptSnapshot, ...]:
    items = sorted({each.item for each in media if each.kind == "snapshot"})
    by_name = {each.name.rsplit("/", 1)[-1]: each for each in media}
    found = []
    for item in items:
        try:
            fields: dict[str, Any] = parse_json(read(folder.medium, folder.snapshots / item))
            files = {
                kind: by_name[each["name"]]
                for kind, each in fields["files"].items()
                if each["name"] in by_name
            }
            origin, result = _result_of(fields)
            found.append(
                KeptSnapshot(item=item, fields=fields, files=files, result=result, origin=origin)
            )
            _ = found[-1].number, found[-1].taken_wall_ns, found[-1].is_ai_hidden
        except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise StorageError(
                f"The record {item} is damaged and cannot be read.",
                remedy="Run `hysteroview exam verify`.",
            ) from error
    return tuple(sorted(found, key=lambda each: (each.taken_wall_ns, each.number)))


def _result_of(fields: Mapping[str, Any]) -> tuple[Origin | None, FrameRecord | None]:
    """Return what the AI said; nothing of it from records of the first version."""
    analysis = fields.get("analysis") or {}
    if "origin" not in analysis:
        return None, None
    origin = Origin.from_dict(analysis["origin"])
    given = analysis.get("result")
    return origin, FrameRecord.from_dict(given, origin) if given else None
