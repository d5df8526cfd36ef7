"""An optional sound for new findings that may be malignant."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from hysteroview.core.types import NS_PER_S, Analysis, AssessmentState
from hysteroview.gui.session.status import LiveStatus
from hysteroview.settings.live import CurrentSettings

_APART_NS = 10 * NS_PER_S  # a sound that comes too often would be switched off


class FindingSound:
    """Plays a sound for new findings that may be malignant; silence does not mean benign.

    Parameters
    ----------
    settings
        Say whether findings are heard.
    sound
        Plays the sound: the desktop's own, at its own volume.
    """

    def __init__(
        self, settings: CurrentSettings, sound: Callable[[], object] = QApplication.beep
    ) -> None:
        self._settings, self._sound = settings, sound
        self._is_ai_hidden = False
        self._episode: int | None = None
        self._sounded_ns: int | None = None

    def show_status(self, status: LiveStatus) -> None:
        """Note whether the AI is hidden: then there is no sound."""
        self._is_ai_hidden = status.is_ai_hidden

    def show_analysis(self, analysis: Analysis) -> None:
        """Play the sound with the first frame of an episode that may be malignant."""
        decision = analysis.decision
        if decision is None or decision.state is not AssessmentState.ACTIVE:
            return
        is_new = decision.episode is not None and decision.episode != self._episode
        self._episode = decision.episode
        label = decision.label
        if not is_new or label is None or not label.premalignant_or_malignant:
            return
        now_ns = analysis.captured_ns
        is_soon = self._sounded_ns is not None and now_ns - self._sounded_ns < _APART_NS
        if self._settings.now.live.sound_on and not self._is_ai_hidden and not is_soon:
            self._sounded_ns = now_ns
            self._sound()
