"""An exam that is kept from the window: snapshots, recordings and the log, in a real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from disks import small_disk
from gui.wall import ColorSource, wait_for_state
from holders import observed
from hysteroview.core.errors import StorageError
from hysteroview.core.types import AssessmentState
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.keys import StoreKey, make_key
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.store import open_store
from hysteroview.gui.live.exam.open_exam import begin_exam
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.widgets.notice_bar import Level
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.choices import Pixelation
from hysteroview.settings.live import CurrentSettings
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import RecordingSettings


@pytest.fixture(params=["plain", "encrypted"])
def key(request: pytest.FixtureRequest, tmp_path: Path) -> StoreKey | None:
    is_plain = request.param == "plain"
    return None if is_plain else make_key(tmp_path / "store", "five words at random")


@pytest.fixture
def exam(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path, key: StoreKey | None
) -> Iterator[LiveWindow]:
    apply_theme(qapp)
    settings = observed(recording=RecordingSettings(preroll_s=10.0))
    session = LiveSession(ColorSource(), card, settings.current)
    link = begin_exam(session, tmp_path / "store", settings.current, ExamEntry(), key=key)
    live = LiveWindow(session, settings, WindowOptions(folder=tmp_path), link)
    live.start()
    qtbot.waitExposed(live.window)
    wait_for_state(qtbot, live, AssessmentState.ACTIVE)
    yield live
    live.close()
    live.deleteLater()
    qapp.processEvents()


def test_what_the_keys_ask_for_is_in_the_exam(
    qtbot: QtBot, exam: LiveWindow, tmp_path: Path, key: StoreKey | None
) -> None:
    window, link = exam.window, exam.exam
    assert link is not None
    assert exam.page.recording is not None
    with qtbot.waitSignal(exam.controller.snapshot_saved):
        qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.keyClick(window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "RECORDING" in text_of(exam))
    qtbot.waitUntil(lambda: link._recorder.status().frames_written > 30)
    with qtbot.waitSignal(link.clip_saved):
        qtbot.keyClick(window, Qt.Key.Key_R)
    with qtbot.waitSignal(link.clip_saved):
        qtbot.keyClick(window, Qt.Key.Key_B)
    exam_id = link.folder.exam_id
    exam.close()
    assert exam.failure is None
    with open_store(tmp_path / "store", key=key) as store:
        assert store.recovered == ()
        assert store.exam(exam_id).ended_wall_ns is not None
        kinds = [item.kind for item in store.media(exam_id)]
        assert (kinds.count("snapshot"), kinds.count("clip")) == (3, 2)
        assert store.track(exam_id)
        assert not [part for part in verify(store, exam_id) if part.fault]
    told = [entry.kind for entry in read_chain(link.folder.audit, exam_id, link.folder.medium)[0]]
    assert told[0] == "begin"
    assert told[-1] == "end"
    assert {"state", "snapshot", "recording", "clip", "preroll"} <= set(told)
    for clip in link.folder.clips.glob("*.mp4"):
        with link.folder.medium.open(clip) as file, av.open(file) as container:
            assert sum(1 for _ in container.decode(video=0)) > 20


def test_a_store_that_cannot_be_used_is_shown_before_the_window_opens(
    card: ModelCard, tmp_path: Path
) -> None:
    (tmp_path / "store").write_text("a file")
    session = LiveSession(ColorSource(), card)
    with pytest.raises(StorageError):
        begin_exam(session, tmp_path / "store", CurrentSettings(), ExamEntry())
    session.close()


def text_of(exam: LiveWindow) -> str:
    assert exam.page.recording is not None
    return exam.page.recording.text


def log_of(exam: LiveWindow) -> list[tuple[str, dict[str, object]]]:
    assert exam.exam is not None
    folder = exam.exam.folder
    entries = read_chain(folder.audit, folder.exam_id, folder.medium)[0]
    return [(entry.kind, dict(entry.content)) for entry in entries]


def test_what_the_operator_does_is_in_the_log(qtbot: QtBot, exam: LiveWindow) -> None:
    controller = exam.controller
    controller.act_on_analysis()
    wait_for_state(qtbot, exam, AssessmentState.PAUSED)
    controller.act_on_analysis()
    for opacity in (0.3, 0.4, 0.5):
        controller.choose("heatmap_opacity", opacity)
    controller.choose("rate_hz", 5.0)
    controller.choose("operating_point", "sensitive")
    qtbot.wait(400)
    exam.close()
    told = log_of(exam)
    begun, changed = [content for kind, content in told if kind == "settings"]
    assert {"pixelates", "thresholds", "operating_point", "rate_hz"} <= set(begun)
    assert changed == {"heatmap_opacity": 0.5, "rate_hz": 5.0, "operating_point": "sensitive"}
    assert [content["action"] for kind, content in told if kind == "action"] == ["pause", "resume"]
    (encoder,) = [content for kind, content in told if kind == "encoder"]
    assert encoder["name"]


def test_nothing_seems_to_be_recorded_after_the_source_has_ended(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    apply_theme(qapp)
    settings = observed(recording=RecordingSettings(preroll_s=10.0))
    source = ColorSource()
    session = LiveSession(source, card, settings.current)
    link = begin_exam(session, tmp_path / "store", settings.current, ExamEntry())
    live = LiveWindow(session, settings, WindowOptions(folder=tmp_path), link)
    live.start()
    try:
        qtbot.waitExposed(live.window)
        qtbot.waitUntil(lambda: session.status().captured > 3)
        qtbot.keyClick(live.window, Qt.Key.Key_R)
        qtbot.waitUntil(lambda: link._recorder.status().frames_written > 3)
        with qtbot.waitSignal(link.clip_saved):  # it ends with its source
            source.lose()
        qtbot.waitUntil(lambda: "Not recording" in text_of(live))
        qtbot.keyClick(live.window, Qt.Key.Key_R)
        assert live.page.notice.text == "Nothing is recorded: there are no more pictures."
        link._poll()
        assert "Not recording" in text_of(live)
        assert not link._recorder.status().is_recording
        told = [content for kind, content in log_of(live) if kind == "recording"]
        assert [content["on"] for content in told] == [True, False]
        assert len(list(link.folder.clips.glob("*.mp4"))) == 1
    finally:
        live.close()
        live.deleteLater()
        qapp.processEvents()


@pytest.mark.parametrize(
    ("setting", "answer", "expected"),
    [
        (Pixelation.OFF, True, False),
        (Pixelation.ON, False, True),
        (Pixelation.ASK, False, False),
        (Pixelation.ASK, True, True),
        (Pixelation.ASK, None, True),
    ],
)
def test_the_site_says_whether_frames_outside_the_body_are_pixelated(
    card: ModelCard, tmp_path: Path, setting: Pixelation, answer: bool | None, expected: bool
) -> None:
    settings = CurrentSettings(Settings(recording=RecordingSettings(pixelation=setting)))
    session = LiveSession(ColorSource(), card, settings)
    link = begin_exam(session, tmp_path / "store", settings, ExamEntry(pixelates=answer))
    link.start(session)
    session.start()
    link.close()
    session.close()
    entries = read_chain(link.folder.audit, link.folder.exam_id)[0]
    (begun,) = [entry.content for entry in entries if entry.kind == "settings"]
    assert begun["pixelates"] is expected


def test_on_a_full_disk_the_exam_goes_on_and_snapshots_go_to_the_second_folder(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path
) -> None:
    apply_theme(qapp)
    second = tmp_path / "second"
    with small_disk(tmp_path / "disk", 70_000) as disk:
        settings = observed(
            recording=RecordingSettings(preroll_s=10.0),
            storage=replace(Settings().storage, second_folder=second),
        )
        session = LiveSession(ColorSource(), card, settings.current)
        link = begin_exam(session, disk / "store", settings.current, ExamEntry())
        live = LiveWindow(session, settings, WindowOptions(folder=tmp_path), link)
        live.start()
        try:
            assert "minutes of recording" in live.page.notice.text
            assert live.page.notice.level is Level.WARNING
            wait_for_state(qtbot, live, AssessmentState.ACTIVE)
            qtbot.keyClick(live.window, Qt.Key.Key_R)
            qtbot.waitUntil(lambda: "RECORDING" in text_of(live))
            qtbot.waitUntil(lambda: link._recorder.status().frames_written > 30)
            with qtbot.waitSignal(link.clip_saved) as saved:
                fill(disk)
            # whoever meets the full disk first tells it: the measure, the clip's file or the log
            qtbot.waitUntil(lambda: live.failure is not None)
            assert live.page.notice.level is Level.FAILURE
            with av.open(str(saved.args[0].path)) as container:
                assert sum(1 for _ in container.decode(video=0)) == saved.args[0].frames > 0
            fill(disk)  # also what the clip gave back for its end
            with qtbot.waitSignal(live.controller.snapshot_saved):
                qtbot.keyClick(live.window, Qt.Key.Key_Space)
            assert len(list(second.glob("*_record.json"))) == 1
            assert live.session.status().state is AssessmentState.ACTIVE
        finally:
            (disk / "filler").unlink(missing_ok=True)
            live.close()
            live.deleteLater()
            qapp.processEvents()


def test_a_defect_of_the_recorder_ends_the_recording_and_the_picture_goes_on(
    qtbot: QtBot, exam: LiveWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = exam.exam
    assert link is not None
    qtbot.keyClick(exam.window, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: "RECORDING" in text_of(exam))
    qtbot.wait(500)
    with qtbot.waitSignal(link.clip_saved) as saved, monkeypatch.context() as patch:
        # the list of sinks calls what it got before; the queue behind it breaks
        patch.setattr("hysteroview.pipeline.live.recorder.memory_bytes", lambda _: 1 // 0)
        qtbot.waitUntil(lambda: exam.failure is not None)
    assert "may be incomplete" in exam.page.notice.text
    assert exam.page.notice.level is Level.FAILURE
    captured = exam.session.status().captured
    qtbot.waitUntil(lambda: exam.session.status().captured > captured + 10)
    assert exam.session.status().state is AssessmentState.ACTIVE
    with link.folder.medium.open(saved.args[0].path) as file, av.open(file) as container:
        assert sum(1 for _ in container.decode(video=0)) == saved.args[0].frames > 0
    exam.close()
    warnings = [str(content["text"]) for kind, content in log_of(exam) if kind == "warning"]
    assert [text for text in warnings if "may be incomplete" in text] == warnings
    assert len(warnings) == 1


def fill(disk: Path) -> None:
    """Leave nothing, as somebody else's program does."""
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))
