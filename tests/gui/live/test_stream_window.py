"""A network stream in the window: NO SIGNAL while it is away, and an exam that goes on with it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.wall import wait_for_state
from holders import observed
from hysteroview.capture.opening import open_source
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, AssessmentState
from hysteroview.exam.store.audit import read_chain
from hysteroview.exam.store.integrity import verify
from hysteroview.exam.store.records import ExamEntry
from hysteroview.exam.store.store import open_store
from hysteroview.gui.live.exam.open_exam import begin_exam
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.session.status import LiveStatus, PictureState
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.recorder_status import RecorderStatus
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.table import LiveSettings, RecordingSettings
from streams import HD, SD, Sender, free_port, needs_ffmpeg, sending

pytestmark = needs_ffmpeg
log = logging.getLogger(__name__)


@pytest.fixture
def sender() -> Iterator[Sender]:
    with sending(f"udp://127.0.0.1:{free_port()}?pkt_size=1316") as started:
        started.start(SD, "25")
        yield started


@pytest.fixture
def live(
    qtbot: QtBot, qapp: QApplication, card: ModelCard, tmp_path: Path, sender: Sender
) -> Iterator[LiveWindow]:
    """A window with an exam on the stream, whose analysis runs."""
    apply_theme(qapp)
    settings = observed(live=LiveSettings(rate_hz=5.0), recording=RecordingSettings(preroll_s=10.0))
    session = LiveSession(_open(sender.url), card, settings.current)
    link = begin_exam(session, tmp_path / "store", settings.current, ExamEntry())
    window = LiveWindow(session, settings, WindowOptions(folder=tmp_path), link)
    window.start()
    qtbot.waitExposed(window.window)
    qtbot.waitUntil(lambda: window.session.status().analyzed > 0)
    yield window
    window.close()
    window.deleteLater()
    qapp.processEvents()


def _open(url: str) -> object:
    for _ in range(5):
        try:
            return open_source(url.partition("?")[0])
        except SourceError as error:
            failure = error
    raise failure


def wait_for(qtbot: QtBot, live: LiveWindow, check: Callable[[LiveStatus], bool]) -> None:
    with qtbot.waitSignal(live.bridge.status_changed, check_params_cb=check):
        pass


@pytest.mark.parametrize("how", ["kill", "stall"])
def test_no_signal_is_shown_over_the_last_picture_and_ends_by_itself(
    qtbot: QtBot, live: LiveWindow, sender: Sender, how: str
) -> None:
    getattr(sender, how)()
    wait_for(qtbot, live, lambda status: status.picture is PictureState.NO_SIGNAL)
    shown = live.page.video.shown()
    assert shown is not None
    age_s = (time.monotonic_ns() - shown.frame.captured_ns) / NS_PER_S
    log.info("NO SIGNAL %.2f s after the last picture (%s)", age_s, how)
    assert shown.heatmap is None
    status = live.bridge.refresh().session
    assert status.state is AssessmentState.STALE
    assert status.source_failure is None
    assert status.signal_loss is not None
    painted = live.page.video.grab().toImage()
    center = painted.pixelColor(painted.width() // 4, painted.height() // 4)
    assert center.hslSaturation() < 8  # gray
    sender.kill()
    sender.start(SD, "25")
    wait_for(qtbot, live, lambda status: status.picture is PictureState.LIVE)
    assert live.session.status().signal_loss is None


def test_the_exam_and_its_recording_go_on_in_another_format(
    qtbot: QtBot, live: LiveWindow, sender: Sender, tmp_path: Path
) -> None:
    link = live.exam
    assert link is not None
    qtbot.keyClick(live.window, Qt.Key.Key_R)
    statuses: list[RecorderStatus] = []
    link.recorder_changed.connect(statuses.append)
    qtbot.waitUntil(lambda: any(s.frames_written > 20 for s in statuses))
    sender.kill()
    wait_for(qtbot, live, lambda status: status.picture is PictureState.NO_SIGNAL)
    sender.start(HD, "50")
    wait_for(
        qtbot, live, lambda status: status.session.source is not None
        and status.session.source.width_px == 1280,
    )  # fmt: skip
    before = statuses[-1]
    assert before.is_recording
    qtbot.waitUntil(lambda: statuses[-1].frames_written > before.frames_written + 30)
    assert "1280 × 720 · 50 fps" in live.page.findings.source.text()
    status = live.session.status()
    assert status.signal_loss is None
    exam_id = link.folder.exam_id
    live.close()
    assert live.failure is None
    with open_store(tmp_path / "store") as store:
        assert not [part for part in verify(store, exam_id) if part.fault]
    sizes = []
    for clip in sorted(link.folder.clips.glob("*.mp4")):
        with av.open(str(clip)) as container:
            frames = sum(1 for _ in container.decode(video=0))
            sizes.append((container.streams.video[0].width, container.streams.video[0].height))
            assert frames > 20
    assert sorted(sizes) == [(720, 576), (1280, 720)]
    events = read_chain(link.folder.audit, exam_id)[0]
    signals = [entry.content["lost"] for entry in events if entry.kind == "signal"]
    assert signals[:2] == [True, False]
    clips = [entry for entry in events if entry.kind == "clip"]
    assert len(clips) == 2


def test_a_frozen_feed_is_called_frozen(qtbot: QtBot, live: LiveWindow, sender: Sender) -> None:
    sender.kill()
    sender.start(SD, "25", still=True)
    wait_for(qtbot, live, lambda status: status.session.is_frozen)
    wait_for_state(qtbot, live, AssessmentState.NOT_ASSESSABLE)
    assert "frozen" in live.page.findings.status_light.text
