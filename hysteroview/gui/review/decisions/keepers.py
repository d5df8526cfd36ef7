"""Where the decisions about findings are kept: in the exam, or beside a recording's track."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from hysteroview.core.review.findings import ReviewFinding
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.store import open_store
from hysteroview.gui.review.exam_summary import ExamAccess


class DecisionKeeper(Protocol):
    """Keeps decisions; both methods wait for the disk and raise `StorageError`."""

    def read(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return kind and content of each entry, in order."""

    def write(
        self, kind: str, content: Mapping[str, Any], decided: Iterable[ReviewFinding]
    ) -> None:
        """Add an entry, after which these findings are accepted or rejected."""


class ExamDecisions:
    """Keeps decisions in the audit log and the record of an exam."""

    def __init__(self, access: ExamAccess, exam_id: str) -> None:
        self._access, self._exam_id = access, exam_id

    def read(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Return kind and content of each entry of the exam's log.

        Raises
        ------
        StorageError
            The exam cannot be read.
        """
        access = self._access
        with open_store(access.store, read_only=True, key=access.key) as store:
            folder = store.exam_folder(self._exam_id)
        entries, _, _ = read_chain(folder.audit, self._exam_id, folder.medium)
        return [(entry.kind, entry.content) for entry in entries]

    def write(
        self, kind: str, content: Mapping[str, Any], decided: Iterable[ReviewFinding]
    ) -> None:
        """Log a decision in the exam, and keep its findings there.

        Raises
        ------
        StorageError
            The store cannot be written.
        """
        with open_store(self._access.store, must_exist=True, key=self._access.key) as store:
            store.change_findings(self._exam_id, kind, content, decided)
