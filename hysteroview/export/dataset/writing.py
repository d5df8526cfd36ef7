"""Tables as files: CSV for spreadsheets, Parquet for statistics, JSON for programs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Final

from hysteroview.core.errors import StorageError
from hysteroview.export.dataset.columns import Column, Kind, Row, Table
from hysteroview.export.dataset.spreadsheet_cell import cell_of

_ROWS: Final = 4096  # that are in memory at once


class TableFormat(StrEnum):
    """Format of tables."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON = "json"


def check_available(chosen: TableFormat) -> None:
    """Refuse a format whose library is not installed, before anything is written.

    Raises
    ------
    StorageError
        It is missing.
    """
    if chosen is TableFormat.PARQUET:
        try:
            import pyarrow as pa  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise StorageError(
                "Parquet files cannot be written: the package pyarrow is not installed.",
                remedy="Choose CSV or JSON, or install HysteroView with the extra “parquet”.",
            ) from error
        del pa


def write_table(path: Path, table: Table, chosen: TableFormat) -> None:
    """Write a table to an existing or new file.

    Parameters
    ----------
    path
        Its suffix should be that of the format.

    Raises
    ------
    OSError
        It cannot be written.
    StorageError
        The library of the format is missing.
    """
    check_available(chosen)
    writers = {
        TableFormat.CSV: _write_csv,
        TableFormat.PARQUET: _write_parquet,
        TableFormat.JSON: _write_json,
    }
    writers[chosen](path, table)


def _write_csv(path: Path, table: Table) -> None:
    """Write CSV in UTF-8 with a byte order mark, without which Excel shows no Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180
        writer.writerow([column.name for column in table.columns])
        for row in table.rows:
            writer.writerow([cell_of(row.get(each.name), each.kind) for each in table.columns])


def _write_json(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number, row in enumerate(table.rows):
            values = {each.name: row.get(each.name) for each in table.columns}
            file.write(",\n" if number else "\n")
            file.write(json.dumps(values, ensure_ascii=False))
        file.write("\n]\n")


def _write_parquet(path: Path, table: Table) -> None:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds: dict[Kind, Any] = {
        Kind.TEXT: pa.string(), Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(), Kind.YES_NO: pa.bool_(),
    }  # fmt: skip
    fields = [
        pa.field(each.name, kinds[each.kind], metadata={"unit": each.unit, "meaning": each.meaning})
        for each in table.columns
    ]
    schema = pa.schema(fields)
    with pq.ParquetWriter(path, schema) as writer:
        for rows in _blocks(table.rows):
            arrays = [
                pa.array([_typed(row.get(each.name), each) for row in rows], kinds[each.kind])
                for each in table.columns
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _typed(value: Any, column: Column) -> Any:
    if value is None:
        return None
    return float(value) if column.kind is Kind.NUMBER else value


def _blocks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while block := list(islice(remaining, _ROWS)):
        yield block
