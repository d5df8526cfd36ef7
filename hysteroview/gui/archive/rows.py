"""The rows of the list of exams, and which of them a search finds. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from hysteroview.core.review.lesions import PathologyState
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.records import Exam, ExamEntry, Patient
from hysteroview.pipeline.review.stored_findings import FoundCodes, found_codes


class Section(Enum):
    """Parts of the list, in their order."""

    TODAY = "today"
    WITHOUT_PATIENT = "without patient"
    EARLIER = "earlier"


class Filter(Enum):
    """Which exams are shown."""

    ALL = "all"
    WITH_FINDING = "with finding"
    NO_RESULT = "no result"
    NO_PATHOLOGY = "no pathology"
    NO_PATIENT = "no patient"


class Order(Enum):
    """The order of the exams in their section."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    FINDING = "finding"
    LONGEST = "longest"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExamRow:
    """One stored exam.

    Attributes
    ----------
    found
        Classes that were shown; None if the exam is open or was interrupted.
    haystack
        All that is searched, case-folded.
    """

    exam: Exam
    found: FoundCodes | None
    haystack: str

    @property
    def began(self) -> datetime:
        """Local time."""
        return datetime.fromtimestamp(self.exam.started_wall_ns / NS_PER_S)

    @property
    def length_s(self) -> int | None:
        """Whole seconds; None if the exam is open or was interrupted."""
        end_ns = self.exam.ended_wall_ns
        return None if end_ns is None else max(end_ns - self.exam.started_wall_ns, 0) // NS_PER_S


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScheduledRow:
    """An exam that is scheduled for today.

    Attributes
    ----------
    time
        HH:MM, or empty.
    name
        The patient's name as it is displayed, with a mark if it is doubtful.
    """

    time: str
    entry: ExamEntry
    name: str
    haystack: str


Row = Section | ExamRow | ScheduledRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the operator looks for.

    Attributes
    ----------
    text
        Words, all of which must occur: in the name, an identifier, the date as YYYY-MM-DD, the code
        or the name of a finding.
    """

    text: str = ""
    filter: Filter = Filter.ALL
    order: Order = Order.NEWEST


def exam_row(exam: Exam, names: Mapping[str, str]) -> ExamRow:
    """Return the row of an exam.

    Parameters
    ----------
    names
        Of the classes, by code, in the language of the window.
    """
    found = found_codes(exam)
    codes = [*(found.found if found else ()), *(each.label for each in exam.pathology)]
    for lesion in exam.lesions:
        codes += [lesion.code, lesion.jar, lesion.pathology.result if lesion.pathology else ""]
    began = datetime.fromtimestamp(exam.started_wall_ns / NS_PER_S)
    words = [
        *_words_of(exam.patient), exam.accession_number, exam.operator, exam.exam_id,
        f"{began:%Y-%m-%d}", *codes, *(names.get(code, "") for code in codes),
    ]  # fmt: skip
    return ExamRow(exam=exam, found=found, haystack="\n".join(words).casefold())


def scheduled_row(time: str, entry: ExamEntry, name: str) -> ScheduledRow:
    """Return the row of an exam of the worklist; `name` as it is displayed."""
    words = [*_words_of(entry.patient), name, entry.accession_number, entry.indication]
    return ScheduledRow(time=time, entry=entry, name=name, haystack="\n".join(words).casefold())


def arrange(
    exams: Sequence[ExamRow], scheduled: Sequence[ScheduledRow], query: Query, today: date
) -> list[Row]:
    """Return the list that a query finds, each section with its title in front; none is empty."""
    words = query.text.casefold().split()
    kept = [each for each in exams if _has(each, words) and _passes(each, query.filter)]
    kept = _ordered(kept, query.order)
    by_section: dict[Section, list[Row]] = {section: [] for section in Section}
    if query.filter is Filter.ALL:
        by_section[Section.TODAY] += [each for each in scheduled if _has(each, words)]
    for each in kept:
        by_section[_section_of(each, today)].append(each)
    rows: list[Row] = []
    for section, inside in by_section.items():
        rows += [section, *inside] if inside else []
    return rows


def _section_of(row: ExamRow, today: date) -> Section:
    if row.began.date() == today:
        return Section.TODAY
    return Section.EARLIER if row.exam.patient.is_known else Section.WITHOUT_PATIENT


def _has(row: ExamRow | ScheduledRow, words: Iterable[str]) -> bool:
    return all(word in row.haystack for word in words)


def _passes(row: ExamRow, wanted: Filter) -> bool:
    match wanted:
        case Filter.ALL:
            return True
        case Filter.WITH_FINDING:
            return row.found is not None and bool(row.found.found)
        case Filter.NO_RESULT:
            return row.found is None or not row.found.found
        case Filter.NO_PATHOLOGY:
            is_pending = row.exam.pathology_state is PathologyState.PENDING
            return row.exam.ended_wall_ns is not None and is_pending
        case Filter.NO_PATIENT:
            return not row.exam.patient.is_known


def _ordered(rows: Sequence[ExamRow], order: Order) -> list[ExamRow]:
    """Return the rows in this order, those that are alike with the newest first."""
    newest = sorted(rows, key=lambda row: -row.exam.started_wall_ns)
    match order:
        case Order.NEWEST:
            return newest
        case Order.OLDEST:
            return newest[::-1]
        case Order.NAME:
            return sorted(newest, key=_name_key)
        case Order.FINDING:
            return sorted(newest, key=_finding_key)
        case Order.LONGEST:
            return sorted(newest, key=lambda row: -(row.length_s or 0))


def _name_key(row: ExamRow) -> tuple[bool, str, str]:
    who = row.exam.patient
    return not who.is_known, who.shown_name.casefold(), who.identifier.casefold()


def _finding_key(row: ExamRow) -> tuple[bool, tuple[str, ...]]:
    found = row.found.found if row.found is not None else ()
    return not found, found


def _words_of(patient: Patient) -> tuple[str, ...]:
    return (patient.name, patient.shown_name, patient.identifier, patient.birth_date)
