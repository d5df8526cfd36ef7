"""Columns of the two tables of an archive: title, text, order and width of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from hysteroview.gui.archive.results.words import (
    causes_words,
    class_words,
    file_words,
    length_words,
    mark_words,
    peak_words,
    quality_words,
    share_words,
    state_of,
    time_words,
    two_class_words,
)
from hysteroview.pipeline.archive.results.filter import Order
from hysteroview.pipeline.archive.results.rows import FindingRow, RecordingRow, Row
from hysteroview.pipeline.archive.results.table import Listed

Names = Mapping[str, str]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ArchiveResults", text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes
    ----------
    text
        Returns the text of a cell, from its row and the names of the classes by code.
    width
        At scale 1, px; the column with 0 takes the room that is left.
    is_number
        Whether its texts are aligned to the right.
    """

    title: str
    order: Order
    text: Callable[[Row, Names], str]
    width: int
    is_number: bool = False


def columns_of(listed: Listed) -> tuple[Column, ...]:
    """Return the columns of a table, from left to right."""
    mark = Column(_tr("Mark"), Order.MARK, lambda row, _: mark_words(row.mark.kind), 84)
    note = Column(_tr("Note"), Order.NOTE, lambda row, _: row.mark.note, 80)
    file = Column(_tr("Recording"), Order.FILE, lambda row, _: file_words(row), 146)
    if listed is Listed.RECORDINGS:
        return (
            file,
            Column(_tr("State"), Order.OUTCOME, lambda row, _: state_of(row), 0),
            _length(),
            Column(_tr("Findings"), Order.FINDINGS, _of_recording(_findings), 72, is_number=True),
            Column(_tr("Classes"), Order.CODE, _of_recording(_codes), 74),
            Column(
                _tr("Not assessed"), Order.SHARE, _of_recording(share_words), 104, is_number=True
            ),
            Column(_tr("Causes"), Order.CAUSE, _of_recording(causes_words), 110),
            mark,
            note,
        )
    return (
        file,
        Column(_tr("Time"), Order.TIME, _of_finding(_shown), 68, is_number=True),
        _length(),
        Column(_tr("Class"), Order.CODE, _class, 56),
        Column(_tr("Probability"), Order.PEAK, _of_finding(peak_words), 88, is_number=True),
        Column(_tr("Two classes"), Order.TWO_CLASS, _of_finding(_two_class), 112),
        Column(_tr("Quality"), Order.QUALITY, _of_finding(quality_words), 66, is_number=True),
        Column(_tr("State"), Order.CAUSE, lambda row, _: state_of(row), 0),
        mark,
        note,
    )


def tool_tip(row: Row, column: Column, names: Names) -> str:
    """Return the whole text of a cell: the path of a file, the name of a class."""
    if column.order is Order.FILE:
        return row.file
    if column.order is Order.CODE and isinstance(row, FindingRow) and row.code:
        return class_words(row.code, names)
    return column.text(row, names)


def _length() -> Column:
    return Column(_tr("Length"), Order.LENGTH, lambda row, _: length_words(row), 88, is_number=True)


def _class(row: Row, _: Names) -> str:
    return (row.code if isinstance(row, FindingRow) else "") or "–"


def _of_finding(words: Callable[[FindingRow], str]) -> Callable[[Row, Names], str]:
    return lambda row, _: words(row) if isinstance(row, FindingRow) else ""


def _of_recording(words: Callable[[RecordingRow], str]) -> Callable[[Row, Names], str]:
    return lambda row, _: words(row) if isinstance(row, RecordingRow) else ""


def _shown(row: FindingRow) -> str:
    return time_words(row.shown_s)


def _two_class(row: FindingRow) -> str:
    return two_class_words(row.two_class)


def _findings(row: RecordingRow) -> str:
    return str(row.findings) if row.not_assessed_share is not None else "–"


def _codes(row: RecordingRow) -> str:
    return row.codes or "–"
