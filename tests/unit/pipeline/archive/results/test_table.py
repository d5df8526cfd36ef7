"""The table of an archive: rows from its ledger, filtered, sorted, marked and exported."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hysteroview.export.dataset.writing import TableFormat
from hysteroview.pipeline.archive.ledger.entries import Entry, RecordingState
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import Listed as ListedFile
from hysteroview.pipeline.archive.results.export import write_list
from hysteroview.pipeline.archive.results.filter import Filter, Order
from hysteroview.pipeline.archive.results.marks import MarkKind, Marks, RowKey
from hysteroview.pipeline.archive.results.rows import (
    FindingRow,
    Outcome,
    RecordingRow,
    RowKind,
    finding_rows,
    recording_row,
)
from hysteroview.pipeline.archive.results.table import Listed, ResultsTable
from tests.archive_results import RUN, fill_archive, finding, summary


@pytest.fixture
def results(tmp_path: Path) -> Path:
    fill_archive(tmp_path)
    return tmp_path


@pytest.fixture
def table(results: Path) -> Iterator[ResultsTable]:
    with closing(ResultsTable.read(results)) as read:
        yield read


def found(table: ResultsTable, **wanted: Any) -> list[FindingRow]:
    rows = table.rows(Listed.FINDINGS, table.find(Listed.FINDINGS, Filter(**wanted)))
    return [row for row in rows if isinstance(row, FindingRow)]


def recordings(table: ResultsTable, **wanted: Any) -> list[str]:
    numbers = table.find(Listed.RECORDINGS, Filter(**wanted))
    return [Path(row.file).name for row in table.rows(Listed.RECORDINGS, numbers)]


def test_each_recording_has_the_outcome_that_its_ledger_knows(table: ResultsTable) -> None:
    numbers = table.find(Listed.RECORDINGS, Filter())
    rows = list(table.rows(Listed.RECORDINGS, numbers))
    assert {Path(row.file).name: row.outcome for row in rows if isinstance(row, RecordingRow)} == {
        "a.mp4": Outcome.FINDING,
        "b.mp4": Outcome.NONE_FOUND,
        "black.mp4": Outcome.NOT_ASSESSED,
        "broken.mp4": Outcome.SET_ASIDE,
        "failed.mp4": Outcome.FAILED,
        "later.mp4": Outcome.WAITING,
    }
    broken = next(row for row in rows if row.file.endswith("broken.mp4"))
    assert isinstance(broken, RecordingRow)
    assert broken.reason == "It cannot be read."


def test_findings_are_filtered_by_class_quality_result_and_text(table: ResultsTable) -> None:
    assert [(row.code, row.kind) for row in found(table)] == [
        ("EC", RowKind.FINDING), ("EP", RowKind.FINDING), ("", RowKind.NOT_ASSESSED),
        ("", RowKind.NOT_ASSESSED),
    ]  # fmt: skip
    findings = frozenset({RowKind.FINDING})
    assert [row.code for row in found(table, codes=frozenset({"EP"}), kinds=findings)] == ["EP"]
    assert [row.code for row in found(table, least_quality=0.7, kinds=findings)] == ["EC"]
    grave = frozenset({"PREMALIGNANT_OR_MALIGNANT"})
    assert [row.code for row in found(table, two_class=grave, kinds=findings)] == ["EC"]
    assert [row.code for row in found(table, text="A.MP4 ec")] == ["EC"]
    assert found(table, text="nothing like it") == []
    assert recordings(table, codes=frozenset({"EC"})) == ["a.mp4"]
    assert recordings(table, outcomes=frozenset({Outcome.NONE_FOUND})) == ["b.mp4"]


def test_times_without_a_result_stay_when_findings_are_filtered(table: ResultsTable) -> None:
    rows = found(table, codes=frozenset({"EC"}), least_quality=0.99)
    assert [row.kind for row in rows] == [RowKind.NOT_ASSESSED] * 2
    assert {row.cause for row in rows} == {"BLUR", "NO_PICTURE"}
    dark = found(table, causes=frozenset({"NO_PICTURE"}))
    assert [row.cause for row in dark] == ["NO_PICTURE"]


@pytest.mark.parametrize("order", [Order.PEAK, Order.QUALITY, Order.CODE, Order.TWO_CLASS])
@pytest.mark.parametrize("is_descending", [False, True])
def test_rows_without_a_value_are_the_last_ones(
    table: ResultsTable, order: Order, is_descending: bool
) -> None:
    numbers = table.find(Listed.FINDINGS, Filter(), order, is_descending=is_descending)
    rows = [row for row in table.rows(Listed.FINDINGS, numbers) if isinstance(row, FindingRow)]
    assert [row.kind for row in rows[2:]] == [RowKind.NOT_ASSESSED] * 2
    assert {row.code for row in rows[:2]} == {"EC", "EP"}


def test_an_order_that_a_table_does_not_have_is_a_defect(table: ResultsTable) -> None:
    with pytest.raises(ValueError, match="no such column"):
        table.find(Listed.RECORDINGS, Filter(), Order.PEAK)


def test_marks_are_shown_filtered_and_stay_with_a_renamed_file(
    results: Path, table: ResultsTable
) -> None:
    marks = Marks(results, "reader")
    row = found(table)[0]
    table.show_marks(marks.put([row.key], MarkKind.TO_DISCUSS, "look again"))
    assert [each.code for each in found(table, marks=frozenset({MarkKind.TO_DISCUSS}))] == ["EC"]
    assert [each.code for each in found(table, text="AGAIN")] == ["EC"]
    assert len(found(table, marks=frozenset({MarkKind.NONE}))) == 3
    with closing(Ledger(results, RUN)) as ledger:
        moved = [
            ListedFile(entry.location.replace("a.mp4", "moved.mp4"), 1, 1)
            for entry in ledger.entries()
        ]
        ledger.list_files(moved, lambda path: "a" if path.name == "moved.mp4" else path.stem)
    with closing(ResultsTable.read(results)) as read:
        again = found(read, marks=frozenset({MarkKind.TO_DISCUSS}))
    assert [(Path(each.file).name, each.mark.note) for each in again] == [
        ("moved.mp4", "look again")
    ]
    assert again[0].mark.reader == "reader"
    assert again[0].mark.at


def test_a_filtered_table_is_exported_in_its_order(results: Path, table: ResultsTable) -> None:
    row = found(table)[0]
    table.show_marks(Marks(results, "reader").put([row.key], MarkKind.CONFIRMED, "=1+1"))
    numbers = table.find(Listed.FINDINGS, Filter(), Order.PEAK)
    path = results / "list.csv"
    write_list(path, table, Listed.FINDINGS, numbers, TableFormat.CSV)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [each["class"] for each in rows] == ["EP", "EC", "", ""]
    assert rows[1]["mark"] == "confirmed"
    assert not rows[1]["note"].startswith("=")  # no formula
    assert {each["kind"] for each in rows[2:]} == {"not assessed"}
    assert path.stat().st_mode & 0o077 == 0
    parquet = pytest.importorskip("pyarrow.parquet")
    write_list(results / "l.parquet", table, Listed.RECORDINGS,
               table.find(Listed.RECORDINGS, Filter()), TableFormat.PARQUET)  # fmt: skip
    assert parquet.read_table(results / "l.parquet").num_rows == 6


def test_results_of_an_earlier_version_are_shown_without_quality() -> None:
    old = summary([finding("EC", 1.0)])
    del old["not_assessed"]
    for each in old["findings"]:
        del each["quality"], each["two_class"]
    entry = Entry("a", "/a.mp4", RecordingState.DONE, "", old)
    (row,) = finding_rows(entry, RUN)
    assert (row.quality, row.two_class, row.is_quick) == (None, "", False)
    assert recording_row(entry, RUN).outcome is Outcome.FINDING


def test_a_hundred_thousand_rows_are_filtered_and_sorted_at_once() -> None:
    rows = [
        FindingRow(
            key=RowKey(RUN, str(n // 10), f"ai-{n}"), file=f"/archive/{n // 1000}/{n // 10}.mp4",
            kind=RowKind.FINDING, start_s=float(n % 600), end_s=n % 600 + 3.0,
            best_s=n % 600 + 1.0, code=("EC", "EP", "SM")[n % 3], peak=(n % 97) / 97,
            two_class="BENIGN", quality=(n % 89) / 89,
        )
        for n in range(100_000)
    ]  # fmt: skip
    with closing(ResultsTable()) as table:
        table.add([rows], {})
        began_s = time.perf_counter()
        numbers = table.find(
            Listed.FINDINGS, Filter(codes=frozenset({"EC", "SM"}), text="archive"), Order.PEAK
        )
        shown = list(table.rows(Listed.FINDINGS, numbers[:50]))
        elapsed_s = time.perf_counter() - began_s
    assert len(numbers) == 66_667
    assert len(shown) == 50
    assert elapsed_s < 5
