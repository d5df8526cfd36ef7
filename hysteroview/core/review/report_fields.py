"""The fields of a report on a hysteroscopy: a proposed set, since no standard for it was found.

Levels of pain management, settings and approaches are those of the international consensus on
terms for hysteroscopic procedures (Carugno et al. 2021, doi:10.52054/FVVO.13.4.037). A field holds
a text, which is empty as long as it is not recorded; numbers are kept as they were typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from hysteroview.core.errors import StorageError
from hysteroview.core.review.report_choices import CHOICES, Choice
from hysteroview.core.wording import printable

MOST_CHARACTERS: Final = 8192  # of a field with several lines
_MOST_SHORT_CHARACTERS: Final = 256


class FieldKind(StrEnum):
    """What is entered into a field."""

    TEXT = "text"
    LINES = "lines"  # a text that may have several lines
    CHOICE = "choice"  # one of the codes of `Choice`
    SUGGEST = "suggest"  # one of these codes, or a text of one's own
    NUMBER = "number"
    DATE = "date"  # YYYY-MM-DD


class Group(StrEnum):
    """A group of fields, in the order of the report; the value is its heading in English."""

    EXAM = "Exam"
    FLUID = "Distension and fluid"
    CAVITY = "Uterine cavity"
    PROCEDURE = "Procedure"
    CONCLUSION = "Conclusion and plan"
    SIGNATURE = "Signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportField:
    """One field.

    Attributes
    ----------
    code
        Identifies it in files; never changes.
    label
        In English, as the report and the form show it.
    unit
        Of a number.
    least, most
        Bounds of a number.
    is_of_exam
        Whether it is a field of the exam itself, of the same name, and not kept twice.
    """

    code: str
    group: Group
    label: str
    kind: FieldKind = FieldKind.TEXT
    unit: str = ""
    least: float = 0
    most: float = 0
    is_of_exam: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The codes that may be chosen, with their words in English."""
        return CHOICES.get(self.code, ())

    def words(self, value: str) -> str:
        """Return a value as it is shown in English: the words of a code, or the text itself."""
        known = {each.code: each.words for each in self.choices}
        return known.get(value, value)

    def checked(self, value: str) -> str:
        """Return a value without spaces around it.

        Raises
        ------
        StorageError
            It is too long, contains control characters, is no number, date or code of this field,
            or is outside the bounds.
        """
        value = value.strip()
        lines = self.kind is FieldKind.LINES
        most = MOST_CHARACTERS if lines else _MOST_SHORT_CHARACTERS
        shown = value.replace("\n", " ") if lines else value
        if printable(shown) != shown:
            raise StorageError(
                f"The field “{self.label}” contains control characters.", remedy="Type it again."
            )
        if len(value) > most:
            raise StorageError(
                f"The field “{self.label}” is longer than {most} characters.", remedy="Shorten it."
            )
        if not value:
            return ""
        if self.kind is FieldKind.CHOICE and value not in {each.code for each in self.choices}:
            codes = ", ".join(each.code for each in self.choices)
            raise StorageError(
                f"“{value}” is none of the choices of the field “{self.label}”.",
                remedy=f"Choose one of: {codes}.",
            )
        if self.kind is FieldKind.NUMBER:
            self._check_number(value)
        if self.kind is FieldKind.DATE and not is_date(value):
            raise StorageError(
                f"“{value}” in the field “{self.label}” is not a date.",
                remedy="Type it as year-month-day, such as 2026-03-31.",
            )
        return value

    def _check_number(self, value: str) -> None:
        found = number_of(value)
        if found is None or not self.least <= found <= self.most:
            raise StorageError(
                f"“{value}” in the field “{self.label}” is not a number from {self.least:g} to "
                f"{self.most:g}.",
                remedy="Type the number alone, without its unit.",
            )


def _text(code: str, group: Group, label: str, *, is_of_exam: bool = False) -> ReportField:
    return ReportField(code=code, group=group, label=label, is_of_exam=is_of_exam)


