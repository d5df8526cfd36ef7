"""Snapshots that are taken in a review, kept in the exam of the recording or in a new one."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from hysteroview.capture.dicom.finding import split_series
from hysteroview.capture.files.fingerprint import fingerprint
from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import StorageError
from hysteroview.core.origin import Provenance
from hysteroview.core.record import FrameRecord
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import Frame
from hysteroview.exam.files.place import Place
from hysteroview.exam.snapshot.explanation import ShownExplanation
from hysteroview.exam.snapshot.snapshot import Moment, write_snapshot
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.target import Recording
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.kept.track_file import TrackFile
from hysteroview.settings.corrections import split_correction
from hysteroview.settings.joining import split_joining

RECORDING_NOTED = "recording_reviewed"  # kind of the log entry about a recording outside an exam


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReviewedFrame:
    """A frame of a recording outside an exam, with what is known of it.

    Attributes
    ----------
    kept, row
        Track of the recording with the place of this frame's result in it; None without one.
    shown
        An explanation of it; None for the plain frame.
    """

    recording: Recording
    frame: Frame
    info: SourceInfo
    card: ModelCard
    kept: TrackFile | None = None
    row: int | None = None
    shown: ShownExplanation | None = None

    @property
    def result(self) -> FrameRecord | None:
        """What the analysis said of this frame; reads the disk."""
        if self.kept is None or self.row is None:
            return None
        return TrackFile(self.kept.folder).record(self.row)

    @property
    def contents(self) -> list[str]:
        """Numbers for the content of its files, which say nothing of their names."""
        plain, _ = split_correction(self.recording.location)
        path, _ = split_series(split_joining(plain)[0])
        place = Path(path)
        folder = place if place.is_dir() else place.parent
        names = [folder / name for name in self.recording.files] or [place]
        return [found for name in names if (found := fingerprint(name)) is not None]


def keep_reviewed(
    access: ExamAccess,
    exam_id: str,
    recording: Recording,
    frame: Frame,
    shown: ShownExplanation | None = None,
) -> int:
    """Add a snapshot of a reviewed frame to its exam; not for the GUI thread.

    Its record says that it was taken in a review, when, and of which recording; the pictures are
    the frame as it was recorded, with the result that was recorded of it, and without a heatmap. An
    explanation is in the second picture only, which is marked as such.

    Returns
    -------
    Its number in the exam, from 1.

    Raises
    ------
    StorageError
        It was not saved.
    """
    if recording.provenance is None:
        raise StorageError(
            "A snapshot was not taken: this recording does not say which model was used.",
            remedy="Export the recording, and take the picture from there.",
        )
    results = None if recording.results is None else recording.results.read()
    result = None if results is None else results.at(frame.pts_ns)
    with open_store(access.store, must_exist=True, key=access.key) as store:
        return _keep(
            store, exam_id, frame, recording.item, recording.provenance, result=result, shown=shown
        )


def keep_in_new_exam(
    access: ExamAccess, entry: ExamEntry, reviewed: ReviewedFrame
) -> tuple[str, int]:
    """Make an exam for a frame of a recording that belongs to none; not for the GUI thread.

    Its log says of which recording it is: by numbers for the content of its files, never by their
    names, which may contain that of a patient.

    Returns
    -------
    Id of the exam, and number of the snapshot in it.

    Raises
    ------
    StorageError
        It was not saved; there is no new exam.
    """
    info, card, contents = reviewed.info, reviewed.card, reviewed.contents
    with open_store(access.store, key=access.key) as store:
        exam = store.begin_exam(
            entry.patient,
            source=info.record_name,
            model=card.name,
            model_sha256=card.sha256,
            is_emergency=entry.is_emergency or not entry.patient.is_known,
            **entry.details,
        )
        try:
            content = {
                "contents": contents, "codec": info.codec, "width_px": info.width_px,
                "height_px": info.height_px, "parts": len(reviewed.recording.files) or 1,
            }  # fmt: skip
            store.add_event(exam.exam_id, RECORDING_NOTED, content)
            number = _keep_bare(store, exam.exam_id, reviewed, contents)
            store.end_exam(exam.exam_id)
        except StorageError:
            store.remove(exam.exam_id, "its first picture was not saved")
            raise
    return exam.exam_id, number


def keep_bare(access: ExamAccess, exam_id: str, reviewed: ReviewedFrame) -> tuple[str, int]:
    """Add another frame of the same recording to the exam that was made for it.

    Returns
    -------
    Id of the exam, and number of the snapshot in it.

    Raises
    ------
    StorageError
        It was not saved.
    """
    with open_store(access.store, must_exist=True, key=access.key) as store:
        return exam_id, _keep_bare(store, exam_id, reviewed, reviewed.contents)


def _keep_bare(store: ExamStore, exam_id: str, reviewed: ReviewedFrame, contents: list[str]) -> int:
    info = reviewed.info
    provenance = Provenance(
        source=info.record_name,
        source_is_phantom=info.is_synthetic,
        warning=reviewed.card.warning,
        origin=reviewed.card.origin,
    )
    name = f"content {contents[0]}" if contents else "unknown"
    return _keep(
        store, exam_id, reviewed.frame, name, provenance, result=reviewed.result,
        shown=reviewed.shown,
    )  # fmt: skip


def _keep(
    store: ExamStore,
    exam_id: str,
    frame: Frame,
    recording: str,
    provenance: Provenance,
    *,
    result: FrameRecord | None,
    shown: ShownExplanation | None,
) -> int:
    state = AssessmentState.STALE if result is None else result.state
    moment = Moment(
        frame=replace(frame, captured_ns=time.monotonic_ns()),
        pressed_ns=time.monotonic_ns(),
        wall_ns=time.time_ns(),
        state=state,
        detail="" if result is not None else "this moment was not analyzed",
        analysis=None,
        heatmap=None if shown is None else shown.heatmap,
        explanation=None if shown is None else shown.explanation,
        runtime=provenance.origin.runtime,
        reviewed=recording,
        stored_result=result,
    )
    folder = store.exam_folder(exam_id)
    taken = {each.item for each in store.media(exam_id) if each.kind == "snapshot"}
    number = len(taken) + 1
    place = Place.of(folder.path)
    files = write_snapshot(folder.snapshots, moment, provenance, number, folder.medium, place)
    store.add_media(exam_id, files.record)
    return number
