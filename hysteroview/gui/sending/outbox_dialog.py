"""The outbox in the window: what waits or failed, why, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hysteroview.core.errors import HysteroViewError
from hysteroview.exam.outbox.items import Item, ItemKind, ItemState, Job, JobState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.objects import ObjectKind, kind_of
from hysteroview.gui.look.messages import failure_words, join_sentences, translated_message
from hysteroview.gui.widgets.basic import text_label

_BASE_SIZE_PX = QSize(760, 520)
_ENTRY = Qt.ItemDataRole.UserRole
_SHOWN = (
    ItemState.WAITING, ItemState.SENDING, ItemState.UNCERTAIN, ItemState.SENT, ItemState.LEFT_OUT,
    ItemState.FAILED,
)  # fmt: skip
_MOST_ROWS, _GAP_PX = 500, 3


@dataclass(frozen=True, slots=True)
class OutboxContent:
    """What is in the outbox, without what archives have confirmed."""

    items: tuple[Item, ...]
    jobs: tuple[Job, ...]
    confirmed: int


def read_outbox(outbox: Outbox) -> OutboxContent:
    """Read what is in the outbox; raises StorageError."""
    confirmed = sum(
        count for (_, state), count in outbox.counts().items() if state is ItemState.CONFIRMED
    )
    return OutboxContent(tuple(outbox.items(states=_SHOWN)), tuple(outbox.jobs.listed()), confirmed)


class OutboxDialog(QDialog):
    """Lists what is not in the archives yet.

    Signals
    -------
    retry_requested()
        Everything that failed is to be tried again now.
    remove_requested(object)
        An `Item` or a `Job` is to be removed.
    """

    retry_requested = Signal()
    remove_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sending to archives"))
        self.setModal(True)
        self._facts = text_label(self, "body", wrap=True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("What waits or failed"))
        self.list.setWordWrap(True)
        self.list.setSpacing(_GAP_PX)
        self.list.currentItemChanged.connect(lambda *_: self._follow())
        self.retry = QPushButton(self.tr("Try again"), self)
        self.retry.setAutoDefault(False)
        self.retry.clicked.connect(self.retry_requested)
        self.remove = QPushButton(self.tr("Do not send"), self)
        self.remove.setToolTip(self.tr("Removes the chosen line; the exam itself stays."))
        self.remove.setAutoDefault(False)
        self.remove.clicked.connect(self._remove)
        self.leave = QPushButton(self.tr("Close"), self)
        self.leave.setDefault(True)
        self.leave.clicked.connect(self.accept)
        footer = QHBoxLayout()
        footer.addWidget(self.retry)
        footer.addWidget(self.remove)
        footer.addStretch(1)
        footer.addWidget(self.leave)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._facts)
        self._layout.addWidget(self.list, 1)
        self._layout.addLayout(footer)
        self._follow()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        side = round(24 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(round(12 * scale))
        self.resize(_BASE_SIZE_PX * scale)

    def show_content(self, content: OutboxContent) -> None:
        """Show what is in the outbox; the chosen line stays chosen."""
        row = self.list.currentRow()
        self.list.clear()
        entries: list[Item | Job] = list(content.jobs)
        entries += content.items
        for each in entries[:_MOST_ROWS]:
            text = _job_words(each) if isinstance(each, Job) else _item_words(each)
            QListWidgetItem(text, self.list).setData(_ENTRY, each)
        count = len(content.items) + len(content.jobs)
        words = self.tr("{0} not in the archive yet, {1} confirmed").format(
            count, content.confirmed
        )
        self._facts.setText(words)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._follow()

    def show_failure(self, failure: HysteroViewError) -> None:
        """Show why the outbox cannot be read or changed."""
        self._facts.setText(failure_words(failure))

    def _remove(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.remove_requested.emit(item.data(_ENTRY))

    def _follow(self) -> None:
        item = self.list.currentItem()
        chosen = None if item is None else item.data(_ENTRY)
        is_sending = isinstance(chosen, Item) and chosen.state is ItemState.SENDING
        self.remove.setEnabled(chosen is not None and not is_sending)
        self.retry.setEnabled(self.list.count() > 0)


def _tr(text: str) -> str:
    return QCoreApplication.translate("OutboxDialog", text)


def _item_words(item: Item) -> str:
    kinds = {
        ObjectKind.PICTURE: _tr("Picture"),
        ObjectKind.VIDEO: _tr("Recording"),
        ObjectKind.REPORT: _tr("Report"),
        ObjectKind.RESULT: _tr("Result of the AI"),
        ObjectKind.OTHER: _tr("Object"),
    }
    what = {ItemKind.BEGIN: _tr("Begin of the exam"), ItemKind.END: _tr("End of the exam")}.get(
        item.kind, kinds[kind_of(item.sop_class)]
    )
    states = {
        ItemState.WAITING: _tr("waits"),
        ItemState.SENDING: _tr("is being sent"),
        ItemState.UNCERTAIN: _tr("uncertain; the archive will be asked"),
        ItemState.SENT: _tr("sent, not confirmed yet"),
        ItemState.LEFT_OUT: _tr("left out"),
        ItemState.FAILED: _tr("failed"),
        ItemState.CONFIRMED: _tr("confirmed"),
    }
    head = f"{item.archive} · {what} · {item.exam} · {states[item.state]}"
    return _with_reason(head, item.reason, item.remedy)


def _job_words(job: Job) -> str:
    state = _tr("is being prepared") if job.state is JobState.WAITING else _tr("failed")
    head = f"{job.archive} · {_tr('Exam')} · {job.exam} · {state}"
    return _with_reason(head, job.reason, job.remedy)


def _with_reason(head: str, reason: str, remedy: str) -> str:
    told = join_sentences([translated_message(reason), translated_message(remedy)])
    return f"{head}\n{told}" if told else head
