"""What is done with the exams when the window opens: interrupted ones are completed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hysteroview.core.types import NS_PER_S
from hysteroview.exam.store.database import FILE
from hysteroview.exam.store.opening import has_exams
from hysteroview.exam.store.rebuild import rebuild
from hysteroview.exam.store.store import ExamStore, open_store
from hysteroview.gui.look.messages import join_sentences, translated_message
from hysteroview.gui.review.exam_summary import ExamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedExam:
    """An exam that was interrupted and is complete now."""

    started_wall_ns: int
    snapshots: int
    clips: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreStart:
    """The exams at the start of the window.

    Attributes
    ----------
    completed
        Exams that had been interrupted.
    notices
        Other messages of the store, in English.
    """

    completed: tuple[CompletedExam, ...] = ()
    notices: tuple[str, ...] = ()


def start_store(access: ExamAccess) -> StoreStart:
    """Complete interrupted exams, unless another program uses the store; a new one stays as it is.

    Raises
    ------
    StorageError
        The store cannot be used.
    """
    folder = access.store
    if access.key is None and not (folder / FILE).exists() and not has_exams(folder):
        return StoreStart()
    with open_store(folder, key=access.key) as store:
        return StoreStart(
            completed=tuple(completed_exam(store, each) for each in store.recovered),
            notices=store.notices,
        )


def rebuild_index(access: ExamAccess) -> tuple[str, ...]:
    """Rebuild the index from the folders of the exams.

    Returns
    -------
    What is wrong with exams that could not be added, in English.

    Raises
    ------
    StorageError
        The store cannot be used.
    """
    results = rebuild(access.store, access.key)
    return tuple(f"Exam {each.exam_id}: {each.fault}" for each in results if each.fault)


def completed_exam(store: ExamStore, exam_id: str) -> CompletedExam:
    """Describe an exam that was interrupted."""
    items = {(item.kind, item.item) for item in store.media(exam_id)}
    return CompletedExam(
        started_wall_ns=store.exam(exam_id).started_wall_ns,
        snapshots=sum(kind == "snapshot" for kind, _ in items),
        clips=sum(kind == "clip" for kind, _ in items),
    )


def start_words(start: StoreStart) -> str:
    """Return what the operator reads about the start; empty if there is nothing to say."""
    completed = start.completed
    sentences = []
    if len(completed) == 1:
        began = datetime.fromtimestamp(completed[0].started_wall_ns / NS_PER_S)
        sentences.append(
            _tr(
                "The exam of {0:%Y-%m-%d %H:%M} was interrupted. It was completed with all that "
                "had been saved: snapshots: {1}, clips: {2}."
            ).format(began, completed[0].snapshots, completed[0].clips)
        )
    elif completed:
        sentences.append(
            _tr(
                "{0} exams were interrupted. They were completed with all that had been saved of "
                "them."
            ).format(len(completed))
        )
    return join_sentences([*sentences, *map(translated_message, start.notices)])


def _tr(text: str) -> str:
    return QCoreApplication.translate("StoreStart", text)
