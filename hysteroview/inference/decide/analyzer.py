"""The analyzer: from a frame to the network's input, and from its outputs to an analysis."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.decision_record import DecisionRecord
from hysteroview.core.foreign.distribution import is_distribution
from hysteroview.core.gate import INSTRUMENT, Cause, GateAction, cause_of
from hysteroview.core.record import FrameRecord
from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Box,
    FieldOfView,
    Frame,
    Outputs,
    Reason,
)
from hysteroview.imaging.pixels.sampling import Thumbnails
from hysteroview.imaging.quality.freeze import FreezeDetector
from hysteroview.imaging.quality.gate import judge
from hysteroview.imaging.quality.sharpness import SharpnessReference
from hysteroview.imaging.view.tracker import FieldOfViewTracker
from hysteroview.inference.decide.decision import Decider, DecisionSettings, Observation, Threshold
from hysteroview.inference.decide.gate import rule
from hysteroview.inference.decide.looking import Looker, Seen
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.model.probabilities import softmax
from hysteroview.settings.choices import DEFAULT_OPERATING_POINT
from hysteroview.settings.gate_table import GateSettings
from hysteroview.settings.view_presets import AUTOMATIC, ViewPreset

_ONLY_BLUR = ((), (Reason.BLUR,))  # reasons with which a picture counts for the sharpness reference
# a room full of vivid colors and gray is often called a test card
_LOOKS_OUTSIDE = frozenset({Reason.OUTSIDE_BODY, Reason.TEST_CARD})
_OTHER_ZOOM = 0.08  # change of the size of the view, as a share of it


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Result of the steps before the network.

    Attributes
    ----------
    view, box
        Field of view and the square around it; None if there is no picture.
    crop
        (s, s, 3) uint8, RGB: input of the network; None if the network is not run.
    verdict, reason
        Why the network is not run: a state other than ACTIVE; None if it is run.
    quality
        Quality of the picture in [0, 1]; None if it was not measured.
    warnings
        Causes that are set to warn only.
    is_outside_body
        Whether it looks like a frame filmed outside the body; None if that is unknown.
    """

    view: FieldOfView | None = None
    box: Box | None = None
    crop: NDArray[np.uint8] | None = None
    verdict: AssessmentState | None = None
    reason: Reason | None = None
    quality: float | None = None
    warnings: tuple[Cause, ...] = ()
    is_outside_body: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """Result of one frame from the outputs of the network."""

    state: AssessmentState
    reason: Reason | None = None
    open_set_score: float | None = None
    probabilities: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class AnalyzerSettings:
    """Settings that decide which pictures are assessed, and of the decision over time.

    Attributes
    ----------
    view
        Field of view set by the operator.
    operating_point
        Name of the initial threshold.
    most_instrument
        Share of the view; if an instrument covers more, the picture is not assessed.
    gate
        Initial actions of the quality gate for each cause.
    """

    view: ViewPreset = AUTOMATIC
    operating_point: str = DEFAULT_OPERATING_POINT
    most_instrument: float = 0.10  # see docs/quality.md
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    gate: GateSettings = field(default_factory=GateSettings)


