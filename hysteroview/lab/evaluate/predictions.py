"""Outputs of a bundle for many pictures, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs
from hysteroview.imaging.pixels.preprocess import to_input
from hysteroview.inference.model.card import ModelCard
from hysteroview.inference.runtimes.backend import Backend
from hysteroview.lab.data.relight import relight

_BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """Outputs of many pictures without class maps.

    Attributes
    ----------
    logits
        (N, C) float32.
    embeddings
        (N, K + T) float32.
    texture_size
        T, from the bundle's card.
    """

    logits: NDArray[np.float32]
    embeddings: NDArray[np.float32]
    texture_size: int = 0

    def __len__(self) -> int:
        return len(self.logits)

    @property
    def pooled(self) -> NDArray[np.float32]:
        """(N, K): pooled last feature map."""
        return self.embeddings[:, : self.embeddings.shape[1] - self.texture_size]

    def outputs(self) -> list[Outputs]:
        """Yield the outputs one by one, with empty class maps of one cell."""
        maps = np.zeros((self.logits.shape[1], 1, 1), np.float32)
        return [
            Outputs(logits, maps, embedding)
            for logits, embedding in zip(self.logits, self.embeddings, strict=True)
        ]


@dataclass(frozen=True, slots=True, eq=False)
class Labeled:
    """Predictions with their truth.

    Attributes
    ----------
    labels
        (N,) int64, index into the card's labels.
    patients
        (N,) int64, unit of splits and intervals, because pictures of one patient are similar.
    """

    predictions: Predictions
    labels: NDArray[np.int64]
    patients: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)


def label(
    predictions: Predictions, labels: NDArray[np.int64], patients: NDArray[np.int64]
) -> Labeled:
    """Add the labels of (n,) pictures to their predictions, or to those of several relit copies."""
    lights = len(predictions) // max(len(labels), 1)
    return Labeled(predictions, np.tile(labels, lights), np.tile(patients, lights))


def predict_in_any_light(
    card: ModelCard, backend: Backend, crops: NDArray[np.uint8]
) -> Predictions:
    """Run a bundle on crops, and then on a relit copy of each: (2N, ...).

    For statistics and training only; pictures for thresholds and figures are not relit.
    """
    return predict(card, backend, np.concatenate([crops, relight(crops, seed=len(crops))]))


def predict(card: ModelCard, backend: Backend, crops: NDArray[np.uint8]) -> Predictions:
    """Run a bundle on crops (N, s, s, 3) uint8 RGB, in the same way as the program."""
    logits, embeddings = [], []
    for start in range(0, len(crops), _BATCH):
        for outputs in backend.run(to_input(crops[start : start + _BATCH], card.input)):
            logits.append(outputs.logits)
            embeddings.append(outputs.embedding)
    if not logits:
        width = card.texture_size + 1
        return Predictions(
            np.zeros((0, len(card.labels)), np.float32),
            np.zeros((0, width), np.float32),
            card.texture_size,
        )
    return Predictions(np.stack(logits), np.stack(embeddings), card.texture_size)
