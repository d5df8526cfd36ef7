"""What the commands say about the outbox."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hysteroview.core.wording import printable
from hysteroview.exam.outbox.items import ItemKind, ItemState, JobState

if TYPE_CHECKING:
    from hysteroview.exam.outbox.items import Item, Job
    from hysteroview.exam.outbox.outbox import Outbox


def counted_line(outbox: Outbox, name: str | None) -> str:
    """Return one line with the number of items in each state."""
    counts: Counter[ItemState] = Counter()
    for (archive, state), count in outbox.counts().items():
        if name in (None, archive):
            counts[state] += count
    words = ", ".join(f"{counts[state]} {state}" for state in ItemState if counts[state])
    return f"outbox        {words or 'empty'}"


def failure_lines(outbox: Outbox, name: str | None) -> list[str]:
    """Return why items are not there, each reason once with the number of items."""
    states = (ItemState.WAITING, ItemState.UNCERTAIN, ItemState.FAILED, ItemState.LEFT_OUT)
    reasons: Counter[tuple[str, ItemState, str, str]] = Counter()
    for each in outbox.items(name, states):
        reasons[each.archive, each.state, each.reason, each.remedy] += 1
    lines = [
        printable(f"{archive}: {count} {state}. {reason} {remedy}".strip())
        for (archive, state, reason, remedy), count in reasons.items()
    ]
    return lines + [job_line(each) for each in outbox.jobs.listed() if name in (None, each.archive)]


def job_line(job: Job) -> str:
    """Return one exam whose objects have yet to be made."""
    state = "waiting" if job.state is JobState.WAITING else "failed"
    line = f"{job.archive}: exam {job.exam} {state}, its objects have yet to be made"
    return printable(f"{line}. {job.reason} {job.remedy}".strip())


def item_line(item: Item) -> str:
    """Return one item of the list, without the patient."""
    from hysteroview.export.dicom.send.objects import kind_of

    kinds = {ItemKind.BEGIN: "begin of exam", ItemKind.END: "end of exam"}
    what = kinds.get(item.kind) or str(kind_of(item.sop_class))
    tries = f", tried {item.attempts} times" if item.attempts > 1 else ""
    where = f"exam {item.exam}" if item.exam else "file"
    line = f"{item.item_id:>5}  {item.state:<10} {item.archive}: {what}, {where}{tries}"
    return printable(f"{line}. {item.reason} {item.remedy}".rstrip() if item.reason else line)
