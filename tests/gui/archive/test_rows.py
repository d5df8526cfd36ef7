"""Which exams a search finds, and in which order."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime

import pytest

from hysteroview.core.review.lesions import Lesion, LesionPathology
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Episode, Exam, ExamEntry, Pathology, Patient
from hysteroview.gui.archive.rows import (
    ExamRow,
    Filter,
    Order,
    Query,
    ScheduledRow,
    Section,
    arrange,
    exam_row,
    scheduled_row,
)
from hysteroview.gui.archive.words import row_lines

TODAY = date(2026, 11, 27)
NAMES = {"EP": "Endometrial polyp", "EC": "Endometrial cancer"}


def began_ns(day: str) -> int:
    return round(datetime.fromisoformat(day).timestamp()) * NS_PER_S


def episode(code: str) -> Episode:
    return Episode(label=code, start_pts_ns=0, end_pts_ns=5 * NS_PER_S, peak=0.9, frames=100)


def exam(number: int, day: str, **fields: object) -> ExamRow:
    began = began_ns(day)
    made = Exam(
        exam_id=f"{number:016x}", patient=Patient(identifier=f"47{number}", name="Weiss^Anna"),
        started_wall_ns=began, ended_wall_ns=began + 60 * NS_PER_S, source="camera", model="m",
        model_sha256="",
    )  # fmt: skip
    return exam_row(replace(made, **fields), NAMES)  # type: ignore[arg-type]


POLYP = exam(1, "2026-11-20T10:00", episodes=(episode("EP"),))
CANCER = exam(
    2, "2026-11-27T08:00", episodes=(episode("EC"),),
    patient=Patient(identifier="X9", name="Wang^Xiaodong=王^小东"),
    pathology=(Pathology(label="EC", text="", entered_wall_ns=0),),
)  # fmt: skip
NOTHING = exam(3, "2025-01-02T10:00", ended_wall_ns=began_ns("2025-01-02T11:00"))
UNKNOWN = exam(4, "2026-11-01T10:00", patient=Patient())
OPEN = exam(5, "2026-11-26T10:00", ended_wall_ns=None)
ALL = (POLYP, CANCER, NOTHING, UNKNOWN, OPEN)
SCHEDULED = scheduled_row(
    "09:30", ExamEntry(patient=Patient(identifier="S1", name="Grün^Maria")), "Grün, Maria"
)


def found(text: str = "", **query: object) -> list[ExamRow | ScheduledRow]:
    rows = arrange(ALL, [SCHEDULED], Query(text=text, **query), TODAY)  # type: ignore[arg-type]
    return [each for each in rows if not isinstance(each, Section)]


def test_sections_are_today_then_what_needs_a_patient_then_the_rest() -> None:
    rows = arrange(ALL, [SCHEDULED], Query(), TODAY)
    assert rows == [
        Section.TODAY, SCHEDULED, CANCER, Section.WITHOUT_PATIENT, UNKNOWN, Section.EARLIER,
        OPEN, POLYP, NOTHING,
    ]  # fmt: skip
    assert arrange((), (), Query(), TODAY) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("weiss", [OPEN, POLYP, NOTHING]),
        ("WEISS 471", [POLYP]),
        ("471", [POLYP]),
        ("小东", [CANCER]),
        ("xiaodong", [CANCER]),
        ("2026-11", [CANCER, UNKNOWN, OPEN, POLYP]),
        ("2025-01-02", [NOTHING]),
        ("polyp", [POLYP]),
        ("ep weiss 2026-11-20", [POLYP]),
        ("grün", [SCHEDULED]),
        ("nobody", []),
    ],
)
def test_search_by_name_id_date_and_finding(text: str, rows: list[ExamRow]) -> None:
    assert found(text) == rows


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        (Filter.WITH_FINDING, [CANCER, POLYP]),
        (Filter.NO_RESULT, [UNKNOWN, OPEN, NOTHING]),
        (Filter.NO_PATHOLOGY, [UNKNOWN, POLYP, NOTHING]),
        (Filter.NO_PATIENT, [UNKNOWN]),
    ],
)
def test_each_filter_shows_what_it_says(wanted: Filter, rows: list[ExamRow]) -> None:
    assert found(filter=wanted) == rows


def test_pathology_is_pending_until_each_biopsy_has_its_result() -> None:
    taken = Lesion(number=1, code="EP", is_biopsied=True, jar="B7")
    known = replace(taken, number=2, pathology=LesionPathology(result="EC"))
    seen = Lesion(number=3, code="EP")
    rows = [
        exam(number, "2026-11-20T10:00", lesions=lesions)
        for number, lesions in enumerate([(taken,), (known, taken), (known, seen), (seen,)], 1)
    ]
    pending = arrange(rows, (), Query(filter=Filter.NO_PATHOLOGY), TODAY)
    assert pending[1:] == rows[:2]
    assert arrange(rows, (), Query(text="cancer"), TODAY)[1:] == rows[1:3]
    assert [row_lines(each, NAMES)[2].split("Pathology: ")[1] for each in rows] == [
        "not entered", "EC, incomplete", "EC", "no tissue taken",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        (Order.OLDEST, [SCHEDULED, CANCER, UNKNOWN, NOTHING, POLYP, OPEN]),
        (Order.LONGEST, [SCHEDULED, CANCER, UNKNOWN, NOTHING, POLYP, OPEN]),
        (Order.FINDING, [SCHEDULED, CANCER, UNKNOWN, POLYP, OPEN, NOTHING]),
    ],
)
def test_each_order_holds_within_the_sections(order: Order, rows: list[ExamRow]) -> None:
    assert found(order=order) == rows


def test_by_name_those_without_a_name_are_last() -> None:
    named = exam(6, "2026-01-01T10:00", patient=Patient(name="Abel^Eva"))
    rows = arrange([POLYP, named], (), Query(order=Order.NAME), TODAY)
    assert rows[1:] == [named, POLYP]


def test_two_thousand_exams_are_searched_within_one_picture() -> None:
    many = [exam(number, "2026-11-20T10:00", episodes=(episode("EP"),)) for number in range(2000)]
    began = time.process_time()
    rows = arrange(many, (), Query(text="weiss polyp 47", order=Order.NAME), TODAY)
    assert len(rows) == 2001
    assert time.process_time() - began < 0.25  # measured: 0.01 s
