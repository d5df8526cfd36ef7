"""The analysis of a recording as a CSV table, one row per analyzed frame."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.core.record import FrameRecord, record_of
from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState, LabelSet, Reason

TWO_CLASS_COLUMN = "p_premalignant_or_malignant"
_JUDGMENTS = ("reason", "quality", "open_set_score", "shown", "episode")


def columns(labels: LabelSet) -> list[str]:
    """Return the names of the columns; one for each class, in the model's order."""
    classes = [f"p_{code}" for code in labels.codes]
    return ["frame", "pts_s", "state", "label", *classes, TWO_CLASS_COLUMN, *_JUDGMENTS]


class Table:
    """An open table: rows are written as they come, nothing is kept in memory.

    Numbers have as many digits as it takes to read the very same ones back (`read_table`).
    """

    def __init__(self, file: TextIO, labels: LabelSet) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._classes = len(labels)
        self._writer.writerow(columns(labels))

    def write(self, analysis: Analysis) -> None:
        """Add a row; a frame that was not assessed has neither label nor probabilities."""
        record = record_of(analysis)
        probabilities = record.probabilities or (None,) * self._classes
        self._writer.writerow(
            [
                record.frame_index,
                seconds(record.pts_ns),
                record.state.value,
                record.label or "",
                *map(_number, probabilities),
                _number(record.premalignant_or_malignant),
                record.reason.name if record.reason is not None else "",
                _number(record.quality),
                _number(record.open_set_score),
                record.shown or "",
                "" if record.episode is None else record.episode,
            ]
        )


def read_table(path: Path, labels: LabelSet) -> list[FrameRecord]:
    """Read a table back as it was written, to the last bit.

    Raises
    ------
    StorageError
        It cannot be read, or is no table of a model with these labels.
    """
    remedy = "Choose a table that `hysteroview analyze --csv` wrote, and the same model."
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if rows.fieldnames != columns(labels):
                raise StorageError(f"{path.name} is not a table of this model.", remedy=remedy)
            return [_parse(row, labels) for row in rows]
    except OSError as error:
        raise StorageError(f"{path.name} cannot be read: {error.strerror}.") from error
    except (ArithmeticError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise StorageError(f"The table {path.name} is damaged.", remedy=remedy) from error


def _parse(row: dict[str | Any, str | Any], labels: LabelSet) -> FrameRecord:
    if None in row or None in row.values():
        raise ValueError("a row has as many cells as there are columns")
    state = AssessmentState(row["state"])
    probabilities = [_parse_number(row[f"p_{code}"]) for code in labels.codes]
    known = tuple(each for each in probabilities if each is not None)
    if len(known) != (len(labels) if state is AssessmentState.ACTIVE else 0):
        raise ValueError("probabilities are there exactly if the frame was assessed")
    return FrameRecord(
        frame_index=int(row["frame"]),
        pts_ns=int(Decimal(row["pts_s"]) * NS_PER_S),
        state=state,
        reason=Reason[row["reason"]] if row["reason"] else None,
        label=row["label"] or None,
        probabilities=known,
        premalignant_or_malignant=_parse_number(row[TWO_CLASS_COLUMN]),
        quality=_parse_number(row["quality"]),
        open_set_score=_parse_number(row["open_set_score"]),
        shown=row["shown"] or None,
        episode=int(row["episode"]) if row["episode"] else None,
    )


def _number(value: float | None) -> str:
    """Write a number with the fewest digits that give the same bits back."""
    return "" if value is None else repr(float(value))


def _parse_number(text: str) -> float | None:
    return float(text) if text else None


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
        "state": (
            "ACTIVE; or NOT_ASSESSABLE, ABSTAINED (outside what the model knows) or INSTRUMENT, "
            "which have no label; this does not mean benign"
        ),
        "label": "code of the most probable class of this frame alone",
        TWO_CLASS_COLUMN: "sum over the premalignant and malignant classes of this frame alone",
        "reason": "why the frame is NOT_ASSESSABLE: " + _reasons(),
        "quality": "quality of the picture, 0 to 1",
        "open_set_score": "distance of the picture from what the model knows; higher is farther",
        "shown": "code of the class that the decision over time shows at this frame",
        "episode": "episode of that class, counted from 1",
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


def _reasons() -> str:
    return ", ".join(f"{reason.name} ({reason.value})" for reason in Reason)


def seconds(pts_ns: int) -> str:
    """Write a timestamp in seconds, to the nanosecond: 0.033333333."""
    sign, whole_ns = ("-", -pts_ns) if pts_ns < 0 else ("", pts_ns)
    return f"{sign}{whole_ns // NS_PER_S}.{whole_ns % NS_PER_S:09d}"
