"""The values that pass through the pipeline: frames, outputs, analyses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.coded import CodedPicture
from hysteroview.core.foreign.distribution import is_distribution
from hysteroview.core.gate import Cause
from hysteroview.core.labels import Label, LabelSet
from hysteroview.core.origin import Origin
from hysteroview.core.states import FRAME_STATES, AssessmentState, Reason, TwoClass

__all__ = [
    "FRAME_STATES", "NS_PER_S", "SQUARE_PIXELS", "Analysis", "AssessmentState", "Box", "Decision",
    "Evidence", "FieldOfView", "Frame", "InputSpec", "Label", "LabelSet", "Origin", "Outputs",
    "Picture", "Reason", "TwoClass",
]  # fmt: skip

NS_PER_S = 1_000_000_000
SQUARE_PIXELS = Fraction(1)
_MOST_SHIFT, _LEAST_SCALE = 10.0, 0.001  # of an input whose channels lie in [0, 1]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the frame; it may extend beyond the frame."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError("the width and height of a box must be positive")


class Picture(Protocol):
    """A picture that computes its pixels only when they are needed."""

    @property
    def width_px(self) -> int: ...

    @property
    def height_px(self) -> int: ...

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """(H, W, 4) uint8, BGRA with alpha 255, read-only; computed once, from any thread."""

    def reduce(self, region: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Resize a region of the picture to (height_px, width_px, 3) uint8, BGR."""

    def sample(self, width_px: int, height_px: int, divisor: int = 1) -> NDArray[np.uint8]:
        """Return a thumbnail by nearest-neighbor sampling, (height_px, width_px, 3) uint8, BGR.

        Parameters
        ----------
        divisor
            Of the rows and columns of the thumbnail, every so many are kept.
        """


@runtime_checkable
class RenewablePicture(Protocol):
    """A picture that keeps the pixels it has computed, and can be had without them.

    Nothing else belongs here: `isinstance` reads each member of a protocol (up to Python 3.11), and
    would compute the pixels.
    """

    def anew(self) -> Picture:
        """Return the same picture without computed pixels, so that they are freed after use."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of a source, as the source delivered it.

    Attributes
    ----------
    index
        Number of the frame in the source, from 0.
    pts_ns
        Presentation timestamp on the source's clock, in ns; the first frame need not be at 0.
    captured_ns
        `time.monotonic_ns()` when the picture was ready for use.
    image
        (H, W, 4) uint8, BGRA with alpha 255, read-only, which Qt paints without conversion; or a
        picture that computes these pixels on demand.
    pixel_aspect
        Width of a pixel divided by its height; not 1 for standard-definition video.
    coded
        The same picture before decoding, if a clip can store it unchanged.
    is_suspect
        Whether the picture may be wrong because video data was lost, its own or that of a picture
        on which it depends.
    """

    index: int
    pts_ns: int
    captured_ns: int
    image: NDArray[np.uint8] | Picture
    pixel_aspect: Fraction = SQUARE_PIXELS
    coded: CodedPicture | None = None
    is_suspect: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.image, np.ndarray):
            if self.image.ndim != 3 or self.image.shape[2] != 4 or self.image.dtype != np.uint8:
                raise ValueError(f"pixels must be (H, W, 4) uint8, not {self.image.shape}")
            self.image.flags.writeable = False  # shared between threads from here on
        if self.pixel_aspect.numerator <= 0:  # a fraction takes long to compare
            raise ValueError("pixel_aspect must be positive")

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """(H, W, 4) uint8, BGRA with alpha 255, read-only."""
        return self.image if isinstance(self.image, np.ndarray) else self.image.pixels

    @property
    def height_px(self) -> int:
        image = self.image
        return int(image.shape[0]) if isinstance(image, np.ndarray) else image.height_px

    @property
    def width_px(self) -> int:
        image = self.image
        return int(image.shape[1]) if isinstance(image, np.ndarray) else image.width_px


