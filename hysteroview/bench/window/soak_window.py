"""Long runs of the live window with random failures, to find leaks."""

from __future__ import annotations

import gc
import logging
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from hysteroview.capture.source import SourceInfo, VideoSource
from hysteroview.core.errors import SourceError
from hysteroview.core.memory import bound_arenas
from hysteroview.core.types import AssessmentState, Frame
from hysteroview.gui.live.options import WindowOptions
from hysteroview.gui.live.window import LiveWindow
from hysteroview.gui.look.theme import apply_theme
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.live.session import LiveSession
from hysteroview.settings.live import CurrentSettings

log = logging.getLogger(__name__)

_EXAM_S = (15.0, 40.0)
_FAILURE_EVERY_S = (4.0, 12.0)
_LOST_FOR_S = 2.0
_SAMPLE_MS = 2000
_MB = 1e6


class LostSource:
    """A source whose signal is lost after a given time."""

    def __init__(self, source: VideoSource, seconds: float) -> None:
        self._source = source
        self._until_s = time.monotonic() + seconds

    @property
    def info(self) -> SourceInfo:
        return self._source.info

    @property
    def damage(self) -> str | None:
        return self._source.damage

    def read(self) -> Frame | None:
        if time.monotonic() > self._until_s:
            raise SourceError("The signal was lost.", remedy="Check the cable.")
        return self._source.read()

    def close(self) -> None:
        self._source.close()


@dataclass(frozen=True, slots=True)
class ProcessResources:
    """Resources of a process."""

    threads: int
    children: int
    files: int
    timers: int

    @classmethod
    def now(cls) -> ProcessResources:
        """Count after the garbage collector and Qt's deferred deletions have run."""
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
        gc.collect()
        process = psutil.Process()
        files = process.num_fds() if os.name == "posix" else len(process.open_files())
        timers = [item for item in gc.get_objects() if isinstance(item, QTimer)]
        running = sum(shiboken6.isValid(timer) and timer.isActive() for timer in timers)
        return cls(threading.active_count(), len(process.children()), files, running)


@dataclass(slots=True)
class SoakResult:
    """Results of a soak test."""

    seconds: float = 0.0
    exams: int = 0
    kills: int = 0
    stops: int = 0
    restarts_asked: int = 0
    captured: int = 0
    analyzed: int = 0
    shown_hz: list[float] = field(default_factory=list)
    latency_ms: list[float] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)
    before: ProcessResources | None = None
    after: ProcessResources | None = None

    def figures(self) -> dict[str, float]:
        """Return the figures by name; growth is from the second tenth to the last, by medians."""
        assert self.before is not None
        assert self.after is not None
        tenth = max(len(self.memory_mb) // 10, 1)
        warm = self.memory_mb[tenth : 2 * tenth] or self.memory_mb
        growth = np.median(self.memory_mb[-tenth:]) - np.median(warm)
        return {
            "soak.minutes": self.seconds / 60,
            "soak.exams": self.exams,
            "soak.worker_kills": self.kills,
            "soak.worker_hangs": self.stops,
            "soak.restarts_asked": self.restarts_asked,
            "soak.captured": self.captured,
            "soak.analyzed": self.analyzed,
            "soak.shown_hz.median": _median(self.shown_hz),
            "soak.latency_ms.median": _median(self.latency_ms),
            "soak.rss_growth_mb": float(growth),
            "soak.threads_left": self.after.threads - self.before.threads,
            "soak.processes_left": self.after.children - self.before.children,
            "soak.files_left": self.after.files - self.before.files,
            "soak.timers_left": self.after.timers - self.before.timers,
        }


def _median(values: list[float]) -> float:
    return float(np.median(values)) if values else float("nan")


class _Exam(QObject):
    """One window from its start to the loss of its source, with failures of its worker."""

    def __init__(self, live: LiveWindow, chance: random.Random, result: SoakResult) -> None:
        super().__init__(live)
        self._live, self._chance, self._soaked = live, chance, result
        self._failure_timer = QTimer(self, singleShot=True)
        self._failure_timer.timeout.connect(self._cause_failure)
        self._sample = QTimer(self, interval=_SAMPLE_MS)
        self._sample.timeout.connect(self._take_sample)
        self._is_lost = False
        live.bridge.status_changed.connect(self._on_status)
        self._sample.start()
        self._schedule_failure()

    def _schedule_failure(self) -> None:
        self._failure_timer.start(round(self._chance.uniform(*_FAILURE_EVERY_S) * 1000))

    def _cause_failure(self) -> None:
        worker = self._live.session.inference_pid
        if worker is not None:
            hangs = os.name == "posix" and self._chance.random() < 0.3
            try:
                os.kill(worker, signal.SIGSTOP if hangs else signal.SIGTERM)
            except ProcessLookupError:
                log.debug("the worker was gone already")
            self._soaked.stops += hangs
            self._soaked.kills += not hangs
        self._schedule_failure()

    def _on_status(self, status: LiveStatus) -> None:
        session = status.session
        if session.source_failure is not None and not self._is_lost:
            self._is_lost = True
            QTimer.singleShot(round(_LOST_FOR_S * 1000), self._live.window.close)
        elif session.state is AssessmentState.ERROR and not self._is_lost:
            self._soaked.restarts_asked += 1
            self._live.controller.act_on_analysis()
        if session.state is AssessmentState.ACTIVE and session.latency_ms is not None:
            self._soaked.shown_hz.append(status.shown_hz)
            self._soaked.latency_ms.append(session.latency_ms)

    def _take_sample(self) -> None:
        rss = psutil.Process().memory_info().rss
        self._soaked.memory_mb.append(rss / _MB)


def soak(
    open_source: Callable[[], VideoSource], card: ModelCard, seconds: float, seed: int
) -> SoakResult:
    """Run windows one after another until the time is over."""
    bound_arenas()  # as the program does
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([])
    apply_theme(application)
    chance, result = random.Random(seed), SoakResult()  # noqa: S311 - no secret
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hysteroview-soak-") as folder:
        while (left_s := began_s + seconds - time.monotonic()) > 0 or result.exams < 2:
            exam_s = min(chance.uniform(*_EXAM_S), max(left_s, 5.0))
            settings = ObservedSettings(CurrentSettings())
            session = LiveSession(LostSource(open_source(), exam_s), card, settings.current)
            live = LiveWindow(session, settings, WindowOptions(folder=Path(folder)))
            _run_exam(application, live, chance, result)
            result.exams += 1
            # the first window has created everything that is created only once
            if result.before is None:
                result.before = ProcessResources.now()
    result.after = ProcessResources.now()
    result.seconds = time.monotonic() - began_s
    return result


def _run_exam(
    application: QApplication, live: LiveWindow, chance: random.Random, result: SoakResult
) -> None:
    exam = _Exam(live, chance, result)
    try:
        live.start()
        application.exec()
        status = live.session.status()
        result.captured += status.captured
        result.analyzed += status.analyzed
    finally:
        live.close()
        exam.deleteLater()
        live.deleteLater()
