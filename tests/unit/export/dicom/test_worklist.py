"""The hospital's worklist, asked on a real server; its answers may be of any quality."""

from __future__ import annotations

import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import astuple, replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from pynetdicom.dsutils import decode, encode

from hysteroview.core.errors import WorklistError
from hysteroview.export.dicom.query import WorklistQuery
from hysteroview.export.dicom.worklist import ScheduledExam, scheduled_exam
from hysteroview.settings.table import WorklistSettings
from measured import at_most
from patience import PATIENCE_S, wait_until
from trials import trials
from worklist_server import WorklistServer, entry, flooding_server, worklist_server

# pynetdicom's server does not close a socket whose other side has hung up
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

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


def query_worklist(settings: WorklistSettings, day: date) -> list[ScheduledExam]:
    """Ask with more patience than the window has, so that a busy machine is no failure."""
    return WorklistQuery(settings, day, timeout_s=PATIENCE_S).run()


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
        ScheduledExam(patient_id="4712", patient_name="Li^Na=李^娜", description="Polypectomy"),
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


def test_a_server_that_answers_without_end_is_left_at_the_deadline() -> None:
    with worklist_server([ANNA]) as server:
        server.pause_s = 0.5
        query = WorklistQuery(settings_of(server), DAY, timeout_s=2)
        with pytest.raises(WorklistError, match="in time"):
            query.run()
        assert server.asked
        assert server.aborted.wait(PATIENCE_S)


def test_a_server_that_accepts_and_says_nothing_is_left_at_the_deadline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = WorklistSettings(host="127.0.0.1", port=silent.getsockname()[1])
        with pytest.raises(WorklistError, match="in time"):
            WorklistQuery(settings, DAY, timeout_s=0.5).run()


def test_a_canceled_query_aborts_the_association_and_ends() -> None:
    with worklist_server([ANNA]) as server, ThreadPoolExecutor(1) as pool:
        server.pause_s = 0.2
        query = WorklistQuery(settings_of(server), DAY, timeout_s=PATIENCE_S)
        running = pool.submit(query.run)
        wait_until(lambda: bool(server.asked))
        query.cancel()
        query.cancel()
        with pytest.raises(WorklistError, match="canceled"):
            running.result()
        assert server.aborted.wait(PATIENCE_S)
    wait_until(lambda: not any(each.name == "worklist" for each in threading.enumerate()))


def test_an_entry_of_more_than_64_kb_is_refused() -> None:
    huge = deepcopy(ANNA)
    huge.RequestedProcedureDescription = "x" * 10_000_000
    with worklist_server([huge] * 400) as server, pytest.raises(WorklistError, match="more than"):
        query_worklist(settings_of(server), DAY)


def test_an_announced_length_takes_no_memory() -> None:
    with flooding_server() as (port, sent):
        settings = WorklistSettings(host="127.0.0.1", port=port)
        with pytest.raises(WorklistError, match="sends more than"):
            query_worklist(settings, DAY)
    assert sum(sent) < 32 * 1024 * 1024  # what the buffers of the system hold


def test_long_fields_are_those_of_the_standard() -> None:
    found = scheduled_exam(
        entry(
            PatientID="1" * 65, PatientName="N" * 65, AccessionNumber="2" * 17,
            RequestedProcedureDescription="Bleeding\r\n\x1b[31m" + "d" * 65,
        )
    )  # fmt: skip
    assert (found.patient_id, found.accession_number) == ("", "")
    assert found.patient_name == "N" * 63 + "…"
    assert len(found.description) == 64
    assert found.description.startswith("Bleeding [31m")
    kept = scheduled_exam(entry(PatientID="1" * 64, AccessionNumber="2" * 16))
    assert (len(kept.patient_id), len(kept.accession_number)) == (64, 16)


def _nested(depth: int) -> bytes:
    """Return sequences of undefined length in one another, implicit VR."""
    return b"\x40\x00\x00\x01\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * depth


@pytest.mark.filterwarnings("ignore::UserWarning")  # of pydicom, about what it reads
@settings_of_hypothesis(max_examples=trials(100, 3000), deadline=None)
@given(st.binary(max_size=400), st.integers(0, 300), st.binary(max_size=8), st.booleans())
@example(b"", 0, _nested(4000), True)
@example(b"", 23, b"V", False)  # a number of eight bytes with another length
def test_no_bytes_make_an_entry_that_breaks_the_list(
    noise: bytes, place: int, other: bytes, is_implicit: bool
) -> None:
    whole = encode(ANNA, is_implicit, True) or b""
    for data in (noise, whole[:place] + other + whole[place + len(other) :]):
        with at_most(cpu_s=2, memory_bytes=16e6):
            try:
                found = decode(BytesIO(data), is_implicit, True)
            except Exception:  # noqa: BLE001 - pynetdicom reports it as no identifier
                continue
            exam = scheduled_exam(found)
        texts = [each for each in astuple(exam) if isinstance(each, str)]
        assert all(len(text) <= 2 * 64 + 1 and text.isprintable() for text in texts)


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
