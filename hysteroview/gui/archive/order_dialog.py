"""The dialog that assigns an exam to an order of the worklist."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from hysteroview.exam.store.records import Exam
from hysteroview.gui.patient.scheduled import doubt_words, order_of
from hysteroview.gui.patient.worklist_dialog import WorklistDialog
from hysteroview.gui.widgets.basic import text_label
from hysteroview.settings.table import WorklistSettings


class OrderDialog(WorklistDialog):
    """Lists the orders of today; the exam gets patient and numbers of the one that is chosen.

    An order whose patient is doubtful is not taken: the name has to be entered by hand.

    Signals
    -------
    assigned(Order)
    undone()
        The last assignment is to be undone.
    """

    assigned = Signal(object)
    undone = Signal()

    def __init__(
        self, settings: WorklistSettings, exam: Exam, parent: QWidget | None = None
    ) -> None:
        super().__init__(settings, parent)
        self.setWindowTitle(self.tr("Assign to order"))
        who = exam.patient.shown_name or exam.patient.identifier or self.tr("no patient")
        words = self.tr(
            "The exam has {0} now. It gets the patient and the numbers of the order. What was sent "
            "to an archive before is not changed."
        )
        self.content.addWidget(text_label(self, "caption", words.format(who), wrap=True))
        self.primary.setText(self.tr("Assign"))
        self.undo = QPushButton(self.tr("Undo last assignment"), self)
        self.undo.setVisible(bool(exam.before_order))
        self.undo.clicked.connect(self._undo)
        self.content.addWidget(self.undo)

    def submit(self) -> None:
        """Emit the selected order, and close; show what is doubtful in it instead."""
        exam = self.selected
        if exam is None:
            return
        if exam.is_doubtful:
            advice = QCoreApplication.translate(
                "OrderDialog", "Enter the patient with “Patient…” instead."
            )
            self.show_fault(f"{doubt_words(exam)} {advice}")
            return
        self.assigned.emit(order_of(exam))
        self.accept()

    def _undo(self) -> None:
        self.undone.emit()
        self.accept()
