"""What a snapshot is that shows an explanation of its frame, and not what the operator saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from hysteroview.core.wording import percent


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


def is_explanation(record: Mapping[str, Any]) -> bool:
    """Whether a snapshot shows an explanation, by the content of its record."""
    return isinstance(record.get("explanation"), dict)
