"""Agreement of a runtime with the reference outputs of the bundle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard, load_reference
from hysteroview.inference.model.probabilities import softmax
from hysteroview.inference.runtimes.backend import Backend, Precision

MAX_PROBABILITY_DIFFERENCE = 0.02
MAX_MAP_DIFFERENCE = {Precision.SINGLE: 1e-3, Precision.HALF: 2e-2, Precision.BRAIN: 2e-2}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Differences between a runtime and the reference.

    Attributes
    ----------
    pictures
        Number of pictures compared.
    other_top
        Number of pictures with another most probable class.
    probability
        Largest difference of a probability.
    class_map
        Largest difference of a class map, relative to the largest magnitude in the picture.
    embedding
        The same for the embedding, which the open-set score uses.
    """

    pictures: int
    other_top: int
    probability: float
    class_map: float
    embedding: float

    def fault(self, precision: Precision) -> str:
        """Differences that exceed their limits, with figures; empty if the runtime agrees."""
        allowed = MAX_MAP_DIFFERENCE[precision]
        faults = []
        if self.other_top:
            faults.append(f"another top class on {self.other_top} of {self.pictures} pictures")
        # written so that NaN counts as a fault
        if not self.probability <= MAX_PROBABILITY_DIFFERENCE:
            faults.append(
                f"a probability differs by {self.probability:.3g} "
                f"(allowed {MAX_PROBABILITY_DIFFERENCE:g})"
            )
        if not self.class_map <= allowed:
            faults.append(f"class maps differ by {self.class_map:.3g} (allowed {allowed:g})")
        if not self.embedding <= allowed:
            faults.append(f"embeddings differ by {self.embedding:.3g} (allowed {allowed:g})")
        return ", ".join(faults)


def compare(card: ModelCard, backend: Backend) -> Agreement:
    """Run the reference pictures, one at a time as in live analysis, and compare.

    Raises
    ------
    InferenceError
        The runtime failed.
    ModelError
        The bundle's reference cannot be read.
    """
    reference = load_reference(card)
    count = len(reference.crops)
    other_top, probability, class_map, embedding = 0, 0.0, 0.0, 0.0
    for index, crop in enumerate(reference.crops):
        (outputs,) = backend.run(to_input(crop[None], card.input))
        logits, maps = reference.logits[index], reference.class_maps[index]
        expected = (logits.shape, maps.shape, reference.embedding[index].shape)
        if (outputs.logits.shape, outputs.class_maps.shape, outputs.embedding.shape) != expected:
            return Agreement(count, count, np.nan, np.nan, np.nan)
        other_top += int(outputs.logits.argmax() != logits.argmax())
        gap = np.abs(softmax(outputs.logits) - softmax(logits)).max()
        # np.maximum propagates NaN, max() may not
        probability = float(np.maximum(probability, gap))
        class_map = float(np.maximum(class_map, _gap(outputs.class_maps, maps)))
        embedding = float(
            np.maximum(embedding, _gap(outputs.embedding, reference.embedding[index]))
        )
    return Agreement(count, other_top, probability, class_map, embedding)


def _gap(values: NDArray[np.float32], expected: NDArray[np.float32]) -> float:
    """Return the largest difference, relative to the largest magnitude."""
    scale = max(float(np.abs(expected).max()), 1e-12)
    return float(np.abs(values - expected).max() / scale)
