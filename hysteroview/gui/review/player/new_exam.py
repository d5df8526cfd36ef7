"""The form for an exam that is made for the pictures of a recording that belongs to none."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from hysteroview.gui.patient.form import PatientForm
from hysteroview.gui.widgets.basic import text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(680, 540)


class NewExamDialog(FormDialog):
    """Asks for the patient of a recording; every field may stay empty.

    Signals
    -------
    entered(ExamEntry)
    """

    entered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("New exam for this recording"))
        text = self.tr(
            "This recording belongs to no exam. Its snapshots go into a new one, which notes from "
            "which recording they are. Without a patient it can be completed later."
        )
        self.form = PatientForm(self)
        self.form.submitted.connect(self.submit)
        self.content.addWidget(text_label(self, "body", text, wrap=True))
        self.content.addWidget(self.form)
        self.content.addStretch(1)
        self.add_buttons(self.tr("Save snapshot"))

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self.form.set_scale(scale)
        super().set_scale(scale)

    def submit(self) -> None:
        """Emit the entry and close."""
        try:
            entry = self.form.entry()
        except ValueError as error:
            self.show_fault(str(error))
            return
        self.entered.emit(entry)
        self.accept()
