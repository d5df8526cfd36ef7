"""What of a review is not saved: said on its page, tried again, and asked about on leaving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from hysteroview.core.errors import HysteroViewError
from hysteroview.gui.review.waiting_writes import WaitingWrites
from hysteroview.gui.widgets.notice_bar import NoticeBar

_SUBJECT = "unsaved"


class UnsavedNotice(QObject):
    """Show in a page's notice line what could not be saved, with a button to try again.

    Signals
    -------
    changed(int)
        So many changes are not saved; 0 when all are.
    """

    changed = Signal(int)

    def __init__(self, notice: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notice = notice
        self._watched: list[WaitingWrites] = []
        self._leave: Callable[[], object] | None = None
        notice.offer_taken.connect(self.try_again)
        notice.confirmed.connect(self._confirm)
        notice.declined.connect(self._decline)

    def watch(self, writes: WaitingWrites) -> None:
        """Show what of these writes cannot be kept."""
        self._watched.append(writes)
        writes.changed.connect(self._follow)
        writes.failed.connect(self._show)
        writes.destroyed.connect(partial(self._forget, writes))

    @property
    def unsaved(self) -> int:
        """Number of changes that are not saved."""
        return sum(each.unsaved for each in self._watched)

    def try_again(self) -> None:
        """Save what is not saved."""
        for each in self._watched:
            each.try_again()

    def leave(self, act: Callable[[], object]) -> None:
        """Leave the page, or ask first whether to leave what is not saved."""
        number = self.unsaved
        if not number:
            act()
            return
        self._leave = act
        question = self.tr("Changes not saved: {0}. Leave without saving them?").format(number)
        self._notice.ask(question, self.tr("Leave"))

    def finish(self, report: Callable[[HysteroViewError], None]) -> None:
        """Try for the last time to save everything; does not wait. Safe to call twice.

        Then nothing of it is shown or asked about any more.

        Parameters
        ----------
        report
            Called if something cannot be saved.
        """
        watched, self._watched, self._leave = self._watched, [], None
        for each in watched:
            each.finish(report)
        self._notice.end_question()
        self._notice.end(_SUBJECT)
        self.changed.emit(0)

    def _confirm(self) -> None:
        act, self._leave = self._leave, None
        if act is not None:
            act()

    def _decline(self) -> None:
        self._leave = None
        self._notice.end_question()

    def _forget(self, writes: WaitingWrites, _object: object = None) -> None:
        self._watched = [each for each in self._watched if each is not writes]

    def _follow(self, _number: int) -> None:
        number = self.unsaved
        if not number:
            self._notice.show_success(self.tr("All changes are saved now."), subject=_SUBJECT)
        self.changed.emit(number)

    def _show(self, failure: HysteroViewError) -> None:
        lead = self.tr("Changes not saved yet: {0}.").format(self.unsaved)
        self._notice.show_failure(failure, subject=_SUBJECT, lead=lead, offer=self.tr("Try again"))
