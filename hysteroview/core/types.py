"""The values that flow down the road: frames, outputs, analyses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.coded import CodedPicture
from hysteroview.core.states import FRAME_STATES, AssessmentState, Reason, TwoClass

__all__ = [
    "FRAME_STATES", "NS_PER_S", "SQUARE_PIXELS", "Analysis", "AssessmentState", "Box", "Decision",
    "Evidence", "FieldOfView", "Frame", "InputSpec", "Label", "LabelSet", "Outputs", "Picture",
    "Reason", "TwoClass",
]  # fmt: skip

NS_PER_S = 1_000_000_000
SQUARE_PIXELS = Fraction(1)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the frame; it may reach beyond the frame."""

    x: int
    y: int
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width <= 0 or self.height <= 0:
            raise ValueError("a box has a positive width and height")


class Picture(Protocol):
    """A picture that makes its pixels only when somebody looks at them."""

    @property
    def width_px(self) -> int: ...

    @property
    def height_px(self) -> int: ...

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """(H, W, 4) uint8, BGRA with alpha 255, read-only; made once. From any thread."""

    def reduce(self, region: Box, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Resize a region within the picture to (height_px, width_px, 3) uint8, BGR."""

    def sample(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Return a thumbnail of single pixels, (height_px, width_px, 3) uint8, BGR."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a source, as the source delivered it.

    Attributes
    ----------
    index
        Counts the frames of the source from 0.
    pts_ns
        Presentation timestamp on the source's own clock, ns; the first frame need not be at 0.
    captured_ns
        `time.monotonic_ns()` at which the picture was ready for use.
    image
        (H, W, 4) uint8, BGRA with alpha 255, read-only, which Qt paints without conversion; or a
        picture that makes these pixels when they are asked for.
    pixel_aspect
        Width of a pixel divided by its height: not 1 for standard-definition video.
    coded
        The same picture before it was decoded, if a clip can hold it as it is.
    """

    index: int
    pts_ns: int
    captured_ns: int
    image: NDArray[np.uint8] | Picture
    pixel_aspect: Fraction = SQUARE_PIXELS
    coded: CodedPicture | None = None

    def __post_init__(self) -> None:
        if isinstance(self.image, np.ndarray):
            if self.image.ndim != 3 or self.image.shape[2] != 4 or self.image.dtype != np.uint8:
                raise ValueError(f"pixels must be (H, W, 4) uint8, not {self.image.shape}")
            self.image.flags.writeable = False  # shared by threads from here on
        if self.pixel_aspect <= 0:
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
    """Where in the frame the endoscope's picture is.

    Attributes
    ----------
    bounds
        Smallest box around the picture, within the frame.
    ellipse
        The box of the whole (perhaps cut off) ellipse if the picture is round; None for
        octagonal, rectangular and full-frame pictures.
    outline
        Corners (x, y) of a convex polygon if the picture is octagonal or the like; empty for
        round, rectangular and full-frame pictures.
    panels
        What a console has laid over the picture: it is not part of it.
    """

    bounds: Box
    ellipse: Box | None = None
    outline: tuple[tuple[int, int], ...] = ()
    panels: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What the network wants to see.

    Attributes
    ----------
    size_px
        Height and width of the square input.
    mean, std
        Of the RGB channels scaled to [0, 1].
    """

    size_px: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]

    def __post_init__(self) -> None:
        if not 32 <= self.size_px <= 1024:
            raise ValueError(f"size_px must be 32 to 1024, not {self.size_px}")
        if len(self.mean) != 3 or len(self.std) != 3 or min(self.std) <= 0:
            raise ValueError("mean and std have three channels, and std is positive")


@dataclass(frozen=True, slots=True)
class Label:
    """A class of the model: its code, its name, and its side of the two-class result."""

    code: str
    name: str
    premalignant_or_malignant: bool

    @property
    def is_normal(self) -> bool:
        """Whether this class is the absence of a finding (its code is "normal")."""
        return self.code.lower() == "normal"


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The classes of a model in the order of its logits."""

    labels: tuple[Label, ...]

    def __post_init__(self) -> None:
        codes = [label.code for label in self.labels]
        if len(codes) < 2 or len(set(codes)) != len(codes):
            raise ValueError("a label set holds at least two labels with distinct codes")
        if not all(code.isidentifier() for code in codes):
            raise ValueError("a label's code is letters, digits and underscores")

    def __iter__(self) -> Iterator[Label]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> Label:
        return self.labels[index]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(label.code for label in self.labels)

    def share_of(self, probabilities: NDArray[np.float64]) -> float:
        """Return the probability of the premalignant and malignant classes: a sum over the same
        distribution, so that the two-class result cannot contradict the other.
        """
        members = [label.premalignant_or_malignant for label in self.labels]
        return float(min(probabilities[members].sum(), 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Outputs:
    """What the network says of one picture.

    Attributes
    ----------
    logits
        (C,) float32.
    class_maps
        (C, h, w) float32 before ReLU: the linear head applied at each place of the last
        feature map. The mean of map c plus the bias of class c is logit c.
    embedding
        (K + T,) float32: the pooled features of the last map, then the texture, if any: means
        and standard deviations of channels of earlier maps.
    """

    logits: NDArray[np.float32]
    class_maps: NDArray[np.float32]
    embedding: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.logits.ndim != 1 or self.class_maps.ndim != 3 or self.embedding.ndim != 1:
            raise ValueError("outputs of one picture have no batch axis")
        if len(self.logits) != len(self.class_maps):
            raise ValueError("there is one class map for each logit")


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Where a frame speaks for a class: what a heatmap is drawn from.

    Attributes
    ----------
    class_map
        (h, w) float32 before ReLU, over `box`.
    probability
        Of the class.
    view, box
        The field of view, and the square around it that the network saw.
    """

    class_map: NDArray[np.float32]
    probability: float
    view: FieldOfView
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """What the frames so far come to at this one: what the operator reads.

    Attributes
    ----------
    state, reason
        What the light shows: the state of the frames, without those that last a moment only.
    label
        The class that is shown; None while no class is clear.
    probabilities
        (C,) float64 that sum to 1, smoothed over time; None if too little was assessed lately.
    two_class
        By the operating point, from the same probabilities; None together with them.
    episode
        Counts the episodes of the source from 1; None outside of one.
    operating_point
        Name of the one that was chosen; empty if the model has none.
    is_calibrated
        Whether the probabilities can be read as frequencies.
    """

    state: AssessmentState
    reason: Reason | None = None
    label: Label | None = None
    probabilities: NDArray[np.float64] | None = None
    two_class: TwoClass | None = None
    episode: int | None = None
    operating_point: str = ""
    is_calibrated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What the model says of one frame, and what is decided with the frames before it.

    Attributes
    ----------
    frame_index, pts_ns, captured_ns
        Of the frame that was analyzed: the heatmap belongs to that frame and no other.
    state, reason
        Of this frame: ACTIVE with probabilities, NOT_ASSESSABLE with a reason, or another of
        `FRAME_STATES`.
    labels
        The classes, in the order of `probabilities`.
    probabilities
        (C,) float64 that sum to 1, or None if the frame was not assessed.
    class_maps
        (C, h, w) float32 over `model_box`, or None.
    view
        The field of view the model saw, None if none was found.
    model_box
        The square (in square pixels) around the field of view that was resized to the network's
        input; the class maps lie over it.
    quality
        Of the picture, in [0, 1]; None if it was not judged.
    open_set_score
        How unlike what the model knows the picture is, by the model's own score: higher is
        stranger. None if it was not judged.
    decision
        Over time; None where frames are judged one by one.
    """

    frame_index: int
    pts_ns: int
    captured_ns: int
    state: AssessmentState
    labels: LabelSet
    reason: Reason | None = None
    probabilities: NDArray[np.float64] | None = None
    class_maps: NDArray[np.float32] | None = None
    view: FieldOfView | None = None
    model_box: Box | None = None
    quality: float | None = None
    open_set_score: float | None = None
    decision: Decision | None = None

    def __post_init__(self) -> None:
        assessed = self.state is AssessmentState.ACTIVE
        if self.state not in FRAME_STATES:
            raise ValueError(f"{self.state} is no state of a frame")
        if assessed != (self.probabilities is not None):
            raise ValueError("an analysis has probabilities exactly if it is ACTIVE")
        if (self.state is AssessmentState.NOT_ASSESSABLE) != (self.reason is not None):
            raise ValueError("an analysis has a reason exactly if it is NOT_ASSESSABLE")
        if self.probabilities is not None and len(self.probabilities) != len(self.labels):
            raise ValueError("there is one probability for each label")

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
        """What the heatmap of this frame is drawn from: this frame's evidence for
        `evidence_label`; None if the frame was not assessed, or has nothing to find in it.
        """
        label = self.evidence_label
        return None if label is None else self.evidence_for(label)

    @property
    def evidence_label(self) -> Label | None:
        """The class that is shown, or the frame's most probable one while none is shown."""
        shown = self.decision.label if self.decision is not None else None
        return shown or self.label

    def evidence_for(self, label: Label) -> Evidence | None:
        """Return this frame's evidence for any class, as `evidence` is for the one shown."""
        if (
            label.is_normal
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
    def premalignant_or_malignant(self) -> float | None:
        """Probability of the premalignant and malignant classes of this frame alone."""
        return None if self.probabilities is None else self.labels.share_of(self.probabilities)
