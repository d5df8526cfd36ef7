"""Whose a file is: by its folder, by a part of its path, or by a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.manifest.table import read_table

PatientOf = Callable[[Path], str]  # empty if it is not known
FOLDER = "folder"


def by_path(rule: str, root: Path) -> PatientOf:
    """Return who is named by the path of a file.

    Parameters
    ----------
    rule
        "folder": the folder in which the file lies. Otherwise a regular expression with one group,
        which is searched for in the path below `root`, with slashes.

    Raises
    ------
    HysteroViewError
        The rule is not such an expression.
    """
    if rule == FOLDER:
        return lambda file: file.parent.name
    try:
        pattern = re.compile(rule)
    except (re.error, RecursionError) as error:
        raise _unfit(rule, str(error)) from error
    if pattern.groups != 1:
        raise _unfit(rule, "it needs one pair of parentheses around the patient")

    def find(file: Path) -> str:
        below = file.relative_to(root) if file.is_relative_to(root) else Path(file.name)
        found = pattern.search(below.as_posix())
        return (found.group(1) or "").strip() if found else ""

    return find


def by_table(file: Path) -> PatientOf:
    """Return who is named by a table with the columns file and patient.

    The name of a file is enough if no other file has it; upper and lower case do not differ.

    Raises
    ------
    HysteroViewError
        It cannot be read, or has other columns, or one name with two patients.
    """
    table = read_table(file)
    if not {"file", "patient"} <= set(table.columns):
        raise HysteroViewError(
            f"{file.name} does not have the columns file and patient.",
            remedy="Name them in its first row.",
        )
    patients: dict[str, str] = {}
    for row in table.rows:
        name = re.split(r"[\\/]", row.cells.get("file", ""))[-1].strip().casefold()
        patient = row.cells.get("patient", "").strip()
        if patients.setdefault(name, patient) != patient:
            raise HysteroViewError(
                f"Line {row.number} of {file.name}: “{name}” has two patients.",
                remedy="Give files of different patients different names.",
            )
    return lambda path: patients.get(path.name.casefold(), "")


def _unfit(rule: str, reason: str) -> HysteroViewError:
    return HysteroViewError(
        f"“{rule}” does not say where the patient is in a path: {reason}.",
        remedy="Write “folder”, or an expression such as (P[0-9]+)_.",
    )
