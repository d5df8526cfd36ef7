"""Visibility of the AI: hidden by a key, or in study mode until the operator has decided."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from hysteroview.core.record import record_of
from hysteroview.core.types import NS_PER_S
from hysteroview.gui.actions.runner import Undo
from hysteroview.gui.live.reading import Reading, StudyPhase
from hysteroview.gui.session.observed_settings import ObservedSettings
from hysteroview.gui.session.status import LiveStatus
from hysteroview.settings.sections import Settings
from hysteroview.settings.table import StudySettings

_LOOK_MS = 100
_SKIP_AFTER_NS, _SKIP_WITHIN_NS = NS_PER_S // 2, 8 * NS_PER_S

Log = Callable[[str, Mapping[str, Any]], None]


def logged_result(status: LiveStatus) -> dict[str, Any]:
    """Return the AI's state and result at a moment, shown or not, for the exam's log.

    The result is None where there is none; its origin is in the exam's record.
    """
    analysis = status.analysis
    return {
        "state": status.session.state.value,
        "result": None if analysis is None else record_of(analysis).as_dict(),
    }


class AiVisibility(QObject):
    """Hide and reveal the AI, and log what was visible when.

    Parameters
    ----------
    settings
        Study mode and its delay; a change takes effect at once.
    look
        Returns the present status.
    log
        Writes an event of the exam.

    Signals
    -------
    hidden_changed(bool)
        Whether the AI is hidden from now on.
    reading_changed(Reading)
        Study mode: the present reading.
    warned()
        Study mode: the AI is shown without an assessment if it is requested again.
    """

    hidden_changed = Signal(bool)
    reading_changed = Signal(object)
    warned = Signal()

    def __init__(
        self,
        settings: ObservedSettings,
        look: Callable[[], LiveStatus],
        log: Log,
        parent: QObject | None = None,
        *,
        clock_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._is_started = False
        self.is_hidden = False
        self.reading = Reading()
        self._status_now, self._log, self._clock_ns = look, log, clock_ns
        self._warned_ns: int | None = None
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.reveal_if_due)
        settings.changed.connect(self._follow)

    @property
    def _study(self) -> StudySettings:
        return self._settings.now.study

    def start(self) -> None:
        """Start hidden in study mode."""
        self._is_started = True
        if self._study.is_on:
            self._log("study", {"is_on": True, "delay_s": self._study.delay_s})
            self._show(Reading())

    def stop(self) -> None:
        """Stop revealing the AI automatically."""
        self._is_started = False
        self._timer.stop()

    def _follow(self, before: Settings, now: Settings) -> None:
        """Switch study mode, or its delay, during an exam."""
        if not self._is_started or before.study == now.study:
            return
        if now.study.is_on:
            self._log("study", {"is_on": True, "delay_s": now.study.delay_s})
            if not before.study.is_on:
                self._show(Reading(self.reading.number))
        else:
            self._log("study", {"is_on": False, "ai": logged_result(self._status_now())})
            self._timer.stop()
            self._set_hidden(on=False)
            self.reading_changed.emit(self.reading)

    def toggle(self) -> None:
        """Hide or show the AI; in study mode reveal it, or hide it for the next assessment."""
        if not self._study.is_on:
            self._log(
                "ai_hidden", {"on": not self.is_hidden, "ai": logged_result(self._status_now())}
            )
            self._set_hidden(on=not self.is_hidden)
        elif self.reading.phase is StudyPhase.REVEALED:
            self._show(self.reading.following())
        elif self.reading.phase is StudyPhase.DECIDED or self._insists():
            self._reveal(self.reading.revealed())

    def call(self, code: str) -> Undo | None:
        """Record the operator's own assessment; return its undo, None if it was not recorded."""
        if not self._study.is_on or self.reading.phase is StudyPhase.REVEALED:
            return None
        before = self.reading
        called = before.called(code, self._clock_ns(), self._study.delay_s)
        self._log(
            "study_call",
            {
                "reading": called.number,
                "call": code,
                "instead_of": before.call,
                "delay_s": self._study.delay_s,
                "ai": logged_result(self._status_now()),
            },
        )
        self._show(called)
        self.reveal_if_due()
        return Undo(self.tr("Own assessment undone"), lambda: self._take_back(called))

    def reveal_if_due(self) -> None:
        """Reveal the AI if the delay is over."""
        now = self.reading.at(self._clock_ns())
        if now is not self.reading:
            self._reveal(now)
        elif self.reading.reveal_at_ns is not None:
            self.reading_changed.emit(self.reading)

    def left_s(self) -> float | None:
        """Seconds until the AI is revealed; None if it waits for the operator."""
        return self.reading.left_s(self._clock_ns())

    def _take_back(self, called: Reading) -> bool:
        if self.reading is not called:
            return False  # revealed in the meantime: the assessment stands
        self._log("study_call_undone", {"reading": called.number, "call": called.call})
        self._show(called.taken_back())
        return True

    def _reveal(self, reading: Reading) -> None:
        waited_ns = None if reading.called_ns is None else self._clock_ns() - reading.called_ns
        self._log(
            "study_reveal",
            {
                "reading": reading.number,
                "call": reading.call,
                "after_s": None if waited_ns is None else round(waited_ns / NS_PER_S, 3),
                "ai": logged_result(self._status_now()),
            },
        )
        self._show(reading)

    def _show(self, reading: Reading) -> None:
        self.reading = reading
        self._warned_ns = None
        if reading.reveal_at_ns is not None:
            self._timer.start()
        else:
            self._timer.stop()
        self._set_hidden(on=reading.phase is not StudyPhase.REVEALED)
        self.reading_changed.emit(reading)

    def _set_hidden(self, *, on: bool) -> None:
        if on is not self.is_hidden:
            self.is_hidden = on
            self.hidden_changed.emit(on)

    def _insists(self) -> bool:
        """Whether the AI is requested again without an assessment, which is allowed."""
        now_ns, warned_ns = self._clock_ns(), self._warned_ns
        if warned_ns is not None and now_ns - warned_ns < _SKIP_AFTER_NS:
            return False
        if warned_ns is not None and now_ns - warned_ns < _SKIP_WITHIN_NS:
            return True
        self._warned_ns = now_ns
        self.warned.emit()
        return False
