"""What AI, operator and pathology said of the exams of a store, and of their lesions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial

from hysteroview.core.agreement.cases import (
    Case,
    CaseSet,
    Reading,
    ReadingStatus,
    Unit,
    joined_results,
    result_of,
)
from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import FindingState
from hysteroview.core.review.lesions import Lesion, PathologyState
from hysteroview.core.states import AssessmentState
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import Exam
from hysteroview.pipeline.review.stored_findings import found_codes

_NOT_KNOWN = {
    PathologyState.PENDING: ReadingStatus.PENDING,
    PathologyState.NO_TISSUE: ReadingStatus.NO_TISSUE,
    PathologyState.INADEQUATE: ReadingStatus.INADEQUATE,
}
States = Callable[[], Mapping[str, int]]  # reads the number of analyzed frames in each state


def cases_in(store: ExamStore, unit: Unit, labels: LabelSet) -> CaseSet:
    """Return all exams of a store, or all lesions of them.

    Parameters
    ----------
    labels
        Classes by which codes are understood; a code that is none of them is another result.
    """
    cases: list[Case] = []
    exams = store.search(Search())
    for exam in exams:
        ai = ai_reading(exam, labels, partial(_states_of, store, exam))
        if unit is Unit.EXAM:
            cases.append(_case_of(exam, labels, ai))
        else:
            cases += [_lesion_case(exam, each, labels, ai) for each in exam.lesions]
    return CaseSet(
        unit=unit,
        labels=labels,
        cases=tuple(cases),
        models=tuple(sorted({exam.model for exam in exams})),
    )


def patient_of(exam: Exam) -> str:
    """Return what identifies the patient of an exam; an unknown patient is another in each exam."""
    who = exam.patient
    if who.identifier:
        return f"id {who.identifier.strip().casefold()}"
    return f"name {who.name.casefold()} {who.birth_date}" if who.name else f"exam {exam.exam_id}"


def ai_reading(exam: Exam, labels: LabelSet, states: States) -> Reading:
    """Return what the AI said of an exam: the classes that it showed long enough, or why none."""
    found = found_codes(exam)
    if found is None:
        return Reading(ReadingStatus.NOT_EVALUATED)
    if found.found:
        return result_of(found.found, labels)
    frames = states()
    counts = {state: frames.get(state.value, 0) for state in AssessmentState}
    looked = counts[AssessmentState.NOT_ASSESSABLE] + counts[AssessmentState.INSTRUMENT]
    if counts[AssessmentState.ACTIVE]:
        return Reading(ReadingStatus.NO_FINDING)
    if counts[AssessmentState.ABSTAINED]:
        return Reading(ReadingStatus.ABSTAINED)
    return Reading(ReadingStatus.NOT_ASSESSED if looked else ReadingStatus.NOT_RUN)


def _states_of(store: ExamStore, exam: Exam) -> Counter[str]:
    states: Counter[str] = Counter()
    for second in store.track(exam.exam_id):
        states.update(second.states)
    return states


def _case_of(exam: Exam, labels: LabelSet, ai: Reading) -> Case:
    called = [each.code for each in exam.lesions if each.code]
    if not called:
        accepted = [each for each in exam.findings if each.state is FindingState.ACCEPTED]
        called = [each.code for each in accepted]
    state = exam.pathology_state
    if state is PathologyState.KNOWN:
        results = [_pathology_of(each, labels) for each in exam.lesions]
        known = [each for each in results if each.has_result]
        known += [result_of([each.label], labels) for each in exam.pathology]
        pathology = joined_results(known)
    else:
        pathology = Reading(_NOT_KNOWN[state])
    return Case(
        patient=patient_of(exam),
        ai=ai,
        operator=result_of(called, labels) if called else Reading(ReadingStatus.NOT_CALLED),
        pathology=pathology,
    )


def _lesion_case(exam: Exam, lesion: Lesion, labels: LabelSet, ai: Reading) -> Case:
    """Return the case of a lesion; the only lesion of an exam has the AI's result of the exam."""
    linked = [each for each in exam.findings if each.key in lesion.findings]
    shown = [each.ai_code for each in linked if each.ai_code is not None]
    if shown:
        reading = result_of(shown, labels)
    elif linked:
        reading = Reading(ReadingStatus.NO_FINDING)
    else:
        reading = ai if len(exam.lesions) == 1 else Reading(ReadingStatus.NOT_LINKED)
    called = result_of([lesion.code], labels) if lesion.code else Reading(ReadingStatus.NOT_CALLED)
    return Case(
        patient=patient_of(exam),
        ai=reading,
        operator=called,
        pathology=_pathology_of(lesion, labels),
    )


def _pathology_of(lesion: Lesion, labels: LabelSet) -> Reading:
    result = lesion.pathology
    if result is None:
        return Reading(ReadingStatus.PENDING if lesion.is_biopsied else ReadingStatus.NO_TISSUE)
    if not result.is_adequate:
        return Reading(ReadingStatus.INADEQUATE)
    return result_of([result.result], labels, other_is_grave=result.premalignant_or_malignant)
