"""What pathology says of the parts of a stored exam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hysteroview.core.labels import LabelSet
from hysteroview.core.review.findings import FindingState, ReviewFinding
from hysteroview.core.review.lesions import INADEQUATE, Lesion
from hysteroview.exam.store.records import Exam

_FRAME_NS = 1_000_000  # a stretch includes its last frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of an exam that shows a result of pathology.

    Attributes
    ----------
    code
        Class.
    start_ns, end_ns
        On the clock of the source, without the end.
    """

    code: str
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabeledExam:
    """The labels of an exam by histopathology.

    Attributes
    ----------
    stretches
        In order of time; where two results overlap, neither.
    pictures
        Class of each snapshot, by the name of its record.
    whole
        Class of the exam, if pathology has only one result; else None.
    """

    stretches: tuple[Stretch, ...]
    pictures: dict[str, str]
    whole: str | None


def label_exam(
    exam: Exam, snapshots: Sequence[str], labels: LabelSet, left_out: Counter[str]
) -> LabeledExam:
    """Return what is known of an exam.

    The result of a lesion is that of the findings and pictures that the operator has linked to it.
    If pathology has a single result for the whole exam, it is also that of all accepted findings,
    and of snapshots that do not document a place. With several results, nothing else is labeled.

    Parameters
    ----------
    snapshots
        Names of the records of its snapshots that were not removed.
    left_out
        Counts what has no label, by reason.
    """
    whole = _single(exam, labels, left_out)
    by_key = {each.key: each for each in exam.findings if each.state is not FindingState.REJECTED}
    notes = {each.item: each for each in exam.pictures}
    stretches: list[Stretch] = []
    pictures: dict[str, set[str]] = {}
    for lesion in exam.lesions:
        code = _code_of(lesion, labels)
        if code is None:
            continue
        stretches += _stretches(code, [by_key[key] for key in lesion.findings if key in by_key])
        linked = {item for item, note in notes.items() if note.lesion == lesion.number}
        for item in linked | set(lesion.pictures):
            pictures.setdefault(item, set()).add(code)
    if whole is not None:
        accepted = [f for f in by_key.values() if f.state is FindingState.ACCEPTED]
        stretches += _stretches(whole, accepted)
        for item in snapshots:
            note = notes.get(item)
            if note is None or (note.place is None and note.lesion is None):
                pictures.setdefault(item, set()).add(whole)
    single = {item: codes for item, codes in pictures.items() if len(codes) == 1}
    left_out["snapshot of two results"] += len(pictures) - len(single)
    return LabeledExam(
        stretches=tuple(_without_overlaps(stretches, left_out)),
        pictures={item: next(iter(single[item])) for item in snapshots if item in single},
        whole=whole,
    )


def _single(exam: Exam, labels: LabelSet, left_out: Counter[str]) -> str | None:
    """Return the only class of an exam; None if there is none or several, or a result is missing.

    An own result of the whole exam and the results of its lesions must agree.
    """
    is_pending = any(each.is_biopsied and each.pathology is None for each in exam.lesions)
    results = [each.pathology.result for each in exam.lesions if each.pathology is not None]
    results += [each.label for each in exam.pathology]
    adequate = [each for each in results if each.lower() != INADEQUATE]
    codes = {code_of(each, labels) for each in adequate}
    if is_pending:
        left_out["exam with pathology pending"] += 1
    elif not adequate:
        left_out["exam without pathology"] += 1
    elif codes == {None}:
        left_out["exam with a result that is no class"] += 1
    elif len(codes) > 1:
        left_out["exam with several results (only what is linked to a lesion is used)"] += 1
    else:
        return codes.pop()
    return None


def code_of(result: str, labels: LabelSet) -> str | None:
    """Return the class of a result of pathology; None if it is none of them."""
    known = {each.code.casefold(): each.code for each in labels}
    return known.get(result.strip().casefold())


def _code_of(lesion: Lesion, labels: LabelSet) -> str | None:
    if lesion.pathology is None or not lesion.pathology.is_adequate:
        return None
    return code_of(lesion.pathology.result, labels)


def _stretches(code: str, findings: Sequence[ReviewFinding]) -> Iterator[Stretch]:
    for each in findings:
        yield Stretch(code=code, start_ns=each.start_ns, end_ns=each.end_ns + _FRAME_NS)


def _without_overlaps(stretches: Sequence[Stretch], left_out: Counter[str]) -> Iterator[Stretch]:
    """Yield joined stretches of one class; times of two classes are left out."""
    times = sorted({time for each in stretches for time in (each.start_ns, each.end_ns)})
    current: Stretch | None = None
    for start, end in pairwise(times):
        codes = {each.code for each in stretches if each.start_ns <= start and end <= each.end_ns}
        if len(codes) > 1:
            left_out["stretch of two results"] += 1
        code = codes.pop() if len(codes) == 1 else None
        if current is not None and current.code == code and current.end_ns == start:
            current = Stretch(code=current.code, start_ns=current.start_ns, end_ns=end)
            continue
        if current is not None:
            yield current
        current = None if code is None else Stretch(code=code, start_ns=start, end_ns=end)
    if current is not None:
        yield current
