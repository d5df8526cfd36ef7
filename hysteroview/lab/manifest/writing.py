"""Manifests that the program writes itself."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.files import atomic_file

_COLUMNS = ("file", "patient", "label", "start", "end", "mask", "exam", "site", "scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a manifest; see `Entry`."""

    file: Path
    patient: str
    label: str
    start_s: float | None = None
    end_s: float | None = None
    mask: Path | None = None
    exam: str = ""
    site: str = ""
    scope: str = ""


def write_manifest(rows: Sequence[Row], file: Path) -> None:
    """Write a table that `read_manifest` reads back; readable for its owner only.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow(
            (
                _path(row.file, file.parent), row.patient, row.label, _seconds(row.start_s),
                _seconds(row.end_s), _path(row.mask, file.parent), row.exam, row.site, row.scope,
            )
        )  # fmt: skip
    with atomic_file(file, private=True) as draft:
        draft.write_text(text.getvalue(), encoding="utf-8")


def _path(path: Path | None, folder: Path) -> str:
    if path is None:
        return ""
    path, folder = path.absolute(), folder.absolute()
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    up = Path(os.path.relpath(path, folder))
    return up.as_posix() if len(up.parts) < len(path.parts) else path.as_posix()


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}"
