"""Exams that are assigned to an order of the worklist after they began."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hysteroview.core.errors import StorageError
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.dicom.orders import Order, assign_order, undo_order
from hysteroview.exam.store.dicom.uids import STUDY_EVENT, uids_of
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.records import Exam, Patient
from hysteroview.exam.store.store import open_store

WRONG = Patient(identifier="1", name="Weiss^Anna", birth_date="1980-01-01")
RIGHT = Patient(identifier="4711", name="Wang^Fang=王^芳", birth_date="1981-02-03")
ORDER = Order(
    patient=RIGHT, accession_number="A17", description="Hysteroscopy",
    identifiers={
        "study_uid": "1.2.3", "procedure_id": "P1", "step_id": "S1",
        "description": "Diagnostic hysteroscopy",
    },
)  # fmt: skip


def begin(store: ExamStore, **details: object) -> Exam:
    made: dict[str, object] = {"source": "phantom", "model": "m", "model_sha256": "0" * 64}
    return store.begin_exam(WRONG, **made, **details)


def log_of(store: ExamStore, exam_id: str) -> str:
    return store.exam_folder(exam_id).audit.read_text()


def study_of(store: ExamStore, exam_id: str) -> str:
    folder = store.exam_folder(exam_id)
    return uids_of(read_chain(folder.audit, exam_id, folder.medium)[0]).study


def test_an_exam_gets_patient_and_identifiers_of_its_order(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        exam_id = begin(store, accession_number="OLD").exam_id
        found = assign_order(store, exam_id, ORDER)
        assert (found.patient, found.accession_number) == (RIGHT, "A17")
        assert found.order == {
            "study_uid": "1.2.3", "procedure_id": "P1", "step_id": "S1",
            "description": "Diagnostic hysteroscopy",
        }  # fmt: skip
        assert found.indication == "Hysteroscopy"
        assert study_of(store, exam_id) == "1.2.3"
        log = log_of(store, exam_id)
        for text in ("Weiss", "Wang", "王", "4711", "A17", "OLD"):
            assert text not in log.partition(STUDY_EVENT)[2]
        assert '"before":"2.25.' in log
    with open_store(tmp_path / "s") as store:
        kept = store.exam(exam_id)
    assert (kept.patient, kept.order) == (found.patient, found.order)


def test_an_assignment_is_undone_with_the_patient_before(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        before = begin(store, accession_number="OLD", indication="Bleeding")
        exam_id = before.exam_id
        assign_order(store, exam_id, ORDER)
        found = undo_order(store, exam_id)
        assert found == before
        assert study_of(store, exam_id) not in ("", "1.2.3")
        assert undo_order(store, exam_id) is None
        again = assign_order(store, exam_id, ORDER)
        other = Order(patient=WRONG, accession_number="A18")
        assign_order(store, exam_id, other)
        assert undo_order(store, exam_id) is not None
        assert (store.exam(exam_id).order, store.exam(exam_id).patient) == (again.order, RIGHT)


def test_assignments_are_undone_one_after_the_other(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        states = [begin(store, accession_number="OLD")]
        exam_id = states[0].exam_id
        for number in range(3):
            order = Order(
                patient=RIGHT, accession_number=f"A{number}", identifiers=ORDER.identifiers
            )
            states.append(assign_order(store, exam_id, order))
        for before in reversed(states[:-1]):
            assert undo_order(store, exam_id) is not None
            assert store.exam(exam_id).accession_number == before.accession_number
        assert store.exam(exam_id) == states[0]
        assert undo_order(store, exam_id) is None


def test_what_can_be_undone_has_a_bound(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        exam_id = begin(store).exam_id
        for number in range(12):
            assign_order(store, exam_id, Order(patient=RIGHT, accession_number=f"A{number}"))
        numbers = []
        while (undone := undo_order(store, exam_id)) is not None:
            numbers.append(undone.accession_number)
        assert numbers == [f"A{number}" for number in range(10, 2, -1)]


def test_an_emergency_is_over_with_its_order_and_back_with_the_undo(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        made = store.begin_exam(
            Patient(), source="phantom", model="m", model_sha256="0" * 64, is_emergency=True
        )
        assert not assign_order(store, made.exam_id, ORDER).is_emergency
        undone = undo_order(store, made.exam_id)
        assert undone is not None
        assert undone.is_emergency


def test_an_order_without_a_uid_gets_a_new_study(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        exam_id = begin(store).exam_id
        first = assign_order(store, exam_id, Order(patient=RIGHT)).order["study_uid"]
        second = assign_order(store, exam_id, Order(patient=WRONG)).order["study_uid"]
        assert first.startswith("2.25.")
        assert first != second


def test_an_order_without_a_patient_is_refused(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        exam_id = begin(store).exam_id
        with pytest.raises(StorageError, match="no patient"):
            assign_order(store, exam_id, Order(patient=Patient()))
        assert store.exam(exam_id).patient == WRONG


def test_an_exam_without_an_order_is_stored_as_in_earlier_versions(tmp_path: Path) -> None:
    with open_store(tmp_path / "s") as store:
        plain = begin(store)
        text = store.exam_folder(plain.exam_id).path.joinpath("exam.json").read_text()
        assert not {"order", "before_order"} & json.loads(text).keys()  # as in earlier versions
