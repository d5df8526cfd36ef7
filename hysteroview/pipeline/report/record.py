"""What the record of an exam knows for its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.deidentify.deidentifier import age_words
from hysteroview.core.errors import ModelError, StorageError
from hysteroview.core.foreign.json_text import parse_json
from hysteroview.core.labels import Label, LabelSet
from hysteroview.core.origin import Origin
from hysteroview.core.record import FrameRecord, are_of_model
from hysteroview.core.review.photo_plan import PhotoPlan, plan_of
from hysteroview.exam.files.medium import BrokenSealError, read
from hysteroview.exam.store.assessed import assessed_in
from hysteroview.exam.store.audit import Entry, Head, read_chain
from hysteroview.exam.store.events import ExamEvents, events_of
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import Exam, MediaFile
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.inference.decide.verdict import Verdict, verdict_of
from hysteroview.inference.model.card import ModelCard, find_model, load_card
from hysteroview.pipeline.report.words import local_time

_MOST_RECORD_BYTES = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A snapshot of the exam.

    Attributes
    ----------
    number
        From 1, in the order of the exam, as the window counts them.
    item
        Name of its record.
    raw, overlay
        Names of its pictures, relative to the exam's folder.
    content
        Of its record; empty if it cannot be read.
    """

    number: int
    item: str
    raw: str
    overlay: str
    taken_wall_ns: int
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExamRecord:
    """One exam, as its report needs it.

    Attributes
    ----------
    media
        Files that were not removed.
    frames
        AI result of each frame; empty if there is none or it cannot be read.
    origin
        Of those results; None without any.
    verdict
        None without results.
    card
        Of the model with which the exam was made; None if it is not on this computer.
    head
        Of the exam's log.
    is_log_whole
        Whether the log is intact.
    clips
        Number of recordings.
    age
        Of the patient at the exam, in years; empty if it is unknown.
    plan
        Marks and choices of the photo plan; empty if they cannot be read.
    is_deidentified
        Whether the patient was replaced by a code, and dates shifted.
    """

    exam: Exam
    folder: ExamFolder
    media: tuple[MediaFile, ...]
    snapshots: tuple[Snapshot, ...]
    clips: int
    frames: tuple[FrameRecord, ...]
    origin: Origin | None
    verdict: Verdict | None
    counts: AssessmentCounts
    events: ExamEvents
    card: ModelCard | None
    head: Head
    is_log_whole: bool
    age: str = ""
    plan: PhotoPlan = field(default_factory=PhotoPlan)
    is_deidentified: bool = False

    @property
    def labels(self) -> LabelSet | None:
        """Classes of the model, if they are known."""
        if self.origin is not None:
            return self.origin.labels
        return None if self.card is None else self.card.labels

    def label_of(self, code: str) -> Label:
        """Return a class by its code; an unknown code stands for itself."""
        known = {each.code: each for each in self.labels or ()}
        return known.get(code, Label(code, code, premalignant_or_malignant=False))


def read_record(store: ExamStore, exam_id: str, model: str | None = None) -> ExamRecord:
    """Read an exam for its report.

    Parameters
    ----------
    model
        Folder or name of the model; by default the built-in one of that name, if its card is the
        one of the exam.

    Raises
    ------
    StorageError
        There is no such exam, or its record cannot be read.
    """
    exam, folder = store.exam(exam_id), store.exam_folder(exam_id)
    entries, head, faults = read_chain(folder.audit, exam_id, folder.medium)
    removed = withdrawn_items(entries)
    media = tuple(each for each in store.media(exam_id) if each.item not in removed)
    try:
        frames = tuple(folder.read_frames())
    except StorageError:
        frames = ()
    origin = next((each.origin for each in frames if each.origin is not None), None)
    has_verdict = origin is not None and are_of_model(frames, origin.labels)
    return ExamRecord(
        exam=exam,
        folder=folder,
        media=media,
        snapshots=tuple(_snapshots(folder, media)),
        clips=len({each.item for each in media if each.kind == "clip"}),
        frames=frames,
        origin=origin,
        verdict=verdict_of(frames, origin.labels) if origin is not None and has_verdict else None,
        counts=assessed_in(store, exam_id),
        events=events_of(entries),
        card=_card(exam, model),
        head=head,
        is_log_whole=not faults,
        plan=_plan(entries),
        age=age_words(_day(exam.patient.birth_date), local_time(exam.started_wall_ns).date()),
    )


def _plan(entries: Sequence[Entry]) -> PhotoPlan:
    try:
        return plan_of((each.kind, each.content) for each in entries)
    except (KeyError, TypeError, ValueError):
        return PhotoPlan()  # `exam verify` reports it


def _snapshots(folder: ExamFolder, media: tuple[MediaFile, ...]) -> list[Snapshot]:
    files: dict[str, dict[str, MediaFile]] = {}
    for each in media:
        if each.kind == "snapshot":
            ending = each.name.rpartition("_")[2]
            files.setdefault(each.item, {})[ending] = each
    found = []
    for number, (item, parts) in enumerate(files.items(), 1):
        if "raw.png" in parts and "overlay.png" in parts:
            found.append(
                Snapshot(
                    number=number,
                    item=item,
                    raw=parts["raw.png"].name,
                    overlay=parts["overlay.png"].name,
                    taken_wall_ns=parts["raw.png"].taken_wall_ns,
                    content=_content(folder, item),
                )
            )
    return found


def _content(folder: ExamFolder, item: str) -> Mapping[str, Any]:
    try:
        content = parse_json(read(folder.medium, folder.snapshots / item, _MOST_RECORD_BYTES))
    except (OSError, BrokenSealError, StorageError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _card(exam: Exam, model: str | None) -> ModelCard | None:
    try:
        card = load_card(find_model(model or exam.model), verify=False)
    except ModelError:
        return None
    return card if card.sha256 == exam.model_sha256 else None
