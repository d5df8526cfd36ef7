"""The form for patient and exam, checked as it will be saved."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from hysteroview.exam.store.records import ExamEntry, Patient
from hysteroview.gui.widgets.basic import text_label

_LONGEST = 64  # DICOM LO and each component of PN, PS3.5 section 6.2
_LONGEST_ACCESSION = 16  # DICOM SH


class PatientForm(QWidget):
    """Fields for patient, accession number, indication and operator; each may be empty.

    Signals
    -------
    submitted()
        Enter was pressed in a field.
    """

    submitted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry = ExamEntry()
        self._shown_name: tuple[str, ...] = ()
        self._layout = QGridLayout(self)
        self._titles: dict[QLineEdit, QLabel] = {}
        self.identifier = self._field(self.tr("Patient ID"), 0, 0)
        self.birth_date = self._field(self.tr("Birth date"), 0, 1)
        self.birth_date.setPlaceholderText(self.tr("YYYY-MM-DD"))
        self.family_name = self._field(self.tr("Family name"), 2, 0)
        self.given_name = self._field(self.tr("Given name"), 2, 1)
        self.characters = self._field(self.tr("Name in characters"), 4, 0)
        self.accession = self._field(self.tr("Accession number"), 6, 0)
        self.accession.setMaxLength(_LONGEST_ACCESSION)
        self.operator = self._field(self.tr("Operator"), 6, 1)
        self.indication = self._field(self.tr("Indication"), 8, 0, columns=2)
        for part in (self.characters, self._titles[self.characters]):
            part.hide()
        self.set_scale(1.0)

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setHorizontalSpacing(round(16 * scale))
        self._layout.setVerticalSpacing(round(4 * scale))
        for row in (2, 6, 8):
            self._layout.setRowMinimumHeight(row, round(28 * scale))

    def show_entry(self, entry: ExamEntry) -> None:
        """Fill the fields with an entry."""
        self._entry = entry
        name, _, characters = entry.patient.name.partition("=")
        family, _, given = name.partition("^")
        given = given.replace("^", " ").strip()
        for field, text in (
            (self.identifier, entry.patient.identifier),
            (self.birth_date, entry.patient.birth_date),
            (self.family_name, family),
            (self.given_name, given),
            (self.characters, characters.replace("^", " ")),
            (self.accession, entry.accession_number),
            (self.operator, entry.operator),
            (self.indication, entry.indication),
        ):
            field.setText(text)
        for part in (self.characters, self._titles[self.characters]):
            part.setVisible(bool(characters))
        self._shown_name = self._name_texts()

    def show_characters(self) -> None:
        """Show the field for the name in characters, which is hidden while it is empty."""
        for part in (self.characters, self._titles[self.characters]):
            part.show()

    def entry(self) -> ExamEntry:
        """Return the entry in the fields.

        Raises
        ------
        ValueError
            A field is not valid; with a message for the operator.
        """
        shown, accession = self._entry, self.accession.text().strip()
        return ExamEntry(
            patient=Patient(
                identifier=self.identifier.text().strip(),
                name=self._name(),
                birth_date=_birth_date(self.birth_date.text().strip()),
            ),
            accession_number=accession,
            indication=self.indication.text().strip(),
            operator=self.operator.text().strip(),
            is_emergency=shown.is_emergency,
            # with another accession number it is another order
            study_uid=shown.study_uid if accession == shown.accession_number else "",
            order=self._order(),
        )

    def _order(self) -> dict[str, str]:
        """Return the order of the entry, as long as its patient and number are in the fields."""
        shown = (self.identifier.text().strip(), self.accession.text().strip())
        known = (self._entry.patient.identifier, self._entry.accession_number)
        return self._entry.order if shown == known else {}

    def _name(self) -> str:
        """Return the name; the one that is shown if it was not changed, with all its components."""
        if self._name_texts() == self._shown_name and self._entry.patient.name:
            return self._entry.patient.name
        family, given = _name_part(self.family_name.text()), _name_part(self.given_name.text())
        name = f"{family}^{given}" if given else family
        if characters := _name_part(self.characters.text()):
            name += f"={characters.replace(' ', '^', 1)}"
        return name

    def _name_texts(self) -> tuple[str, ...]:
        return tuple(each.text() for each in (self.family_name, self.given_name, self.characters))

    def _field(self, title: str, row: int, column: int, *, columns: int = 1) -> QLineEdit:
        caption = text_label(self, "fieldTitle", title)
        field = QLineEdit(self)
        field.setMaxLength(_LONGEST)
        field.setAccessibleName(title)
        field.returnPressed.connect(self.submitted)
        caption.setBuddy(field)
        self._titles[field] = caption
        self._layout.addWidget(caption, row, column, 1, columns)
        self._layout.addWidget(field, row + 1, column, 1, columns)
        return field


def _name_part(text: str) -> str:
    if set(text) & set("^=\\"):
        words = QCoreApplication.translate("PatientForm", "A name cannot contain ^, = or \\.")
        raise ValueError(words)
    return text.strip()


def _birth_date(text: str) -> str:
    """Return YYYY-MM-DD; empty if none is given."""
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        words = QCoreApplication.translate(
            "PatientForm", "Enter the birth date as year-month-day, for example 1980-02-29."
        )
        raise ValueError(words) from error
    if not date(1880, 1, 1) <= day <= date.today():
        words = QCoreApplication.translate("PatientForm", "This birth date is not possible.")
        raise ValueError(words)
    return day.isoformat()
