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
from hysteroview.imaging.field_of_view import FieldOfViewTracker
from hysteroview.imaging.preprocess import crop, model_box
from hysteroview.inference.card import ModelCard
from hysteroview.inference.probabilities import softmax


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """What the network is to see of a frame.

    Attributes
    ----------
    crop
        (s, s, 3) uint8, RGB.
    """

    view: FieldOfView
    box: Box
    crop: NDArray[np.uint8]


class Analyzer:
    """Judge the frames of one source with one model.

    It remembers where the field of view is; everything else is a function of the frame. Live
    and batch use the same analyzer, so that they agree.
    """

    def __init__(self, card: ModelCard) -> None:
        self._card = card
        self._tracker = FieldOfViewTracker()

    def prepare(self, frame: Frame) -> Prepared | None:
        """Cut out what the network is to see; None if there is no endoscopic picture."""
        view = self._tracker.update(frame)
        if view is None:
            return None
        box = model_box(view, frame.pixel_aspect)
        return Prepared(view, box, crop(frame.image, box, self._card.input.size_px, view))

    def conclude(
        self, frame: Frame, prepared: Prepared | None, outputs: Outputs | None
    ) -> Analysis:
        """Turn the network's outputs for `prepared` into an analysis of `frame`.

        Without a picture the analysis is NOT_ASSESSABLE, which is not "benign".
        """
        if prepared is None or outputs is None:
            return Analysis(
                frame_index=frame.index,
                pts_ns=frame.pts_ns,
                captured_ns=frame.captured_ns,
                state=AssessmentState.NOT_ASSESSABLE,
                labels=self._card.labels,
                reason=Reason.NO_PICTURE,
            )
        return Analysis(
            frame_index=frame.index,
            pts_ns=frame.pts_ns,
            captured_ns=frame.captured_ns,
            state=AssessmentState.ACTIVE,
            labels=self._card.labels,
            probabilities=softmax(outputs.logits),
            class_maps=outputs.class_maps,
            view=prepared.view,
            model_box=prepared.box,
        )
