"""Snapshots that are taken in a review, kept in the exam of the recording."""

from __future__ import annotations

import time
from dataclasses import replace

from hysteroview.core.errors import StorageError
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import Frame
from hysteroview.exam.files.place import Place
from hysteroview.exam.snapshot.snapshot import Moment, write_snapshot
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.review.player.target import Recording


def keep_reviewed(access: ExamAccess, exam_id: str, recording: Recording, frame: Frame) -> int:
    """Add a snapshot of a reviewed frame to its exam; not for the GUI thread.

    Its record says that it was taken in a review, when, and of which recording; the pictures are
    the frame as it was recorded, with the result that was recorded of it, and without a heatmap.

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
    result = recording.result_at(frame.pts_ns)
    state = AssessmentState.STALE if result is None else result.state
    moment = Moment(
        frame=replace(frame, captured_ns=time.monotonic_ns()),
        pressed_ns=time.monotonic_ns(),
        wall_ns=time.time_ns(),
        state=state,
        detail="" if result is not None else "this moment was not analyzed",
        analysis=None,
        heatmap=None,
        runtime=recording.provenance.origin.runtime,
        reviewed=recording.item,
        stored_result=result,
    )
    with open_store(access.store, must_exist=True, key=access.key) as store:
        folder = store.exam_folder(exam_id)
        taken = {each.item for each in store.media(exam_id) if each.kind == "snapshot"}
        number = len(taken) + 1
        place = Place.of(folder.path)
        files = write_snapshot(
            folder.snapshots, moment, recording.provenance, number, folder.medium, place
        )
        store.add_media(exam_id, files.record)
    return number
