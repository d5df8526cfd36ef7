"""The summary of an exam, read from its record only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.assessment import AssessmentCounts
from hysteroview.core.errors import StorageError
from hysteroview.core.record import are_of_model
from hysteroview.core.review.findings import FindingsReview, review_of
from hysteroview.exam.files.medium import PLAIN, BrokenSealError, read
from hysteroview.exam.snapshot.small import read_small
from hysteroview.exam.snapshot.snapshot import was_live
from hysteroview.exam.store.assessed import assessed_in
from hysteroview.exam.store.audit import Entry, read_chain
from hysteroview.exam.store.copies.copying import Exported, export_exam
from hysteroview.exam.store.dicom.orders import Order, assign_order, undo_order
from hysteroview.exam.store.events import ExamEvents
from hysteroview.exam.store.folder import ExamFolder
from hysteroview.exam.store.records import Exam, ExamEntry, MediaFile
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.exam.store.store import open_store
from hysteroview.inference.decide.verdict import Verdict, verdict_of
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.exam_track import ExamTrack, read_exam_track

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

THUMBNAIL_HEIGHT_PX = 200
_MOST_THUMBNAILS = 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExamSummary:
    """One exam, as the summary shows it.

    Attributes
    ----------
    verdict
        None if the exam was made with another model than the loaded one.
    thumbnails
        Of the first snapshots, as the operator saw them: (h, w, 4) uint8 BGRA each, with the
        snapshot's number in the exam, from 1.
    snapshots, clips, withdrawn
        Numbers of snapshots and clips in the exam, and of removed items.
    not_live
        Number of snapshots whose picture was not live: no signal, or the recording had ended.
    is_log_whole
        Whether the hash chain of the audit log is intact.
    pictures
        Files of the snapshots as the operator saw them, by number.
    events
        From that log: losses of signal, marks, the operator's own assessments.
    track, review
        What the AI said, and what was decided about its findings.
    assessment
        Analyzed frames by what became of them.
    """

    exam: Exam
    verdict: Verdict | None
    thumbnails: tuple[tuple[int, NDArray[np.uint8]], ...]
    snapshots: int
    clips: int
    withdrawn: int
    is_log_whole: bool
    assessment: AssessmentCounts
    track: ExamTrack
    review: FindingsReview
    not_live: int = 0
    pictures: Mapping[int, str] = field(default_factory=dict)
    events: ExamEvents = field(default_factory=ExamEvents)


@dataclass(frozen=True, slots=True)
class ExamAccess:
    """Access to the exams of a store.

    Attributes
    ----------
    key
        Of an encrypted store.
    """

    store: Path
    key: StoreKey | None = None

    def read(
        self, exam_id: str, card: ModelCard, is_wanted: Callable[[], bool] = lambda: True
    ) -> ExamSummary:
        """Read one exam.

        Raises
        ------
        StorageError
            It cannot be read.
        NoLongerWantedError
            `is_wanted` returned False.
        """
        with open_store(self.store, read_only=True, key=self.key) as store:
            exam, media = store.exam(exam_id), store.media(exam_id)
            folder = store.exam_folder(exam_id)
            track = read_exam_track(store, exam_id, is_wanted)
            assessment = assessed_in(store, exam_id, track.frames)
        entries, _, faults = read_chain(folder.audit, exam_id, folder.medium)
        out = withdrawn_items(entries)
        kept = [each for each in media if each.item not in out]
        items = {
            kind: list(dict.fromkeys(each.item for each in kept if each.kind == kind))
            for kind in ("snapshot", "clip")
        }
        is_same_model = exam.model_sha256 == card.sha256 and are_of_model(track.frames, card.labels)
        review, is_review_whole = _review_of(track, entries)
        return ExamSummary(
            exam=exam,
            verdict=verdict_of(track.frames, card.labels) if is_same_model else None,
            track=track,
            review=review,
            thumbnails=tuple(_thumbnails(folder, kept, items["snapshot"][:_MOST_THUMBNAILS])),
            pictures=_pictures(kept, items["snapshot"]),
            snapshots=len(items["snapshot"]),
            clips=len(items["clip"]),
            withdrawn=len(out),
            is_log_whole=not faults and is_review_whole,
            not_live=sum(
                not was_live(folder.snapshots / item, folder.medium) for item in items["snapshot"]
            ),
            events=track.events,
            assessment=assessment,
        )

    def track(self, exam_id: str, is_wanted: Callable[[], bool] = lambda: True) -> ExamTrack:
        """Read what the AI said in an exam; see `read`."""
        with open_store(self.store, read_only=True, key=self.key) as store:
            return read_exam_track(store, exam_id, is_wanted)

    def picture(self, exam_id: str, name: str) -> NDArray[np.uint8]:
        """Read one picture of an exam in full size.

        Returns
        -------
        (h, w, 4) uint8 BGRA.

        Raises
        ------
        StorageError
            It cannot be read.
        """
        medium = PLAIN if self.key is None else self.key.medium
        path = self.store / "exams" / exam_id / name
        try:
            coded = np.frombuffer(read(medium, path), np.uint8)
        except OSError as error:
            raise StorageError(f"{path.name} cannot be read: {error.strerror}.") from error
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR) if len(coded) else None
        if picture is None:
            raise StorageError(
                f"{path.name} cannot be read as a picture.", remedy="Run `hysteroview exam verify`."
            )
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)

    def change_entry(self, exam_id: str, entry: ExamEntry) -> None:
        """Complete or correct the patient of an exam.

        Raises
        ------
        StorageError
            The store cannot be written.
        """
        with open_store(self.store, must_exist=True, key=self.key) as store:
            store.change_patient(exam_id, entry.patient, **entry.details)

    def assign_order(self, exam_id: str, order: Order) -> None:
        """Let an exam belong to an order of the worklist; raises `StorageError`."""
        with open_store(self.store, must_exist=True, key=self.key) as store:
            assign_order(store, exam_id, order)

    def undo_order(self, exam_id: str) -> None:
        """Undo the last assignment of an exam; raises `StorageError`."""
        with open_store(self.store, must_exist=True, key=self.key) as store:
            undo_order(store, exam_id)

    def export(self, exam_id: str, target: Path, wall_ns: int) -> Exported:
        """Copy the exam to a new folder in `target`; see `export_exam`."""
        with open_store(self.store, must_exist=True, key=self.key) as store:
            return export_exam(store, exam_id, target, wall_ns)


def _review_of(track: ExamTrack, entries: Sequence[Entry]) -> tuple[FindingsReview, bool]:
    """Return what was decided about findings, and whether that could be read."""
    try:
        return review_of(track.proposed, ((each.kind, each.content) for each in entries)), True
    except (KeyError, TypeError, ValueError):
        return review_of(track.proposed, ()), False


def entry_of(exam: Exam) -> ExamEntry:
    """Return the entry of an exam."""
    return ExamEntry(
        patient=exam.patient,
        accession_number=exam.accession_number,
        indication=exam.indication,
        operator=exam.operator,
        is_emergency=exam.is_emergency,
        order=exam.order,
    )


def _thumbnails(
    folder: ExamFolder, media: list[MediaFile], items: list[str]
) -> list[tuple[int, NDArray[np.uint8]]]:
    """Return the thumbnails that can be read, without damaged ones."""
    found = []
    for number, name in _pictures(media, items).items():
        try:
            path = folder.path / name
            picture = read_small(path, folder.medium, THUMBNAIL_HEIGHT_PX)
        except (OSError, BrokenSealError, StorageError):
            continue
        if picture is not None:
            found.append((number, picture))
    return found


def _pictures(media: list[MediaFile], items: list[str]) -> dict[int, str]:
    """Return the file of each snapshot as the operator saw it, by its number from 1."""
    overlays = {each.item: each.name for each in media if each.name.endswith("_overlay.png")}
    return {number: overlays[item] for number, item in enumerate(items, 1) if item in overlays}
