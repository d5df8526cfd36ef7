"""Whether a runtime computes what the model's maker computed: the bundle's reference decides."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.errors import ModelError
from hysteroview.imaging.preprocess import to_input
from hysteroview.inference.backend import Backend, Precision
from hysteroview.inference.card import ModelCard
from hysteroview.inference.probabilities import softmax

MAX_PROBABILITY_DIFFERENCE = 0.02
MAX_MAP_DIFFERENCE = {Precision.SINGLE: 1e-3, Precision.HALF: 2e-2, Precision.BRAIN: 2e-2}


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Pictures of a bundle and what the network said of them when it was exported.

    Attributes
    ----------
    crops
        (N, s, s, 3) uint8, RGB.
    logits, class_maps
        (N, C) and (N, C, h, w) float32, computed in single precision by the exporter.
    """

    crops: NDArray[np.uint8]
    logits: NDArray[np.float32]
    class_maps: NDArray[np.float32]


def load_reference(card: ModelCard) -> Reference:
    """Read the reference of a bundle; its SHA-256 was checked when the card was loaded.

    Raises
    ------
    ModelError
        The file does not hold what a reference holds.
    """
    try:
        with np.load(card.reference_path, allow_pickle=False) as arrays:
            reference = Reference(arrays["crops"], arrays["logits"], arrays["class_maps"])
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"{card.folder.name}/{card.reference_path.name} is no reference: {error}.",
            remedy="Export the model anew.",
        ) from error
    count, size, classes = len(reference.crops), card.input.size_px, len(card.labels)
    if (
        count == 0
        or reference.crops.shape != (count, size, size, 3)
        or reference.crops.dtype != np.uint8
        or reference.logits.shape != (count, classes)
        or reference.class_maps.shape[:2] != (count, classes)
    ):
        raise ModelError(
            f"{card.folder.name}/{card.reference_path.name} does not fit its card.",
            remedy="Export the model anew.",
        )
    return reference


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far a runtime is from the reference.

    Attributes
    ----------
    pictures
        That were compared.
    other_top
        Pictures whose most probable class is another one.
    probability
        Greatest difference of a probability.
    class_map
        Greatest difference of a class map, as a share of the picture's greatest magnitude.
    """

    pictures: int
    other_top: int
    probability: float
    class_map: float

    def fault(self, precision: Precision) -> str:
        """Say where it is out of bounds, with figures; empty if it agrees."""
        allowed = MAX_MAP_DIFFERENCE[precision]
        faults = []
        if self.other_top:
            faults.append(f"another top class on {self.other_top} of {self.pictures} pictures")
        # written so that what is not a number is a fault
        if not self.probability <= MAX_PROBABILITY_DIFFERENCE:
            faults.append(
                f"a probability differs by {self.probability:.3g} "
                f"(allowed {MAX_PROBABILITY_DIFFERENCE:g})"
            )
        if not self.class_map <= allowed:
            faults.append(f"class maps differ by {self.class_map:.3g} (allowed {allowed:g})")
        return ", ".join(faults)


def compare(card: ModelCard, backend: Backend) -> Agreement:
    """Run the reference pictures, one at a time as the live road does, and compare.

    Raises
    ------
    InferenceError
        The runtime failed.
    ModelError
        The bundle's reference cannot be read.
    """
    reference = load_reference(card)
    other_top, probability, class_map = 0, 0.0, 0.0
    for crop, logits, maps in zip(
        reference.crops, reference.logits, reference.class_maps, strict=True
    ):
        (outputs,) = backend.run(to_input(crop[None], card.input))
        if outputs.class_maps.shape != maps.shape or outputs.logits.shape != logits.shape:
            return Agreement(len(reference.crops), len(reference.crops), np.nan, np.nan)
        other_top += int(outputs.logits.argmax() != logits.argmax())
        gap = np.abs(softmax(outputs.logits) - softmax(logits)).max()
        scale = max(float(np.abs(maps).max()), 1e-12)
        map_gap = np.abs(outputs.class_maps - maps).max() / scale
        # np.maximum keeps a NaN, max() may lose it
        probability = float(np.maximum(probability, gap))
        class_map = float(np.maximum(class_map, map_gap))
    return Agreement(len(reference.crops), other_top, probability, class_map)
