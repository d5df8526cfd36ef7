"""What AI, operator and pathology said of the exams of a store, and of their lesions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
from hysteroview.core.errors import StorageError
from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import FindingState
from hysteroview.core.review.lesions import NORMAL, Lesion, PathologyState
from hysteroview.core.states import AssessmentState
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.events import events_of
from hysteroview.exam.store.exam_store import ExamStore
from hysteroview.exam.store.index import Search
from hysteroview.exam.store.records import Exam
from hysteroview.pipeline.review.stored_findings import found_codes

_NOT_KNOWN = {
    PathologyState.PENDING: ReadingStatus.PENDING,
    PathologyState.NO_TISSUE: ReadingStatus.NO_TISSUE,
    PathologyState.INADEQUATE: ReadingStatus.INADEQUATE,
}
Calls = Callable[[], list[str]]  # reads what the operator said in study mode
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
        calls = partial(_own_calls, store, exam)
        if unit is Unit.EXAM:
            cases.append(_case_of(exam, labels, ai, calls))
        else:
            cases += [_lesion_case(exam, each, labels, ai, calls) for each in exam.lesions]
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


def _own_calls(store: ExamStore, exam: Exam) -> list[str]:
    """Return what the operator said in study mode, before the AI was shown; reads the log.

    What was undone or replaced is not among it. A log that cannot be read has none: `exam verify`
    reports it.
    """
    folder = store.exam_folder(exam.exam_id)
    try:
        entries, _, _ = read_chain(folder.audit, exam.exam_id, folder.medium)
    except StorageError:
        return []
    return [each.call for each in events_of(entries).own_calls if each.call is not None]


def _operator_reading(
    lesions: Sequence[Lesion], exam: Exam, labels: LabelSet, calls: Calls
) -> Reading:
    """Return what the operator called lesions.

    Without a name of a lesion, it is what the operator said of the exam: in study mode, which is
    independent of the AI, or else by the findings of the AI that were accepted.
    """
    called = [each.code for each in lesions if each.code]
    if not called and len(lesions) == len(exam.lesions):
        accepted = [each for each in exam.findings if each.state is FindingState.ACCEPTED]
        called = calls() or [each.code for each in accepted]
    return result_of(called, labels) if called else Reading(ReadingStatus.NOT_CALLED)


def _needs_tissue(lesion: Lesion, labels: LabelSet) -> bool:
    """Whether a lesion without a result of pathology leaves the exam without a whole one."""
    called = result_of([lesion.code], labels) if lesion.code else None
    return called is None or called.codes != {NORMAL}


def _case_of(exam: Exam, labels: LabelSet, ai: Reading, calls: Calls) -> Case:
    state = exam.pathology_state
    if state is PathologyState.KNOWN:
        results = [(each, _pathology_of(each, labels)) for each in exam.lesions]
        known = [each for _, each in results if each.has_result]
        missing = [each for each, result in results if not result.has_result]
        whole = [result_of([each.label], labels) for each in exam.pathology]
        is_partial = not whole and any(_needs_tissue(each, labels) for each in missing)
        pathology = joined_results([*known, *whole], is_partial=is_partial)
    else:
        pathology = Reading(_NOT_KNOWN[state])
    return Case(
        patient=patient_of(exam),
        ai=ai,
        operator=_operator_reading(exam.lesions, exam, labels, calls),
        pathology=pathology,
    )


def _lesion_case(exam: Exam, lesion: Lesion, labels: LabelSet, ai: Reading, calls: Calls) -> Case:
    """Return the case of a lesion; the only one of an exam has what was said of the exam."""
    linked = [each for each in exam.findings if each.key in lesion.findings]
    shown = [each.ai_code for each in linked if each.ai_code is not None]
    if shown:
        reading = result_of(shown, labels)
    elif linked:
        reading = Reading(ReadingStatus.NO_FINDING)
    else:
        reading = ai if len(exam.lesions) == 1 else Reading(ReadingStatus.NOT_LINKED)
    return Case(
        patient=patient_of(exam),
        ai=reading,
        operator=_operator_reading([lesion], exam, labels, calls),
        pathology=_pathology_of(lesion, labels),
    )


def _pathology_of(lesion: Lesion, labels: LabelSet) -> Reading:
    result = lesion.pathology
    if result is None:
        return Reading(ReadingStatus.PENDING if lesion.is_biopsied else ReadingStatus.NO_TISSUE)
    if not result.is_adequate:
        return Reading(ReadingStatus.INADEQUATE)
    return result_of([result.result], labels, other_is_grave=result.premalignant_or_malignant)
