"""The disk of the exams is disconnected during an exam."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import ColorSource, wait_for_state
from holders import observed
from hysteroview.core.types import AssessmentState
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.store import open_store
from hysteroview.gui.live.exam.open_exam import OpenExam, begin_exam
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import RecordingSettings


@contextmanager
def exam_on(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, store: Path, second: Path | None
) -> Iterator[tuple[LiveWindow, OpenExam]]:
    apply_theme(qapp)
    settings = observed(
        recording=RecordingSettings(preroll_s=0.0),
        storage=replace(Settings().storage, second_folder=second),
    )
    session = LiveSession(ColorSource(), card, settings.current)
    link = begin_exam(session, store, settings.current, ExamEntry())
    live = LiveWindow(session, settings, WindowOptions(folder=None), link)
    live.start()
    try:
        qtbot.waitExposed(live.window)
        wait_for_state(qtbot, live, AssessmentState.ACTIVE)
        yield live, link
    finally:
        live.close()
        live.deleteLater()
        qapp.processEvents()


def is_missing_shown(live: LiveWindow) -> bool:
    assert live.page.recording is not None
    return live.page.recording.is_disk_missing


def test_nothing_is_made_in_place_of_the_missing_disk_and_the_second_folder_takes_over(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    disk, second = tmp_path / "disk", tmp_path / "second"
    disk.mkdir()
    with exam_on(qtbot, qapp, card, disk / "store", second) as (live, link):
        exam_id = link.folder.exam_id
        qtbot.keyClick(live.window, Qt.Key.Key_R)
        qtbot.waitUntil(lambda: link._recorder.status().frames_written > 10)
        disk.rename(tmp_path / "unplugged")
        disk.mkdir()  # the empty place where it was mounted
        qtbot.waitUntil(lambda: is_missing_shown(live))
        assert "disk is missing" in live.page.notice.text
        assert str(second) in live.page.notice.text
        with qtbot.waitSignal(live.controller.snapshot_saved):
            qtbot.keyClick(live.window, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: bool(list(second.glob("*.recording.mp4"))))
        assert is_missing_shown(live)
        with qtbot.waitSignal(link.clip_saved):
            qtbot.keyClick(live.window, Qt.Key.Key_R)
        assert list(disk.iterdir()) == []
        assert len(list(second.glob("*.png"))) == 2
        disk.rmdir()
        (tmp_path / "unplugged").rename(disk)
        qtbot.waitUntil(lambda: not is_missing_shown(live))
        assert "connected again" in live.page.notice.text
    with open_store(disk / "store") as store:
        assert store.exam(exam_id).ended_wall_ns is not None
        assert not [part for part in verify(store, exam_id) if part.fault]


def test_a_store_that_does_not_come_back_is_not_made_anew(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with exam_on(qtbot, qapp, card, disk / "store", None) as (live, link):
        exam_id = link.folder.exam_id
        disk.rename(tmp_path / "unplugged")
        disk.mkdir()
        qtbot.waitUntil(lambda: is_missing_shown(live))
        with qtbot.waitSignal(live.controller.snapshot_failed):
            qtbot.keyClick(live.window, Qt.Key.Key_Space)
        assert live.controller.saved == 0
    assert list(disk.iterdir()) == []
    with open_store(tmp_path / "unplugged" / "store") as store:
        assert store.recovered == (exam_id,)
