"""The store of an exam that is exported: opened for short moments, so that nothing waits for it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.key_file import is_encrypted
from hysteroview.exam.store.store import open_store

if TYPE_CHECKING:  # importing the encryption takes 50 ms, which other stores do not need
    from hysteroview.exam.store.keys import StoreKey

EXPORTED, NOT_EXPORTED = "export_part", "export_part_failed"  # kinds of log entries


@dataclass(frozen=True, slots=True, eq=False)
class ExamPlace:
    """Where an exam is.

    Attributes
    ----------
    store
        Folder of the exams.
    key
        Of encrypted exams.
    """

    store: Path
    exam_id: str
    key: StoreKey | None = None

    @property
    def is_encrypted(self) -> bool:
        """Whether files that leave the store lose a protection."""
        return is_encrypted(self.store)

    def read(self) -> ExamStore:
        """Open the store to read; raises as `open_store` does."""
        return open_store(self.store, read_only=True, key=self.key)

    def note(self, kind: str, content: Mapping[str, Any]) -> None:
        """Add an entry to the log of the exam.

        Raises
        ------
        StorageError
            The store cannot be written, or another program is writing to it.
        """
        with open_store(self.store, must_exist=True, key=self.key) as store:
            store.add_event(self.exam_id, kind, content)

    def check_writable(self) -> None:
        """Refuse an export that could not be logged, before it is made.

        Raises
        ------
        StorageError
            As for `note`.
        """
        with open_store(self.store, must_exist=True, key=self.key) as store:
            store.check_writable()


def now_ns() -> int:
    """Return the time of an export, UTC."""
    return time.time_ns()
