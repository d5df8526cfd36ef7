"""Warnings about the set-up during an exam, if the quality gate stops far too much or nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from hysteroview.core.gate import Cause
from hysteroview.core.gate_warning import GateWarning, judge_gate
from hysteroview.gui.look.assessment import gate_warning_text
from hysteroview.gui.session.status import LiveStatus
from hysteroview.gui.widgets.notice_bar import NoticeBar

_AGAIN_S = 300


class GateWarnings(QObject):
    """Show a warning for each leading cause, and again after five minutes if it still holds.

    That hardly anything is stopped is shown only once. Nothing is shown while the AI is hidden.

    Parameters
    ----------
    log
        Called with the English text of each warning.
    """

    def __init__(
        self, bar: NoticeBar, log: Callable[[str], None] | None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bar, self._log = bar, log
        self._shown: dict[Cause | None, int] = {}  # second of the source in which it was shown

    def show_status(self, status: LiveStatus) -> None:
        """Judge the frames so far; nothing is said over a notice that must be read first."""
        if status.is_ai_hidden or self._bar.needs_reading:
            return
        counts = status.session.counts
        warning, seconds = judge_gate(counts), counts.seconds
        if warning is None:
            return
        last_s = self._shown.get(warning.cause)
        is_due = warning.cause is not None and last_s is not None and seconds >= last_s + _AGAIN_S
        if last_s is None or is_due:
            self._shown[warning.cause] = seconds
            self._show(warning)

    def _show(self, warning: GateWarning) -> None:
        text = gate_warning_text(warning)
        if warning.cause is None:
            self._bar.show_note(text, subject="gate")
        else:
            self._bar.show_warning(text, subject="gate")
        if self._log is not None:
            self._log(f"{warning.text} {warning.remedy}")
