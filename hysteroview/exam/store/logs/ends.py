"""Comparison of the logs of an encrypted store with their sealed heads, at each start."""

from __future__ import annotations

from pathlib import Path

from hysteroview.core.files import storage_error
from hysteroview.exam.files.medium import Medium
from hysteroview.exam.store.audit import read_chain, shortfall
from hysteroview.exam.store.folder import AUDIT_FILE
from hysteroview.exam.store.logs.heads import SealedHeads
from hysteroview.exam.store.logs.store_log import LoggedExam, StoreLog

_VERIFY = "Run `hysteroview exam verify`."


def check_ends(
    store: Path, store_log: StoreLog, heads: SealedHeads, medium: Medium, *, must_have: bool
) -> tuple[str, ...]:
    """Compare the ends of all logs with the sealed heads, before anything is added to them.

    What is missing is noted in the log of the store, so that `verify` reports it from now on.

    Parameters
    ----------
    must_have
        Whether missing heads are a fault; earlier versions did not write any.

    Returns
    -------
    Messages for the operator.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    if not heads.is_kept:
        return ()
    try:
        fault = heads.open()
        notices = []
        if (must_have or not fault) and store_log.check_end(fault):
            notices.append(
                "The sealed heads of the logs are missing or damaged, so it cannot be checked "
                f"whether something was removed from the exams. {_VERIFY}"
                if fault
                else "The end of the log of the store is missing: exams, or the ends of their "
                f"logs, may have been removed. {_VERIFY}"
            )
        for exam_id, head in heads.heads.ahead.items():
            path = store / "exams" / exam_id / AUDIT_FILE
            if not path.exists() and store_log.known.get(exam_id, LoggedExam()).is_purged:
                continue
            entries, _, _ = read_chain(path, exam_id, medium)
            if shortfall(entries, head):
                store_log.note_cut(exam_id, head)
                notices.append(
                    f"Entries at the end of the log of exam {exam_id} are missing. Run "
                    f"`hysteroview exam verify {exam_id}`."
                )
    except OSError as error:
        raise storage_error(store, error) from error
    return tuple(notices)
