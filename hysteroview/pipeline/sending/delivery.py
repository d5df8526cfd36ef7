"""Delivery of what is due for one archive: uncertain items, then waiting ones, then checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from pynetdicom.association import Association

from hysteroview.core.errors import ArchiveError
from hysteroview.exam.outbox.items import NEVER_NS, Change, Item, ItemKind, ItemState
from hysteroview.exam.outbox.outbox import Outbox
from hysteroview.export.dicom.send.connection import MOST_CONTEXTS, Peer, connected
from hysteroview.export.dicom.send.contexts import Acceptance, acceptances, refusal_words
from hysteroview.export.dicom.send.finding import FIND_CONTEXT, has_object
from hysteroview.export.dicom.send.objects import DicomObject, ObjectKind, kind_of
from hysteroview.export.dicom.send.storing import Answer, StoreResult, store
from hysteroview.pipeline.sending.delays import DELAYS, Delays

BATCH = 20  # items that are marked in one transaction
_MOST_AT_ONCE = 500  # items for one connection
_MOST_BREAKS = 3  # connections that broke off in a row
GIVEN_UP = "It was given up."


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What all steps of a delivery share.

    Attributes
    ----------
    name
        Name of the archive.
    must_stop
        Asked between two objects; True ends the delivery without loss.
    """

    name: str
    peer: Peer
    outbox: Outbox
    clock_ns: Callable[[], int]
    delays: Delays = DELAYS
    must_stop: Callable[[], bool] = field(default=lambda: False)

    def again(self, item: Item, result: StoreResult, attempts: int, state: ItemState) -> Change:
        """Return the change that lets an item be tried again later, or gives it up."""
        now = self.clock_ns()
        if attempts >= self.delays.most_attempts or self.delays.is_over(item.made_wall_ns, now):
            return Change(
                item_id=item.item_id, state=ItemState.FAILED, reason=result.reason, remedy=GIVEN_UP
            )
        return Change(
            item_id=item.item_id, state=state, reason=result.reason, remedy=result.remedy,
            due_wall_ns=now + self.delays.after_ns(attempts),
        )  # fmt: skip

    def postpone(self, items: Sequence[Item], error: ArchiveError) -> None:
        """Try all items again later, because the archive cannot be reached."""
        now, changes = self.clock_ns(), []
        for each in items:
            if self.delays.is_over(each.made_wall_ns, now):
                change = Change(
                    item_id=each.item_id, state=ItemState.FAILED, reason=error.message,
                    remedy=error.remedy,
                )  # fmt: skip
            else:
                change = Change(
                    item_id=each.item_id, state=each.state, reason=error.message,
                    remedy=error.remedy, more_attempts=1,
                    due_wall_ns=now + self.delays.after_ns(each.attempts + 1),
                )  # fmt: skip
            changes.append(change)
        self.outbox.change(changes)


def object_of(item: Item) -> DicomObject:
    """Return the object of an item."""
    return DicomObject(
        sop_class=item.sop_class, syntax=item.syntax, instance=item.instance, study=item.study,
        series=item.series, size_bytes=item.size_bytes,
    )  # fmt: skip


def deliver(task: Task) -> None:
    """Send what is due, until nothing is due or the archive does not go on.

    Failures are noted at the items; nothing is raised for them.

    Raises
    ------
    StorageError
        The outbox cannot be read or written.
    """
    breaks = 0
    while not task.must_stop() and breaks < _MOST_BREAKS:
        due = [
            each
            for each in task.outbox.due(
                task.name, (ItemState.WAITING, ItemState.UNCERTAIN), _MOST_AT_ONCE
            )
            if each.kind is ItemKind.OBJECT
        ]
        if not due:
            return
        due, offers = _within_one_connection(due)
        first = [FIND_CONTEXT] if task.peer.archive.verify else []
        try:
            with connected(task.peer, [*first, *offers]) as association:
                is_whole = _Delivery(task, association).run(due)
        except ArchiveError as error:
            task.postpone(due, error)
            return
        breaks = 0 if is_whole else breaks + 1


