"""The hospital's worklist, asked on a real server; its answers may be of any quality."""

from __future__ import annotations

import logging
import socket
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from hysteroview.core.errors import WorklistError
from hysteroview.export.dicom.worklist import ScheduledExam, query_worklist, scheduled_exam
from hysteroview.settings.table import WorklistSettings
from worklist_server import WorklistServer, entry, worklist_server

DAY = date(2026, 3, 4)
ANNA = entry(
    PatientName="Weiß^Anna",
    PatientID="4711",
    PatientBirthDate="19800229",
    AccessionNumber="A-17",
    RequestedProcedureDescription="Hysteroscopy",
    ScheduledProcedureStepStartDate="20260304",
    ScheduledProcedureStepStartTime="093000.000",
    ScheduledPerformingPhysicianName="Grün^Eva",
    Modality="ES",
)
LI = entry(
    PatientName="Li^Na=李^娜",
    PatientID="4712",
    PatientBirthDate="unknown",
    ScheduledProcedureStepStartDate="20260304",
    ScheduledProcedureStepStartTime="08",
    ScheduledProcedureStepDescription="Polypectomy",
    Modality="ES",
)
TOMORROW = entry(PatientID="4713", ScheduledProcedureStepStartDate="20260305", Modality="ES")
CT = entry(PatientID="4714", ScheduledProcedureStepStartDate="20260304", Modality="CT")


def settings_of(server: WorklistServer, **changes: object) -> WorklistSettings:
    made = WorklistSettings(host="127.0.0.1", port=server.port, called_title="RIS", modality="ES")
    return replace(made, **changes)


def test_the_exams_of_the_day_come_in_the_order_of_their_times() -> None:
    with worklist_server([LI, TOMORROW, CT, ANNA]) as server:
        found = query_worklist(settings_of(server), DAY)
    assert found == [
        ScheduledExam(
            patient_id="4711",
            patient_name="Weiß^Anna",
            birth_date="1980-02-29",
            accession_number="A-17",
            description="Hysteroscopy",
            time="09:30",
            physician="Grün, Eva",
        ),
        ScheduledExam(patient_id="4712", patient_name="Li^Na", description="Polypectomy"),
    ]


def test_all_modalities_come_if_none_is_named() -> None:
    with worklist_server([ANNA, CT]) as server:
        found = query_worklist(settings_of(server, modality=""), DAY)
    assert {each.patient_id for each in found} == {"4711", "4714"}


def test_no_name_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with worklist_server([ANNA]) as server:
        query_worklist(settings_of(server), DAY)
    assert "Anna" not in caplog.text
    assert "4711" not in caplog.text


# pynetdicom drops the socket of a refused connection unclosed; the interpreter closes it at once
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_that_refuses_fails_or_is_not_there_is_reported() -> None:
    with worklist_server([ANNA]) as server:
        with pytest.raises(WorklistError, match="refused"):
            query_worklist(settings_of(server, called_title="OTHER"), DAY)
        server.status = 0xA700
        with pytest.raises(WorklistError, match="A700"):
            query_worklist(settings_of(server), DAY)
        settings = settings_of(server)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        free = nobody.getsockname()[1]
    with pytest.raises(WorklistError, match="does not answer"):
        query_worklist(replace(settings, port=free), DAY)


def test_a_list_without_end_is_reported() -> None:
    with worklist_server([ANNA] * 501) as server, pytest.raises(WorklistError, match="more than"):
        query_worklist(settings_of(server), DAY)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20)


@given(st.dictionaries(st.sampled_from(["PatientName", "PatientID", "PatientBirthDate",
                                        "ScheduledProcedureStepStartTime"]), TEXT))  # fmt: skip
def test_no_entry_is_too_odd_to_be_read(fields: dict[str, str]) -> None:
    found = scheduled_exam(entry(**fields))
    assert found.birth_date == "" or date.fromisoformat(found.birth_date)
    assert scheduled_exam(Dataset()) == ScheduledExam()


@pytest.mark.parametrize("wrong", [{"port": 0}, {"called_title": ""}, {"own_title": "x" * 17}])
def test_settings_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"port|title"):
        WorklistSettings(**wrong)
