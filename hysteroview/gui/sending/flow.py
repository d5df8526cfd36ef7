"""Leads sending in the window: the sender's thread, its status, and the dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.outbox.items import Item, Job
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.steps import StepEnd
from hysteroview.gui.look.language import shown_language
from hysteroview.gui.look.theme import scale_for
from hysteroview.gui.sending.dialog import Sendable, SendDialog, read_sendable
from hysteroview.gui.sending.outbox_dialog import OutboxContent, OutboxDialog, read_outbox
from hysteroview.gui.sending.status import SendingStatus
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.tasks import TaskRunner
from hysteroview.gui.widgets.notice_bar import NoticeBar
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.sending.selection import Purpose, Selection
from hysteroview.pipeline.sending.sender import Sender
from hysteroview.settings.choices import Language

if TYPE_CHECKING:
    from hysteroview.exam.store.keys import StoreKey

_POLL_MS = 1000
_CLOSE_TIMEOUT_S = 3.0
_MOST_TASKS = 8
_SENDING = "sending"  # subject of notices


class NotifyingPage(Protocol):
    """A page of an exam."""

    notice: NoticeBar

    @property
    def scale(self) -> float: ...


class SendingFlow(QObject):
    """Sends exams while the window is open, if there are archives in the settings.

    Parameters
    ----------
    store, key
        Return the folder of the exams, and their key if they are encrypted and open.

    Attributes
    ----------
    running
        The sender; None while there are no archives.
    dialog, list
        The dialogs that are open.
    """

    def __init__(
        self,
        settings: ObservedSettings,
        store: Callable[[], Path],
        key: Callable[[], StoreKey | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings, self._store, self._key = settings, store, key
        self._tasks = TaskRunner(_MOST_TASKS, self)
        self._buttons: list[SendingStatus] = []
        self.running: Sender | None = None
        self.dialog: SendDialog | None = None
        self.list: OutboxDialog | None = None
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self._poll)
        settings.changed.connect(lambda *_: self._follow())
        self._follow()

    def close(self) -> None:
        """End the thread. May be called twice."""
        self._timer.stop()
        self._tasks.finish(_CLOSE_TIMEOUT_S)
        if self.running is not None:
            self.running.close(_CLOSE_TIMEOUT_S)
            self.running = None

    def show_status_in(self, *buttons: SendingStatus) -> None:
        """Show the status in these buttons; those of earlier pages are forgotten."""
        self._buttons = list(buttons)
        for button in buttons:
            button.clicked.connect(partial(self.show_outbox, button))
        self._poll()

    def begin_exam(self, exam_id: str) -> None:
        """Report the begin, and send no objects until the end."""
        self._follow()
        if self.running is not None:
            self.running.pause(on=True)
            for name, archive in self._settings.now.archives.named:
                if archive.reports_exams:
                    self.running.order(name, exam_id, Selection(purpose=Purpose.BEGIN))

    def end_exam(self, exam_id: str) -> None:
        """Send the exam where that is wanted, report its end, and go on sending."""
        if self.running is None:
            return
        for name, archive in self._settings.now.archives.named:
            if archive.is_automatic:
                self.send_whole(name, exam_id)
        for name, archive in self._settings.now.archives.named:
            if archive.reports_exams:
                end = Selection(purpose=Purpose.END, end=StepEnd.COMPLETED)
                self.running.order(name, exam_id, end)
        self.running.pause(on=False)

    def send_whole(self, name: str, exam_id: str) -> None:
        """Send all that an exam has."""
        is_chinese = shown_language() == Language.CHINESE
        if self.running is not None:
            self.running.order(name, exam_id, Selection(language="zh" if is_chinese else "en"))

    def ask(self, page: NotifyingPage, exam_id: str) -> None:
        """Show the dialog in which it is chosen what of an exam is sent."""
        notice = page.notice
        if self.running is None:
            self.show_no_archives(notice)
            return
        place = ExamPlace(self._store(), exam_id, self._key())
        show = partial(self._show_dialog, page)
        failed = partial(notice.show_failure, subject=_SENDING)
        self._tasks.submit_or_fail(partial(read_sendable, place), show, failed)

    def show_no_archives(self, notice: NoticeBar) -> None:
        """Say that there is nowhere to send to."""
        words = self.tr("There are no archives yet. Enter one in Settings, under Sending.")
        notice.show_note(words, subject=_SENDING)

    def show_outbox(self, button: QWidget) -> None:
        """Show what waits and what failed."""
        window = button.window()
        dialog = self.list = OutboxDialog(window)
        dialog.retry_requested.connect(partial(self._change_outbox, _retry))
        dialog.remove_requested.connect(lambda each: self._change_outbox(partial(_remove, each)))
        dialog.finished.connect(self._forget_list)
        dialog.finished.connect(dialog.deleteLater)
        dialog.set_scale(scale_for(window.width(), window.height()))
        dialog.open()
        self._change_outbox(_nothing)

    def _show_dialog(self, page: NotifyingPage, has: Sendable) -> None:
        assert isinstance(page, QWidget)
        dialog = self.dialog = SendDialog(has, self._settings.now.archives, page)
        dialog.chosen.connect(partial(self._send, page.notice, has.exam_id))
        dialog.finished.connect(self._forget_dialog)
        dialog.finished.connect(dialog.deleteLater)
        dialog.set_scale(page.scale)
        dialog.open()

    def _send(self, notice: NoticeBar, exam_id: str, name: str, selection: Selection) -> None:
        if self.running is not None:
            self.running.order(name, exam_id, selection)
            words = self.tr("The exam is sent to {0} in the background.")
            notice.show_success(words.format(name), subject=_SENDING)

    def _change_outbox(self, change: Callable[[Outbox], None]) -> None:
        store = self._store()

        def work() -> OutboxContent:
            with Outbox(store) as outbox:
                change(outbox)
                return read_outbox(outbox)

        self._tasks.submit_or_fail(work, self._show_content, self._show_failure)

    def _show_content(self, content: OutboxContent) -> None:
        if self.running is not None:
            self.running.wake()
        if self.list is not None:
            self.list.show_content(content)

    def _show_failure(self, failure: HysteroViewError) -> None:
        if self.list is not None:
            self.list.show_failure(failure)

    def _forget_dialog(self) -> None:
        self.dialog = None

    def _forget_list(self) -> None:
        self.list = None

    def _follow(self) -> None:
        """Start the thread for archives that were entered, or for another store."""
        store = self._store()
        if self.running is not None and self.running.store != store:
            self.running.close(_CLOSE_TIMEOUT_S)
            self.running = None
        if self.running is None and self._settings.now.archives.named:
            self.running = Sender(store, lambda: self._settings.now, self._key)
            self.running.start()
            self._timer.start()

    def _poll(self) -> None:
        if self.running is None:
            return
        status = self.running.status
        for button in self._buttons:
            button.show_status(status)


def _nothing(_: Outbox) -> None:
    """Only read."""


def _retry(outbox: Outbox) -> None:
    outbox.retry_all()


def _remove(each: Item | Job, outbox: Outbox) -> None:
    if isinstance(each, Job):
        outbox.jobs.remove(each.job_id)
    else:
        outbox.remove(each.item_id)
