"""Tables as hospitals write them: CSV in several encodings, and Excel."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded

_MOST_BYTES = 64 << 20  # a row has about 100
_MOST_UNPACKED_BYTES = 1 << 30  # an Excel file is a ZIP file
_ENCODINGS = ("utf-8-sig", "gb18030")  # gb18030, not gbk: it has all characters of names
_EXCEL = (".xlsx", ".xlsm")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its number in the file as a person sees it there, counted from 1."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; names of columns are lowercase without surrounding spaces."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(file: Path) -> Table:
    """Read a CSV file or the first sheet of an Excel file.

    CSV is UTF-8 or GB18030, with commas, semicolons or tabs. Numbers of rows are those of the
    file: empty rows are left out, but counted. Whole numbers of Excel become text without a
    decimal point; zeros in front of an ID exist only where its cell is text.

    Raises
    ------
    HysteroViewError
        It cannot be read, has no header, or has two columns of one name.
    """
    try:
        content = read_bounded(file, _MOST_BYTES)
    except (OSError, UnfitFileError) as error:
        raise _unreadable(file, error) from error
    lines = _excel(file, content) if file.suffix.lower() in _EXCEL else _csv(file, content)
    return _table(file, lines)


def _table(file: Path, lines: Iterable[tuple[int, list[str]]]) -> Table:
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise HysteroViewError(
            f"The table {file.name} is empty.", remedy="Its first row must name the columns."
        )
    columns = [cell.strip().lower() for cell in filled[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    double = {name for name in columns if name and columns.count(name) > 1}
    if double:
        raise HysteroViewError(
            f"The table {file.name} has several columns named “{min(double)}”.",
            remedy="Rename or remove one of them.",
        )
    rows = tuple(
        TableRow(number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
        for number, cells in filled[1:]
    )
    return Table(tuple(name for name in columns if name), rows)


def _csv(file: Path, content: bytes) -> list[tuple[int, list[str]]]:
    text = _decode(file, content)
    header = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[tuple[int, list[str]]] = []
    begin = 1
    try:
        for cells in reader:
            lines.append((begin, [cell.strip() for cell in cells]))
            begin = reader.line_num + 1  # a quoted cell may contain several lines
    except csv.Error as error:
        raise HysteroViewError(
            f"Line {begin} of {file.name} cannot be read: {error}.",
            remedy="Check its quotation marks.",
        ) from error
    return lines


def _decode(file: Path, content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            problem = error
    raise HysteroViewError(
        f"The table {file.name} is neither UTF-8 nor GB18030 text.",
        remedy="Save it as CSV in UTF-8, or as Excel (.xlsx).",
        detail=str(problem.reason),
    )


def _excel(file: Path, content: bytes) -> list[tuple[int, list[str]]]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - only where a table is Excel's
        from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above
    except ImportError as error:
        raise HysteroViewError(
            "The package openpyxl is not installed, which reads Excel's tables.",
            remedy="Install HysteroView with the extra “lab”, or save the table as CSV.",
        ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(item.file_size for item in archive.infolist()) > _MOST_UNPACKED_BYTES:
                raise UnfitFileError("it is too large when unpacked")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [
            (number, [_text(value) for value in values])
            for number, values in enumerate(sheet.iter_rows(values_only=True), 1)
        ]
    except (
        InvalidFileException, UnfitFileError, zipfile.BadZipFile, KeyError, ValueError, IndexError,
        TypeError, SyntaxError, OSError,
    ) as error:  # fmt: skip
        raise _unreadable(file, error) from error


def _text(value: object) -> str:
    """Return a cell as text: no decimal point in whole numbers, dates without a time of 0:00."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _unreadable(file: Path, error: Exception) -> HysteroViewError:
    return HysteroViewError(
        f"The table {file.name} cannot be read: {error}.",
        remedy="Check the file, or save it as CSV in UTF-8.",
    )
