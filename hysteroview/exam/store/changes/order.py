"""The part of the store that lets an exam belong to an order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from hysteroview.exam.store.records import Exam, Patient, check_entry

_OF_PATIENT = ("identifier", "name", "birth_date")


class OrderChanges(ABC):
    """Changes of patient and order of an exam."""

    @abstractmethod
    def _change(
        self, exam_id: str, kind: str, content: Mapping[str, Any] | None = None, **fields: Any
    ) -> Exam:
        """Log an action and replace these fields of the exam's record."""

    def change_order(
        self,
        exam_id: str,
        kind: str,
        content: Mapping[str, Any],
        texts: Mapping[str, str],
        *,
        is_emergency: bool,
        **orders: Mapping[str, str],
    ) -> Exam:
        """Log an assignment and keep what the exam has after it; see `store.dicom.orders`.

        Parameters
        ----------
        texts
            Patient, accession number and indication.
        is_emergency
            Whether the patient is still to be completed.
        orders
            `order` and `before_order` of the exam.
        """
        check_entry(texts)
        for each in orders.values():  # those before an earlier assignment were checked with it
            check_entry(
                {
                    key: text
                    for key, text in each.items()
                    if key != "indication" and not key.startswith("before.")
                }
            )
        patient = Patient(**{name: texts[name] for name in _OF_PATIENT})
        details = {name: text for name, text in texts.items() if name not in _OF_PATIENT}
        kept = {name: dict(each) for name, each in orders.items()}
        return self._change(
            exam_id, kind, content, patient=patient, is_emergency=is_emergency, **details, **kept
        )
