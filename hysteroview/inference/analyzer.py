"""From a frame to the network's input, and from its outputs to an analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import (
    Analysis,
    AssessmentState,
    Box,
    FieldOfView,
    Frame,
    Outputs,
    Reason,
)
from hysteroview.imaging.preprocess import crop, model_box
from hysteroview.imaging.view_tracker import FieldOfViewTracker
from hysteroview.inference.card import ModelCard
from hysteroview.inference.decision import Decider, DecisionSettings, Observation, Threshold
from hysteroview.inference.probabilities import softmax


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What is known of a frame before the network sees it.

    Attributes
    ----------
    view, box
        The field of view and the square around it; None if there is no picture.
    crop
        (s, s, 3) uint8, RGB: what the network is to see; None if it need not look.
    verdict, reason
        Why it need not: a state other than ACTIVE; None if it is to look.
    quality
        Of the picture, in [0, 1]; None if it was not judged.
    """

    view: FieldOfView | None = None
    box: Box | None = None
    crop: NDArray[np.uint8] | None = None
    verdict: AssessmentState | None = None
    reason: Reason | None = None
    quality: float | None = None


class Analyzer:
    """Judge the frames of one source with one model; live and batch use the same one.

    `prepare` is called for the frames in order and remembers what is in front of the network
    (where the field of view is); `conclude` is called in the same order, perhaps some frames
    later, and remembers what is behind it (the decision over time).
    """

    def __init__(self, card: ModelCard, settings: DecisionSettings | None = None) -> None:
        self._card = card
        self._tracker = FieldOfViewTracker()
        self._decider = Decider(card.labels, settings)
        self._threshold = Threshold()

    def prepare(self, frame: Frame) -> Prepared:
        """Cut out what the network is to see, or say why it need not look."""
        view = self._tracker.update(frame)
        if view is None:
            return Prepared(verdict=AssessmentState.NOT_ASSESSABLE, reason=Reason.NO_PICTURE)
        box = model_box(view, frame.pixel_aspect)
        return Prepared(view, box, crop(frame.image, box, self._card.input.size_px, view))

    def conclude(self, frame: Frame, prepared: Prepared, outputs: Outputs | None) -> Analysis:
        """Turn the network's outputs for `prepared` into an analysis of `frame`.

        Parameters
        ----------
        outputs
            None exactly if there was no crop.
        """
        state, reason, probabilities = prepared.verdict, prepared.reason, None
        if state is None:
            assert outputs is not None, "what has a crop has outputs"
            state, probabilities = AssessmentState.ACTIVE, softmax(outputs.logits)
        observation = Observation(frame.pts_ns, state, reason, probabilities)
        return Analysis(
            frame_index=frame.index,
            pts_ns=frame.pts_ns,
            captured_ns=frame.captured_ns,
            state=state,
            labels=self._card.labels,
            reason=reason,
            probabilities=probabilities,
            class_maps=outputs.class_maps if outputs is not None else None,
            view=prepared.view,
            model_box=prepared.box,
            quality=prepared.quality,
            decision=self._decider.decide(observation, self._threshold),
        )
