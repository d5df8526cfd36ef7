"""A manifest as a whole: read, checked, refused with all its problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.labels import LabelSet
from hysteroview.lab.manifest.checks import check_entries
from hysteroview.lab.manifest.entries import Entry, Problem, read_entries
from hysteroview.lab.manifest.table import read_table

_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """The entries of a table, with the warnings about it."""

    entries: tuple[Entry, ...]
    warnings: tuple[Problem, ...]


def read_manifest(file: Path, labels: LabelSet) -> Manifest:
    """Read a table of recordings.

    Columns: file, patient, label; optionally exam, start, end, mask, box, site, scope. Paths are
    relative to the table's folder.

    Raises
    ------
    HysteroViewError
        It cannot be read, or a row or a pair of rows has an error; the message lists all of them
        (up to 20) with line numbers and remedies.
    """
    entries, problems = read_entries(read_table(file), file.parent, labels)
    problems += check_entries(entries)
    refuse(file.name, [each for each in problems if each.is_error])
    return Manifest(tuple(entries), tuple(each for each in problems if not each.is_error))


def refuse(name: str, errors: Sequence[Problem], what: str = "manifest") -> None:
    """Raise an error that lists these problems, if there are any."""
    if not errors:
        return
    listed = "\n".join(f"  {each}" for each in errors[:_MOST_LISTED])
    more = f"\n  and {len(errors) - _MOST_LISTED} more" if len(errors) > _MOST_LISTED else ""
    count = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
    raise HysteroViewError(
        f"The {what} {name} has {count}:\n{listed}{more}\n",
        remedy=f"Correct the {what} and run the command again.",
    )