def _lines(code: str, group: Group, label: str) -> ReportField:
    return ReportField(code=code, group=group, label=label, kind=FieldKind.LINES)


def _choice(code: str, group: Group, label: str) -> ReportField:
    return ReportField(code=code, group=group, label=label, kind=FieldKind.CHOICE)


def _suggest(code: str, group: Group, label: str) -> ReportField:
    return ReportField(code=code, group=group, label=label, kind=FieldKind.SUGGEST)


def _number(code: str, group: Group, label: str, unit: str, most: float) -> ReportField:
    return ReportField(
        code=code, group=group, label=label, kind=FieldKind.NUMBER, unit=unit, most=most
    )


FIELDS: Final = (
    _text("operator", Group.EXAM, "Operator", is_of_exam=True),
    _text("assistant", Group.EXAM, "Assistant"),
    _text("indication", Group.EXAM, "Indication", is_of_exam=True),
    _choice("setting", Group.EXAM, "Setting"),
    _choice("analgesia", Group.EXAM, "Pain management"),
    _choice("approach", Group.EXAM, "Approach"),
    _suggest("scope", Group.EXAM, "Hysteroscope"),
    _number("cycle_day", Group.EXAM, "Cycle day", "", 400),
    _choice("menopause", Group.EXAM, "Menopausal status"),
    _choice("medium", Group.FLUID, "Distension medium"),
    _number("pressure_mmhg", Group.FLUID, "Pressure", "mmHg", 300),
    _number("fluid_in_ml", Group.FLUID, "Fluid in", "mL", 100_000),
    _number("fluid_out_ml", Group.FLUID, "Fluid out", "mL", 100_000),
    _number("deficit_ml", Group.FLUID, "Fluid deficit", "mL", 100_000),
    _suggest("view", Group.CAVITY, "View of the cavity"),
    _suggest("canal", Group.CAVITY, "Cervical canal"),
    _suggest("shape", Group.CAVITY, "Shape of the cavity"),
    _suggest("endometrium", Group.CAVITY, "Endometrium"),
    _suggest("ostium_right", Group.CAVITY, "Right tubal ostium"),
    _suggest("ostium_left", Group.CAVITY, "Left tubal ostium"),
    _lines("cavity_remarks", Group.CAVITY, "Further findings"),
    _choice("procedure_type", Group.PROCEDURE, "Type of procedure"),
    _lines("procedure", Group.PROCEDURE, "Procedure"),
    _suggest("biopsy", Group.PROCEDURE, "Biopsy"),
    _text("jars", Group.PROCEDURE, "Specimen jars"),
    _suggest("complications", Group.PROCEDURE, "Complications"),
    _lines("conclusion", Group.CONCLUSION, "Conclusion"),
    _lines("plan", Group.CONCLUSION, "Plan"),
    _text("signed_by", Group.SIGNATURE, "Signed by"),
    ReportField(
        code="signed_on", group=Group.SIGNATURE, label="Signed on", kind=FieldKind.DATE
    ),
)  # fmt: skip
"""All fields, in the order of the report."""

BY_CODE: Final = {each.code: each for each in FIELDS}


def field_of(code: str) -> ReportField:
    """Return a field; StorageError if there is none of this code."""
    if code not in BY_CODE:
        raise StorageError(
            f"A report has no field “{printable(code)}”.",
            remedy=f"Its fields are: {', '.join(BY_CODE)}.",
        )
    return BY_CODE[code]


def checked_values(values: Mapping[str, str]) -> dict[str, str]:
    """Return values of fields, checked; see `ReportField.checked`."""
    return {code: field_of(code).checked(value) for code, value in values.items()}


def number_of(value: str) -> float | None:
    """Return a value as a number ≥ 0; None if it is none. Digits with at most one point."""
    if not value.isascii() or not value.replace(".", "", 1).isdigit():
        return None
    return float(value)


def is_date(value: str) -> bool:
    """Return whether a value is a day of the calendar, YYYY-MM-DD."""
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
