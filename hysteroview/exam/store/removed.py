"""Snapshots and clips that the operator has removed from an exam, according to its log."""

from __future__ import annotations

from collections.abc import Iterable

from hysteroview.exam.store.audit import Entry

WITHDRAW, RESTORE = "withdraw", "restore"


def withdrawn_items(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the record names of items that were removed and not restored since.

    Their files stay in the exam's folder, protected by their hashes, until the exam is purged,
    because a record must not lose pictures. Displays and reports leave them out.
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
