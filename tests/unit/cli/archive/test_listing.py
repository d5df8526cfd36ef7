"""`hysteroview archive list`: the same filter as in the window, printed or saved."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hysteroview.cli.main import hysteroview
from hysteroview.core.wording import NO_RESULT
from hysteroview.gui.archive.results.words import state_of
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import Listed
from hysteroview.pipeline.archive.results.filter import Filter
from hysteroview.pipeline.archive.results.marks import MarkKind, Marks, RowKey
from hysteroview.pipeline.archive.results.table import Listed as Rows
from hysteroview.pipeline.archive.results.table import ResultsTable
from tests.archive_results import RUN, fill_archive, finding, summary


@pytest.fixture
def results(tmp_path: Path) -> Path:
    fill_archive(tmp_path)
    return tmp_path


def listed(results: Path, *options: str) -> Result:
    return CliRunner().invoke(hysteroview, ["archive", "list", str(results), *options])


def test_findings_are_listed_and_silence_never_reads_as_benign(results: Path) -> None:
    shown = listed(results)
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert [line.split()[3] for line in lines] == ["EC", "EP"]
    assert lines[0].startswith("   0:11.0     3.0 s  EC     90 %  quality 0.80")
    assert "nobody has decided" in shown.stderr
    assert NO_RESULT in shown.stderr
    nothing = listed(results, "--finding", "SM")
    assert nothing.stdout == ""
    assert NO_RESULT in nothing.stderr


def test_a_finding_and_what_was_not_assessed_are_listed_together(results: Path) -> None:
    both = listed(results, "--finding", "EC", "--not-assessed").stdout.splitlines()
    assert [("EC" in line, "Not assessed: " in line) for line in both] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip
    blurred = listed(results, "--cause", "BLUR").stdout
    assert "Not assessed: blurred" in blurred
    assert "no endoscopic picture" not in blurred


def test_recordings_are_listed_by_outcome_and_mark(results: Path) -> None:
    Marks(results, "ann").put([RowKey(RUN, "b", "")], MarkKind.TO_DISCUSS, "short")
    shown = listed(results, "--recordings", "--mark", "to discuss").stdout
    assert shown.strip() == (
        f"{NO_RESULT}  (10 % of the frames not assessed)  [to discuss]  “short”  /archive/b.mp4"
    )
    aside = listed(results, "--recordings", "--outcome", "set-aside").stdout
    assert aside.startswith("set aside: It cannot be read.")
    dark = listed(results, "--recordings", "--not-assessed").stdout
    assert dark.startswith("not assessed")
    assert "black.mp4" in dark


def test_a_recording_with_more_times_without_a_result_than_are_listed_says_so(
    tmp_path: Path,
) -> None:
    with closing(Ledger(tmp_path, RUN)) as ledger:
        ledger.list_files([Listed("/archive/long.mp4", 1, 1)], lambda path: path.stem)
        ledger.finish("long", summary([]) | {"not_assessed_left_out": 1234})
    words = "(times without a result that are not listed: 1,234)"
    assert words in listed(tmp_path, "--recordings").stdout
    with closing(ResultsTable.read(tmp_path)) as table:
        (row,) = table.rows(Rows.RECORDINGS, table.find(Rows.RECORDINGS, Filter()))
    assert state_of(row) == f"{NO_RESULT} {words}"


def test_the_list_is_saved_in_the_format_of_its_name(results: Path) -> None:
    path = results / "list.json"
    assert listed(results, "--quality", "0.7", "--out", str(path)).exit_code == 0
    (row,) = json.loads(path.read_text())
    assert (row["class"], row["quality"], row["kind"]) == ("EC", 0.8, "finding")
    assert row["best_s"] == finding("EC", 10.0)["best_ns"] / 1e9
    wrong = listed(results, "--out", "list.xlsx")
    assert wrong.exit_code == 2
    assert ".parquet" in wrong.output


def test_what_is_no_folder_of_results_is_said(tmp_path: Path) -> None:
    failed = listed(tmp_path)
    assert failed.exit_code != 0
    assert "is not a folder of results" in str(failed.exception)
