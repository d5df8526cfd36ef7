"""The dialog for the reason of a deletion."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QListView, QWidget

from hysteroview.gui.archive.rows import ExamRow
from hysteroview.gui.archive.words import patient_words
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(560, 400)
_LONGEST_REASON = 64


def _whose(row: ExamRow) -> str:
    return " · ".join(
        filter(None, (patient_words(row.exam.patient), f"{row.began:%Y-%m-%d %H:%M}"))
    )


class DeleteDialog(FormDialog):
    """Asks why an exam is deleted; nothing is deleted without a reason.

    Signals
    -------
    confirmed(str)
        The reason, in English for one of the list.
    """

    confirmed = Signal(str)

    def __init__(self, row: ExamRow, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Delete exam"))
        question = self.tr("Delete this exam with all its pictures and recordings?")
        self.content.addWidget(text_label(self, "heading", question, wrap=True))
        self.content.addWidget(text_label(self, "body", _whose(row), wrap=True))
        warning = self.tr("This cannot be undone.")
        if not row.exam.exported_wall_ns:
            warning = self.tr("It was never exported. This cannot be undone.")
        self.content.addWidget(text_label(self, "fault", warning, wrap=True))
        self.reason = QComboBox(self)
        self.reason.setView(QListView(self.reason))
        self.reason.setAccessibleName(self.tr("Reason"))
        for words, reason in (
            (self.tr("Choose a reason…"), ""),
            (self.tr("Started by mistake"), "started by mistake"),
            (self.tr("Test of the equipment"), "test of the equipment"),
            (self.tr("The patient has withdrawn consent"), "consent withdrawn"),
            (self.tr("Exported and no longer needed here"), "exported, no longer needed"),
            (self.tr("Another reason…"), None),
        ):
            self.reason.addItem(words, reason)
        self.reason.currentIndexChanged.connect(lambda _: self._show_other())
        self.other = QLineEdit(self)
        self.other.setMaxLength(_LONGEST_REASON)
        self.other.setPlaceholderText(self.tr("Reason, without names"))
        self.other.setAccessibleName(self.tr("Reason, without names"))
        self.content.addWidget(text_label(self, "fieldTitle", self.tr("Reason")))
        self.content.addWidget(self.reason)
        self.content.addWidget(self.other)
        told = self.tr("The log of the store keeps the reason and the number of the exam.")
        self.content.addWidget(text_label(self, "caption", told, wrap=True))
        self.content.addStretch(1)
        self.add_buttons(self.tr("Delete"))
        self.cancel.setFocus()
        self._show_other()

    def submit(self) -> None:
        """Emit the reason and close."""
        chosen = self.reason.currentData()
        reason = self.other.text().strip() if chosen is None else chosen
        if not reason:
            self.show_fault(self.tr("Choose a reason."))
            (self.other if chosen is None else self.reason).setFocus()
            return
        self.confirmed.emit(reason)
        self.accept()

    def _show_other(self) -> None:
        self.other.setVisible(self.reason.currentData() is None)
