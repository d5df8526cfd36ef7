"""What the program and the process that explains a frame send each other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

HIDDEN_SHARES: Final = (0.125, 0.25, 0.4)  # sides of the square that the occlusion test hides
HIDDEN_SHARE: Final = 0.25  # as shares of the side of the picture; one that is chosen by default


class Method(StrEnum):
    """Ways to explain a frame."""

    GRAD_CAM = "Grad-CAM"
    GRAD_CAM_PLUS_PLUS = "Grad-CAM++"
    LAYER_CAM = "LayerCAM"
    OCCLUSION = "Occlusion"
    SCORE_CAM = "Score-CAM"

    @property
    def is_slow(self) -> bool:
        """Whether it runs the network more than a hundred times."""
        return self is Method.SCORE_CAM


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExplainRequest:
    """A frame to explain.

    Attributes
    ----------
    model, card_sha256
        Folder of the bundle, and the hash of its card.
    crop
        (s, s, 3) uint8, RGB: what the network saw.
    mask
        (s, s) uint8: 0 outside the field of view.
    code
        Class to explain; empty for the most probable one.
    layer
        Places of the feature map along one side, such as 7; 0 for the last one.
    hidden_share
        Side of the square that the occlusion test hides, as a share of the side of the picture.
    methods
        In the order in which they are computed.
    """

    model: Path
    card_sha256: str
    crop: NDArray[np.uint8]
    mask: NDArray[np.uint8]
    code: str = ""
    layer: int = 0
    hidden_share: float = HIDDEN_SHARE
    methods: tuple[Method, ...] = tuple(Method)


@dataclass(frozen=True, slots=True)
class Begun:
    """The network has computed the frame.

    Attributes
    ----------
    probabilities
        Of the classes, by code.
    code
        Class that is explained.
    layers
        Places along one side of the feature maps that can be chosen, the finest first.
    layer
        The one that was chosen.
    """

    probabilities: dict[str, float]
    code: str
    layers: tuple[int, ...]
    layer: int

    @property
    def probability(self) -> float:
        """Probability of the class that is explained."""
        return self.probabilities[self.code]


@dataclass(frozen=True, slots=True)
class Step:
    """How much of a method is computed, in runs of the network, and about how long it goes on."""

    method: Method
    done: int
    total: int
    left_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """The map of one method.

    Attributes
    ----------
    values
        (h, w) float32. Of a class activation map: the evidence for the class, 0 or more, each
        method on a scale of its own. Of the occlusion test: change of the class's probability in
        percentage points if the square around this place is hidden, NaN outside the field of view.
    """

    method: Method
    values: NDArray[np.float32]
    seconds: float


@dataclass(frozen=True, slots=True)
class Finished:
    """All methods of a request were computed."""


@dataclass(frozen=True, slots=True)
class ExplainFailed:
    """The explanation is not possible."""

    message: str
    remedy: str = ""


Message = Begun | Step | Explained | Finished | ExplainFailed
