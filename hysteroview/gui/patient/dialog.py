"""Whose exam it is, completed or corrected while it goes on or afterwards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.patient.form import PatientForm
from hysteroview.gui.widgets.basic import words

_BASE_SIZE_PX = QSize(680, 420)


class PatientDialog(QDialog):
    """The fields of `PatientForm` and two buttons.

    Signals
    -------
    changed(ExamEntry)
    """

    changed = Signal(object)

    def __init__(self, entry: ExamEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Patient"))
        self.setModal(True)
        self._before = entry
        self.form = PatientForm(self)
        self.form.show_entry(entry)
        self.form.submitted.connect(self._save)
        self._fault = words(self, "fault", wrap=True)
        told = self.tr("The exam's log records which fields were changed, but not their content.")
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.save = QPushButton(self.tr("Save"), self)
        self.save.setObjectName("primary")
        self.save.setDefault(True)
        self.save.clicked.connect(self._save)
        footer = QHBoxLayout()
        footer.addStretch(1)
        footer.addWidget(self.cancel)
        footer.addWidget(self.save)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.form)
        self._layout.addWidget(words(self, "caption", told))
        self._layout.addWidget(self._fault)
        self._layout.addStretch(1)
        self._layout.addLayout(footer)

    def fit(self, scale: float) -> None:
        """Take the room that the fields need at this scale."""
        self.form.fit(scale)
        side = round(24 * scale)
        self._layout.setContentsMargins(side, side, side, side)
        self._layout.setSpacing(round(12 * scale))
        self.resize(_BASE_SIZE_PX * scale)

    @property
    def fault(self) -> str:
        """What is wrong with what is written."""
        return self._fault.text()

    def _save(self) -> None:
        try:
            entry = self.form.entry()
        except ValueError as error:
            self._fault.setText(str(error))
            return
        if entry != self._before:
            self.changed.emit(entry)
        self.accept()
