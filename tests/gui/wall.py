"""A source that follows orders of the test, and how to wait for what the window says of it."""

from __future__ import annotations

import threading
import time
from fractions import Fraction

import numpy as np
from pytestqt.qtbot import QtBot

from hysteroview.capture.source import SourceInfo
from hysteroview.core.errors import SourceError
from hysteroview.core.types import NS_PER_S, AssessmentState, Frame
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.session.status import LiveStatus, PictureState
from hysteroview.pipeline.live.session import SessionStatus

WIDTH_PX, HEIGHT_PX, FPS = 320, 240, 30
RED, GREEN, BLACK = (0, 0, 220), (0, 220, 0), (0, 0, 0)  # BGR; to the tiny model AH and EP

STATUS = LiveStatus(
    session=SessionStatus(
        state=AssessmentState.ACTIVE,
        detail="",
        captured_hz=30.0,
        analyzed_hz=30.0,
        latency_ms=20.0,
        captured=9,
        analyzed=9,
        dropped_before_analysis=0,
        restarts=0,
        has_ended=False,
        source_failure=None,
        damage=None,
        runtime=None,
    ),
    picture=PictureState.LIVE,
    analysis=None,
    shown_hz=30.0,
    dropped_before_display=0,
    heatmap_age_ms=None,
)


class ColorSource:
    """A live camera in front of a wall with a bright spot; the wall's color can be changed."""

    def __init__(self, *, is_live: bool = True, frame_count: int | None = None) -> None:
        self.color = RED
        self.is_closed = False
        self._left = frame_count
        self._is_live = is_live
        self._stalled, self._lost, self._closed = (threading.Event() for _ in range(3))
        self._index = 0
        self._began_ns: int | None = None
        self._noise = np.random.default_rng(5).integers(0, 30, (HEIGHT_PX, WIDTH_PX, 3), np.uint8)

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(
            name="wall",
            width_px=WIDTH_PX,
            height_px=HEIGHT_PX,
            fps=Fraction(FPS),
            frame_count=self._left,
            duration_s=None,
            codec="none",
            is_live=self._is_live,
            is_synthetic=True,
        )

    @property
    def damage(self) -> str | None:
        return None

    def stall(self) -> None:
        """Give no more pictures, and say nothing: a cable pulled out."""
        self._stalled.set()

    def lose(self) -> None:
        """Fail: a camera gone."""
        self._lost.set()

    def read(self) -> Frame | None:
        now_ns = time.monotonic_ns()
        if self._began_ns is None:
            self._began_ns = now_ns
        due_ns = self._began_ns + self._index * NS_PER_S // FPS
        if self._is_live:
            self._closed.wait(max(due_ns - now_ns, 0) / NS_PER_S)
        if self._stalled.is_set():
            self._closed.wait(3.0)
            return None
        if self._lost.is_set():
            raise SourceError("The camera was lost.", remedy="Plug it in again.")
        if self._left is not None and self._index >= self._left:
            return None
        pixels = np.full((HEIGHT_PX, WIDTH_PX, 4), 255, np.uint8)
        noise = np.roll(self._noise, 7 * self._index, axis=(0, 1))  # a camera is never still
        pixels[..., :3] = np.clip(np.array(self.color) + noise, 0, 255)
        if self.color != BLACK:
            pixels[60:120, 160:240, :3] = self.color
        self._index += 1
        return Frame(self._index - 1, due_ns - self._began_ns, time.monotonic_ns(), pixels)

    def close(self) -> None:
        self._closed.set()
        self.is_closed = True


def wait_for_state(qtbot: QtBot, live: LiveWindow, state: AssessmentState) -> None:
    """Wait until the window shows this state."""
    with qtbot.waitSignal(
        live.bridge.status_changed,
        check_params_cb=lambda status: status.session.state is state,
    ):
        pass
