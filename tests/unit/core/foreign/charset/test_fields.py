"""Fields of data sets of other systems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from hysteroview.core.foreign.charset.fields import ForeignFields, birth_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19800229", "1980-02-29"), ("1980.02.29", "1980-02-29"), ("1980/02/29", "1980-02-29"),
        ("00/00/0000", ""), ("00000000", ""), ("19810229", ""), ("18000101", ""),
        ("29991231", ""), ("", ""), ("2W8-1-1", ""),
    ],
)  # fmt: skip
def test_a_birth_date_is_a_day_on_which_a_patient_was_born_or_empty(text: str, day: str) -> None:
    assert birth_date(text) == day


@given(st.text(max_size=12))
def test_no_birth_date_is_refused(text: str) -> None:
    assert birth_date(text) == "" or len(birth_date(text)) == 10


def test_several_ids_are_the_first_one_and_not_certain() -> None:
    """They used to be shown as a list of Python."""
    data = Dataset()
    data.OtherPatientIDs = ["4711", "4712"]
    data.PatientID = "17"
    fields = ForeignFields(data)
    assert fields.identifier("OtherPatientIDs", 64) == ("4711", False)
    assert fields.identifier("PatientID", 64) == ("17", True)
    data.OtherPatientIDs = ["4711", "4711", ""]
    assert fields.identifier("OtherPatientIDs", 64) == ("4711", True)


def test_uids_that_are_none_are_empty() -> None:
    data = Dataset()
    fields = ForeignFields(data)
    assert fields.uid("StudyInstanceUID") == ""
    data.StudyInstanceUID = "1.2.3"
    assert fields.uid("StudyInstanceUID") == "1.2.3"