def _within_one_connection(due: Sequence[Item]) -> tuple[list[Item], list[tuple[str, str]]]:
    """Return the items whose classes and syntaxes fit into one connection, and these."""
    offers: dict[tuple[str, str], None] = {}
    fitting = []
    for each in due:
        key = each.sop_class, each.syntax
        if key in offers or len(offers) < MOST_CONTEXTS - 1:
            offers[key] = None
            fitting.append(each)
    return fitting, list(offers)


class _Delivery:
    """One connection."""

    def __init__(self, task: Task, association: Association) -> None:
        self._task, self._association = task, association
        self._answers = acceptances(association)
        self._message_id = 0

    def run(self, due: Sequence[Item]) -> bool:
        """Send the items; False if the connection broke off."""
        wanted = self._accepted(self._not_yet_there(due))
        for batch in _batches(wanted):
            if self._task.must_stop():
                return True
            if not self._send(batch):
                return False
        return True

    def _not_yet_there(self, due: Sequence[Item]) -> list[Item]:
        """Ask for uncertain items, and return those that have to be sent."""
        can_ask = self._answers.get(FIND_CONTEXT) is Acceptance.ACCEPTED
        wanted, there = [], []
        for each in due:
            is_uncertain = each.state is ItemState.UNCERTAIN and can_ask
            if is_uncertain and has_object(self._association, object_of(each)):
                there.append(Change(item_id=each.item_id, state=ItemState.CONFIRMED))
            else:
                wanted.append(each)
        self._task.outbox.change(there)
        return wanted

    def _accepted(self, items: Sequence[Item]) -> list[Item]:
        """Return what the archive accepts; the rest is left out, with the reason."""
        accepted, changes = [], []
        classes = {
            sop_class
            for (sop_class, _), answer in self._answers.items()
            if answer is Acceptance.ACCEPTED
        }
        for each in items:
            answer = self._answers.get((each.sop_class, each.syntax), Acceptance.NO_ANSWER)
            if answer is Acceptance.ACCEPTED:
                accepted.append(each)
                continue
            reason, remedy = refusal_words(
                each.sop_class, each.syntax, has_class=each.sop_class in classes
            )
            is_optional = kind_of(each.sop_class) in (ObjectKind.VIDEO, ObjectKind.RESULT)
            state = ItemState.LEFT_OUT if is_optional else ItemState.FAILED
            changes.append(Change(item_id=each.item_id, state=state, reason=reason, remedy=remedy))
        self._task.outbox.change(changes)
        return accepted

    def _send(self, batch: Sequence[Item]) -> bool:
        """Send a few items; False if the connection broke off."""
        task = self._task
        task.outbox.change(
            Change(item_id=each.item_id, state=ItemState.SENDING, more_attempts=1) for each in batch
        )
        changes: list[Change] = []
        rest = iter(batch)
        is_whole = True
        try:
            for each in rest:
                if task.must_stop():
                    changes.append(_put_back(each))
                    break
                result = self._store(each)
                changes.append(self._change_after(each, result))
                if result.answer is Answer.UNCERTAIN:
                    is_whole = False
                    break
        finally:
            changes += [_put_back(each) for each in rest]
            task.outbox.change(changes)
        return is_whole

    def _store(self, item: Item) -> StoreResult:
        self._message_id = self._message_id % 65535 + 1
        return store(self._association, self._task.outbox.path_of(item), self._message_id)

    def _change_after(self, item: Item, result: StoreResult) -> Change:
        task, attempts = self._task, item.attempts + 1
        archive = task.peer.archive
        match result.answer:
            case Answer.STORED:
                is_checked = archive.commitment or archive.verify
                return Change(
                    item_id=item.item_id, state=ItemState.SENT, transaction="",
                    due_wall_ns=task.clock_ns() if is_checked else NEVER_NS,
                )  # fmt: skip
            case Answer.REFUSED:
                return Change(
                    item_id=item.item_id, state=ItemState.FAILED, reason=result.reason,
                    remedy=result.remedy,
                )  # fmt: skip
            case Answer.TRY_LATER:
                return task.again(item, result, attempts, ItemState.WAITING)
            case Answer.UNCERTAIN:
                return task.again(item, result, attempts, ItemState.UNCERTAIN)


def _put_back(item: Item) -> Change:
    """Return the change for an item that was not touched."""
    return Change(
        item_id=item.item_id, state=item.state, reason=item.reason, remedy=item.remedy,
        more_attempts=-1,
    )  # fmt: skip


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
