"""Asks before what is not saved on a page is dropped with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.main_window import MainWindow
from hysteroview.gui.review.unsaved import UnsavedNotice

log = logging.getLogger(__name__)


class UnsavedGuard(QObject):
    """Ask before pages are left or deleted, and before the window is closed.

    Parameters
    ----------
    window
        Its guard is set while something is not saved, unless it has another one.
    notices
        Each with its page, which is shown for its question.
    """

    def __init__(
        self,
        window: MainWindow,
        notices: Sequence[tuple[QWidget, UnsavedNotice]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._notices = window, tuple(notices)
        for _, notice in self._notices:
            notice.changed.connect(self._follow)

    def leave(self, act: Callable[[], object], only: QWidget | None = None) -> None:
        """Act, or ask first whether to go on without what is not saved.

        Parameters
        ----------
        only
            The page that is left; None if all of them are deleted.
        """
        for page, notice in self._notices:
            if notice.unsaved and only in (None, page):
                if self._window.page is not page:
                    self._window.show_page(page)
                notice.leave(partial(self._give_up, notice, partial(self.leave, act, only)))
                return
        act()

    def finish(self) -> None:
        """Try for the last time to save everything; does not wait. Safe to call twice."""
        for _, notice in self._notices:
            notice.finish(log_unsaved)

    def _give_up(self, notice: UnsavedNotice, act: Callable[[], object]) -> None:
        notice.finish(log_unsaved)
        act()

    def _ask(self) -> None:
        self.leave(self._window.leave)

    def _follow(self, _unsaved: int) -> None:
        """Ask before the window is closed while something is not saved."""
        if any(notice.unsaved for _, notice in self._notices):
            if self._window.guard is None:
                self._window.guard = self._ask
        elif self._window.guard == self._ask:
            self._window.guard = None


def log_unsaved(failure: HysteroViewError) -> None:
    """Log a change that is not saved, without its content."""
    log.warning("a change of the exam is not saved: %s", type(failure).__name__)
