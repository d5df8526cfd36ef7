"""The row of snapshots: newest first, none lost, large on demand, removed with a way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from analyses import make_frame
from hysteroview.exam.snapshot.png import compress, with_words
from hysteroview.exam.snapshot.snapshot import SavedSnapshot
from hysteroview.exam.store.audit import Entry
from hysteroview.exam.store.removed import withdrawn_items
from hysteroview.gui.live.controller import THUMBNAIL_HEIGHT_PX, KeptSnapshot
from hysteroview.gui.live.exam.marks import ExamMarks, Mark
from hysteroview.gui.live.snapshots.filmstrip import Filmstrip
from hysteroview.gui.live.snapshots.viewer import SnapshotViewer, read_picture
from hysteroview.gui.tasks import TaskRunner
from hysteroview.imaging.pixels.thumbnail import thumbnail


def kept(number: int, folder: Path = Path("snapshots")) -> KeptSnapshot:
    stem = f"20261123T120000+0000_{number:04d}"
    files = SavedSnapshot(
        raw=folder / f"{stem}_raw.png",
        overlay=folder / f"{stem}_overlay.png",
        record=folder / f"{stem}_record.json",
    )
    small = thumbnail(make_frame(number, gray=10 * number), THUMBNAIL_HEIGHT_PX)
    return KeptSnapshot(number, 1_800_000_000 * 10**9, files, small)


@pytest.fixture
def strip(qtbot: QtBot) -> Filmstrip:
    strip = Filmstrip()
    qtbot.addWidget(strip)
    strip.setMinimumSize(1, 1)
    strip.resize(900, strip.height())
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def test_the_newest_is_first_and_there_before_it_is_written(strip: Filmstrip) -> None:
    for number in (1, 2, 3):
        strip.show_taken(number)
    assert strip.numbers == [3, 2, 1]
    assert strip.kept(2) is None
    strip.show_kept(kept(2))
    assert strip.numbers == [3, 2, 1]
    found = strip.kept(2)
    assert found is not None
    assert found.number == 2
    assert "Snapshot 2" in strip.item(1).toolTip()
    strip.drop(3)
    assert strip.numbers == [2, 1]


def test_twenty_are_twenty(strip: Filmstrip) -> None:
    for number in range(1, 21):
        strip.show_taken(number)
    for number in range(1, 21):
        strip.show_kept(kept(number))
    assert strip.numbers == list(range(20, 0, -1))


def test_a_click_or_return_chooses_and_delete_asks_to_remove(
    qtbot: QtBot, strip: Filmstrip
) -> None:
    strip.show_taken(1)
    strip.show_kept(kept(1))
    place = strip.visualItemRect(strip.item(0)).center()
    with qtbot.waitSignal(strip.chosen) as chosen:
        qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args[0].number == 1
    with qtbot.waitSignal(strip.removal_requested):
        qtbot.keyClick(strip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(strip.chosen):
        qtbot.keyClick(strip, Qt.Key.Key_Return)


def test_marks_and_removals_are_logged_with_a_way_back(strip: Filmstrip) -> None:
    log: list[tuple[str, Mapping[str, Any]]] = []
    marks = ExamMarks(lambda kind, content: log.append((kind, content)))
    marks.removal_changed.connect(lambda item, on: strip.show_removed(item, on=on))
    told: list[Mark] = []
    marks.unmarked.connect(told.append)
    for number in (1, 2):
        strip.show_taken(number)
        strip.show_kept(kept(number))
    item = kept(1).item
    assert marks.remove(item)
    assert not marks.remove(item)
    assert "removed" in strip.item(1).toolTip()
    entries = [Entry(n, 0, kind, content, "") for n, (kind, content) in enumerate(log)]
    assert withdrawn_items(entries) == {item}
    assert marks.restore(item)
    assert not marks.restore(item)
    assert "removed" not in strip.item(1).toolTip()
    entries += [Entry(2, 0, log[-1][0], log[-1][1], "")]
    assert withdrawn_items(entries) == frozenset()
    marks.mark(make_frame(3)).take_back()
    marks.mark(make_frame(4))
    assert [mark.number for mark in told] == [1]
    assert [content["mark"] for _, content in log[-3:]] == [1, 1, 2]
    assert log[-1][1]["pts_ns"] == make_frame(4).pts_ns


@pytest.fixture
def viewer(qtbot: QtBot) -> Iterator[SnapshotViewer]:
    window = QWidget()
    window.setMinimumSize(800, 600)
    qtbot.addWidget(window)
    tasks = TaskRunner(5, window)
    viewer = SnapshotViewer(tasks, window, may_remove=True)
    viewer.place(window.rect())
    window.show()
    qtbot.waitExposed(window)
    yield viewer
    tasks.finish(5.0)


def test_a_snapshot_is_seen_large_in_a_corner(
    qtbot: QtBot, viewer: SnapshotViewer, tmp_path: Path
) -> None:
    one = kept(1, tmp_path)
    cv2.imwrite(str(one.files.raw), np.full((360, 640, 3), 200, np.uint8))
    viewer.show_snapshot(one, is_removed=False)
    assert viewer.shown is one
    # the thumbnail is dark, the picture on the disk is light
    middle = QPoint(viewer.width() // 2, viewer.height() // 3)
    qtbot.waitUntil(lambda: viewer.grab().toImage().pixelColor(middle) == QColor(200, 200, 200))
    assert viewer.width() < viewer.parentWidget().width() / 2
    with qtbot.waitSignal(viewer.step_requested) as step:
        qtbot.keyClick(viewer, Qt.Key.Key_Right)
    assert step.args == [1, -1]
    with qtbot.waitSignal(viewer.removal_requested):
        viewer.remove.click()
    qtbot.keyClick(viewer, Qt.Key.Key_Escape)
    assert viewer.shown is None


def test_a_snapshot_that_cannot_be_read_is_shown(
    qtbot: QtBot, viewer: SnapshotViewer, tmp_path: Path
) -> None:
    with qtbot.waitSignal(viewer.failed) as failed:
        viewer.show_snapshot(kept(1, tmp_path), is_removed=True)
    assert failed.args[0].remedy


def test_a_snapshot_with_narrow_pixels_is_shown_in_its_proportions(tmp_path: Path) -> None:
    path = tmp_path / "raw.png"
    path.write_bytes(with_words(compress(np.full((72, 90, 4), 99, np.uint8)), Fraction(64, 45), {}))
    shown = read_picture(path)
    assert (shown.width(), shown.height()) == (128, 72)
