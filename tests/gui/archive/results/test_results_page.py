"""The results of an archive in the window: from the start page to a mark, a file and the review."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from hysteroview.core.wording import NO_RESULT
from hysteroview.gui.archive.results.page import ResultsPage
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.program import Program
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.archive.ledger.ledger import Ledger
from hysteroview.pipeline.archive.ledger.listing import Listed as Entry
from hysteroview.pipeline.archive.results.marks import MarkKind, Marks
from hysteroview.pipeline.archive.results.rows import RecordingRow, RowKind
from hysteroview.pipeline.archive.results.table import Listed
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import StorageSettings
from tests.archive_results import RUN, fill_archive, finding, summary


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    fill_archive(folder)
    return folder


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Program]:  # fmt: skip
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    apply_theme(qapp)
    current = CurrentSettings(Settings(storage=StorageSettings(store=tmp_path / "store")))
    made = Program(card, current, WindowOptions(folder=None))
    made.show_start()
    qtbot.waitExposed(made.window)
    yield made
    made.close()
    qapp.processEvents()


def opened(program: Program, qtbot: QtBot, folder: Path) -> ResultsPage:
    program.show_results(folder)
    page = program.results.page
    assert page is not None
    qtbot.waitUntil(lambda: page.table is not None)
    return page


def texts(page: ResultsPage, title: str) -> list[str]:
    """Return the texts of a column."""
    rows = page.view.rows
    column = next(n for n, each in enumerate(rows.columns) if each.title == title)
    return [str(rows.data(rows.index(n, column))) for n in range(rows.rowCount())]


def choose(page: ResultsPage, name: str, words: str) -> None:
    choice = getattr(page.filters, name)
    place = choice.findText(words)
    assert place >= 0, words
    choice.setCurrentIndex(place)


def test_a_folder_of_results_is_opened_from_the_start_page_and_left(
    qtbot: QtBot, program: Program, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = staticmethod(lambda *_: str(results))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", chosen)
    program.start.results.click()
    page = program.results.page
    assert page is not None
    qtbot.waitUntil(lambda: page.table is not None)
    assert program.window.page is page
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert program.window.page is program.start
    qtbot.waitUntil(lambda: program.results.page is None)
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(results))])
    program.start.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, content, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    dropped = program.results.page
    assert dropped is not None
    qtbot.waitUntil(lambda: dropped.table is not None)


def test_findings_and_times_without_a_result_are_filtered(
    qtbot: QtBot, program: Program, results: Path
) -> None:
    page = opened(program, qtbot, results)
    assert texts(page, "Class") == ["EC", "EP", "–", "–"]
    assert texts(page, "State")[2:] == [
        "Not assessed: blurred", "Not assessed: no endoscopic picture in the frame",
    ]  # fmt: skip
    assert texts(page, "Two classes")[0] == "Premalignant or malignant"
    choose(page, "kind", "Findings only")
    choose(page, "quality", "Quality from 0.7")
    assert texts(page, "Class") == ["EC"]
    page.filters.clear()
    choose(page, "cause", "blurred")
    assert texts(page, "Time") == ["0:40.0"]
    page.filters.clear()
    page.filters.text.setText("black")
    qtbot.waitUntil(lambda: texts(page, "Recording") == ["black.mp4"])


def test_a_recording_without_a_finding_never_reads_as_benign(
    qtbot: QtBot, program: Program, results: Path
) -> None:
    page = opened(program, qtbot, results)
    page.tabs[Listed.RECORDINGS].click()
    states = dict(zip(texts(page, "Recording"), texts(page, "State"), strict=True))
    assert states == {
        "a.mp4": "Finding proposed",
        "b.mp4": NO_RESULT,
        "black.mp4": "Not assessed: no endoscopic picture in the frame",
        "broken.mp4": "Set aside: It cannot be read.",
        "failed.mp4": "Failed, is tried again",
        "later.mp4": "Waiting for its analysis",
    }
    shown = " ".join(
        str(page.view.rows.data(page.view.rows.index(row, column)))
        for row in range(6)
        for column in range(len(page.view.rows.columns))
    )
    assert "benign" not in shown.replace(NO_RESULT, "").lower()
    choose(page, "outcome", "No finding proposed")
    assert texts(page, "Recording") == ["b.mp4"]


def test_letters_mark_rows_and_undo_takes_a_mark_back(
    qtbot: QtBot, program: Program, results: Path
) -> None:
    page = opened(program, qtbot, results)
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    qtbot.keyClick(page.view, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: texts(page, "Mark") == ["", "To discuss", "", ""])
    qtbot.keyClick(page.view, Qt.Key.Key_N)
    assert page.preview.note.hasFocus() or not page.isActiveWindow()
    page.preview.note.setText("ask pathology")
    qtbot.keyClick(page.preview.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(page, "Note")[1] == "ask pathology")
    assert texts(page, "Mark")[1] == "To discuss"
    (kept,) = Marks(results).read().values()
    assert (kept.kind, kept.note) == (MarkKind.TO_DISCUSS, "ask pathology")
    page.undo.click()
    qtbot.waitUntil(lambda: texts(page, "Note")[1] == "")
    page.undo.click()
    qtbot.waitUntil(lambda: texts(page, "Mark")[1] == "")
    page.undo.click()
    qtbot.waitUntil(lambda: "no mark of yours" in page.notice.text)
    page.view.selectAll()
    page.marks[MarkKind.SEEN].click()
    qtbot.waitUntil(lambda: texts(page, "Mark") == ["Seen"] * 4)


def test_all_selected_rows_are_marked_at_once_and_taken_back_at_once(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    with closing(Ledger(folder, RUN)) as ledger:
        ledger.list_files([Entry("/archive/a.mp4", 1, 1)], lambda path: path.stem)
        ledger.finish("a", summary([finding("EP", 5.0 * n) for n in range(70)]))
    page = opened(program, qtbot, folder)
    page.view.selectAll()
    page.marks[MarkKind.SEEN].click()
    qtbot.waitUntil(lambda: texts(page, "Mark") == ["Seen"] * 70)
    assert len(Marks(folder).read()) == 70
    page.undo.click()
    qtbot.waitUntil(lambda: texts(page, "Mark") == [""] * 70)
    assert not page.notice.text


def test_a_note_that_is_typed_outlives_marks_and_a_refresh(
    qtbot: QtBot, program: Program, results: Path
) -> None:
    page = opened(program, qtbot, results)
    note = page.preview.note
    page.edit_note()
    qtbot.keyClicks(note, "ask path")
    page.marks[MarkKind.SEEN].click()
    qtbot.waitUntil(lambda: texts(page, "Mark")[0] == "Seen")
    assert note.text() == "ask path"
    before = page.table
    page.refresh.click()
    qtbot.waitUntil(lambda: page.table is not before)
    assert note.text() == "ask path"
    qtbot.keyClicks(note, "ology")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    qtbot.keyClick(page.view, Qt.Key.Key_D)  # before the note is on the disk
    qtbot.waitUntil(lambda: texts(page, "Mark")[0] == "To discuss")
    assert texts(page, "Note")[0] == note.text() == "ask pathology"
    (kept,) = Marks(results).read().values()
    assert (kept.kind, kept.note) == (MarkKind.TO_DISCUSS, "ask pathology")
    page.view.go_to(1)
    assert note.text() == ""


def test_the_rows_that_are_shown_are_saved_in_their_order(
    qtbot: QtBot, program: Program, results: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    page = opened(program, qtbot, results)
    choose(page, "kind", "Findings only")
    column = next(n for n, each in enumerate(page.view.rows.columns) if each.title == "Class")
    page.view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    path = tmp_path / "table.csv"
    chosen = staticmethod(lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    page.export.click()
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["class"] for row in csv.DictReader(file)] == ["EP", "EC"]
    program.results.save(tmp_path / "table.xlsx")
    assert ".parquet" in page.notice.text


def test_a_row_whose_recording_is_gone_says_so(
    qtbot: QtBot, program: Program, results: Path
) -> None:
    page = opened(program, qtbot, results)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "a.mp4 is not there anymore" in page.notice.text)
    assert program.window.page is page


def test_results_that_cannot_be_read_are_said(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    program.show_results(tmp_path)
    page = program.results.page
    assert page is not None
    qtbot.waitUntil(lambda: "is not a folder of results" in page.notice.text)


def test_results_that_are_read_again_keep_the_row_and_the_filter(
    qtbot: QtBot, program: Program, results: Path
) -> None:
    page = opened(program, qtbot, results)
    choose(page, "kind", "Not assessed only")
    page.view.go_to(1)
    before = page.table
    page.refresh.click()
    qtbot.waitUntil(lambda: page.table is not before)
    row = page.view.current
    assert row is not None
    assert not isinstance(row, RecordingRow)
    assert (row.kind, row.cause) == (RowKind.NOT_ASSESSED, "NO_PICTURE")
