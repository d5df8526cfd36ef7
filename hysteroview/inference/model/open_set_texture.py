"""Scores that look at the texture too: how a picture was painted, beside what it shows.

Late features are trained to ignore low-level looks, so that a picture from another world can lie
amidst the lesions there. The texture at the end of an embedding tells them apart; see
docs/open-set.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hysteroview.core.types import Outputs
from hysteroview.inference.model.open_set_scores import Array, log_sum_exp

_LEAST_DEVIATION = 1e-3  # of a channel that is silent
_REACH = 8.0  # in deviations: beyond, it does not matter to a regression how far


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """Turns values into independent ones of variance 1.

    Attributes
    ----------
    center
        (K,), the mean.
    directions
        (r, K), each scaled to variance 1.
    """

    center: Array
    directions: Array

    def __post_init__(self) -> None:
        if self.directions.ndim != 2 or self.center.shape != self.directions.shape[1:]:
            raise ValueError("center and directions do not fit one another")

    def __call__(self, values: Array) -> Array:
        whitened: Array = self.directions @ (values - self.center)
        return whitened


def texture_of(embeddings: Array, size: int) -> Array:
    """Return the texture at the end of embeddings, deviations as logarithms.

    Parameters
    ----------
    embeddings
        (..., K + size).

    Returns
    -------
    (..., size): means of channels, then logarithms of their standard deviations.
    """
    start = embeddings.shape[-1] - size
    means, deviations = np.split(embeddings[..., start:], 2, axis=-1)
    logarithms = np.log(np.maximum(deviations, 0) + np.float32(_LEAST_DEVIATION))
    return np.concatenate([means, logarithms], axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """Mahalanobis distance of the texture alone (Lee et al. 2018; Sastry and Oore 1912.12510).

    Attributes
    ----------
    whitening
        Of all T directions.
    """

    whitening: Whitening

    def __call__(self, outputs: Outputs) -> float:
        values = texture_of(outputs.embedding, len(self.whitening.center))
        return float(np.linalg.norm(self.whitening(values)))


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Log odds of a logistic regression that has seen some outliers (arXiv 1812.04606).

    Attributes
    ----------
    pooled, texture
        Of the two parts of the embedding; where there is no texture, the latter has no rows.
    scale
        (2, 2): mean and standard deviation of energy and maximum logit.
    weights, bias
        One for each feature, and (1,).
    """

    pooled: Whitening
    texture: Whitening
    scale: Array
    weights: Array
    bias: Array

    def __post_init__(self) -> None:
        count = len(self.pooled.directions) + len(self.texture.directions) + 2
        if self.weights.shape != (count,) or self.bias.shape != (1,):
            raise ValueError(f"there are {count} weights and one bias")
        if self.scale.shape != (2, 2) or not self.scale[1].min() > 0:
            raise ValueError("scale is (2, 2) with positive deviations")

    def __call__(self, outputs: Outputs) -> float:
        return float(self.features(outputs) @ self.weights + self.bias[0])

    def features(self, outputs: Outputs) -> Array:
        """Return what the regression sees, one value for each weight."""
        pooled = self.pooled(outputs.embedding[: len(self.pooled.center)])
        texture = self.texture(texture_of(outputs.embedding, len(self.texture.center)))
        raw = [-log_sum_exp(outputs.logits), -float(outputs.logits.max())]
        scaled = (np.array(raw, np.float32) - self.scale[0]) / self.scale[1]
        features: Array = np.concatenate([pooled, texture, scaled]).clip(-_REACH, _REACH)
        return features


@dataclass(frozen=True, slots=True, eq=False)
class TextureAndLogistic:
    """The greater of both: strange in texture, or like an outlier that was taught.

    Attributes
    ----------
    logistic
        Its texture's whitening is that of the distance too.
    limits
        (2, 2): of the distance and of the log odds, what counts as 0 and what as 1 more.
    offsets
        (C,): subtracted by the class that the network takes the picture for. Classes are not
        equally varied; one limit for all would refuse one in seven of the most varied.
    """

    logistic: Logistic
    limits: Array
    offsets: Array

    def __post_init__(self) -> None:
        if self.offsets.ndim != 1:
            raise ValueError("offsets are one number for each class")
        if self.limits.shape != (2, 2) or not self.limits[:, 1].min() > 0:
            raise ValueError("limits are (2, 2) with positive units")

    def __call__(self, outputs: Outputs) -> float:
        distance = Texture(self.logistic.texture)(outputs)
        values = np.array([distance, self.logistic(outputs)], np.float32)
        strangeness = np.max((values - self.limits[:, 0]) / self.limits[:, 1])  # keeps a NaN
        return float(strangeness - self.offsets[int(np.argmax(outputs.logits))])
