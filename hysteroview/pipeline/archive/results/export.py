"""A filtered table of an archive as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from hysteroview.core.files import atomic_file, storage_error
from hysteroview.export.dataset.columns import Row as Values
from hysteroview.export.dataset.columns import Table, Value, columns_of
from hysteroview.export.dataset.writing import TableFormat, write_table
from hysteroview.pipeline.archive.results.rows import FindingRow
from hysteroview.pipeline.archive.results.table import Listed, ResultsTable

_NAMES: Final = {Listed.FINDINGS: "archive_list", Listed.RECORDINGS: "archive_list_recordings"}


def write_list(
    path: Path, table: ResultsTable, listed: Listed, numbers: Sequence[int], chosen: TableFormat
) -> None:
    """Write rows, in the order of their numbers, to a file that only its owner can read.

    Raises
    ------
    StorageError
        The disk is full or failed, or the library of the format is missing.
    """
    name = _NAMES[listed]
    rows = Table(name, columns_of(name), listed_values(table, listed, numbers))
    try:
        with atomic_file(path, private=True) as temporary:
            write_table(temporary, rows, chosen)
    except OSError as error:
        raise storage_error(path, error) from error


def listed_values(table: ResultsTable, listed: Listed, numbers: Sequence[int]) -> Iterator[Values]:
    """Yield rows as plain values by the names of their columns."""
    for row in table.rows(listed, numbers):
        shared: dict[str, Value] = {
            "file": row.file,
            "content": row.key.content,
            "run": row.key.run,
            "is_quick": row.is_quick,
            "mark": row.mark.kind.value,
            "note": row.mark.note,
            "reader": row.mark.reader,
            "marked_at": row.mark.at,
        }
        if isinstance(row, FindingRow):
            yield shared | {
                "kind": row.kind.value,
                "class": row.code,
                "start_s": row.start_s,
                "end_s": row.end_s,
                "best_s": row.best_s,
                "length_s": row.end_s - row.start_s,
                "peak": row.peak,
                "two_class": row.two_class,
                "quality": row.quality,
                "cause": row.cause,
            }
        else:
            yield shared | {
                "outcome": row.outcome.value,
                "reason": row.reason,
                "duration_s": row.duration_s,
                "findings": row.findings,
                "classes": row.codes,
                "not_assessed_share": row.not_assessed_share,
                "causes": row.causes,
                "best_s": row.best_s,
            }
