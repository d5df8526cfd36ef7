"""How much of an exam was not assessed, from its record."""

from __future__ import annotations

from collections.abc import Sequence

from hysteroview.core.assessment import AssessmentCounts, counts_of, counts_of_states
from hysteroview.core.errors import StorageError
from hysteroview.core.record import FrameRecord
from hysteroview.exam.store.store import ExamStore


def assessed_in(
    store: ExamStore, exam_id: str, frames: Sequence[FrameRecord] | None = None
) -> AssessmentCounts:
    """Count the frames of an exam by what became of them.

    The track of an exam of the first version, or one that is damaged, gives only the states of the
    index, without reasons.

    Parameters
    ----------
    frames
        Its results, if they have been read already, which takes seconds for an hour.
    """
    if frames is None:
        try:
            frames = store.exam_folder(exam_id).read_frames()
        except StorageError:
            frames = ()
    if frames:
        return counts_of(frames)
    return counts_of_states(second.states for second in store.track(exam_id))
