"""Tests of what AI, operator and pathology said of stored exams and their lesions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyses import LABEL_SET
from hysteroview.cli.main import hysteroview
from hysteroview.core.agreement.cases import Case, ReadingStatus, Source, Unit
from hysteroview.core.agreement.tables import IS_PARTIAL, TWO_CLASS, agreement_of
from hysteroview.core.review.findings import CHANGED, FindingsReview, FindingState
from hysteroview.core.review.lesions import INADEQUATE, Lesion, LesionPathology
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.records import Pathology, Patient, TrackSecond
from hysteroview.exam.store.review.lesions import change_lesions
from hysteroview.exam.store.store import open_store
from hysteroview.pipeline.review.agreement import cases_in, patient_of
from hysteroview.pipeline.review.proposals import proposals_of
from kept_exams import Span, keep_exam, log_of

BENIGN, GRAVE = LABEL_SET.codes[0], LABEL_SET.codes[2]
BIOPSY = Lesion(number=1, code=GRAVE, is_biopsied=True)


@pytest.fixture
def exam_id(tmp_path: Path) -> str:
    return keep_exam(tmp_path, [Span(GRAVE, 1.0)])


@pytest.fixture
def store(tmp_path: Path, exam_id: str) -> Iterator[ExamStore]:
    with open_store(tmp_path) as opened:
        yield opened


def _add(store: ExamStore, exam_id: str, *lesions: Lesion) -> None:
    for lesion in lesions:
        change_lesions(store, exam_id, lambda review, one=lesion: review.add(one))


def _exam_case(store: ExamStore) -> Case:
    (case,) = cases_in(store, Unit.EXAM, LABEL_SET).cases
    return case


def test_exam_has_what_was_shown_called_and_found(store: ExamStore, exam_id: str) -> None:
    result = LesionPathology(result=BENIGN)
    _add(store, exam_id, replace(BIOPSY, pathology=result), Lesion(number=1, code="normal"))
    case = _exam_case(store)
    assert case.ai.codes == {GRAVE}
    assert case.operator.codes == {GRAVE}  # the lesion that is normal does not count beside it
    assert (case.pathology.codes, case.pathology.is_grave) == ({BENIGN}, False)


@pytest.mark.parametrize(
    ("lesions", "status"),
    [
        ([], ReadingStatus.PENDING),
        ([BIOPSY], ReadingStatus.PENDING),
        ([replace(BIOPSY, pathology=LesionPathology(result=INADEQUATE))], ReadingStatus.INADEQUATE),
        ([Lesion(number=1)], ReadingStatus.NO_TISSUE),
        ([replace(BIOPSY, pathology=LesionPathology(result=GRAVE)), BIOPSY], ReadingStatus.PENDING),
    ],
)
def test_exam_without_all_results_says_why(
    store: ExamStore, exam_id: str, lesions: list[Lesion], status: ReadingStatus
) -> None:
    _add(store, exam_id, *lesions)
    assert _exam_case(store).pathology.status is status


def test_result_of_the_whole_exam_of_an_earlier_version_counts(
    store: ExamStore, exam_id: str
) -> None:
    store.add_pathology(exam_id, Pathology(label=GRAVE, text="", entered_wall_ns=1))
    case = _exam_case(store)
    assert case.pathology.codes == {GRAVE}
    assert case.operator.status is ReadingStatus.NOT_CALLED


@pytest.mark.parametrize(
    ("states", "status"),
    [
        ({}, ReadingStatus.NOT_RUN),
        ({"PAUSED": 9}, ReadingStatus.NOT_RUN),
        ({"ACTIVE": 1, "ABSTAINED": 90}, ReadingStatus.NO_FINDING),
        ({"ABSTAINED": 1, "NOT_ASSESSABLE": 90}, ReadingStatus.ABSTAINED),
        ({"NOT_ASSESSABLE": 9}, ReadingStatus.NOT_ASSESSED),
        ({"INSTRUMENT": 9}, ReadingStatus.NOT_ASSESSED),
    ],
)
def test_exam_without_a_result_of_the_ai_says_why(
    tmp_path: Path, states: dict[str, int], status: ReadingStatus
) -> None:
    with open_store(tmp_path) as store:
        exam = store.begin_exam(Patient(), source="s", model="m", model_sha256="")
        second = TrackSecond(second=0, wall_ns=1, probabilities=(), states=states)
        store.add_track(exam.exam_id, second)
        store.end_exam(exam.exam_id)
        assert _exam_case(store).ai.status is status


def test_exam_that_was_not_completed_is_a_state_of_its_own(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.begin_exam(Patient(), source="s", model="m", model_sha256="")
        assert _exam_case(store).ai.status is ReadingStatus.NOT_EVALUATED


def test_lesion_has_the_result_of_the_findings_that_show_it(store: ExamStore, exam_id: str) -> None:
    review = FindingsReview(proposed=proposals_of(log_of([Span(GRAVE, 1.0)]), LABEL_SET))
    key = review.findings[0].key
    for change in (review.decide(key, FindingState.ACCEPTED),):
        review = review.with_change(change)
        store.change_findings(exam_id, CHANGED, change.as_dict(), review.decided)
    own = review.add(BENIGN, 0, 10, 5)
    review = review.with_change(own)
    store.change_findings(exam_id, CHANGED, own.as_dict(), review.decided)
    _add(
        store, exam_id, replace(BIOPSY, code=BENIGN, findings=(key,)),
        replace(BIOPSY, findings=(own.after[0].key,)), BIOPSY,
    )  # fmt: skip
    shown, own_only, unlinked = cases_in(store, Unit.LESION, LABEL_SET).cases
    assert (shown.ai.codes, shown.operator.codes) == ({GRAVE}, {BENIGN})
    assert own_only.ai.status is ReadingStatus.NO_FINDING
    assert unlinked.ai.status is ReadingStatus.NOT_LINKED


def test_only_lesion_of_an_exam_has_the_result_of_the_exam(store: ExamStore, exam_id: str) -> None:
    _add(store, exam_id, BIOPSY)
    (case,) = cases_in(store, Unit.LESION, LABEL_SET).cases
    assert case.ai.codes == {GRAVE}


def _call(store: ExamStore, exam_id: str, reading: int, call: str | None) -> None:
    """Log an own assessment as the live page does in study mode."""
    content = {"reading": reading, "call": call, "ai": {"state": "ACTIVE", "result": None}}
    store.add_event(exam_id, "study_call", content)


def test_own_assessments_of_study_mode_are_the_operators(store: ExamStore, exam_id: str) -> None:
    """Only lesions and accepted findings of the AI counted, which are not independent of it."""
    review = FindingsReview(proposed=proposals_of(log_of([Span(GRAVE, 1.0)]), LABEL_SET))
    change = review.decide(review.findings[0].key, FindingState.ACCEPTED)
    store.change_findings(exam_id, CHANGED, change.as_dict(), review.with_change(change).decided)
    assert _exam_case(store).operator.codes == {GRAVE}  # accepted, for want of an own assessment
    _call(store, exam_id, 1, BENIGN)
    store.add_event(
        exam_id, "study_reveal",
        {"reading": 2, "call": None, "ai": {"state": "ACTIVE", "result": None}},
    )  # fmt: skip
    case = _exam_case(store)
    assert (case.operator.codes, case.operator.is_grave) == ({BENIGN}, False)
    _call(store, exam_id, 3, "normal")
    assert _exam_case(store).operator.codes == {BENIGN}  # normal beside a finding does not count
    store.add_event(exam_id, "study_call_undone", {"reading": 1, "call": BENIGN})
    assert _exam_case(store).operator.codes == {"normal"}
    _add(store, exam_id, BIOPSY)
    assert _exam_case(store).operator.codes == {GRAVE}  # what the lesion was called stands


def test_only_lesion_without_a_name_has_the_own_assessment_of_the_exam(
    store: ExamStore, exam_id: str
) -> None:
    _add(store, exam_id, replace(BIOPSY, code=""))
    _call(store, exam_id, 1, BENIGN)
    (case,) = cases_in(store, Unit.LESION, LABEL_SET).cases
    assert case.operator.codes == {BENIGN}
    _add(store, exam_id, replace(BIOPSY, code=""))
    cases = cases_in(store, Unit.LESION, LABEL_SET).cases
    assert {each.operator.status for each in cases} == {ReadingStatus.NOT_CALLED}


def test_a_lesion_without_tissue_keeps_the_exam_from_being_benign(
    store: ExamStore, exam_id: str
) -> None:
    """The benign result of one of two lesions counted as that of the whole exam."""
    benign = replace(BIOPSY, code=BENIGN, pathology=LesionPathology(result=BENIGN))
    _add(store, exam_id, benign, Lesion(number=1, code=GRAVE))
    case = _exam_case(store)
    assert (case.pathology.codes, case.pathology.is_grave) == ({BENIGN}, None)
    table = agreement_of(cases_in(store, Unit.EXAM, LABEL_SET))
    by_target = {
        each.target: each for each in table.comparisons
        if (each.test, each.reference) == (Source.OPERATOR, Source.PATHOLOGY)
    }  # fmt: skip
    assert by_target[BENIGN].true_positives == 1  # what was found was found
    for target in (TWO_CLASS, GRAVE):  # what was not found is not excluded
        assert by_target[target].counted == 0
        assert by_target[target].left_out == {f"pathology: {IS_PARTIAL}": 1}
    assert table.rows[0].pathology == f"{BENIGN}+?"


def test_one_malignant_lesion_of_several_decides_for_the_exam(
    store: ExamStore, exam_id: str
) -> None:
    grave = replace(BIOPSY, pathology=LesionPathology(result=GRAVE))
    inadequate = replace(BIOPSY, pathology=LesionPathology(result=INADEQUATE))
    _add(store, exam_id, grave, inadequate)
    assert _exam_case(store).pathology.is_grave is True
    cases = cases_in(store, Unit.LESION, LABEL_SET).cases
    assert [each.pathology.status for each in cases] == [
        ReadingStatus.RESULT, ReadingStatus.INADEQUATE,
    ]  # fmt: skip


def test_patients_are_distinguished(store: ExamStore, exam_id: str) -> None:
    exam = store.exam(exam_id)
    anna = replace(exam, patient=Patient(name="Weiss^Anna", birth_date="1970-01-01"))
    unknown = replace(exam, patient=Patient())
    keys = {patient_of(each) for each in (exam, anna, unknown, replace(unknown, exam_id="other"))}
    assert len(keys) == 4
    assert patient_of(exam) == patient_of(replace(exam, patient=Patient(identifier="4711 ")))


def test_command_prints_the_table_and_writes_the_same_figures(
    store: ExamStore, exam_id: str, tmp_path: Path
) -> None:
    _add(store, exam_id, replace(BIOPSY, pathology=LesionPathology(result=GRAVE)))
    store.close()

    def call(*arguments: str) -> str:
        command = ["exam", f"--store={tmp_path}", "agreement", *arguments]
        done = CliRunner().invoke(hysteroview, command)
        assert done.exit_code == 0, done.output
        return done.output

    text = call()
    assert "1 exam of 1 patient" in text
    assert "100 % (no interval: fewer than 10 patients)" in text
    assert "Research use only" in text
    exams, lesions = json.loads(call("--json"))
    assert (exams["unit"], lesions["unit"]) == ("exam", "lesion")
    first = exams["comparisons"][0]
    assert (first["test"], first["reference"], first["true_positives"]) == ("AI", "pathology", 1)
    table = call("--csv", "--unit", "lesion").splitlines()
    assert "lesion,AI,pathology,premalignant or malignant,sensitivity,1.0,,,1" in table
    assert table[0].startswith("unit,")
    command = ["exam", f"--store={tmp_path}", "agreement", "--csv", "--json"]
    assert CliRunner().invoke(hysteroview, command).exit_code == 2
