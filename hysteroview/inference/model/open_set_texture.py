"""Open-set scores that also use the texture: low-level appearance beside content.

Late features are trained to ignore low-level appearance, so that an unrelated picture can lie among
the lesions there. The texture at the end of an embedding separates them; see docs/open-set.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hysteroview.core.types import Outputs
from hysteroview.inference.model.open_set_scores import Array, log_sum_exp

_LEAST_DEVIATION = 1e-3  # of an inactive channel
_REACH = 8.0  # in standard deviations; features of the regression are clipped there


@dataclass(frozen=True, slots=True, eq=False)
class Whitening:
    """Whitening: transform values to uncorrelated values of variance 1.

    Attributes
    ----------
    center
        (K,), mean.
    directions
        (r, K), each scaled to variance 1.
    """

    center: Array
    directions: Array

    def __post_init__(self) -> None:
        if self.directions.ndim != 2 or self.center.shape != self.directions.shape[1:]:
            raise ValueError("the shapes of center and directions do not match")

    def __call__(self, values: Array) -> Array:
        whitened: Array = self.directions @ (values - self.center)
        return whitened


def length_of(values: Array) -> float:
    """Return the Euclidean length of values (r,)."""
    return float(np.sqrt(values.dot(values)))


def texture_of(embeddings: Array, size: int) -> Array:
    """Return the texture at the end of embeddings, with logarithms of the standard deviations.

    Parameters
    ----------
    embeddings
        (..., K + size).

    Returns
    -------
    (..., size): means of channels, then logarithms of their standard deviations.
    """
    texture = embeddings[..., embeddings.shape[-1] - size :]
    means, deviations = texture[..., : size // 2], texture[..., size // 2 :]
    logarithms = np.log(np.maximum(deviations, 0) + np.float32(_LEAST_DEVIATION))
    return np.concatenate([means, logarithms], axis=-1)


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """Mahalanobis distance of the texture alone (Lee et al. 2018; Sastry and Oore 1912.12510).

    Attributes
    ----------
    whitening
        Whitening with all T directions.
    """

    whitening: Whitening

    def __call__(self, outputs: Outputs) -> float:
        values = texture_of(outputs.embedding, len(self.whitening.center))
        return length_of(self.whitening(values))

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:  # noqa: ARG002
        """See `OpenSet.check_sizes`."""
        if len(self.whitening.center) != texture:
            raise ValueError(f"the statistics of the texture must have {texture} values")


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Log odds of a logistic regression trained with some outliers (arXiv 1812.04606).

    Attributes
    ----------
    pooled, texture
        Whitening of the two parts of the embedding; without texture, the latter has no rows.
    scale
        (2, 2): mean and standard deviation of energy and maximum logit.
    weights, bias
        One weight for each feature, and (1,).
    """

    pooled: Whitening
    texture: Whitening
    scale: Array
    weights: Array
    bias: Array

    def __post_init__(self) -> None:
        count = len(self.pooled.directions) + len(self.texture.directions) + 2
        if self.weights.shape != (count,) or self.bias.shape != (1,):
            raise ValueError(f"there must be {count} weights and one bias")
        if self.scale.shape != (2, 2) or not self.scale[1].min() > 0:
            raise ValueError("scale must be (2, 2) with positive deviations")

    def __call__(self, outputs: Outputs) -> float:
        return self.log_odds(self.features(outputs))

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:  # noqa: ARG002
        """See `OpenSet.check_sizes`."""
        if len(self.pooled.center) != pooled:
            raise ValueError(f"the statistics of the pooled features must have {pooled} values")
        if len(self.texture.center) not in {0, texture}:
            raise ValueError(f"the statistics of the texture must have {texture} values")

    def log_odds(self, features: Array) -> float:
        """Return the log odds of features, one value for each weight."""
        return float(features @ self.weights + self.bias[0])

    def whitened_texture(self, outputs: Outputs) -> Array:
        """Return the texture of a picture, uncorrelated."""
        return self.texture(texture_of(outputs.embedding, len(self.texture.center)))

    def features(self, outputs: Outputs, texture: Array | None = None) -> Array:
        """Return the features of the regression, one value for each weight.

        Parameters
        ----------
        texture
            See `whitened_texture`; None to compute it.
        """
        pooled = self.pooled(outputs.embedding[: len(self.pooled.center)])
        if texture is None:
            texture = self.whitened_texture(outputs)
        raw = [-log_sum_exp(outputs.logits), -float(outputs.logits.max())]
        scaled = (np.array(raw, np.float32) - self.scale[0]) / self.scale[1]
        features: Array = np.concatenate([pooled, texture, scaled])
        # as `clip`, which takes five times as long
        return np.minimum(np.maximum(features, -_REACH), _REACH)


@dataclass(frozen=True, slots=True, eq=False)
class TextureAndLogistic:
    """Maximum of both scores: unusual texture, or similarity to the outliers of the training.

    Attributes
    ----------
    logistic
        The whitening of its texture is also used for the distance.
    limits
        (2, 2): offset and unit of the distance and of the log odds.
    offsets
        (C,): subtracted according to the most probable class. Classes vary to different degrees; a
        common limit would reject one in seven pictures of the most varied class.
    """

    logistic: Logistic
    limits: Array
    offsets: Array

    def __post_init__(self) -> None:
        if self.offsets.ndim != 1:
            raise ValueError("offsets must be one number for each class")
        if self.limits.shape != (2, 2) or not self.limits[:, 1].min() > 0:
            raise ValueError("limits must be (2, 2) with positive units")

    def __call__(self, outputs: Outputs) -> float:
        texture = self.logistic.whitened_texture(outputs)
        log_odds = self.logistic.log_odds(self.logistic.features(outputs, texture))
        values = np.array([length_of(texture), log_odds], np.float32)
        # propagates NaN
        strangeness = np.maximum.reduce((values - self.limits[:, 0]) / self.limits[:, 1])
        return float(strangeness - self.offsets[int(np.argmax(outputs.logits))])

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:
        """See `OpenSet.check_sizes`."""
        self.logistic.check_sizes(classes, pooled, texture)
        Texture(self.logistic.texture).check_sizes(classes, pooled, texture)
        if len(self.offsets) != classes:
            raise ValueError(f"there must be {classes} offsets, one for each class")
