"""Entry of lesions in an exam: read from its log, changed, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from hysteroview.core.errors import StorageError
from hysteroview.core.review.lesions import (
    LESION_CHANGED,
    LESION_REDONE,
    LESION_UNDONE,
    Lesion,
    LesionChange,
    LesionsReview,
    lesions_review_of,
)
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.exam_store import ExamStore


def read_lesions(store: ExamStore, exam_id: str) -> LesionsReview:
    """Return the lesions of an exam with all their changes.

    Raises
    ------
    StorageError
        There is no such exam, or its entries are damaged.
    """
    folder = store.exam_folder(exam_id)
    entries, _, _ = read_chain(folder.audit, exam_id, folder.medium)
    try:
        return lesions_review_of((entry.kind, entry.content) for entry in entries)
    except (KeyError, TypeError, ValueError) as error:
        raise StorageError(
            "The entries about lesions are damaged and cannot be read.",
            remedy="Run `hysteroview exam verify`.",
        ) from error


def change_lesions(
    store: ExamStore, exam_id: str, make: Callable[[LesionsReview], LesionChange]
) -> LesionChange:
    """Keep a change of an exam's lesions.

    Parameters
    ----------
    make
        Returns the change of the lesions as they are in the exam.

    Raises
    ------
    StorageError
        There is no such exam or lesion, or the store cannot be written.
    """
    review = read_lesions(store, exam_id)
    try:
        change = make(review)
    except KeyError as error:
        raise _missing(error) from error
    _keep(store, exam_id, LESION_CHANGED, change.as_dict(), review.with_change(change))
    return change


def save_lesions(
    store: ExamStore, exam_id: str, before: Iterable[Lesion], after: Iterable[Lesion], wall_ns: int
) -> list[LesionChange]:
    """Keep what was entered in a list of lesions, each lesion as a change of its own.

    Parameters
    ----------
    before, after
        The list as it was shown, and as it is to be. Lesions that others have added are kept.
    wall_ns
        When it was entered, for results without a time.

    Raises
    ------
    StorageError
        A lesion was removed meanwhile, or the store cannot be written.
    """
    shown = {each.number: each for each in before}
    wanted = {each.number: _timed(each, wall_ns) for each in after}
    made = []
    for number in sorted(shown.keys() | wanted.keys()):
        lesion = wanted.get(number)
        if lesion is None:
            make = partial(LesionsReview.remove, number=number)
        elif number not in shown:
            make = partial(LesionsReview.add, lesion=lesion)
        elif lesion != shown[number]:
            make = partial(LesionsReview.change, lesion=lesion)
        else:
            continue
        made.append(change_lesions(store, exam_id, make))
    return made


def _timed(lesion: Lesion, wall_ns: int) -> Lesion:
    result = lesion.pathology
    if result is None or result.entered_wall_ns:
        return lesion
    return replace(lesion, pathology=replace(result, entered_wall_ns=wall_ns))


def undo_change(store: ExamStore, exam_id: str, number: int | None = None) -> LesionChange:
    """Undo a change of an exam's lesions, by default the last one that is in effect.

    Raises
    ------
    StorageError
        There is none, or the store cannot be written.
    """
    review = read_lesions(store, exam_id)
    if number is None:
        number = review.in_effect[-1].number if review.in_effect else 0
    change = _find(review, number)
    _keep(store, exam_id, LESION_UNDONE, {"change": number}, review.without(number))
    return change


def redo_change(store: ExamStore, exam_id: str, number: int) -> LesionChange:
    """Make a change again that was undone.

    Raises
    ------
    StorageError
        There is no such change, or the store cannot be written.
    """
    review = read_lesions(store, exam_id)
    change = _find(review, number)
    _keep(store, exam_id, LESION_REDONE, {"change": number}, review.again(number))
    return change


def _find(review: LesionsReview, number: int) -> LesionChange:
    for change in review.changes:
        if change.number == number:
            return change
    raise StorageError(
        "There is no change of this exam's lesions that could be undone.",
        remedy="`hysteroview exam show` lists its lesions.",
    )


def _keep(
    store: ExamStore, exam_id: str, kind: str, content: Mapping[str, Any], review: LesionsReview
) -> None:
    store.change_lesions(exam_id, kind, content, review.lesions)


def _missing(error: KeyError) -> StorageError:
    return StorageError(
        f"There is no lesion {error.args[0]} in this exam.",
        remedy="`hysteroview exam show` lists its lesions.",
    )
