"""The part of the store that keeps what is decided in review: each decision is logged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.review.findings import ReviewFinding
from hysteroview.core.review.lesions import Lesion
from hysteroview.core.review.pictures import PictureNotes
from hysteroview.core.review.report_fields import checked_values
from hysteroview.exam.store.records import Exam, MediaFile, check_entry, check_lesion


class ReviewChanges(ABC):
    """Changes of an exam in review; each is an entry of its log, and can be undone by another."""

    @abstractmethod
    def media(self, exam_id: str) -> list[MediaFile]:
        """Return the files of an exam."""

    @abstractmethod
    def _change(
        self, exam_id: str, kind: str, content: Mapping[str, Any] | None = None, **fields: Any
    ) -> Exam:
        """Log an action and replace these fields of the exam's record."""

    def change_findings(
        self,
        exam_id: str,
        kind: str,
        content: Mapping[str, Any],
        decided: Iterable[ReviewFinding],
    ) -> Exam:
        """Log a decision about findings, and keep those that are accepted or rejected after it.

        Parameters
        ----------
        kind, content
            Of the log entry; see `hysteroview.core.review.findings`.
        """
        kept = tuple(decided)
        for each in kept:
            check_entry({"label": each.code, "text": each.note.replace("\n", " ")})
        return self._change(exam_id, kind, content, findings=kept)

    def change_lesions(
        self, exam_id: str, kind: str, content: Mapping[str, Any], lesions: Iterable[Lesion]
    ) -> Exam:
        """Log a change of lesions and keep them; `kind` and `content` as in `core.review.lesions`.

        `hysteroview.exam.store.review.lesions` makes the changes.
        """
        kept = tuple(lesions)
        for each in kept:
            check_lesion(each)
        return self._change(exam_id, kind, content, lesions=kept)

    def change_report(
        self, exam_id: str, kind: str, content: Mapping[str, Any], values: Mapping[str, str]
    ) -> Exam:
        """Log a change of the report's fields, and keep those that are recorded after it.

        Parameters
        ----------
        kind, content
            Of the log entry; see `hysteroview.core.review.report_entry`.
        """
        checked_values(content.get("after", {}))
        return self._change(exam_id, kind, content, report=dict(values))

    def change_pictures(
        self,
        exam_id: str,
        kind: str,
        content: Mapping[str, Any],
        notes: Iterable[PictureNotes],
    ) -> Exam:
        """Log an action about pictures, and keep what is said about them after it.

        Parameters
        ----------
        kind, content
            Of the log entry; see `hysteroview.core.review.pictures`.

        Raises
        ------
        StorageError
            One of them is not a snapshot of this exam, or the disk is full or failed.
        """
        kept = tuple(notes)
        known = {each.item for each in self.media(exam_id) if each.kind == "snapshot"}
        if any(each.item not in known for each in kept):
            raise StorageError(
                "A picture that was to be changed is not in this exam.",
                remedy="Open the exam again. Nothing was changed.",
            )
        return self._change(exam_id, kind, content, pictures=kept)
