"""A live session passes frames and results to its sinks, even if one of them fails."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clips import write_clip
from gui.wall import ColorSource
from hysteroview.capture.opening import open_source
from hysteroview.core.types import Analysis, AssessmentState, Frame
from hysteroview.imaging.pixels.planar import memory_bytes, planes_in, without_pixels
from hysteroview.inference.decide.analyzer import Analyzer, Prepared
from hysteroview.inference.model.card import load_card
from hysteroview.pipeline.live import session as session_module
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.pipeline.live.sinks import OperatingPointChange, ScreenSlots, SessionSink
from patience import wait_until

TIMEOUT_S = 30.0


class Notebook(SessionSink):
    """Writes down what comes, from which thread, and says when there was enough."""

    def __init__(self, *, results: int = 3) -> None:
        self.frames: list[int] = []
        self.results: list[Analysis | OperatingPointChange] = []
        self.threads: dict[str, set[str]] = {"offer": set(), "note": set()}
        self.had_enough = threading.Event()
        self._wanted = results

    def offer(self, frame: Frame) -> None:
        self.threads["offer"].add(threading.current_thread().name)
        self.frames.append(frame.index)

    def note(self, analysis: Analysis) -> None:
        self.threads["note"].add(threading.current_thread().name)
        self.results.append(analysis)
        if len(self.results) > self._wanted:
            self.had_enough.set()

    def note_operating_point(self, change: OperatingPointChange) -> None:
        self.threads["note"].add(threading.current_thread().name)
        self.results.append(change)


class BrokenRecorder(Notebook):
    """Has a defect that shows with the third frame."""

    def offer(self, frame: Frame) -> None:
        super().offer(frame)
        if frame.index >= 2:
            raise ZeroDivisionError("a defect")


class BrokenKeeper(Notebook):
    """Has a defect that shows with the first result."""

    def note(self, analysis: Analysis) -> None:
        super().note(analysis)
        raise ZeroDivisionError("a defect")


@pytest.fixture
def session(bundle: Path) -> Iterator[LiveSession]:
    session = LiveSession(ColorSource(), load_card(bundle), runtime="onnx")
    yield session
    session.close()


def watch(session: LiveSession, *sinks: Notebook) -> None:
    """Run a session until the last sink has had enough."""
    for sink in sinks:
        session.add_sink(sink)
    session.start()
    assert sinks[-1].had_enough.wait(TIMEOUT_S)


def test_every_sink_gets_every_frame_and_result_in_order(session: LiveSession) -> None:
    first, second = Notebook(), Notebook()
    watch(session, first, second)
    session.close()
    assert first.frames == second.frames == list(range(len(first.frames)))
    assert first.results == second.results
    point, *analyses = first.results
    assert isinstance(point, OperatingPointChange)
    assert isinstance(analyses[0], Analysis)
    assert point.frame_index == analyses[0].frame_index
    assert first.threads == {"offer": {"capture"}, "note": {"inference"}}
    assert session.status().sink_failure is None


def test_nothing_comes_after_the_end(session: LiveSession) -> None:
    notebook = Notebook()
    watch(session, notebook)
    session.close()
    seen = len(notebook.frames), len(notebook.results)
    assert session.status().captured == seen[0]
    assert (len(notebook.frames), len(notebook.results)) == seen


def test_a_sink_that_fails_is_reported_and_affects_nothing_else(
    session: LiveSession, caplog: pytest.LogCaptureFixture
) -> None:
    recorder, keeper, healthy = BrokenRecorder(), BrokenKeeper(), Notebook(results=5)
    watch(session, recorder, keeper, healthy)
    status = session.status()
    assert status.source_failure is None
    assert status.state is AssessmentState.ACTIVE
    assert status.sink_failure is not None
    assert "may be incomplete" in status.sink_failure
    session.close()
    # the failed method is not called again, the others of the same sink are
    assert recorder.frames == [0, 1, 2]
    assert len([each for each in keeper.results if isinstance(each, Analysis)]) == 1
    assert recorder.results == healthy.results
    assert keeper.frames == healthy.frames
    told = [record for record in caplog.records if record.exc_info]
    assert {record.getMessage() for record in told} == {
        "BrokenRecorder.offer failed", "BrokenKeeper.note failed",
    }  # fmt: skip
    assert len(told) == 2


def test_the_screen_keeps_the_newest_of_each(session: LiveSession) -> None:
    screen, notebook = ScreenSlots(), Notebook()
    session.add_sink(screen)
    watch(session, notebook)
    session.close()
    frame, analysis = screen.frames.take(0), screen.analyses.take(0)
    assert frame is not None
    assert frame.index == notebook.frames[-1]
    assert analysis is notebook.results[-1]
    assert screen.frames.dropped == len(notebook.frames) - 1


class PictureWatch(SessionSink):
    """Keeps weak references to the pictures that the screen gets."""

    def __init__(self) -> None:
        self.shown: dict[int, weakref.ref[object]] = {}

    def offer(self, frame: Frame) -> None:
        self.shown[frame.index] = weakref.ref(frame.image)


def test_a_frame_that_is_analyzed_does_not_hold_the_pixels_of_the_screen(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 4K these are 33 MB for each frame that waits or is analyzed."""
    write_clip(tmp_path / "clip.mp4")
    held: list[Frame] = []

    class HoldingAnalyzer(Analyzer):
        def prepare(self, frame: Frame) -> Prepared:
            held.append(frame)
            return super().prepare(frame)

    monkeypatch.setattr(session_module, "Analyzer", HoldingAnalyzer)
    watch = PictureWatch()
    session = LiveSession(open_source(str(tmp_path / "clip.mp4")), load_card(bundle))
    session.add_sink(watch)
    session.start()
    try:
        wait_until(lambda: session.status().has_ended and session.status().analyzed > 0)
        assert len(watch.shown) == 12
        assert all(shown() is None for shown in watch.shown.values())
        assert held
        assert all(planes_in(frame) is not None for frame in held)
    finally:
        session.close()


def test_a_frame_without_pixels_is_the_same_picture(tmp_path: Path) -> None:
    write_clip(tmp_path / "clip.mp4")
    with closing(open_source(str(tmp_path / "clip.mp4"))) as source:
        frame = source.read()
    assert frame is not None
    thin = without_pixels(frame)
    assert thin.image is not frame.image
    assert planes_in(thin) is planes_in(frame)
    assert np.array_equal(thin.pixels, frame.pixels)
    assert memory_bytes(frame) == 96 * 64 * 3 // 2
    camera = replace(frame, image=frame.pixels)
    assert without_pixels(camera) is camera
    assert memory_bytes(camera) == 96 * 64 * 4
