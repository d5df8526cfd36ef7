"""Manifests: labeled pictures of patients, listed in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.foreign.reading import UnfitFileError, read_bounded
from hysteroview.inference.model.card import ModelCard

_MOST_BYTES = 64 << 20  # a row has about 100


@dataclass(frozen=True, slots=True)
class Row:
    """A picture of a manifest."""

    path: Path
    label: str
    patient: str


def read_manifest(file: Path, card: ModelCard) -> list[Row]:
    """Read a CSV with the columns path, label, patient; paths are relative to its folder.

    Raises
    ------
    HysteroViewError
        It cannot be read, or a row has an unknown label, no patient or no picture.
    """
    try:
        text = read_bounded(file, _MOST_BYTES).decode("utf-8-sig")
        table = list(csv.DictReader(io.StringIO(text, newline="")))
    except (OSError, UnfitFileError, UnicodeDecodeError, csv.Error) as error:
        raise HysteroViewError(
            f"The manifest {file.name} cannot be read: {error}.", remedy="Check the file."
        ) from error
    return [row for line, cells in enumerate(table, 2) for row in _row(file, line, cells, card)]


def _row(file: Path, line: int, cells: Mapping[str, str | None], card: ModelCard) -> Iterator[Row]:
    path, label, patient = (cells.get(name) or "" for name in ("path", "label", "patient"))
    where = f"Line {line} of {file.name}"
    remedy = "Its columns are path, label and patient."
    if not path or not patient:
        raise HysteroViewError(f"{where} has no path or no patient.", remedy=remedy)
    if label not in card.labels.codes:
        known = ", ".join(card.labels.codes)
        raise HysteroViewError(
            f"{where}: “{label}” is not a class of the model.", remedy=f"Its classes are {known}."
        )
    picture = file.parent / path
    if not picture.is_file():
        raise HysteroViewError(f"{where}: there is no file {picture}.", remedy=remedy)
    yield Row(picture, label, patient)
