"""The analysis of a recording as a CSV table, one row per analyzed frame."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

from hysteroview.core.errors import StorageError
from hysteroview.core.files import atomic_file
from hysteroview.core.foreign.reading import UnfitFileError, open_regular
from hysteroview.core.record import FrameRecord
from hysteroview.core.recordings.parts import PartMoment
from hysteroview.core.types import (
    FRAME_STATES,
    NS_PER_S,
    AssessmentState,
    LabelSet,
    Reason,
    TwoClass,
)
from hysteroview.core.wording import NO_RESULT, state_words

TWO_CLASS_COLUMN = "p_premalignant_or_malignant"
_JUDGMENTS = ("reason", "quality", "open_set_score", "shown", "episode")
PART_COLUMNS = ("part", "part_s")
_WARNINGS = ("warnings", "shown_warnings")
_SHOWN_TWO_CLASS_COLUMN = "shown_p_premalignant_or_malignant"
_MOST_BYTES = 1 << 30  # of a table: days of video
_MOST_S = 1 << 32
_ONLY_ACTIVE = "; on the screen only where shown_state is ACTIVE"


FindPart = Callable[[int], PartMoment | None]
"""Returns where a timestamp, ns, is in the parts of a recording."""


def columns(labels: LabelSet) -> list[str]:
    """Return the names of the columns, with one for each class in the model's order.

    The table of a recording in several files has two more: `PART_COLUMNS`.
    """
    classes = [f"shown_p_{code}" for code in labels.codes]
    decision = ["shown_state", "shown_reason", *classes, _SHOWN_TWO_CLASS_COLUMN]
    return [*_first_columns(labels), *decision, "two_class", "operating_point", *_WARNINGS]


def _known_columns(labels: LabelSet) -> tuple[list[str], ...]:
    """Return the columns of this version and of those before."""
    now = columns(labels)
    return now, [*now, *PART_COLUMNS], now[: -len(_WARNINGS)], _first_columns(labels)


def _first_columns(labels: LabelSet) -> list[str]:
    """Return the columns of the first version, which had only class and episode of a decision."""
    classes = [f"p_{code}" for code in labels.codes]
    return ["frame", "pts_s", "state", "label", *classes, TWO_CLASS_COLUMN, *_JUDGMENTS]


class Table:
    """An open table: rows are written immediately and not kept in memory.

    A row contains the output of `FrameRecord.as_dict` without loss (see `read_table`).

    Parameters
    ----------
    find_part
        Of a recording in several files; None for one file.
    """

    def __init__(self, file: TextIO, labels: LabelSet, find_part: FindPart | None = None) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._codes = labels.codes
        self._find_part = find_part
        self._writer.writerow([*columns(labels), *(PART_COLUMNS if find_part else ())])

    def write(self, record: FrameRecord) -> None:
        """Add a row; a frame that was not assessed has neither label nor probabilities."""
        fields = record.as_dict()
        decision = fields["decision"] or {}
        values: list[object] = [
            fields["frame_index"],
            seconds(record.pts_ns),
            fields["state"],
            fields["label"],
            *self._by_class(fields["probabilities"]),
            fields["premalignant_or_malignant"],
            fields["reason"],
            fields["quality"],
            fields["open_set_score"],
            decision.get("label"),
            decision.get("episode"),
            decision.get("state"),
            decision.get("reason"),
            *self._by_class(decision.get("probabilities", ())),
            decision.get("premalignant_or_malignant"),
            decision.get("two_class"),
            decision.get("operating_point"),
            " ".join(fields.get("warnings", ())),
            " ".join(decision.get("warnings", ())),
        ]
        if self._find_part is not None:
            place = self._find_part(record.pts_ns)
            values += [None, None] if place is None else [place.name, seconds(place.time_ns)]
        self._writer.writerow(map(_cell, values))

    def _by_class(self, probabilities: Sequence[float]) -> Sequence[float | None]:
        return probabilities or (None,) * len(self._codes)


def read_table(path: Path, labels: LabelSet) -> list[FrameRecord]:
    """Read a table without loss.

    Raises
    ------
    StorageError
        It cannot be read, or is not a table of a model with these labels.
    """
    remedy = "Choose a table that `hysteroview analyze --csv` wrote, and the same model."
    try:
        with io.TextIOWrapper(
            io.BufferedReader(open_regular(path, _MOST_BYTES)), encoding="utf-8", newline=""
        ) as file:
            rows = csv.DictReader(file, strict=True)
            if rows.fieldnames not in _known_columns(labels):
                raise StorageError(f"{path.name} is not a table of this model.", remedy=remedy)
            return [_parse(row, labels) for row in rows]
    except UnfitFileError as error:
        raise StorageError(f"{path.name} cannot be read: {error}.", remedy=remedy) from error
    except OSError as error:
        raise StorageError(f"{path.name} cannot be read: {error.strerror}.") from error
    except (ArithmeticError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise StorageError(f"The table {path.name} is damaged.", remedy=remedy) from error


def _parse(row: dict[str | Any, str | Any], labels: LabelSet) -> FrameRecord:
    if None in row or None in row.values():
        raise ValueError("a row has as many cells as there are columns")
    decision: dict[str, Any] = {
        "label": row["shown"] or None,
        "episode": int(row["episode"]) if row["episode"] else None,
        "state": row.get("shown_state") or None,
        "reason": row.get("shown_reason") or None,
        "probabilities": _parse_classes(row, "shown_p_", labels),
        "premalignant_or_malignant": _parse_number(row.get(_SHOWN_TWO_CLASS_COLUMN, "")),
        "two_class": row.get("two_class") or None,
        "operating_point": row.get("operating_point", ""),
        "warnings": row.get("shown_warnings", "").split(),
    }
    return FrameRecord.from_dict(
        {
            "frame_index": int(row["frame"]),
            "pts_ns": _parse_seconds(row["pts_s"]),
            "state": row["state"],
            "reason": row["reason"] or None,
            "label": row["label"] or None,
            "probabilities": _parse_classes(row, "p_", labels),
            "premalignant_or_malignant": _parse_number(row[TWO_CLASS_COLUMN]),
            "quality": _parse_number(row["quality"]),
            "open_set_score": _parse_number(row["open_set_score"]),
            "decision": decision if any(decision.values()) else None,
            "warnings": row.get("warnings", "").split(),
        }
    )


def _parse_seconds(text: str) -> int:
    time_s = Decimal(text)
    if not abs(time_s) < _MOST_S:  # as a whole number it could have a billion digits
        raise ValueError("a time is too large")
    return int(time_s * NS_PER_S)


def _parse_classes(row: Mapping[str, str], prefix: str, labels: LabelSet) -> tuple[float, ...]:
    texts = [row.get(f"{prefix}{code}", "") for code in labels.codes]
    known = tuple(float(text) for text in texts if text)
    if len(known) not in (0, len(labels)):
        raise ValueError("there is one probability for each label, or none")
    return known


def _cell(value: object) -> object:
    """Format a number with the fewest digits that restore the same bits."""
    return "" if value is None else repr(value) if isinstance(value, float) else value


def _parse_number(text: str) -> float | None:
    return float(text) if text else None


@contextmanager
def open_table(path: Path, labels: LabelSet, find_part: FindPart | None = None) -> Iterator[Table]:
    """Write a table that appears as `path` once it is complete; see `Table`.

    It contains no comments, so that every program can read it; `write_description` writes a
    description beside it.

    Raises
    ------
    StorageError
        It cannot be written.
    """
    with (
        atomic_file(path, private=True) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        yield Table(file, labels, find_part)


def description_path(path: Path) -> Path:
    """Return the path of a table's description: ``exam.csv-metadata.json``.

    Notes
    -----
    W3C, Model for Tabular Data and Metadata on the Web, 5.3: the default name of a CSV's
    metadata.
    """
    return path.with_name(f"{path.name}-metadata.json")


def write_description(path: Path, labels: LabelSet, origin: Mapping[str, object]) -> Path:
    """Describe the columns and the origin of the table `path`.

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
        "state": f"ACTIVE; or {_states()}, which have no label. {NO_RESULT}",
        "label": "code of the most probable class of this frame alone",
        TWO_CLASS_COLUMN: "sum over the premalignant and malignant classes of this frame alone",
        "reason": "why the frame is NOT_ASSESSABLE: " + _reasons(),
        "quality": "quality of the picture, 0 to 1",
        "open_set_score": "distance of the picture from what the model knows; higher is farther",
        "shown": f"code of the class of the decision over time at this frame{_ONLY_ACTIVE}",
        "episode": "episode of that class, counted from 1",
        "shown_state": "state that the light shows at this frame, as in the column state",
        "shown_reason": "why that state is NOT_ASSESSABLE",
        _SHOWN_TWO_CLASS_COLUMN: "sum over the premalignant and malignant classes, smoothed"
        + _ONLY_ACTIVE,
        "two_class": f"two-class result of the decision: {_two_class()}{_ONLY_ACTIVE}",
        "operating_point": "name of the threshold of the two-class result; empty without one",
        "warnings": "reasons for which the frame would have been stopped, had they not been set to "
        "warn only: names as in the column reason, or INSTRUMENT (instrument in view)",
        PART_COLUMNS[0]: "file of the recording that contains the frame",
        PART_COLUMNS[1]: "time of the frame since the first picture of this file, s",
        "shown_warnings": "those that were shown beside the result",
    }
    meanings |= {f"p_{label.code}": f"probability of: {label.name}" for label in labels}
    meanings |= {
        f"shown_p_{label.code}": f"probability of: {label.name}, smoothed over time{_ONLY_ACTIVE}"
        for label in labels
    }
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "tableSchema": {
            "columns": [
                {"name": name, "titles": name, "dc:description": meanings[name]}
                for name in [*columns(labels), *(PART_COLUMNS if origin.get("parts") else ())]
            ]
        },
        "notes": [dict(origin)],
    }
    target = description_path(path)
    with atomic_file(target, private=True) as temporary:
        temporary.write_text(
            json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    return target


def _states() -> str:
    missed = [state for state in FRAME_STATES if state is not AssessmentState.ACTIVE]
    return ", ".join(f"{state.value} ({state_words(state).title.lower()})" for state in missed)


def _two_class() -> str:
    return ", ".join(f"{result.name} ({result.value})" for result in TwoClass)


def _reasons() -> str:
    return ", ".join(f"{reason.name} ({reason.value})" for reason in Reason)


def seconds(pts_ns: int) -> str:
    """Format a timestamp in seconds with nanoseconds: 0.033333333."""
    sign, whole_ns = ("-", -pts_ns) if pts_ns < 0 else ("", pts_ns)
    return f"{sign}{whole_ns // NS_PER_S}.{whole_ns % NS_PER_S:09d}"
