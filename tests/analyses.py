"""Frames and analyses for tests."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from bundles import LABELS
from hysteroview.core.types import (
    NS_PER_S,
    Analysis,
    AssessmentState,
    Box,
    Decision,
    FieldOfView,
    Frame,
    Label,
    LabelSet,
    Origin,
    Reason,
)
from hysteroview.inference.decide.decision import Decider, Observation, Threshold

LABEL_SET = LabelSet(tuple(Label(*row) for row in LABELS))


def origin_of(labels: LabelSet = LABEL_SET) -> Origin:
    return Origin(
        model="colors", model_sha256="ab" * 32, is_phantom_trained=True, labels=labels,
        is_calibrated=False, runtime="ONNX Runtime · CPU · fp32",
    )  # fmt: skip


ORIGIN = origin_of()


def make_frame(
    index: int = 0, size: tuple[int, int] = (640, 360), *, time_s: float | None = None,
    pixel_aspect: Fraction = Fraction(1), gray: int = 90,
) -> Frame:  # fmt: skip
    pixels = np.full((size[1], size[0], 4), gray, np.uint8)
    pixels[..., 3] = 255
    pts_ns = round((index / 25 if time_s is None else time_s) * NS_PER_S)
    return Frame(index, pts_ns, 0, pixels, pixel_aspect)


def make_analysis(frame: Frame, shares: tuple[float, ...] = (0.1, 0.1, 0.1, 0.6, 0.1)) -> Analysis:
    """An assessed frame whose evidence lies in the upper left of a central square."""
    side = frame.height_px
    box = Box((frame.width_px - side) // 2, 0, side, side)
    maps = np.zeros((5, 7, 7), np.float32)
    maps[:, 1:3, 1:3] = 1
    return Analysis(
        frame.index, frame.pts_ns, frame.captured_ns, AssessmentState.ACTIVE, ORIGIN,
        probabilities=np.array(shares), class_maps=maps, view=FieldOfView(box), model_box=box,
        decision=decide_alone(np.array(shares), LABEL_SET),
    )  # fmt: skip


def decide_alone(shares: np.ndarray, labels: LabelSet, threshold: float = 0.5) -> Decision:
    """Decision at a first frame."""
    alone = Observation(0, AssessmentState.ACTIVE, probabilities=shares)
    return Decider(labels).decide(alone, Threshold(share=threshold))


def make_unassessed(frame: Frame) -> Analysis:
    return Analysis(
        frame.index, frame.pts_ns, frame.captured_ns, AssessmentState.NOT_ASSESSABLE, ORIGIN,
        reason=Reason.NO_PICTURE,
        decision=Decision(AssessmentState.NOT_ASSESSABLE, Reason.NO_PICTURE),
    )  # fmt: skip
