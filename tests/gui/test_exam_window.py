"""An exam that is kept from the window: snapshots, recordings and the log, in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import ColorSource, wait_for_state
from hysteroview.core.errors import StorageError
from hysteroview.core.settings import RecordingSettings, Settings
from hysteroview.core.types import AssessmentState
from hysteroview.exam.audit import read_chain
from hysteroview.exam.integrity import verify
from hysteroview.exam.store import open_store
from hysteroview.gui.app import LiveWindow, WindowOptions
from hysteroview.gui.exam_link import begin_exam
from hysteroview.gui.theme import apply_theme
from hysteroview.inference.card import ModelCard
from hysteroview.pipeline.session import LiveSession


@pytest.fixture
def exam(qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path) -> Iterator[LiveWindow]:
    apply_theme(qapp)
    settings = replace(Settings(), recording=RecordingSettings(preroll_s=10.0))
    session = LiveSession(ColorSource(), card)
    link = begin_exam(session, tmp_path / "store", settings.recording)
    live = LiveWindow(session, settings, WindowOptions(folder=tmp_path), link)
    live.start()
    qtbot.waitExposed(live.window)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    yield live
    live.close()
    live.deleteLater()
    qapp.processEvents()


def test_what_the_keys_ask_for_is_in_the_exam(
    qtbot: QtBot, exam: LiveWindow, tmp_path: Path
) -> None:
    window, link = exam.window, exam.exam
    assert link is not None
    assert window.recording is not None
    with qtbot.waitSignal(exam.controller.snapshot_saved, timeout=10_000):
        qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "RECORDING" in text_of(exam), timeout=10_000)
    qtbot.wait(1500)
    with qtbot.waitSignal(link.clip_saved, timeout=20_000):
        qtbot.keyClick(window, Qt.Key.Key_R)
    with qtbot.waitSignal(link.clip_saved, timeout=20_000):
        qtbot.keyClick(window, Qt.Key.Key_B)
    exam_id = link.folder.exam_id
    exam.close()
    assert exam.failure is None
    with open_store(tmp_path / "store") as store:
        assert store.recovered == ()
        assert store.exam(exam_id).ended_wall_ns is not None
        kinds = [item.kind for item in store.media(exam_id)]
        assert (kinds.count("snapshot"), kinds.count("clip")) == (3, 2)
        assert store.track(exam_id)
        assert not [part for part in verify(store, exam_id) if part.fault]
    told = [entry.kind for entry in read_chain(link.folder.audit, exam_id)[0]]
    assert told[0] == "begin"
    assert told[-1] == "end"
    assert {"state", "snapshot", "recording", "clip", "preroll"} <= set(told)
    for clip in link.folder.clips.glob("*.mp4"):
        with av.open(str(clip)) as container:
            assert sum(1 for _ in container.decode(video=0)) > 20


def test_a_store_that_cannot_be_used_is_told_before_the_window_opens(
    card: ModelCard, tmp_path: Path
) -> None:
    (tmp_path / "store").write_text("a file")
    session = LiveSession(ColorSource(), card)
    with pytest.raises(StorageError):
        begin_exam(session, tmp_path / "store", RecordingSettings())
    session.close()


def text_of(exam: LiveWindow) -> str:
    assert exam.window.recording is not None
    return exam.window.recording.text
