"""Reports on begin and end of exams (MPPS), in their order."""

from __future__ import annotations

from hysteroview.core.errors import ArchiveError
from hysteroview.exam.outbox.items import Change, Item, ItemKind, ItemState
from hysteroview.export.dicom.send.connection import connected
from hysteroview.export.dicom.send.contexts import Acceptance, acceptances
from hysteroview.export.dicom.send.steps import STEP_CONTEXT, send_begin, send_end
from hysteroview.export.dicom.send.storing import Answer, StoreResult
from hysteroview.pipeline.sending.delivery import Task

_MOST_AT_ONCE = 100
_NO_SERVICE = StoreResult(
    Answer.REFUSED,
    "This archive takes no reports on begin and end of exams.",
    "Switch them off for this archive in the settings, or choose the system that takes them.",
)
_NO_BEGIN = StoreResult(
    Answer.REFUSED, "The begin of this exam was not reported.", "Try the begin again first."
)


def report_steps(task: Task) -> None:
    """Send the reports that are due, a begin before its end.

    Raises
    ------
    StorageError
        The outbox cannot be read or written.
    """
    due = [
        each
        for each in task.outbox.due(
            task.name, (ItemState.WAITING, ItemState.UNCERTAIN), _MOST_AT_ONCE
        )
        if each.kind is not ItemKind.OBJECT
    ]
    if not due:
        return
    try:
        with connected(task.peer, [STEP_CONTEXT]) as association:
            is_taken = acceptances(association).get(STEP_CONTEXT) is Acceptance.ACCEPTED
            for each in sorted(due, key=lambda item: item.item_id):
                before = _begin_of(task, each)
                if not is_taken:
                    task.outbox.change([_after(task, each, _NO_SERVICE)])
                elif before is not None and before.state is ItemState.FAILED:
                    task.outbox.change([_after(task, each, _NO_BEGIN)])
                elif before is None or before.state is ItemState.CONFIRMED:
                    task.outbox.change(
                        [Change(item_id=each.item_id, state=ItemState.SENDING, more_attempts=1)]
                    )
                    content = task.outbox.path_of(each).read_bytes()
                    send = send_begin if each.kind is ItemKind.BEGIN else send_end
                    result = send(association, each.instance, content)
                    task.outbox.change([_after(task, each, result)])
                    if result.answer is Answer.UNCERTAIN:
                        return
    except ArchiveError as error:
        task.postpone(due, error)


def _begin_of(task: Task, item: Item) -> Item | None:
    """Return the begin that has to be reported before this end; None for a begin."""
    if item.kind is ItemKind.BEGIN:
        return None
    return next(
        (
            each
            for each in task.outbox.items(task.name)
            if each.kind is ItemKind.BEGIN and each.instance == item.instance
        ),
        None,
    )


def _after(task: Task, item: Item, result: StoreResult) -> Change:
    match result.answer:
        case Answer.STORED:
            return Change(item_id=item.item_id, state=ItemState.CONFIRMED)
        case Answer.UNCERTAIN | Answer.TRY_LATER:
            return task.again(item, result, item.attempts + 1, ItemState.UNCERTAIN)
        case Answer.REFUSED:
            return Change(
                item_id=item.item_id, state=ItemState.FAILED, reason=result.reason,
                remedy=result.remedy,
            )  # fmt: skip
