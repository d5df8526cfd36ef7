"""The dialog for completing or correcting the patient during an exam or afterwards."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.exam.store.records import ExamEntry
from hysteroview.gui.patient.form import PatientForm
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(680, 420)


class PatientDialog(FormDialog):
    """A dialog with the fields of `PatientForm`.

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
        text = self.tr("The exam's log records which fields were changed, but not their content.")
        self.content.addWidget(self.form)
        self.content.addWidget(text_label(self, "caption", text))
        self.content.addStretch(1)
        self.add_buttons(self.tr("Save"))

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.form.set_scale(scale)
        super().set_scale(scale)

    def submit(self) -> None:
        """Emit the entry if it was changed, and close."""
        try:
            entry = self.form.entry()
        except ValueError as error:
            self.show_fault(str(error))
            return
        if entry != self._before:
            self.changed.emit(entry)
        self.accept()
