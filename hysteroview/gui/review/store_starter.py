"""Completes interrupted exams when the start page is shown, and offers to rebuild their index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.store.database import DamagedDatabaseError
from hysteroview.exam.store.records import Exam
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.review.store_access import StoreAccess
from hysteroview.gui.review.store_start import StoreStart, rebuild_index, start_store, start_words
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.notice_bar import NoticeBar

_STORE = "store"  # subject of notices


class StoreStarter(QObject):
    """Open the store off the GUI thread, and show on the start page what was found.

    Parameters
    ----------
    show_exams
        Shows the exams without a patient.
    notice
        Of the start page.
    """

    def __init__(
        self,
        show_exams: Callable[[Sequence[Exam]], None],
        notice: NoticeBar,
        tasks: TaskRunner,
        access: StoreAccess,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._show_exams, self._notice = show_exams, notice
        self._tasks, self._access = tasks, access
        self._is_starting = False
        self._waiting: Callable[[], None] | None = None
        notice.confirmed.connect(self._rebuild)
        notice.declined.connect(notice.end_question)

    def start(self) -> None:
        """Complete interrupted exams; not before the passphrase of an encrypted store is known."""
        if self._access.is_locked or self._is_starting:
            return
        self._is_starting = True
        start = partial(start_store, self._access.access())
        self._tasks.submit_or_fail(start, self._show, self._show_failure)

    def when_started(self, action: Callable[[], None]) -> None:
        """Call `action` when the store is not in use by this; only the last one is called."""
        if self._is_starting:
            self._waiting = action
        else:
            action()

    def _show(self, start: StoreStart) -> None:
        self._show_exams(start.without_patient)
        if words := start_words(start):
            self._notice.show_warning(words, subject=_STORE)
        self._end()

    def _show_failure(self, failure: HysteroViewError) -> None:
        if isinstance(failure, DamagedDatabaseError):
            question = self.tr("{0} It can be rebuilt from the folders of the exams.")
            message = translated_message(failure.message)
            self._notice.ask(question.format(message), self.tr("Rebuild the index"))
        else:
            self._notice.show_failure(failure, subject=_STORE)
        self._end()

    def _rebuild(self) -> None:
        self._notice.show_note(self.tr("The index is being rebuilt…"), subject=_STORE)
        self._is_starting = True
        rebuild = partial(rebuild_index, self._access.access())
        self._tasks.submit_or_fail(rebuild, self._show_rebuilt, self._show_rebuild_failure)

    def _show_rebuilt(self, faults: tuple[str, ...]) -> None:
        if faults:
            self._notice.show_warning(" ".join(map(translated_message, faults)), subject=_STORE)
        else:
            self._notice.show_success(self.tr("The index was rebuilt."), subject=_STORE)
        self._is_starting = False
        self.start()
        self._end()

    def _show_rebuild_failure(self, failure: HysteroViewError) -> None:
        self._notice.show_failure(failure, subject=_STORE)
        self._end()

    def _end(self) -> None:
        self._is_starting = False
        action, self._waiting = self._waiting, None
        if action is not None:
            action()
