"""A recording is chosen by dialog, drop or from a list; a wrong file is refused at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from clips import write_clip
from foreign_dicom import write_still
from hysteroview.gui.archive.panel import ExamsPanel
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.exam_summary import ExamAccess
from hysteroview.gui.start.page import StartPage

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # of the offscreen platform


@pytest.fixture
def page(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StartPage]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    apply_theme(qapp)
    made = StartPage("", ExamsPanel({}, lambda: ExamAccess(tmp_path / "store")))
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_tasks()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "Films" / "first film.mp4"
    path.parent.mkdir()
    write_clip(path, frames=5, fps=25, size=(160, 90))
    return path


def drop(page: StartPage, path: Path) -> None:
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    left, none, copy = (
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.DropAction.CopyAction,
    )
    enter = QDragEnterEvent(QPoint(600, 300), copy, content, left, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    assert page.recording.property("isOver")
    QApplication.sendEvent(page, QDropEvent(QPoint(600, 300), copy, content, left, none))
    assert not page.recording.property("isOver")


def test_a_wrong_file_is_refused_when_it_is_dropped(
    qtbot: QtBot, page: StartPage, tmp_path: Path
) -> None:
    """A PDF used to lead to the form of the patient, and was refused after it."""
    letter = tmp_path / "letter.mp4"
    letter.write_bytes(b"%PDF-1.7\n%\xe2\xe3")
    chosen: list[object] = []
    page.recording_chosen.connect(chosen.append)
    drop(page, letter)
    qtbot.waitUntil(page.notice.isVisible)
    assert "letter.mp4 is a PDF document, no video or picture." in page.notice.text
    assert "Choose a video file" in page.notice.text
    assert chosen == []
    assert page.recording.open.isEnabled()
    assert not page.recording.recent.isEnabled()  # it is not among the recent ones


def test_a_recording_that_is_dropped_is_opened_with_its_picture(
    qtbot: QtBot, page: StartPage, film: Path
) -> None:
    with qtbot.waitSignal(page.recording_chosen) as opened:
        drop(page, film)
    assert opened.args[0].path == film
    assert opened.args[0].pixels.shape[2] == 4
    assert not page.notice.isVisible()


def test_the_dialog_shows_videos_and_pictures_in_the_folder_used_last(
    qtbot: QtBot, page: StartPage, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def choose(_parent: object, _title: str, folder: str, kinds: str) -> tuple[str, str]:
        asked.append((folder, kinds))
        return str(film), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    for _ in range(2):
        with qtbot.waitSignal(page.recording_chosen):
            qtbot.mouseClick(page.recording.open, Qt.MouseButton.LeftButton)
    assert [folder for folder, _ in asked] == ["", str(film.parent)]
    assert "*.mp4 *.MP4" in asked[0][1]
    assert "*.png" in asked[0][1]
    assert "*)" not in asked[0][1].replace("*.", "")  # no kind "all files"


def test_recent_recordings_can_be_opened_and_cleared(
    qtbot: QtBot, page: StartPage, film: Path
) -> None:
    with qtbot.waitSignal(page.recording_chosen):
        page.choose_recording(film)
    page.recording.fill()
    first = page.recording.menu.actions()[0]
    assert first.text() == "first film.mp4"
    with qtbot.waitSignal(page.recording_chosen):
        first.trigger()
    page.recording.menu.actions()[-1].trigger()
    page.recording.fill()
    assert page.recording.menu.actions() == []
    assert not page.recording.recent.isEnabled()


def test_a_folder_of_dicom_files_offers_its_series(
    page: StartPage, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "cd"
    folder.mkdir()
    write_still(folder / "a.dcm", [1], SeriesNumber=1, SeriesDescription="Before")
    write_still(folder / "b.dcm", [2], SeriesNumber=2, SeriesDescription="After")
    page.choose_recording(folder)
    qtbot.waitUntil(lambda: page.dialog is not None)
    dialog = page.dialog
    assert dialog is not None
    assert "After" in dialog.list.item(1).text()
    assert "王" in dialog.list.item(1).text()
    dialog.list.setCurrentRow(1)
    with qtbot.waitSignal(page.recording_chosen) as chosen:
        dialog.primary.click()
    assert chosen.args is not None
    assert chosen.args[0].location == f"{folder}#series=2"
