"""Changes of a session's status, in the log of the exam."""

from __future__ import annotations

from hysteroview.core.recordings.parts import Part
from hysteroview.pipeline.inference.process import RuntimeChange
from hysteroview.pipeline.live.exam_keeper import ExamKeeper
from hysteroview.pipeline.live.session import SessionStatus


class StatusLog:
    """Log each change of the AI's state, its runtime, the signal and the parts of a recording."""

    def __init__(self, keeper: ExamKeeper) -> None:
        self._keeper = keeper
        self._state = ("", "")  # state and runtime that were logged last
        self._change: RuntimeChange | None = None
        self._signal: tuple[bool, int, int] | None = None  # lost, width, height
        self._parts: tuple[Part, ...] = ()

    def add(self, session: SessionStatus) -> None:
        """Log what has changed since the last call."""
        self._add_signal(session)
        self._add_parts(session)
        self._add_runtime_change(session)
        state = (session.state.value, str(session.runtime or ""))
        if state != self._state:
            self._state = state
            self._keeper.log_event("state", {"state": state[0], "runtime": state[1]})

    def _add_runtime_change(self, session: SessionStatus) -> None:
        """Log that another runtime is used because the former has broken."""
        change = session.runtime_change
        if change is not None and change is not self._change:
            self._change = change
            content = {"broken": str(change.broken), "used": str(change.used)}
            self._keeper.log_event("runtime", content | {"reason": change.reason})

    def _add_signal(self, session: SessionStatus) -> None:
        source = session.source
        if source is None:
            return
        signal = (session.signal_loss is not None, source.width_px, source.height_px)
        is_first, is_same = self._signal is None, signal == self._signal
        self._signal = signal
        if not is_first and not is_same:
            size = f"{source.width_px}x{source.height_px}"
            content = {"lost": signal[0], "size": size, "fps": str(source.fps or "")}
            self._keeper.log_event("signal", content)

    def _add_parts(self, session: SessionStatus) -> None:
        """Log where the files of a recording begin, as they are reached."""
        parts = session.source.parts if session.source is not None else ()
        if parts != self._parts:
            self._parts = parts
            self._keeper.log_event("parts", {"parts": [part.as_dict() for part in parts]})
