"""Tables that spreadsheets and statistics programs read as they were written."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path

import pytest

from hysteroview.export.dataset.columns import Column, Kind, Table, columns_of, dictionary_of
from hysteroview.export.dataset.spreadsheet_cell import cell_of, text_in
from hysteroview.export.dataset.writing import TableFormat, write_table

COLUMNS = (
    Column("id", Kind.TEXT), Column("n", Kind.WHOLE), Column("p", Kind.NUMBER),
    Column("ok", Kind.YES_NO),
)  # fmt: skip
ROWS = [
    {"id": "007", "n": 2**53 + 1, "p": 0.1 + 0.2, "ok": True},
    {"id": "123456789012345678", "n": -1, "p": 1e-300, "ok": False},
    {"id": "=HYPERLINK(\"x\")", "n": None, "p": None, "ok": None},
    {"id": "王小明\n第二行", "p": math.pi},
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "＠x", "|cmd", "%0", "\n=2"],
)
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = cell_of(text, Kind.TEXT)
    assert cell.startswith("'")
    assert text_in(cell) == text


@pytest.mark.parametrize(
    "text", ["007", "123456789012345678", "1e5", "3E10", "2026-01-02", "1/2", "12:30", "TRUE", "5%"]
)
def test_a_text_that_would_become_a_number_or_date_stays(text: str) -> None:
    cell = cell_of(text, Kind.TEXT)
    assert cell == f"'{text}"
    assert text_in(cell) == text


@pytest.mark.parametrize(
    "text", ["", "EP", "55b38cbe6c1a60d9", "王小明", "a=b", "O'Brien", "12 mm"]
)
def test_other_texts_are_as_they_are(text: str) -> None:
    assert cell_of(text, Kind.TEXT) == text


def test_an_apostrophe_at_the_beginning_is_kept() -> None:
    assert text_in(cell_of("'t", Kind.TEXT)) == "'t"


def test_negative_numbers_are_numbers() -> None:
    assert cell_of(-0.5, Kind.NUMBER) == "-0.5"


def test_csv_opens_in_a_spreadsheet_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(path, Table("t", COLUMNS, ROWS), TableFormat.CSV)
    assert path.read_bytes().startswith("\ufeffid,n,p,ok\r\n".encode())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [text_in(row["id"]) for row in rows] == [row["id"] for row in ROWS]
    assert [float(row["p"]) for row in rows if row["p"]] == [0.1 + 0.2, 1e-300, math.pi]


def test_json_and_parquet_hold_the_same_values(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    for each in (TableFormat.JSON, TableFormat.PARQUET):
        write_table(tmp_path / f"t.{each}", Table("t", COLUMNS, ROWS), each)
    expected = [{column.name: row.get(column.name) for column in COLUMNS} for row in ROWS]
    assert json.loads((tmp_path / "t.json").read_text(encoding="utf-8")) == expected
    table = pq.read_table(tmp_path / "t.parquet")
    assert table.to_pylist() == expected


@pytest.mark.parametrize("form", TableFormat)
def test_an_empty_table_has_its_columns(tmp_path: Path, form: TableFormat) -> None:
    if form is TableFormat.PARQUET:
        pytest.importorskip("pyarrow")
    path = tmp_path / "t"
    write_table(path, Table("t", COLUMNS, []), form)
    assert path.stat().st_size


def test_every_column_is_in_the_dictionary() -> None:
    names = ("frames", "episodes", "findings", "lesions", "pictures", "exam")
    tables = [Table(name, columns_of(name), []) for name in names]
    rows = list(dictionary_of(tables).rows)
    assert len(rows) == sum(len(table.columns) for table in tables) > 70
    assert all(row["meaning"] and row["meaning_zh"] and row["type"] for row in rows)
