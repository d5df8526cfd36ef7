"""Whether an earlier study may show another patient."""

from __future__ import annotations

import pytest

from hysteroview.core.foreign.charset.names import PersonName
from hysteroview.exam.store.records import Patient
from hysteroview.gui.earlier.identity import Doubt, doubts


@pytest.mark.parametrize(
    ("name", "born", "other", "other_born", "found"),
    [
        ("Wang^Fang=王^芳", "1980-01-02", "WANG^FANG", "1980-01-02", ()),
        ("王芳", "", "Wang^Fang=王^芳", "", ()),
        ("Wang^Fang", "1980-01-02", "Wang^Fang", "1980-01-03", (Doubt.BIRTH_DATE,)),
        ("Wang^Fang", "1980-01-02", "Li^Na", "1980-01-02", (Doubt.NAME,)),
        ("王^芳", "1980-01-02", "Wang^Fang", "1980-01-02", ()),
        ("王^芳", "", "Wang^Fang", "1980-01-02", (Doubt.NAME,)),
        ("王^芳", "1980-01-02", "李^娜", "1970-01-02", (Doubt.BIRTH_DATE, Doubt.NAME)),
        ("", "", "Wang^Fang", "1980-01-02", (Doubt.NOTHING_TO_COMPARE,)),
        ("Wang^Fang", "", "", "", (Doubt.NOTHING_TO_COMPARE,)),
        ("", "1980-01-02", "", "1980-01-02", ()),
    ],
)
def test_name_and_birth_date_are_compared(
    name: str, born: str, other: str, other_born: str, found: tuple[Doubt, ...]
) -> None:
    patient = Patient(identifier="4711", name=name, birth_date=born)
    assert doubts(patient, PersonName(other), other_born) == found


def test_a_name_that_cannot_be_read_is_a_doubt() -> None:
    patient = Patient(identifier="4711", name="Wang^Fang", birth_date="1980-01-02")
    doubtful = PersonName("Wang^Fang", guess="Wang^Fang=?")
    assert doubts(patient, doubtful, "1980-01-02") == (Doubt.NAME_UNREADABLE,)
