"""What happened in an exam: losses of signal, broken runtimes, marks, own assessments."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hysteroview.core.recordings.parts import Part
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import duration_words, moment, shown_words
from hysteroview.exam.store.events import (
    NORMAL,
    OTHER,
    ExamEvents,
    KeptMark,
    OwnCall,
    RuntimeFault,
    SignalLoss,
)
from hysteroview.gui.look.language import translated_state
from hysteroview.gui.look.messages import translated_message
from hysteroview.gui.review.part_words import when
from hysteroview.gui.widgets.basic import NO_BREAK, scrolled, text_label, unbroken

_BASE_HIGHEST_PX = 170


class EventsList(QWidget):
    """Shows the events of one exam with their times; it is hidden if there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = 1.0
        self._words = text_label(self, "body", wrap=True)
        self._area = scrolled(self, self._words)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(text_label(self, "caption", self.tr("During the exam")))
        self._layout.addWidget(self._area)
        self.set_scale(1.0)
        self.hide()

    def set_scale(self, scale: float) -> None:
        """Set sizes for this scale."""
        self._scale = scale
        self._layout.setSpacing(round(8 * scale))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as little height as the words need at this width."""
        super().resizeEvent(event)
        self._fit()

    def clear(self) -> None:
        """Show nothing."""
        self.show_events(ExamEvents(), 0)

    def show_events(self, events: ExamEvents, begun_wall_ns: int) -> None:
        """Show events.

        Parameters
        ----------
        begun_wall_ns
            When the exam began, UTC: times are shown since then.
        """
        lines = [_loss_words(loss, begun_wall_ns) for loss in events.signal_losses]
        lines += [_fault_words(fault, begun_wall_ns) for fault in events.runtime_faults]
        if events.marks:
            marks = ", ".join(
                _mark_words(mark, begun_wall_ns, events.parts) for mark in events.marks
            )
            lines.append(self.tr("Marks: {0}").format(marks))
        lines += [_call_words(call, begun_wall_ns) for call in events.own_calls]
        self._words.setText("\n".join(lines))
        self.setVisible(bool(lines))
        self._fit()

    @property
    def text(self) -> str:
        """The events, one line for each kind or event."""
        return self._words.text().replace(NO_BREAK, " ")

    def _fit(self) -> None:
        frame = 2 * self._area.frameWidth()
        needed = self._words.heightForWidth(max(self.width() - frame, 1)) + frame
        self._area.setFixedHeight(min(needed, round(_BASE_HIGHEST_PX * self._scale)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("EventsList", text)


def _loss_words(loss: SignalLoss, begun_wall_ns: int) -> str:
    at = moment(loss.start_wall_ns - begun_wall_ns)
    if loss.end_wall_ns is None:
        return _tr("No signal from {0} until the end").format(at)
    lost_s = (loss.end_wall_ns - loss.start_wall_ns) / NS_PER_S
    return _tr("No signal at {0}, for {1}").format(at, duration_words(lost_s))


def _fault_words(fault: RuntimeFault, begun_wall_ns: int) -> str:
    at = moment(fault.wall_ns - begun_wall_ns)
    words = _tr("AI runtime failed at {0}: {1}. The analysis continued with {2}.")
    return words.format(at, fault.broken, fault.used)


def _mark_words(mark: KeptMark, begun_wall_ns: int, parts: Sequence[Part]) -> str:
    at = moment(mark.wall_ns - begun_wall_ns)
    words = unbroken(_tr("{0} at {1}").format(mark.number, at))
    if mark.pts_ns is None or not parts:
        return words
    return _tr("{0}, in the recording at {1}").format(words, when(parts, mark.pts_ns))


def _call_words(call: OwnCall, begun_wall_ns: int) -> str:
    words, reason = shown_words(call.ai_state, call.ai_result)
    ai = translated_state(words)
    if reason:
        ai = f"{ai}: {translated_message(reason)}"
    at = moment(call.wall_ns - begun_wall_ns)
    if call.call is None:
        return _tr("AI shown at {0} without an assessment before. AI: {1}").format(at, ai)
    names = {NORMAL: _tr("normal"), OTHER: _tr("other")}
    own = names.get(call.call, call.call)
    return _tr("Own assessment at {0}: {1}. AI: {2}").format(at, own, ai)
