"""Whether an earlier study shows the patient of the present exam. No Qt in here."""

from __future__ import annotations

from enum import Enum, auto

from hysteroview.core.foreign.charset.names import PersonName
from hysteroview.exam.store.records import Patient


class Doubt(Enum):
    """Why a study may show another patient although it has the same identifier."""

    BIRTH_DATE = auto()
    NAME = auto()
    NAME_UNREADABLE = auto()
    NOTHING_TO_COMPARE = auto()


def doubts(patient: Patient, name: PersonName, birth_date: str) -> tuple[Doubt, ...]:
    """Compare the patient of the exam with that of a study, which has the same identifier.

    A name that is only written in other letters there cannot be compared, and counts as another
    one unless the birth date is the same.
    """
    found = []
    has_dates = bool(patient.birth_date and birth_date)
    if has_dates and patient.birth_date != birth_date:
        found.append(Doubt.BIRTH_DATE)
    if name.guess:
        found.append(Doubt.NAME_UNREADABLE)
        return tuple(found)
    own, other = _groups(patient.name), _groups(name.name)
    is_same_day = has_dates and not found
    if own and other and not own & other and not (is_same_day and _scripts_differ(own, other)):
        found.append(Doubt.NAME)
    if not found and not has_dates and not (own and other):
        found.append(Doubt.NOTHING_TO_COMPARE)
    return tuple(found)


def _groups(name: str) -> frozenset[str]:
    """Return the groups of a name without spaces, carets and case."""
    groups = ("".join(each.replace("^", " ").split()).casefold() for each in name.split("="))
    return frozenset(filter(None, groups))


def _scripts_differ(own: frozenset[str], other: frozenset[str]) -> bool:
    return not {each.isascii() for each in own} & {each.isascii() for each in other}
