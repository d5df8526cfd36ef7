"""An exam of a recording in several files: marks and findings have the time in each file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from holders import observed
from hysteroview.capture.opening import open_source
from hysteroview.cli.exam.found import event_lines
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.dicom.uids import uids_of
from hysteroview.exam.store.events import events_of
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.store import open_store
from hysteroview.gui.live.exam.open_exam import begin_exam
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from numbered import Recipe
from parts import Split, write_parts


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    slow = Recipe(fps=Fraction(5), options={"x264-params": "bframes=0:log-level=none"})
    return write_parts(tmp_path / "rec_1.mp4", Split(parts=2, recipe=slow))[0]


def test_a_mark_has_its_time_in_the_recording_and_in_the_part(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path, recording: Path
) -> None:
    apply_theme(qapp)
    settings = observed()
    session = LiveSession(open_source(str(recording)), card, settings.current)
    link = begin_exam(session, tmp_path / "store", settings.current, ExamEntry(study_uid="1.2.3"))
    live = LiveWindow(session, settings, WindowOptions(folder=tmp_path), link)
    live.start()
    qtbot.waitExposed(live.window)
    assert live.page.notice.text == "2 files are shown as one recording: rec_1.mp4 to rec_2.mp4."
    qtbot.waitUntil(lambda: len(session.source_info.parts) == 2)
    qtbot.waitUntil(lambda: session.status().captured > 22)
    qtbot.keyClick(live.window, Qt.Key.Key_M)
    qtbot.waitUntil(lambda: session.status().has_ended)
    live.close()
    live.deleteLater()
    entries, _, faults = read_chain(link.folder.audit, link.folder.exam_id, link.folder.medium)
    assert not faults
    assert uids_of(entries).study == "1.2.3"
    events = events_of(entries)
    assert [part.name for part in events.parts] == ["rec_1.mp4", "rec_2.mp4"]
    (mark,) = events.marks
    assert mark.pts_ns is not None
    assert mark.pts_ns >= events.parts[1].start_ns
    with open_store(tmp_path / "store", read_only=True) as store:
        exam = store.exam(link.folder.exam_id)
    assert "(part 2, 0:0" in "\n".join(event_lines(exam, events))
