"""Which files an archive has now, in its ledger: only new and changed ones are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from hysteroview.pipeline.archive.ledger.entries import RecordingState
from hysteroview.pipeline.archive.ledger.file import LedgerFile
from hysteroview.pipeline.archive.ledger.listing import Listed

_AT_ONCE = 10_000  # rows in one transaction

# what is found now; in a file, so that a million of them need no memory
_LISTED = """
CREATE TEMP TABLE listed (
    path TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""
_NEW = """
SELECT path, size_bytes, modified_ns FROM temp.listed WHERE NOT EXISTS (
    SELECT 1 FROM files WHERE files.path = listed.path
    AND files.size_bytes = listed.size_bytes AND files.modified_ns = listed.modified_ns
)
"""
_FORGET = """
DELETE FROM files WHERE NOT EXISTS (
    SELECT 1 FROM temp.listed WHERE listed.path = files.path
    AND listed.size_bytes = files.size_bytes AND listed.modified_ns = files.modified_ns
)
"""


def list_files(
    ledger: LedgerFile,
    run: str,
    files: Iterable[Listed],
    content_of: Callable[[Path], str | None],
) -> tuple[int, int]:
    """Note which files there are now; those of a run that are new wait.

    Parameters
    ----------
    content_of
        Returns the number of a file's content; None if it cannot be read.

    Returns
    -------
    Number of files, and of those that could not be read.

    Raises
    ------
    StorageError
        The disk is full or failed.
    """
    unreadable, source = 0, iter(files)
    with ledger.transaction():
        ledger.execute("DROP TABLE IF EXISTS temp.listed")
        ledger.execute(_LISTED)
    while block := list(islice(source, _AT_ONCE)):
        with ledger.transaction():
            ledger.execute_many(
                "INSERT OR REPLACE INTO temp.listed VALUES (?, ?, ?)",
                [(each.path, each.size_bytes, each.modified_ns) for each in block],
            )
    new = ledger.execute(_NEW).fetchall()
    for start in range(0, len(new), _AT_ONCE):
        with ledger.transaction():
            for path, size_bytes, modified_ns in new[start : start + _AT_ONCE]:
                content = content_of(Path(path))
                unreadable += content is None
                if content is not None:
                    ledger.execute(
                        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)",
                        (path, size_bytes, modified_ns, content),
                    )
    with ledger.transaction():
        (count,) = ledger.execute("SELECT count(*) FROM temp.listed").fetchone()
        ledger.execute(_FORGET)
        ledger.execute(
            "INSERT OR IGNORE INTO recordings SELECT DISTINCT content, ?, ?, '', '{}' FROM files",
            (run, RecordingState.WAITING),
        )
    return int(count), unreadable
