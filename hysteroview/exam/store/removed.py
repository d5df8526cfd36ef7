"""Which snapshots and clips the operator has taken out of an exam: its log says so."""

from __future__ import annotations

from collections.abc import Iterable

from hysteroview.exam.store.audit import Entry

WITHDRAW, RESTORE = "withdraw", "restore"


def withdrawn_items(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the names of the records of what was withdrawn and not restored since.

    The files stay in the exam's folder, under their hashes, until the exam is purged: a record
    from which pictures vanish is none. Whoever shows or reports an exam leaves these out.
    """
    out: set[str] = set()
    for entry in entries:
        item = entry.content.get("item")
        if not isinstance(item, str):
            continue
        if entry.kind == WITHDRAW:
            out.add(item)
        elif entry.kind == RESTORE:
            out.discard(item)
    return frozenset(out)
