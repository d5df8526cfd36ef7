"""Whether an archive keeps what it took: by storage commitment, or by asking for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hysteroview.core.errors import ArchiveError
from hysteroview.core.types import NS_PER_S
from hysteroview.exam.outbox.items import NEVER_NS, Change, Item, ItemKind, ItemState
from hysteroview.export.dicom.send.commitment import (
    COMMITMENT_CONTEXT,
    NO_SUCH_OBJECT,
    CommitmentReport,
    new_transaction,
    request_commitment,
)
from hysteroview.export.dicom.send.connection import connected
from hysteroview.export.dicom.send.contexts import Acceptance, acceptances
from hysteroview.export.dicom.send.finding import FIND_CONTEXT, has_object
from hysteroview.export.dicom.send.storing import Answer, StoreResult
from hysteroview.pipeline.sending.delivery import Task, object_of

_MOST_AT_ONCE = 500
_BY_QUERY: Final = "query"  # in place of a transaction: no commitment is asked for any more
_NOT_YET = "The archive does not show it yet."
_LOST = StoreResult(
    Answer.TRY_LATER,
    "The archive reported success, but does not have it.",
    "It is sent again.",
)


def check(task: Task) -> None:
    """Ask for what was sent and is to be confirmed.

    Raises
    ------
    StorageError
        The outbox cannot be read or written.
    """
    while not task.must_stop():
        due = [
            each
            for each in task.outbox.due(task.name, (ItemState.SENT,), _MOST_AT_ONCE)
            if each.kind is ItemKind.OBJECT
        ]
        if not due or not _check(task, due):
            return


def _check(task: Task, due: Sequence[Item]) -> bool:
    """Ask once; False if the archive cannot be asked."""
    archive = task.peer.archive
    contexts = [COMMITMENT_CONTEXT] if archive.commitment else []
    contexts += [FIND_CONTEXT] if archive.verify else []
    if not contexts:
        task.outbox.change(_unchecked(each, "") for each in due)
        return False
    try:
        with connected(task.peer, contexts) as association:
            answers = acceptances(association)
            can_commit = answers.get(COMMITMENT_CONTEXT) is Acceptance.ACCEPTED
            can_ask = answers.get(FIND_CONTEXT) is Acceptance.ACCEPTED
            new = [each for each in due if not each.transaction]
            late = [each for each in due if each.transaction]
            if can_commit:
                # without a query, what was not reported is asked for again
                wanted = new if can_ask else [*new, *late]
                late = late if can_ask else []
                if wanted:
                    transaction = new_transaction()
                    # noted first: the report may come before the answer
                    task.outbox.change(_requested(task, each, transaction) for each in wanted)
                    objects = [object_of(each) for each in wanted]
                    if request_commitment(association, transaction, objects) != 0:
                        task.outbox.change(
                            _not_taken(task, each, can_ask=can_ask) for each in wanted
                        )
            else:
                late = [*late, *new]
            changes = []
            for each in late:
                found = has_object(association, object_of(each)) if can_ask else None
                changes.append(_after_query(task, each, found=found))
            task.outbox.change(changes)
    except ArchiveError as error:
        task.postpone(due, error)
        return False
    return True


def _requested(task: Task, item: Item, transaction: str) -> Change:
    due = task.clock_ns() + round(task.delays.report_s * NS_PER_S)
    return Change(
        item_id=item.item_id, state=ItemState.SENT, transaction=transaction, due_wall_ns=due
    )


def _not_taken(task: Task, item: Item, *, can_ask: bool) -> Change:
    """Return the change for an item whose commitment cannot be asked for."""
    if can_ask:
        return Change(
            item_id=item.item_id, state=ItemState.SENT, transaction=_BY_QUERY,
            due_wall_ns=task.clock_ns(),
        )  # fmt: skip
    result = StoreResult(
        Answer.TRY_LATER, "The archive does not take the request for storage commitment.",
        "It is asked again.",
    )  # fmt: skip
    return task.again(item, result, item.attempts, ItemState.SENT)


def _after_query(task: Task, item: Item, *, found: bool | None) -> Change:
    if found:
        return Change(item_id=item.item_id, state=ItemState.CONFIRMED)
    if found is None:
        return _unchecked(item, "This archive cannot be asked whether it has it.")
    if item.reason != _NOT_YET:
        return Change(
            item_id=item.item_id, state=ItemState.SENT, reason=_NOT_YET,
            remedy="It is asked again.", transaction=_BY_QUERY,
            due_wall_ns=task.clock_ns() + round(task.delays.check_s * NS_PER_S),
        )  # fmt: skip
    return _resend(task, item)


def _resend(task: Task, item: Item) -> Change:
    """Return the change for an item that the archive has lost."""
    return task.again(item, _LOST, item.attempts, ItemState.WAITING)


def _unchecked(item: Item, reason: str) -> Change:
    return Change(item_id=item.item_id, state=ItemState.SENT, reason=reason, due_wall_ns=NEVER_NS)


def take_report(task: Task, report: CommitmentReport) -> int:
    """Note what an archive reports about one of our requests; return how many objects that is.

    Objects that were not asked for are ignored.
    """
    items = task.outbox.of_transaction(report.transaction)
    kept, failed = set(report.kept), dict(report.failed)
    changes = []
    for each in items:
        if each.state is not ItemState.SENT:
            continue
        if each.instance in kept:
            changes.append(Change(item_id=each.item_id, state=ItemState.CONFIRMED))
        elif failed.get(each.instance) == NO_SUCH_OBJECT:
            changes.append(_resend(task, each))
        elif each.instance in failed:
            reason = (
                f"The archive does not confirm that it keeps it (reason "
                f"{failed[each.instance]:04X})."
            )
            by_query = task.peer.archive.verify
            changes.append(
                Change(
                    item_id=each.item_id,
                    state=ItemState.SENT,
                    reason=reason,
                    transaction=_BY_QUERY,
                    due_wall_ns=task.clock_ns() if by_query else NEVER_NS,
                )
            )
    task.outbox.change(changes)
    return len(changes)
