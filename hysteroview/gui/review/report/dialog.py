"""The dialog for the report on an exam: its fields, its preview, and the file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListView,
    QPushButton,
    QWidget,
)

from hysteroview.core.errors import StorageError
from hysteroview.core.language.translation import CHINESE, ENGLISH
from hysteroview.core.review.report_fields import checked_values
from hysteroview.gui.look.messages import failure_words
from hysteroview.gui.review.report.form import ReportForm
from hysteroview.gui.review.report.kept import KeptReport
from hysteroview.gui.widgets.basic import scrolled, text_label
from hysteroview.gui.widgets.form_dialog import FormDialog

_BASE_SIZE_PX = QSize(980, 720)
_ENDINGS = (".pdf", ".docx")


class ReportDialog(FormDialog):
    """Enters the fields of a report; nothing is kept before "Save", a preview or a file.

    Parameters
    ----------
    language
        Of the report at first: "en" or "zh".

    Signals
    -------
    saved(dict)
        The fields as they are to be.
    preview_requested(dict)
        The report with these fields is to be shown.
    file_requested(dict, Path)
        The report with these fields is to be written to this file.
    undo_requested()
        The last change that was kept is to be undone.
    """

    saved = Signal(object)
    preview_requested = Signal(object)
    file_requested = Signal(object, object)
    undo_requested = Signal()

    def __init__(self, kept: KeptReport, language: str, parent: QWidget | None = None) -> None:
        super().__init__(_BASE_SIZE_PX, parent)
        self.setWindowTitle(self.tr("Report"))
        self._heading = text_label(self, "heading", wrap=True)
        self.form = ReportForm(self)
        self.form.edited.connect(lambda: self.show_fault(""))
        self.language = QComboBox(self)
        self.language.setView(QListView(self.language))
        self.language.setAccessibleName(self.tr("Language of the report"))
        self.language.addItem("English", ENGLISH)
        self.language.addItem("简体中文", CHINESE)
        self.language.setCurrentIndex(self.language.findData(language))
        self.hides_patient = QCheckBox(self.tr("De-identified"), self)
        self.hides_patient.setToolTip(
            self.tr("A code stands for the patient, and dates are shifted.")
        )
        self.permits_plain = QCheckBox(
            self.tr("Write an unencrypted file: anyone who has it can read it"), self
        )
        self.permits_plain.toggled.connect(self._show_possible)
        self.preview = QPushButton(self.tr("Preview"), self)
        self.preview.setToolTip(self.tr("Saves the fields and shows the report."))
        self.preview.clicked.connect(self._ask_preview)
        self.file = QPushButton(self.tr("Save as file…"), self)
        self.file.setToolTip(self.tr("Saves the fields and writes the report as PDF or Word."))
        self.file.clicked.connect(self._ask_file)
        self.undo = QPushButton(self.tr("Undo last entry"), self)
        self.undo.setToolTip(self.tr("Takes back what was saved last; the exam's log keeps both."))
        self.undo.clicked.connect(self.undo_requested)
        self.content.addWidget(self._heading)
        self.content.addWidget(scrolled(self, self.form), 1)
        self._row = QHBoxLayout()
        for part in (self.language, self.hides_patient, self.permits_plain):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self.content.addLayout(self._row)
        self.add_buttons(self.tr("Save"), self.undo, self.preview, self.file)
        self.show_kept(kept)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        super().set_scale(scale)
        self._row.setSpacing(round(16 * scale))
        self.form.set_scale(scale)

    def show_kept(self, kept: KeptReport) -> None:
        """Show the fields as they are in the exam."""
        self._heading.setText(kept.whose)
        self.form.show_values(kept.values)
        self.undo.setEnabled(kept.can_undo)
        self.permits_plain.setVisible(kept.is_encrypted)
        self.permits_plain.setChecked(not kept.is_encrypted)
        self._show_possible()

    def submit(self) -> None:
        """Emit the fields; the owner closes the dialog when they are kept."""
        values = self._checked()
        if values is not None:
            self.saved.emit(values)

    def _ask_preview(self) -> None:
        values = self._checked()
        if values is not None:
            self.preview_requested.emit(values)

    def _ask_file(self) -> None:
        values = self._checked()
        if values is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the report"), "report.pdf", "PDF (*.pdf);;Word (*.docx)"
        )
        if chosen:
            target = Path(chosen)
            if target.suffix.lower() not in _ENDINGS:
                target = target.with_name(f"{target.name}.pdf")
            self.file_requested.emit(values, target)

    def _checked(self) -> dict[str, str] | None:
        """Return the fields; None with a message if one is not valid."""
        try:
            return checked_values(self.form.values())
        except StorageError as error:
            self.show_fault(failure_words(error))
            return None

    def _show_possible(self) -> None:
        self.file.setEnabled(self.permits_plain.isChecked())
