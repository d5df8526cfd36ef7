"""Whose exam it is, as it is written and as it is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hysteroview.exam.store.records import ExamEntry, Patient
from hysteroview.gui.patient.dialog import PatientDialog
from hysteroview.gui.patient.form import PatientForm
from trials import trials

ANNA = ExamEntry(
    patient=Patient(identifier="4711", name="Weiss^Anna", birth_date="1980-02-29"),
    accession_number="A-17",
    indication="Bleeding",
    operator="Dr. Grün",
)


@pytest.fixture
def form(qtbot: QtBot) -> PatientForm:
    made = PatientForm()
    qtbot.addWidget(made)
    return made


def test_what_is_shown_comes_back(form: PatientForm) -> None:
    assert form.entry() == ExamEntry()
    form.show_entry(ANNA)
    assert form.entry() == ANNA


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="^=\\", exclude_categories=["C"]))


@given(family=NAMES, given_name=NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=trials(20, 200))
def test_names_are_kept_as_dicom_has_them(form: PatientForm, family: str, given_name: str) -> None:
    form.family_name.setText(family)
    form.given_name.setText(given_name)
    patient = form.entry().patient
    form.show_entry(ExamEntry(patient=patient))
    assert form.entry().patient == patient
    assert patient.name.count("^") <= 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("29.02.1980", "year-month-day"),
        ("1981-02-29", "year-month-day"),
        ("2999-01-01", "not possible"),
        ("1799-01-01", "not possible"),
    ],
)
def test_a_birth_date_that_cannot_be_is_shown(form: PatientForm, text: str, told: str) -> None:
    form.birth_date.setText(text)
    with pytest.raises(ValueError, match=told):
        form.entry()


def test_a_caret_in_a_name_is_shown(form: PatientForm) -> None:
    form.family_name.setText("Weiss^Anna")
    with pytest.raises(ValueError, match="cannot contain \\^"):
        form.entry()


@pytest.mark.qt_log_ignore("propagateSizeHints")  # a remark of the offscreen platform
def test_the_dialog_tells_what_is_wrong_and_hands_on_what_changed(qtbot: QtBot) -> None:
    dialog = PatientDialog(ANNA)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.form.identifier)
    dialog.form.indication.setFocus()
    for part in (dialog.cancel, dialog.primary, dialog.form.identifier):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget() is part
    dialog.form.birth_date.setText("yesterday")
    dialog.primary.click()
    assert dialog.isVisible()
    assert "year-month-day" in dialog.fault
    dialog.form.birth_date.setText("1980-03-01")
    with qtbot.waitSignal(dialog.changed) as changed:
        qtbot.keyClick(dialog.form.birth_date, Qt.Key.Key_Return)
    assert changed.args is not None
    assert changed.args[0].patient.birth_date == "1980-03-01"
    assert not dialog.isVisible()


def test_both_groups_of_a_name_are_kept_and_can_be_changed(form: PatientForm) -> None:
    """The name in ideographs used to be lost when a patient was taken from the worklist."""
    assert form.characters.isHidden()
    entry = ExamEntry(patient=Patient(identifier="1", name="Li^Na=李^娜"))
    form.show_entry(entry)
    assert not form.characters.isHidden()
    assert form.characters.text() == "李 娜"
    assert form.entry() == entry
    form.characters.setText("黎 娜")
    assert form.entry().patient.name == "Li^Na=黎^娜"
    form.characters.clear()
    assert form.entry().patient.name == "Li^Na"


def test_the_study_of_an_order_is_kept_with_its_accession_number(form: PatientForm) -> None:
    form.show_entry(replace(ANNA, study_uid="1.2.3"))
    form.family_name.setText("Weiß")
    assert form.entry().study_uid == "1.2.3"
    form.accession.setText("A-18")  # another order
    assert form.entry().study_uid == ""
