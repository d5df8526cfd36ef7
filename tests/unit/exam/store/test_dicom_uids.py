"""The UIDs in the log of an exam."""

from __future__ import annotations

from hysteroview.exam.store.audit import Entry
from hysteroview.exam.store.dicom.uids import (
    STUDY_EVENT,
    UIDS_EVENT,
    KeptUid,
    is_uid,
    new_uid,
    study_event,
    uids_event,
    uids_of,
)

STILL = {"still": KeptUid("2.25.7", 5)}


def log(*entries: tuple[str, dict]) -> list[Entry]:
    return [Entry(n, n, kind, content, "") for n, (kind, content) in enumerate(entries, 1)]


def test_what_was_written_is_read() -> None:
    more = {"report": KeptUid("2.25.8", 6)}
    kept = uids_of(
        log((UIDS_EVENT, uids_event("1.2", STILL)), (UIDS_EVENT, uids_event("1.2", more)))
    )
    assert kept.study == "1.2"
    assert kept.objects == STILL | more


def test_an_order_gives_the_exam_its_study() -> None:
    assert uids_of(log((STUDY_EVENT, study_event("1.2.3")))).study == "1.2.3"


def test_in_another_study_objects_get_new_uids() -> None:
    kept = uids_of(log((UIDS_EVENT, uids_event("1.2", STILL)), (STUDY_EVENT, study_event("1.2.3"))))
    assert kept.study == "1.2.3"
    assert kept.objects == {}


def test_damaged_entries_are_skipped() -> None:
    damaged = {"study_instance_uid": "no", "objects": {"a": 1, "b": ["1.2", "x"], "c": [1, 2]}}
    kept = uids_of(log((UIDS_EVENT, damaged), (UIDS_EVENT, {"objects": 3}), ("note", {})))
    assert kept.study == ""
    assert kept.objects == {}


def test_uids_are_uids() -> None:
    made = new_uid("exam", "part")
    assert is_uid(made)
    assert made == new_uid("exam", "part") != new_uid("other", "part")
    assert not any(map(is_uid, ("", "1", "1..2", "1.02", "1.2a", "1." * 40, 7, None)))
