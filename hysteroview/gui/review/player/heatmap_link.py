"""The heatmap of the frame under review: computed when the player rests, on request."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication, QObject, Signal

from hysteroview.core.errors import HysteroViewError
from hysteroview.core.gate import Cause
from hysteroview.core.origin import Origin
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import NS_PER_S, Analysis, Frame
from hysteroview.core.wording import percent
from hysteroview.gui.look.assessment import cause_text
from hysteroview.gui.picture.heatmap_painter import HeatmapPainter
from hysteroview.gui.review.player.picture import ReviewPicture
from hysteroview.inference.decide.analyzer import AnalyzerSettings
from hysteroview.inference.model.card import ModelCard
from hysteroview.pipeline.review.frame_analysis import FrameAnalyses, FrameAnalysisStatus
from hysteroview.pipeline.review.player_status import PlayerStatus
from hysteroview.settings.live import CurrentSettings

_REST_NS = NS_PER_S // 8  # a frame that is shown for so long is worth the computation


class HeatmapLink(QObject):
    """Shows the heatmap of exactly the frame that is shown, or says why there is none.

    A recording keeps no maps. They are computed anew, of the one frame alone, with the model that
    the program has now: not with the one that was used at the exam, if that was another.

    Signals
    -------
    failed(HysteroViewError)
        Nothing can be computed.
    """

    failed = Signal(object)

    def __init__(
        self,
        picture: ReviewPicture,
        card: ModelCard,
        analyzer: AnalyzerSettings,
        settings: CurrentSettings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._card, self._analyzer = picture, card, analyzer
        self._painter = HeatmapPainter(settings)
        self._analyses: FrameAnalyses | None = None
        self._is_on = False
        self._origin: Origin | None = None
        self._frame: Frame | None = None  # that is shown
        self._since_ns = 0
        self._wanted: Frame | None = None
        self._failure: HysteroViewError | None = None

    @property
    def is_on(self) -> bool:
        """Whether heatmaps are wanted."""
        return self._is_on

    def show_heatmaps(self, *, on: bool) -> None:
        """Show heatmaps from now on, or no more."""
        self._is_on = on
        self._wanted = None
        if not on:
            self._show(None, "")

    def show_recording(self, origin: Origin | None) -> None:
        """Show heatmaps of another recording.

        Parameters
        ----------
        origin
            Of its stored results; None if there are none.
        """
        self._origin = origin

    def close(self) -> FrameAnalyses | None:
        """Return what is to be ended; None if nothing was computed. Safe to call twice."""
        return self._analyses

    def look(self, status: PlayerStatus, now_ns: int | None = None) -> None:
        """Ask for what is missing, and show what has been computed.

        Parameters
        ----------
        now_ns
            On a monotonic clock.
        """
        if not self._is_on:
            return
        now_ns = time.monotonic_ns() if now_ns is None else now_ns
        frame = self._picture.frame
        if frame is not self._frame:
            self._frame, self._since_ns = frame, now_ns
        if frame is None or status.is_waiting or self._picture.is_near:
            self._show(None, "")
        elif status.speed:
            self._show(None, self.tr("The heatmap is computed when the recording stops."))
        else:
            self._look_at(frame, now_ns)

    def _look_at(self, frame: Frame, now_ns: int) -> None:
        if frame is not self._wanted and now_ns - self._since_ns >= _REST_NS:
            self._wanted = frame
            if self._analyses is None:
                self._analyses = FrameAnalyses(self._card, self._analyzer)
            self._analyses.want(frame)
        if self._analyses is None:
            return
        if (defect := self._analyses.defect) is not None:
            self._is_on = False
            raise defect
        status = self._analyses.status
        analysis = status.analysis
        if status.failure is not None:
            self._show(None, self.tr("No heatmap: the AI cannot be started."))
            if status.failure is not self._failure:
                self._failure = status.failure
                self.failed.emit(status.failure)
        elif analysis is None or not _is_of(analysis, frame):
            self._show(None, self._words_before(status))
        else:
            self._show(analysis, self._words_of(analysis))

    def _words_before(self, status: FrameAnalysisStatus) -> str:
        if not status.is_ready:
            return self.tr("Heatmap: starting the AI…")
        return self.tr("Heatmap: computing…")

    def _words_of(self, analysis: Analysis) -> str:
        label = analysis.label
        if label is None or analysis.probabilities is None:
            if analysis.state is AssessmentState.ABSTAINED:
                return self.tr("No heatmap: unlike everything that the model knows")
            cause = cause_text(Cause(analysis.state, analysis.reason))
            return self.tr("No heatmap: this frame alone is not assessed ({0})").format(cause)
        if analysis.evidence is None:
            return self.tr("No heatmap: the class {0} has none").format(label.code)
        figure = percent(float(analysis.probabilities.max()))
        words = self.tr("Heatmap of {0}, {1} in this frame alone · computed now by {2}")
        words = words.format(label.code, figure, analysis.origin.model)
        return "\n".join(filter(None, (words, other_model_words(self._origin, analysis.origin))))

    def _show(self, analysis: Analysis | None, words: str) -> None:
        if analysis is None or analysis.evidence is None:
            if self._painter.analysis is not None:
                self._painter.forget()
            self._picture.show_heatmap(None, words)
        else:
            if self._painter.analysis is not analysis:
                self._painter.forget()  # nothing of another frame is mixed in
                self._painter.show(analysis)
            self._picture.show_heatmap(self._painter, words)


def other_model_words(stored: Origin | None, now: Origin) -> str:
    """Return that stored results are those of another model; empty if they are not.

    Parameters
    ----------
    stored, now
        Of the stored results, and of the model that computes something now.
    """
    if stored is None or stored.model_sha256 == now.model_sha256:
        return ""
    if stored.model != now.model:
        words = QCoreApplication.translate(
            "HeatmapLink", "The results of this recording are by another model: {0}"
        )
    else:
        words = QCoreApplication.translate(
            "HeatmapLink", "The results of this recording are by another version of {0}"
        )
    return words.format(stored.model)


def _is_of(analysis: Analysis, frame: Frame) -> bool:
    """Whether an analysis is that of a frame, of the same decoding."""
    same = (frame.index, frame.pts_ns, frame.captured_ns)
    return (analysis.frame_index, analysis.pts_ns, analysis.captured_ns) == same
