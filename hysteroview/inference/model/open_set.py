"""Open-set recognition: pictures too different from the training data get no label."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs
from hysteroview.inference.model.arrays import unpack_arrays
from hysteroview.inference.model.open_set_scores import (
    Array,
    Energy,
    Mahalanobis,
    MaximumLogit,
    Neighbors,
    Score,
)
from hysteroview.inference.model.open_set_texture import Logistic, Texture, TextureAndLogistic

SCORES: Mapping[str, type[Any]] = {
    "maximum_logit": MaximumLogit,
    "energy": Energy,
    "mahalanobis": Mahalanobis,
    "neighbors": Neighbors,
    "texture": Texture,
    "logistic": Logistic,
    "texture_and_logistic": TextureAndLogistic,
}
MAX_STATISTICS_BYTES = 2_000_000
_MOST_UNPACKED_BYTES = 8_000_000
_WIDEST_THRESHOLD = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class OpenSet:
    """A score, and the threshold above which a picture belongs to none of the labels.

    Attributes
    ----------
    method
        Name of the score, one of `SCORES`.
    threshold
        95 % of the validation pictures of the classes have at most this score.
    """

    method: str
    threshold: float
    score_of: Score

    def __post_init__(self) -> None:
        if not abs(self.threshold) <= _WIDEST_THRESHOLD:
            raise ValueError(
                f"the threshold of the open set must be a number up to {_WIDEST_THRESHOLD:g}"
            )

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:
        """Check that the score can be computed from the outputs of the bundle's network.

        Parameters
        ----------
        classes, pooled, texture
            Number of classes, and of the two parts of an embedding.

        Raises
        ------
        ValueError
            It was computed for another network.
        """
        self.score_of.check_sizes(classes, pooled, texture)

    def score(self, outputs: Outputs) -> float:
        """Return the distance of the picture from the training data; higher is further away."""
        return self.score_of(outputs)

    def accepts(self, score: float) -> bool:
        """Whether a picture with this score gets a label; NaN gets none."""
        return score <= self.threshold


def method_of(score: Score) -> str:
    """Return the name of a score, one of `SCORES`."""
    return next(name for name, kind in SCORES.items() if type(score) is kind)


def pack_statistics(score: Score) -> tuple[str, bytes]:
    """Return a score's method, and its arrays as .npz; equal arrays give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in _arrays_of(score).items():
            # with a fixed date (1980)
            with archive.open(zipfile.ZipInfo(f"{name}.npy"), "w") as entry:
                np.lib.format.write_array(entry, array, allow_pickle=False)
    return method_of(score), buffer.getvalue()


def unpack_statistics(method: str, threshold: float, packed: bytes) -> OpenSet:
    """Read the output of `pack_statistics`; no code in the file is executed.

    Raises
    ------
    ValueError
        The file is damaged, too large, or does not belong to the method.
    """
    if len(packed) > MAX_STATISTICS_BYTES:
        raise ValueError("the open set statistics are larger than 2 MB")
    try:
        arrays = unpack_arrays(packed, _MOST_UNPACKED_BYTES)
    except ValueError as error:
        raise ValueError(f"the open set statistics are {error}") from error
    if method not in SCORES:
        raise ValueError(f"the method of the open set is not one of {', '.join(SCORES)}")
    score: Score = _build(SCORES[method], arrays)
    return OpenSet(method, threshold, score)


def _arrays_of(part: Any, prefix: str = "") -> dict[str, Array]:
    """Return the arrays of a score and of its parts, by names such as ``texture.center``."""
    arrays: dict[str, Array] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        name = prefix + field.name
        arrays |= _arrays_of(value, f"{name}.") if is_dataclass(value) else {name: value}
    return arrays


def _build(kind: type[Any], arrays: Mapping[str, NDArray[Any]], prefix: str = "") -> Any:
    """Build a score from the arrays that `_arrays_of` returned."""
    values = {}
    hints = get_type_hints(kind)
    for field in fields(kind):
        name = prefix + field.name
        if is_dataclass(hints[field.name]):
            values[field.name] = _build(hints[field.name], arrays, f"{name}.")
        elif name not in arrays:
            raise ValueError(f"the open set statistics have no {name}")
        elif not np.isfinite(arrays[name]).all():
            raise ValueError("the open set statistics are not finite")
        else:
            values[field.name] = np.asarray(arrays[name], np.float32)
    return kind(**values)
