"""Rows of a manifest: which picture or video is whose, and what pathology said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from hysteroview.core.labels import LabelSet
from hysteroview.lab.manifest.table import Table, TableRow

_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")  # Excel's
# other names of columns, as the earlier manifests and annotation tools have them
_ALIASES = {
    "file": ("path", "video", "picture", "image", "recording"),
    "patient": ("patient_id", "patientid", "subject"),
    "label": ("class", "diagnosis", "pathology"),
    "exam": ("exam_id", "study"),
    "start": ("start_s", "from"),
    "end": ("end_s", "to"),
    "site": ("center", "centre", "hospital"),
    "scope": ("scope_type", "device"),
    "mask": ("mask_path",),
    "box": ("bbox",),
}
_REQUIRED = ("file", "patient", "label")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a manifest.

    Attributes
    ----------
    rows
        Numbers of the rows that it concerns; empty for the table as a whole.
    is_error
        Whether the manifest is refused; otherwise it is a warning.
    """

    rows: tuple[int, ...]
    message: str
    remedy: str
    is_error: bool = True

    def __str__(self) -> str:
        """One line: where, what, and what helps."""
        numbers = ", ".join(map(str, self.rows[:5])) + (" …" if len(self.rows) > 5 else "")
        where = f"line {numbers}: " if self.rows else ""
        return f"{where}{self.message} {self.remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A picture, a video or a part of one, with its patient and its label by histopathology.

    Attributes
    ----------
    patient, exam, site, scope
        As written, without surrounding spaces; empty if not given.
    label
        Code of the class.
    start_s, end_s
        The part that the label is about; None is the begin or the end of the video.
    mask
        A picture in which the lesion is not black.
    box
        Left, top, width, height of the lesion in px of the file's picture.
    """

    row: int
    file: Path
    patient: str
    label: str
    exam: str = ""
    start_s: float | None = None
    end_s: float | None = None
    site: str = ""
    scope: str = ""
    mask: Path | None = None
    box: tuple[float, float, float, float] | None = None


def patient_key(patient: str) -> str:
    """Return what two spellings of one patient have in common: "P1", "p1 " and "Ｐ1" are equal."""
    return "".join(unicodedata.normalize("NFKC", patient).casefold().split())


def read_entries(table: Table, folder: Path, labels: LabelSet) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a table and the problems of its single rows.

    Parameters
    ----------
    folder
        Folder that paths are relative to.
    labels
        The classes; a label may be written as code or name, in any case.
    """
    columns = columns_of(table)
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        known = ", ".join(table.columns)
        return [], [
            Problem(
                (),
                f"The columns {', '.join(missing)} are missing; there are {known}.",
                "The required columns are file, patient and label.",
            )
        ]
    codes = {text.casefold(): each.code for each in labels for text in (each.code, each.name)}
    entries, problems = [], []
    for row in table.rows:
        reading = _RowReading(row, columns, folder, codes)
        entry = reading.entry()
        problems += reading.problems
        if entry is not None:
            entries.append(entry)
    if not table.rows:
        problems.append(Problem((), "The table has no rows.", "Add a row for each recording."))
    return entries, problems


def columns_of(table: Table) -> dict[str, str]:
    """Return the column of the table for each field that it has."""
    found = {}
    for field, others in _ALIASES.items():
        name = next((each for each in (field, *others) if each in table.columns), None)
        if name is not None:
            found[field] = name
    return found


class _RowReading:
    """Reads one row and collects everything that is wrong with it."""

    def __init__(
        self, row: TableRow, columns: dict[str, str], folder: Path, codes: dict[str, str]
    ) -> None:
        self._row, self._columns, self._folder, self._codes = row, columns, folder, codes
        self.problems: list[Problem] = []

    def entry(self) -> Entry | None:
        """Return the entry, or None if the row has a problem."""
        cells = {field: self._cell(field) for field in _ALIASES}
        for field in _REQUIRED:
            if not cells[field]:
                self._problem(f"There is no {field}.", "Fill the cell or remove the row.")
        file = self._file(cells["file"])
        mask = self._file(cells["mask"])
        label = self._label(cells["label"])
        start, end = self._time(cells["start"]), self._time(cells["end"])
        if start is not None and end is not None and end <= start:
            self._problem(
                f"The part ends ({cells['end']}) before it begins ({cells['start']}).",
                "Check both times.",
            )
        box = self._box(cells["box"])
        if self.problems or file is None:
            return None
        return Entry(
            row=self._row.number, file=file, patient=cells["patient"], label=label,
            exam=cells["exam"], start_s=start, end_s=end, site=cells["site"],
            scope=cells["scope"], mask=mask, box=box,
        )  # fmt: skip

    def _cell(self, field: str) -> str:
        text = self._row.cells.get(self._columns.get(field, ""), "").strip()
        if text.upper() in _ERRORS:
            self._problem(f"The cell {field} contains {text}.", "Mend the formula in Excel.")
        return text

    def _problem(self, message: str, remedy: str) -> None:
        self.problems.append(Problem((self._row.number,), message, remedy))

    def _file(self, text: str) -> Path | None:
        if not text:
            return None
        path = local_path(text, self._folder)
        if not path.is_file():
            self._problem(
                f"There is no file “{text}”.",
                f"Paths are relative to the folder of the table, {self._folder}.",
            )
        return path

    def _label(self, text: str) -> str:
        code = self._codes.get(text.casefold())
        if text and code is None:
            known = ", ".join(sorted(set(self._codes.values())))
            self._problem(f"“{text}” is not a class.", f"The classes are {known}.")
        return code or ""

    def _time(self, text: str) -> float | None:
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        if found is None:
            self._problem(f"“{text}” is not a time.", "Write seconds (75.2) or 1:15.2.")
            return None
        hours, minutes, seconds = found.groups()
        return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)

    def _box(self, text: str) -> tuple[float, float, float, float] | None:
        if not text:
            return None
        return self._numbers(text, lambda found: found[2] > 0 and found[3] > 0)

    def _numbers(
        self, text: str, is_fit: Callable[[list[float]], bool]
    ) -> tuple[float, float, float, float] | None:
        try:
            found = [float(part) for part in re.split(r"[\s,;]+", text.strip("[]() "))]
        except ValueError:
            found = []
        if len(found) != 4 or not is_fit(found):
            self._problem(f"“{text}” is not a box.", "Write left, top, width and height in px.")
            return None
        return found[0], found[1], found[2], found[3]


def local_path(text: str, folder: Path) -> Path:
    """Return a path of the table on this system; it may have been written on Windows."""
    if "\\" in text and not (folder / text).exists():
        text = str(PurePosixPath(*PureWindowsPath(text).parts))
    return folder / Path(text).expanduser()