@dataclass(frozen=True, slots=True)
class FieldOfView:
    """Field of view: the area of the endoscopic picture within the frame.

    Attributes
    ----------
    bounds
        Smallest box around the picture, within the frame.
    ellipse
        Box of the whole ellipse (which may be cut off) if the picture is round; None for
        octagonal, rectangular and full-frame pictures.
    outline
        Corners (x, y) of a convex polygon if the picture is octagonal or similar; empty for
        round, rectangular and full-frame pictures.
    panels
        Areas that a console has drawn over the picture; they are not part of it.
    """

    bounds: Box
    ellipse: Box | None = None
    outline: tuple[tuple[int, int], ...] = ()
    panels: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class InputSpec:
    """Input that the network expects.

    Attributes
    ----------
    size_px
        Height and width of the square input.
    mean, std
        Mean and standard deviation of the RGB channels scaled to [0, 1].
    """

    size_px: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self) -> None:
        if not 32 <= self.size_px <= 1024:
            raise ValueError(f"size_px must be 32 to 1024, not {self.size_px}")
        if len(self.mean) != 3 or len(self.std) != 3:
            raise ValueError("mean and std must have three channels")
        if not all(-_MOST_SHIFT <= value <= _MOST_SHIFT for value in self.mean):
            raise ValueError(f"mean must be -{_MOST_SHIFT:g} to {_MOST_SHIFT:g}")
        if not all(_LEAST_SCALE <= value <= 1 / _LEAST_SCALE for value in self.std):
            raise ValueError(f"std must be {_LEAST_SCALE:g} to {1 / _LEAST_SCALE:g}")


