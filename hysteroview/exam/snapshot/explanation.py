"""What is over the frame of a snapshot: the heatmap of the live screen, or an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Box
from hysteroview.core.wording import percent


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ShownHeatmap:
    """The heatmap as it was on the screen.

    Attributes
    ----------
    layer
        (h, w, 4) uint8, BGRA, premultiplied: from `imaging.heatmap.heatmap_layer`.
    box
        Position in the frame.
    frame_index
        Index of the frame it belongs to.
    dimming
        In (0, 1]: strength according to its age.
    label
        Code of the class whose evidence it shows.
    is_chosen
        Whether the operator chose that class; otherwise it is the most probable one.
    """

    layer: NDArray[np.uint8]
    box: Box
    frame_index: int
    dimming: float
    label: str | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """An explanation of a frame, computed afterwards.

    Attributes
    ----------
    method
        Such as "Grad-CAM".
    code, probability
        Class that is explained, and its probability in this frame.
    layer
        Places of the feature map along one side; None where the method has none.
    hidden_share
        Side of the square that the occlusion test hid, as a share of the side of the picture; None
        for other methods.
    model, model_sha256
        Name of the model that was explained, and hash of its card.
    """

    method: str
    code: str
    probability: float
    model: str
    model_sha256: str
    layer: int | None = None
    hidden_share: float | None = None

    @property
    def words(self) -> str:
        """What the picture is, as it stands on the picture."""
        details = [f"{self.method} for {self.code} {percent(self.probability)}"]
        if self.layer is not None:
            details.append(f"layer {self.layer} × {self.layer}")
        if self.hidden_share is not None:
            details.append(f"square {percent(self.hidden_share)}")
        return f"Explanation: {', '.join(details)}"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class ShownExplanation:
    """An explanation with its map over the frame."""

    heatmap: ShownHeatmap
    explanation: Explanation


def is_explanation(record: Mapping[str, Any]) -> bool:
    """Whether a snapshot shows an explanation, by the content of its record."""
    return isinstance(record.get("explanation"), dict)
