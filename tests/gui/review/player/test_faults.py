"""A full or write-protected disk, or a file that is gone: it is said, and the player goes on."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from disks import small_disk
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.review.player.controller import ReviewController
from hysteroview.gui.review.player.target import review_of_file
from hysteroview.gui.tasks import TaskRunner
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from numbered import Recipe, read_number, write_numbered

Show = Callable[[Path], ReviewController]


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication, card: ModelCard) -> Iterator[Show]:
    apply_theme(qapp)
    made: list[tuple[ReviewController, TaskRunner]] = []

    def show_film(film: Path) -> ReviewController:
        tasks = TaskRunner(8)
        review = ReviewController(review_of_file(str(film)), card, tasks, AnalyzerSettings())
        qtbot.addWidget(review.page)
        made.append((review, tasks))
        qtbot.waitUntil(lambda: review.page.picture.frame is not None)
        return review

    yield show_film
    for review, tasks in made:
        review.close()
        assert review.endings.wait()
        tasks.finish(10)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    write_numbered(path, Recipe(frames=150, size=(320, 240), options={"g": "50"}))
    return path


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    with small_disk(folder, 64) as disk:
        (disk / "other").write_bytes(bytes(60 * 1024))
        yield


@contextmanager
def write_protected_disk(folder: Path) -> Iterator[None]:
    with small_disk(folder, 64):
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        yield


@pytest.mark.parametrize("disk", [full_disk, write_protected_disk])
def test_an_analysis_that_cannot_be_kept_says_so_and_the_player_goes_on(
    qtbot: QtBot, show: Show, film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    disk: Callable[[Path], Iterator[None]],
) -> None:  # fmt: skip
    with disk(tmp_path / "cache"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        review = show(film)
        page = review.page
        qtbot.waitUntil(lambda: not page.analysis.isHidden())
        page.analysis.button.click()
        qtbot.waitUntil(lambda: "disk" in page.analysis.text.lower())
        thumbnails = review.thumbnails
        assert thumbnails is not None
        qtbot.waitUntil(lambda: thumbnails.is_complete)
        assert len(thumbnails.grid)
        page.transport.frame_requested.emit(120)
        qtbot.waitUntil(lambda: _shown(review) == 120)
        assert "Not analyzed" in page.result.text
        review.close()
        assert review.endings.wait()
        assert not list((tmp_path / "cache").rglob("*.thumbnails"))


def test_a_file_that_is_gone_while_it_plays_keeps_its_picture_and_is_named(
    qtbot: QtBot, show: Show, film: Path
) -> None:
    review = show(film)
    page = review.page
    page.transport.frame_requested.emit(140)
    qtbot.waitUntil(lambda: _shown(review) == 140)
    film.unlink()
    page.key_pressed.emit("Home")  # here the file is opened again
    qtbot.waitUntil(lambda: "film.mp4" in page.notice.text)
    assert "no such file" in page.notice.text
    assert not page.picture.words
    assert page.picture.frame is not None
    assert read_number(page.picture.frame.pixels) == page.picture.frame.index


def test_a_file_that_is_damaged_while_it_is_reviewed_says_so_and_the_page_goes_on(
    qtbot: QtBot, show: Show, film: Path
) -> None:
    review = show(film)
    page = review.page
    with film.open("r+b") as file:  # the same file: as a failing disk or card gives it
        file.seek(film.stat().st_size // 4)
        file.write(bytes(film.stat().st_size // 2))
    page.transport.frame_requested.emit(100)
    qtbot.waitUntil(lambda: bool(review.status.damage or review.status.failure))
    assert page.notice.text
    page.key_pressed.emit("Home")
    qtbot.waitUntil(lambda: review.status.is_first or review.status.failure is not None)
    assert page.picture.frame is not None
    assert read_number(page.picture.frame.pixels) == page.picture.frame.index


def _shown(review: ReviewController) -> int | None:
    frame = review.page.picture.frame
    if frame is None:
        return None
    assert read_number(frame.pixels) == frame.index
    return frame.index
