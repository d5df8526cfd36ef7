"""What a model's card may bring to judge its outputs by; each part may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs


class Calibration(Protocol):
    """Turns logits into probabilities that can be read as frequencies."""

    def probabilities(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return (C,) probabilities that sum to 1 for (C,) logits."""


class OpenSet(Protocol):
    """Tells whether a picture is of anything the model knows."""

    def score(self, outputs: Outputs) -> float:
        """Say how well the outputs fit what the model was trained on."""

    def accepts(self, score: float) -> bool:
        """Whether a picture with this score is judged at all."""


class OperatingPoint(Protocol):
    """A threshold of the two-class result, chosen on validation data."""

    @property
    def name(self) -> str: ...

    @property
    def threshold(self) -> float:
        """Least probability of the premalignant and malignant classes together."""


@dataclass(frozen=True, slots=True)
class Judges:
    """The parts of one model; without them probabilities are uncalibrated, every picture is
    taken for one of the classes, and the two-class result is positive from one half on.
    """

    calibration: Calibration | None = None
    open_set: OpenSet | None = None
    operating_points: Sequence[OperatingPoint] = ()


NO_JUDGES = Judges()
