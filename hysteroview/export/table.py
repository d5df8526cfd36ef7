"""The analysis of a recording as a CSV table, one row per analyzed frame."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from hysteroview.core.files import atomic_file
from hysteroview.core.types import NS_PER_S, Analysis, LabelSet

TWO_CLASS_COLUMN = "p_premalignant_or_malignant"
_DIGITS = 6


def columns(labels: LabelSet) -> list[str]:
    """Return the names of the columns; one for each class, in the model's order."""
    classes = [f"p_{code}" for code in labels.codes]
    return ["frame", "pts_s", "state", "label", *classes, TWO_CLASS_COLUMN]


class Table:
    """An open table: rows are written as they come, nothing is kept in memory."""

    def __init__(self, file: TextIO, labels: LabelSet) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._classes = len(labels)
        self._writer.writerow(columns(labels))

    def write(self, analysis: Analysis) -> None:
        """Add a row; a frame that was not assessed has neither label nor probabilities."""
        row = [str(analysis.frame_index), seconds(analysis.pts_ns), analysis.state.value]
        share = analysis.premalignant_or_malignant
        if analysis.label is None or analysis.probabilities is None or share is None:
            row += [""] * (1 + self._classes + 1)
        else:
            shares = [*analysis.probabilities.tolist(), share]
            row += [analysis.label.code, *(f"{each:.{_DIGITS}f}" for each in shares)]
        self._writer.writerow(row)


@contextmanager
def open_table(path: Path, labels: LabelSet) -> Iterator[Table]:
    """Write a table that appears as `path` once it is complete.

    There is no comment in it, so that every program reads it; what must be said about it
    stands in the file that `write_description` leaves beside it.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    with (
        atomic_file(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        yield Table(file, labels)


def description_path(path: Path) -> Path:
    """Return where the description of a table lies: ``exam.csv-metadata.json``.

    Notes
    -----
    W3C, Model for Tabular Data and Metadata on the Web, 5.3: the default name of a CSV's
    metadata.
    """
    return path.with_name(f"{path.name}-metadata.json")


def write_description(path: Path, labels: LabelSet, origin: Mapping[str, object]) -> Path:
    """Describe the columns of the table `path` and where it comes from.

    Parameters
    ----------
    origin
        Model, source and warnings; plain values that `json` can write.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    meanings = {
        "frame": "index of the frame in the source, from 0",
        "pts_s": "presentation timestamp of the frame on the source's own clock, s",
        "state": "ACTIVE, or NOT_ASSESSABLE, which has no label and is not benign",
        "label": "code of the most probable class",
        TWO_CLASS_COLUMN: "sum over the premalignant and malignant classes, uncalibrated",
    }
    meanings |= {f"p_{label.code}": f"probability of: {label.name}" for label in labels}
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": meanings[name]}
                for name in columns(labels)
            ]
        },
        "notes": [dict(origin)],
    }
    target = description_path(path)
    with atomic_file(target) as temporary:
        temporary.write_text(
            json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return target


def seconds(pts_ns: int) -> str:
    """Write a timestamp in seconds, to the nanosecond: 0.033333333."""
    sign, whole_ns = ("-", -pts_ns) if pts_ns < 0 else ("", pts_ns)
    return f"{sign}{whole_ns // NS_PER_S}.{whole_ns % NS_PER_S:09d}"
