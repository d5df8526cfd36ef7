"""How much of an exam was not assessed, from its record."""

from __future__ import annotations

from hysteroview.core.assessment import AssessmentCounts, counts_of, counts_of_states
from hysteroview.core.errors import StorageError
from hysteroview.exam.store.store import ExamStore


def assessed_in(store: ExamStore, exam_id: str) -> AssessmentCounts:
    """Count the frames of an exam by what became of them.

    The track of an exam of the first version, or one that is damaged, gives only the states of the
    index, without reasons.
    """
    try:
        frames = store.exam_folder(exam_id).read_frames()
    except StorageError:
        frames = []
    if frames:
        return counts_of(frames)
    return counts_of_states(second.states for second in store.track(exam_id))
