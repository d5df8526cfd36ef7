"""The verdict of an exam, gathered from its results while they are stored."""

from __future__ import annotations

from collections.abc import Iterable

from hysteroview.core.assessment import AssessmentCounter
from hysteroview.core.errors import StorageError
from hysteroview.core.labels import LabelSet
from hysteroview.core.record import FrameRecord
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.records import TrackSecond
from hysteroview.inference.decide.verdict import VerdictTally

NOT_ASSESSED = "not_assessed"  # kind of the log entry with the frames without a result, by cause
VERDICT = "verdict"  # kind of the log entry with the verdict at the end of the exam


class ExamTally:
    """Stores the results of an exam, and logs its verdict at the end; for one thread.

    The verdict is that of the stored results, to the bit. They are counted when they are stored,
    since reading an hour of them takes seconds; if some could not be stored, all are read.
    """

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self._tally, self._counter = VerdictTally(labels), AssessmentCounter()
        self._is_whole = True

    def keep(self, store: ExamStore, exam_id: str, second: TrackSecond) -> None:
        """Store the results of the next second.

        Raises
        ------
        StorageError
            They are not stored, or not in the index.
        """
        try:
            store.add_track(exam_id, second)
        except StorageError:
            self._is_whole = False  # the folder may have them or not
            raise
        self._add(second.frames)

    def log(self, store: ExamStore, exam_id: str) -> None:
        """Log the verdict of the exam and what was not assessed, only from the stored results.

        Raises
        ------
        StorageError
            They cannot be read, or the log cannot be written.
        """
        if not self._is_whole:
            self._tally, self._counter = VerdictTally(self._labels), AssessmentCounter()
            self._add(store.exam_folder(exam_id).read_frames())
        store.add_event(exam_id, VERDICT, self._tally.verdict().as_dict())
        store.add_event(exam_id, NOT_ASSESSED, self._counter.counts().as_dict())

    def _add(self, records: Iterable[FrameRecord]) -> None:
        for record in records:
            self._tally.add(record)
            self._counter.add(record)
