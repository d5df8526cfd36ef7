"""The videos of a manifest, for an analysis that asks for neither patient nor label."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hysteroview.lab.manifest.entries import Problem, columns_of, local_path
from hysteroview.lab.manifest.manifest import refuse
from hysteroview.lab.manifest.table import read_table


def read_videos(file: Path, suffixes: Sequence[str]) -> list[Path]:
    """Return the video of each row once, in the order of the table.

    Only the column `file`, or one of its other names, is read: a table of paths is enough, and any
    manifest of the laboratory is one. A video that several rows are about is one recording.

    Parameters
    ----------
    suffixes
        Lowercase endings of the names of videos, with their dot.

    Raises
    ------
    HysteroViewError
        It cannot be read, or rows name no video that is there: the message lists them with line
        numbers and remedies.
    """
    table = read_table(file)
    column = columns_of(table).get("file")
    if column is None:
        known = ", ".join(table.columns)
        missing = f"The column file is missing; there are {known}."
        refuse(file.name, [Problem((), missing, "Name the column with the videos “file”.")])
        return []
    found: dict[Path, None] = {}
    problems = []
    for row in table.rows:
        text = row.cells.get(column, "").strip()
        path = local_path(text, file.parent.absolute())
        if not text:
            what, remedy = "There is no file.", "Fill the cell or remove the row."
        elif path.suffix.lower() not in suffixes:
            what, remedy = f"“{text}” is not a video.", "Only videos are analyzed; remove the row."
        elif not path.is_file():
            what = f"There is no file “{text}”."
            remedy = f"Paths are relative to the folder of the table, {file.parent.absolute()}."
        else:
            found[path] = None
            continue
        problems.append(Problem((row.number,), what, remedy))
    if not table.rows:
        problems.append(Problem((), "The table has no rows.", "Add a row for each video."))
    refuse(file.name, problems)
    return list(found)