class Analyzer:
    """Analyze the frames of one source with one model; live and batch analysis use this class.

    `prepare` is called for the frames in order and keeps the state before the network (field of
    view, freeze, sharpness); `conclude` is called in the same order, perhaps some frames later, and
    keeps the state after it (the decision).

    Parameters
    ----------
    is_video
        Whether the frames are a video, in which frozen frames are not assessed, and blur is also
        compared with the sharpest pictures of the last minutes.
    looker
        Looks at the frames; None for an own one.
    """

    def __init__(
        self,
        card: ModelCard,
        settings: AnalyzerSettings | None = None,
        *,
        is_video: bool = True,
        looker: Looker | None = None,
    ) -> None:
        self._card = card
        self._settings = settings or AnalyzerSettings()
        self._tracker = FieldOfViewTracker(preset=self._settings.view)
        self._looker = looker or Looker(card.input.size_px)
        self._freeze = FreezeDetector() if is_video else None
        self._sharpness = SharpnessReference() if is_video else None
        self._box: Box | None = None  # of the sharpness reference
        self._decider = Decider(card.labels, self._settings.decision)
        self._origin = card.origin
        self._threshold = Threshold()
        self.set_operating_point(self._settings.operating_point)
        self.set_gate(self._settings.gate)

    def expect(
        self, view: FieldOfView, frame: Frame, small: Thumbnails, measured_ns: int | None
    ) -> None:
        """Go on as if `view` had been found before this frame; see `FieldOfViewTracker.expect`."""
        self._tracker.expect(view, frame, small, measured_ns)

    def prepare(self, frame: Frame, small: Thumbnails | None = None) -> Prepared:
        """Crop the input of the network, or return why the network is not run.

        Parameters
        ----------
        small
            The frame's thumbnails, if the caller already has them.
        """
        if frame.is_suspect:  # the view is not looked for in it either
            return Prepared(verdict=AssessmentState.NOT_ASSESSABLE, reason=Reason.DATA_LOST)
        small = small or Thumbnails(frame.image)
        view = self._tracker.update(frame, small)
        is_frozen = self._freeze is not None and self._freeze.update(frame.pts_ns, small.half)
        if view is None:
            return Prepared(verdict=AssessmentState.NOT_ASSESSABLE, reason=Reason.NO_PICTURE)
        seen = self._looker.look(frame, view)
        if self._sharpness is not None and _is_other_zoom(seen.box, self._box):
            self._sharpness.reset()
            self._box = seen.box
        quality = judge(seen.measures, self._card.quality_limits, self._unchecked, self.sharpest)
        if self._sharpness is not None and not is_frozen and quality.exceeded in _ONLY_BLUR:
            self._sharpness.add(frame.pts_ns, quality.softness)
        exceeded = [cause_of(Reason.FROZEN)] if is_frozen else []
        exceeded += map(cause_of, quality.exceeded)
        ruling = rule(exceeded, self._gate)
        if ruling.stopped is None and self._is_instrument(seen):
            ruling = rule([*exceeded, INSTRUMENT], self._gate)
        cause = ruling.stopped
        return Prepared(
            view, seen.box,
            crop=seen.crop if cause is None else None,
            verdict=None if cause is None else cause.state,
            reason=None if cause is None else cause.reason,
            quality=quality.score, warnings=ruling.warnings,
            is_outside_body=not _LOOKS_OUTSIDE.isdisjoint(quality.exceeded),
        )  # fmt: skip

    @property
    def sharpest(self) -> float | None:
        """Softness of the source's sharpest pictures lately; None while it is not known."""
        return None if self._sharpness is None else self._sharpness.value

    def _is_instrument(self, seen: Seen) -> bool:
        """Whether an instrument covers too much of the view, and this is checked."""
        if self._gate.instrument is GateAction.OFF:
            return False
        return (
            not seen.share_of_instrument <= self._settings.most_instrument
        )  # NaN counts as covered

    @property
    def threshold(self) -> Threshold:
        """Threshold of the two-class result for the next frame."""
        return self._threshold

    def set_operating_point(self, name: str) -> None:
        """Use another threshold for the two-class result from the next frame on.

        If the model has no such operating point, the threshold is 0.5. May be called from any
        thread.
        """
        points = {point.name: point.threshold for point in self._card.operating_points}
        self._threshold = Threshold(name, points[name]) if name in points else Threshold()

    def set_gate(self, gate: GateSettings) -> None:
        """Use these actions of the quality gate from the next frame on; each result records them.

        To be called by the thread that calls `prepare` and `conclude`, between two frames.
        """
        self._gate = gate
        self._unchecked = frozenset(
            cause.reason
            for cause, action in gate.exceptions
            if action is GateAction.OFF and cause.reason is not None
        )
        self._origin = replace(self._origin, gate=gate.exceptions)

    def set_view(self, view: ViewPreset) -> None:
        """Use another field of view, set by the operator, from the next frame on."""
        self._tracker = FieldOfViewTracker(preset=view)

    def set_runtime(self, runtime: str) -> None:
        """Set the runtime of the following outputs, which is recorded with every result."""
        if runtime != self._origin.runtime:
            self._origin = replace(self._origin, runtime=runtime)

    def conclude(self, frame: Frame, prepared: Prepared, outputs: Outputs | None) -> Analysis:
        """Compute the analysis of `frame` from the network's outputs for `prepared`.

        Parameters
        ----------
        outputs
            Outputs of the network; None exactly if there was no crop.
        """
        if prepared.verdict is None:
            assert outputs is not None, "a frame with a crop must have outputs"
            judged = self._judge(outputs)
        else:
            judged = _Judged(prepared.verdict, prepared.reason)
        observation = Observation(
            frame.pts_ns, judged.state, judged.reason, judged.probabilities, prepared.warnings
        )
        is_active = judged.state is AssessmentState.ACTIVE
        return Analysis(
            frame_index=frame.index,
            pts_ns=frame.pts_ns,
            captured_ns=frame.captured_ns,
            state=judged.state,
            origin=self._origin,
            reason=judged.reason,
            probabilities=judged.probabilities,
            class_maps=outputs.class_maps if outputs is not None and is_active else None,
            view=prepared.view,
            model_box=prepared.box,
            quality=prepared.quality,
            open_set_score=judged.open_set_score,
            decision=self._decider.decide(observation, self._threshold),
            warnings=prepared.warnings,
            is_outside_body=prepared.is_outside_body,
        )

    def recall(self, frame: Frame, record: FrameRecord) -> bool:
        """Decide over a frame again from its kept record, in place of `conclude`.

        Returns
        -------
        Whether the record is that of this frame and the decision is the same again; if not, the
        record was made from other frames or by another version.
        """
        probabilities = np.array(record.probabilities, np.float64) if record.probabilities else None
        observation = Observation(
            frame.pts_ns, record.state, record.reason, probabilities, record.warnings
        )
        decision = self._decider.decide(observation, self._threshold)
        return (
            (record.frame_index, record.pts_ns) == (frame.index, frame.pts_ns)
            and record.decision == DecisionRecord.of(decision, self._card.labels)
        )  # fmt: skip

    def _judge(self, outputs: Outputs) -> _Judged:
        """Abstain outside what the model knows; otherwise calibrate the probabilities.

        Outputs from which no probabilities can be computed are not assessed.
        """
        open_set, calibration = self._card.open_set, self._card.calibration
        score = None if open_set is None else open_set.score(outputs)
        if open_set is not None and score is not None and not open_set.accepts(score):
            return _Judged(AssessmentState.ABSTAINED, open_set_score=score)
        turn = softmax if calibration is None else calibration.probabilities
        probabilities = turn(outputs.logits)
        if not is_distribution(probabilities):
            return _Judged(AssessmentState.NOT_ASSESSABLE, Reason.INVALID_RESULT, score)
        return _Judged(AssessmentState.ACTIVE, None, score, probabilities)


def _is_other_zoom(box: Box, other: Box | None) -> bool:
    return other is None or abs(box.height - other.height) > _OTHER_ZOOM * other.height