@dataclass(frozen=True, slots=True, eq=False)
class Outputs:
    """Output of the network for one picture.

    Attributes
    ----------
    logits
        (C,) float32.
    class_maps
        (C, h, w) float32 before ReLU: the linear head applied at each position of the last feature
        map. The mean of map c plus the bias of class c is logit c.
    embedding
        (K + T,) float32: the pooled features of the last map, then the texture, if any: means
        and standard deviations of channels of earlier maps.
    """

    logits: NDArray[np.float32]
    class_maps: NDArray[np.float32]
    embedding: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.logits.ndim != 1 or self.class_maps.ndim != 3 or self.embedding.ndim != 1:
            raise ValueError("outputs of one picture must have no batch axis")
        if len(self.logits) != len(self.class_maps):
            raise ValueError("there must be one class map for each logit")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence for one class in a frame, from which a heatmap is drawn.

    Attributes
    ----------
    class_map
        (h, w) float32 before ReLU, over `box`.
    probability
        Probability of the class.
    view, box
        The field of view, and the square around it that the network saw.
    """

    class_map: NDArray[np.float32]
    probability: float
    view: FieldOfView
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """Result of the frames up to this one, as shown to the operator.

    Attributes
    ----------
    state, reason
        State shown by the status light, without states that last only a moment.
    label
        The class that is shown; None while no class is clearly ahead.
    probabilities
        (C,) float64 that sum to 1, smoothed over time; None if too few recent frames were assessed.
    two_class
        Two-class result at the operating point, from the same probabilities; None if they are None.
    episode
        Number of the episode in the source, from 1; None outside an episode.
    operating_point
        Name of the operating point in use; empty if the model has none.
    warnings
        Causes shown beside the result, without those that last only a moment: the frames exceed
        their limits, but the operator has set them to warn only.
    """

    state: AssessmentState
    reason: Reason | None = None
    label: Label | None = None
    probabilities: NDArray[np.float64] | None = None
    two_class: TwoClass | None = None
    episode: int | None = None
    operating_point: str = ""
    warnings: tuple[Cause, ...] = ()

    @property
    def is_result(self) -> bool:
        """Whether there is a result to show; without one no panel has numbers and no heatmap."""
        return (
            self.state is AssessmentState.ACTIVE
            and self.probabilities is not None
            and self.two_class is not None
        )


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Result of the model for one frame, and the decision together with the frames before it.

    Attributes
    ----------
    frame_index, pts_ns, captured_ns
        Index and times of the analyzed frame; the heatmap belongs to that frame only.
    state, reason
        State of this frame: ACTIVE with probabilities, NOT_ASSESSABLE with a reason, or another of
        `FRAME_STATES`.
    origin
        Model and runtime of the analysis; the labels are in the order of `probabilities`.
    probabilities
        (C,) float64 that sum to 1, or None if the frame was not assessed.
    class_maps
        (C, h, w) float32 over `model_box`, or None.
    view
        Field of view that the model saw; None if none was found.
    model_box
        The box (square on the screen) around the field of view that was resized to the network's
        input; the class maps cover it.
    quality
        Quality of the picture in [0, 1]; None if it was not measured.
    open_set_score
        Distance of the picture from what the model knows, by the model's own score; higher is
        further away. None if it was not measured.
    decision
        Decision over time; None where frames are judged one by one.
    warnings
        Causes for which the frame would have been stopped, had they not been set to warn only.
    is_outside_body
        Whether it looks like a frame filmed outside the body, whatever `reason` says first; None if
        that is unknown, because data or the picture are missing.
    """

    frame_index: int
    pts_ns: int
    captured_ns: int
    state: AssessmentState
    origin: Origin
    reason: Reason | None = None
    probabilities: NDArray[np.float64] | None = None
    class_maps: NDArray[np.float32] | None = None
    view: FieldOfView | None = None
    model_box: Box | None = None
    quality: float | None = None
    open_set_score: float | None = None
    decision: Decision | None = None
    warnings: tuple[Cause, ...] = ()
    is_outside_body: bool | None = None

    def __post_init__(self) -> None:
        assessed = self.state is AssessmentState.ACTIVE
        if self.state not in FRAME_STATES:
            raise ValueError(f"{self.state} is not a state of a frame")
        if assessed != (self.probabilities is not None):
            raise ValueError("an analysis has probabilities exactly if it is ACTIVE")
        if (self.state is AssessmentState.NOT_ASSESSABLE) != (self.reason is not None):
            raise ValueError("an analysis has a reason exactly if it is NOT_ASSESSABLE")
        if self.probabilities is not None and len(self.probabilities) != len(self.labels):
            raise ValueError("there is one probability for each label")
        if self.probabilities is not None and not is_distribution(self.probabilities):
            raise ValueError("probabilities must be finite and sum to 1")

    @property
    def labels(self) -> LabelSet:
        """The classes of the model, in the order of `probabilities`."""
        return self.origin.labels

    @property
    def top(self) -> int | None:
        """Index of the most probable class; None if the frame was not assessed."""
        return None if self.probabilities is None else int(np.argmax(self.probabilities))

    @property
    def label(self) -> Label | None:
        """The most probable class; None if the frame was not assessed."""
        return None if self.top is None else self.labels[self.top]

    @property
    def evidence(self) -> Evidence | None:
        """Evidence for `evidence_label` in this frame, from which its heatmap is drawn.

        None if the frame was not assessed, if the decision over time gives no result at this
        frame (a heatmap would contradict the panel), or if the label means no finding.
        """
        label = self.evidence_label
        return None if label is None else self.evidence_for(label)

    @property
    def evidence_label(self) -> Label | None:
        """The class that is shown, or the frame's most probable class while none is shown."""
        shown = self.decision.label if self.decision is not None else None
        return shown or self.label

    def evidence_for(self, label: Label) -> Evidence | None:
        """Return this frame's evidence for any class; None as for `evidence`."""
        if (
            label.is_normal
            or not self.has_result
            or self.probabilities is None
            or self.class_maps is None
            or self.view is None
            or self.model_box is None
        ):
            return None
        index = self.labels.codes.index(label.code)
        return Evidence(
            self.class_maps[index], float(self.probabilities[index]), self.view, self.model_box
        )

    @property
    def has_result(self) -> bool:
        """Whether the decision over time gives a result at this frame."""
        return self.decision is not None and self.decision.is_result

    @property
    def premalignant_or_malignant(self) -> float | None:
        """Probability of the premalignant and malignant classes of this frame alone."""
        return None if self.probabilities is None else self.labels.share_of(self.probabilities)
