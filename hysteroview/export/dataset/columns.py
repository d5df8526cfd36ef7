"""Columns of the tables of an exam, each with its type, unit and meaning."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from hysteroview.core.resources import bundled_path

Value = str | int | float | bool | None
Row = Mapping[str, Value]


class Kind(Enum):
    """Type of the values of a column; each may be missing."""

    TEXT = "text"
    WHOLE = "integer"
    NUMBER = "number"
    YES_NO = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, type, unit and meaning in English and Chinese."""

    name: str
    kind: Kind
    unit: str = ""
    meaning: str = ""
    meaning_zh: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows are computed while they are written.

    Attributes
    ----------
    name
        "frames", "episodes", "findings", "lesions", "pictures" or "exam".
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]


_DICTIONARY: Final = ("table", "column", "type", "unit", "meaning", "meaning_zh")


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """Return the columns of a table, as listed in `resources/tables/columns.tsv`."""
    path = bundled_path("resources") / "tables" / "columns.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Column(row["column"], Kind(row["type"]), row["unit"], row["meaning"], row["meaning_zh"])
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if row["table"] == table
        )


def class_columns(codes: Iterable[str]) -> tuple[Column, ...]:
    """Return the columns with the probabilities of the classes of a model."""
    known = tuple(codes)
    alone = [
        Column(
            f"p_{code}", Kind.NUMBER, "", f"probability of {code}, this frame alone",
            f"{code} 的概率（仅本帧）",
        )
        for code in known
    ]  # fmt: skip
    shown = [
        Column(
            f"shown_p_{code}", Kind.NUMBER, "", f"probability of {code}, smoothed over time",
            f"{code} 的概率（经时间平滑）",
        )
        for code in known
    ]  # fmt: skip
    return (*alone, *shown)


def dictionary_of(tables: Iterable[Table]) -> Table:
    """Return the data dictionary: one row for each column of each table."""
    rows: list[Row] = [
        {
            "table": table.name,
            "column": each.name,
            "type": each.kind.value,
            "unit": each.unit,
            "meaning": each.meaning,
            "meaning_zh": each.meaning_zh,
        }
        for table in tables
        for each in table.columns
    ]
    heads = tuple(Column(name, Kind.TEXT) for name in _DICTIONARY)
    return Table("data-dictionary", heads, rows)
