"""The reference of a bundle: pictures, and the outputs of its network at export."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import InputSpec
from hysteroview.inference.model.arrays import unpack_arrays

MOST_REFERENCE_BYTES = 128_000_000  # unpacked; the built-in bundle has 1.2 MB
_MOST_EMBEDDING, _MOST_PLACES = 65_536, 1024  # values, and places on a side of a class map
_FLOATS = ("logits", "class_maps", "embedding")


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Pictures of a bundle, and the outputs of the network at export.

    Attributes
    ----------
    crops
        (N, s, s, 3) uint8, RGB.
    logits, class_maps, embedding
        (N, C), (N, C, h, w) and (N, K + T) float32, computed in single precision by the exporter.
    """

    crops: NDArray[np.uint8]
    logits: NDArray[np.float32]
    class_maps: NDArray[np.float32]
    embedding: NDArray[np.float32]

    @property
    def embedding_size(self) -> int:
        """Number of values of an embedding."""
        return int(self.embedding.shape[1])


def unpack_reference(packed: bytes, spec: InputSpec, classes: int) -> Reference:
    """Read the reference of a bundle.

    Parameters
    ----------
    spec, classes
        Input and number of labels of the model card, which the arrays must match.

    Raises
    ------
    ValueError
        It is damaged, too large, or does not match the card.
    """
    arrays = unpack_arrays(packed, MOST_REFERENCE_BYTES)
    missing = {"crops", *_FLOATS} - set(arrays)
    if missing:
        raise ValueError(f"it has no {', '.join(sorted(missing))}")
    crops = arrays["crops"]
    logits, class_maps, embedding = (arrays[name] for name in _FLOATS)
    count, size = len(crops) if crops.ndim else 0, spec.size_px
    matches = (
        count > 0
        and crops.shape == (count, size, size, 3)
        and crops.dtype == np.uint8
        and logits.shape == (count, classes)
        and class_maps.ndim == 4
        and class_maps.shape[:2] == (count, classes)
        and 0 < min(class_maps.shape[2:]) <= max(class_maps.shape[2:]) <= _MOST_PLACES
        and embedding.ndim == 2
        and len(embedding) == count
        and 0 < embedding.shape[1] <= _MOST_EMBEDDING
    )
    if not matches:
        raise ValueError("it does not match the model card")
    floats = [np.asarray(array, np.float32) for array in (logits, class_maps, embedding)]
    if not all(np.isfinite(array).all() for array in floats):
        raise ValueError("its numbers are not finite")
    return Reference(crops, *floats)
