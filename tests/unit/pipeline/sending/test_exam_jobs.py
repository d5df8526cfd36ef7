"""Whole exams: their objects by the rules of an archive, and reports on begin and end (MPPS)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dicom_archive import archive
from dicom_exams import keep_whole_exam
from exported import console_picture, keep_pictures
from hysteroview.exam.outbox.items import ItemKind, ItemState, JobState
from hysteroview.exam.store.dicom.orders import Order, assign_order
from hysteroview.exam.store.keys import make_key
from hysteroview.exam.store.store import open_store
from hysteroview.export.dicom.objects.writing import ObjectKind
from hysteroview.export.dicom.send.steps import StepEnd
from hysteroview.pipeline.exports.place import ExamPlace
from hysteroview.pipeline.sending.rounds import Rounds
from hysteroview.pipeline.sending.selection import Purpose, Selection
from outboxes import NAME, Sending

CONFIRMED = ItemState.CONFIRMED
ORDERED = {
    "study_uid": "1.2.3", "procedure_id": "P1", "step_id": "S1",
    "description": "Diagnostic hysteroscopy",
}  # fmt: skip
STILLS = Selection(kinds=(ObjectKind.STILL,))


@pytest.fixture
def place(sending: Sending) -> ExamPlace:
    """An exam with two pictures in the store of the outbox."""
    return keep_pictures(sending.store, [console_picture(), console_picture(seed=2)], aspect="1")


def test_an_exam_is_made_and_sent_once_also_when_it_is_sent_twice(
    sending: Sending, place: ExamPlace
) -> None:
    with archive() as it:
        sending.use(it.settings())
        for _ in range(2):
            sending.outbox.jobs.add(NAME, place.exam_id, STILLS.text())
            sending.run()
        assert len(it.received) == 2
        assert set(it.received.values()) == {1}
        assert {each.PatientID for each in it.kept.values()} == {"0047110"}
    assert set(sending.states) == {CONFIRMED}
    assert not sending.outbox.jobs.listed()
    assert not list(sending.outbox.folder.rglob("*.dcm"))


def test_the_rules_of_an_archive_hold(sending: Sending, place: ExamPlace) -> None:
    with archive() as it:
        sending.use(it.settings(uncompressed=True, deidentify=True))
        sending.outbox.jobs.add(NAME, place.exam_id, STILLS.text())
        sending.run()
        for each in it.kept.values():
            assert each.PatientID != "0047110"
            assert not each.file_meta.TransferSyntaxUID.is_compressed
        assert it.kept


def test_a_job_that_cannot_be_done_says_why_and_is_given_up(
    sending: Sending, place: ExamPlace
) -> None:
    with archive() as it:
        sending.use(it.settings())
        sending.outbox.jobs.add(NAME, "0123456789abcdef", STILLS.text())
        sending.run()
        (job,) = sending.outbox.jobs.listed()
        assert (job.state, job.reason) == (
            JobState.WAITING, "There is no exam 0123456789abcdef.",
        )  # fmt: skip
        for _ in range(8):
            sending.later(3601)
        (job,) = sending.outbox.jobs.listed()
        assert job.state is JobState.FAILED


def test_begin_and_end_of_an_exam_are_reported_in_order_with_its_pictures(
    sending: Sending, place: ExamPlace
) -> None:
    jobs = sending.outbox.jobs
    with open_store(sending.store) as store:
        patient = store.exam(place.exam_id).patient
        assign_order(
            store,
            place.exam_id,
            Order(patient=patient, accession_number="A17", identifiers=ORDERED),
        )
    with archive(takes_steps=True) as it:
        sending.use(it.settings(reports_exams=True))
        jobs.add(NAME, place.exam_id, Selection(purpose=Purpose.BEGIN).text())
        sending.rounds.run(sending.outbox, lambda: False, objects=False)
        assert [what for what, _, _ in it.steps] == ["begin"], "during the live exam"
        jobs.add(NAME, place.exam_id, STILLS.text())
        jobs.add(NAME, place.exam_id, Selection(purpose=Purpose.END).text())
        sending.run()
        sending.run()
        (_, begun, created), (_, ended, changed) = it.steps
        assert begun == ended
        assert created.PerformedProcedureStepStatus == "IN PROGRESS"
        assert created.PatientID == "0047110"
        scheduled = created.ScheduledStepAttributesSequence[0]
        assert scheduled.AccessionNumber == "A17"
        assert scheduled.RequestedProcedureID == "P1"
        assert scheduled.RequestedProcedureDescription == "Diagnostic hysteroscopy"
        assert scheduled.ScheduledProcedureStepID == "S1"
        assert scheduled.StudyInstanceUID == "1.2.3"
        picture = next(iter(it.kept.values()))
        assert picture.RequestAttributesSequence[0].ScheduledProcedureStepID == "S1"
        study = scheduled.StudyInstanceUID
        assert study == next(iter(it.kept.values())).StudyInstanceUID
        assert changed.PerformedProcedureStepStatus == "COMPLETED"
        images = changed.PerformedSeriesSequence[0].ReferencedImageSequence
        assert {each.ReferencedSOPInstanceUID for each in images} == set(it.received)


def test_an_end_waits_for_its_begin_and_an_exam_that_broke_off_is_discontinued(
    sending: Sending, place: ExamPlace
) -> None:
    with archive(takes_steps=True) as it:
        port = it.port
        sending.use(it.settings())
    sending.outbox.jobs.add(NAME, place.exam_id, Selection(purpose=Purpose.BEGIN).text())
    sending.run()  # the server is down
    sending.rounds.begin(sending.outbox)  # as after a crash of the program
    with archive(takes_steps=True, port=port) as it:
        sending.later(31)
        sending.later(31)
        assert [what for what, _, _ in it.steps] == ["begin", "end"]
        assert it.steps[1][2].PerformedProcedureStepStatus == StepEnd.DISCONTINUED.value
    assert set(sending.states) == {CONFIRMED}


def test_a_system_without_mpps_is_named_and_disturbs_nothing(
    sending: Sending, place: ExamPlace
) -> None:
    with archive() as it:
        sending.use(it.settings(reports_exams=True))
        sending.outbox.jobs.add(NAME, place.exam_id, Selection(purpose=Purpose.BEGIN).text())
        sending.outbox.jobs.add(NAME, place.exam_id, STILLS.text())
        sending.run()
        items = sending.outbox.items()
        (begin,) = [each for each in items if each.kind is ItemKind.BEGIN]
        assert begin.state is ItemState.FAILED
        assert begin.reason == "This archive takes no reports on begin and end of exams."
        assert {each.state for each in items if each is not begin} == {CONFIRMED}


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[tuple[Sending, ExamPlace]]:
    """An encrypted store with an exam, and its outbox."""
    store = tmp_path / "sealed"
    store.mkdir()
    key = make_key(store, "correct horse battery")
    place = keep_whole_exam(store, recorded=0, key=key)
    it = Sending(store)
    it.rounds = Rounds(
        store, lambda: it.settings, key=lambda: key, limits=it.limits, clock_ns=it.clock
    )
    yield it, place
    it.rounds.close()
    it.outbox.close()


def test_nothing_of_an_encrypted_exam_is_made_for_an_archive_that_is_away(
    sealed: tuple[Sending, ExamPlace],
) -> None:
    sending, place = sealed
    with archive() as it:
        port = it.port
        sending.use(it.settings())
    sending.outbox.jobs.add(NAME, place.exam_id, STILLS.text())
    for _ in range(12):
        assert sending.later(3601) == []
    (job,) = sending.outbox.jobs.listed()
    assert (job.state, job.reason) == (JobState.WAITING, "The archive cannot be reached.")
    assert not list(sending.outbox.folder.rglob("*.dcm"))
    with archive(port=port) as it:
        assert {each.state for each in sending.later(3601)} == {CONFIRMED}
        assert len(it.received) == 1
    sending.outbox.jobs.add(NAME, place.exam_id, STILLS.text())
    sending.later(8 * 86400)
    (job,) = sending.outbox.jobs.listed()
    assert job.state is JobState.FAILED, "given up after a week, as what is in the outbox"
