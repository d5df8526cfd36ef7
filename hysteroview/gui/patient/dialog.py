"""Whose exam it is, completed or corrected while it goes on or afterwards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.patient.form import PatientForm
from hysteroview.gui.widgets.basic import words
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(680, 420)


class PatientDialog(FormDialog):
    """The fields of `PatientForm`, to be saved.

    Signals
    -------
    changed(ExamEntry)
    """

    changed = Signal(object)

    def __init__(self, entry: ExamEntry, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Patient"))
        self._before = entry
        self.form = PatientForm(self)
        self.form.show_entry(entry)
        self.form.submitted.connect(self.submit)
        told = self.tr("The exam's log records which fields were changed, but not their content.")
        self.content.addWidget(self.form)
        self.content.addWidget(words(self, "caption", told))
        self.content.addStretch(1)
        self.add_buttons(self.tr("Save"))

    def fit(self, scale: float) -> None:
        """Take the room that the fields need at this scale."""
        self.form.fit(scale)
        super().fit(scale)

    def submit(self) -> None:
        """Hand over what is written, if it differs from what was known."""
        try:
            entry = self.form.entry()
        except ValueError as error:
            self.show_fault(str(error))
            return
        if entry != self._before:
            self.changed.emit(entry)
        self.accept()
