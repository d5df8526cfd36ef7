"""A query of the worklist in a thread of its own, which ends in time and can be canceled."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

from hysteroview.core.errors import WorklistError
from hysteroview.export.dicom.bounds import REMEDY, Bounds, Breach
from hysteroview.settings.table import WorklistSettings

if TYPE_CHECKING:
    from hysteroview.export.dicom.worklist import ScheduledExam

TIMEOUT_S = 10.0  # for the whole query


class WorklistQuery:
    """One query of the exams of a day.

    Nobody has to wait for its thread: the name of a host may be looked up for longer than the
    deadline.
    """

    def __init__(self, settings: WorklistSettings, day: date, timeout_s: float = TIMEOUT_S) -> None:
        self._settings, self._day = settings, day
        self._bounds = Bounds(timeout_s)
        self._ended = threading.Event()
        self._result: list[ScheduledExam] | WorklistError | None = None

    def run(self) -> list[ScheduledExam]:
        """Return the exams, sorted by time; returns within the time that was given.

        Raises
        ------
        WorklistError
            The server cannot be reached, refuses, sends too much, is too slow, or breaks the
            connection; or `cancel` was called.
        """
        threading.Thread(target=self._work, name="worklist", daemon=True).start()
        self._ended.wait(self._bounds.left_s)
        result = self._result
        if result is None:
            raise _failure(self._bounds.breach or Breach.LATE)
        if isinstance(result, WorklistError):
            raise result
        return sorted(result, key=lambda each: (each.time or "99", each.patient_name))

    def cancel(self) -> None:
        """Abort the connection, and let `run` raise; may be called from any thread, and twice."""
        self._bounds.cancel()
        self._ended.set()

    def _work(self) -> None:
        from hysteroview.export.dicom.worklist import ask_server  # noqa: PLC0415 - 0.3 s

        try:
            ask_server(self._settings, self._day, self._bounds, self._take)
        except WorklistError as error:
            breach = self._bounds.breach
            self._take(error if breach is None else _failure(breach))

    def _take(self, result: list[ScheduledExam] | WorklistError) -> None:
        self._result = result
        self._ended.set()


def _failure(breach: Breach) -> WorklistError:
    text = {
        Breach.CANCELED: "The query of the worklist was canceled.",
        Breach.LATE: "The worklist server does not answer in time.",
        Breach.TOO_LARGE: "The worklist server sends more than a list of exams can have.",
    }[breach]
    return WorklistError(text, remedy=REMEDY)
