"""Completes interrupted exams when the start page is shown, and offers to rebuild their index."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from hysteroview.core.errors import HysteroViewError
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
    notice
        Of the start page.

    Signals
    -------
    started()
        The store is complete, or locked: its exams can be listed now.
    failed(HysteroViewError)
        It cannot be used.
    """

    started = Signal()
    failed = Signal(object)

    def __init__(
        self,
        notice: NoticeBar,
        tasks: TaskRunner,
        access: StoreAccess,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._notice = notice
        self._tasks, self._access = tasks, access
        self._is_starting = False
        self._waiting: Callable[[], None] | None = None

    def start(self) -> None:
        """Complete interrupted exams; not before the passphrase of an encrypted store is known."""
        if self._is_starting:
            return
        if self._access.is_locked:
            self.started.emit()
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
        if words := start_words(start):
            self._notice.show_warning(words, subject=_STORE)
        self._end()
        self.started.emit()

    def _show_failure(self, failure: HysteroViewError) -> None:
        self._end()
        self.failed.emit(failure)

    def rebuild(self) -> None:
        """Rebuild the index from the folders of the exams."""
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
