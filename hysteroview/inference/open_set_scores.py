"""Scores of how unlike a picture is to what a network was trained on: higher is stranger.

Each is a small value made of arrays, computed in well under 0.2 ms. How they compare, and which
one a bundle keeps, is in docs/open-set.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs

Array = NDArray[np.float32]


class Score(Protocol):
    """From a network's outputs to one number."""

    def __call__(self, outputs: Outputs) -> float: ...


@dataclass(frozen=True, slots=True, eq=False)
class MaximumLogit:
    """Minus the greatest logit (Hendrycks et al. 2022, arXiv 1911.11132)."""

    def __call__(self, outputs: Outputs) -> float:
        return -float(outputs.logits.max())


@dataclass(frozen=True, slots=True, eq=False)
class Energy:
    """Minus the log of the summed exponentials of the logits (Liu et al. 2020, 2010.03759)."""

    def __call__(self, outputs: Outputs) -> float:
        return -_log_sum_exp(outputs.logits)


@dataclass(frozen=True, slots=True, eq=False)
class Mahalanobis:
    """Distance to the nearest class mean (Lee et al. 2018, arXiv 1807.03888).

    The covariance that the classes share keeps its `r` widest directions; all narrower ones
    have their mean variance, which shrinks the part that few pictures cannot tell.

    Attributes
    ----------
    means
        (C, K), of the embeddings of each class.
    directions
        (r, K), orthonormal.
    variances
        (r + 1,), along each direction, and last of all that is left.
    """

    means: Array
    directions: Array
    variances: Array

    def __post_init__(self) -> None:
        r, k = self.directions.shape
        if self.means.ndim != 2 or self.means.shape[1] != k or self.variances.shape != (r + 1,):
            raise ValueError("means, directions and variances do not fit one another")
        if not self.variances.min() > 0:
            raise ValueError("variances are positive")

    def __call__(self, outputs: Outputs) -> float:
        gaps = outputs.embedding - self.means
        along = (gaps @ self.directions.T) ** 2
        rest = np.maximum((gaps * gaps).sum(axis=1) - along.sum(axis=1), 0)
        squares = (along / self.variances[:-1]).sum(axis=1) + rest / self.variances[-1]
        return float(np.sqrt(squares.min()))


@dataclass(frozen=True, slots=True, eq=False)
class Neighbors:
    """Distance to the k-th nearest prototype, directions only (Sun et al. 2022, 2204.06507).

    Attributes
    ----------
    prototypes
        (P, K), each of length 1.
    k
        (1,), counted from 1.
    """

    prototypes: Array
    k: Array

    def __post_init__(self) -> None:
        if self.prototypes.ndim != 2 or self.k.shape != (1,):
            raise ValueError("prototypes are (P, K), and there is one k")
        if not 1 <= int(self.k[0]) <= len(self.prototypes):
            raise ValueError("there are at least k prototypes")

    def __call__(self, outputs: Outputs) -> float:
        length = max(float(np.linalg.norm(outputs.embedding)), 1e-12)
        cosines = self.prototypes @ (outputs.embedding / np.float32(length))
        rank = int(self.k[0]) - 1
        return float(1 - -np.partition(-cosines, rank)[rank])


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """Log odds of a logistic regression that has seen some outliers (arXiv 1812.04606).

    Attributes
    ----------
    center, directions
        (K,) and (r, K): the widest directions of the embedding, each scaled to variance 1.
    scale
        (2, 3): mean and standard deviation of energy, maximum logit and log distance to the
        nearest of `directions`' span.
    weights, bias
        (r + 3,) and (1,).
    """

    center: Array
    directions: Array
    scale: Array
    weights: Array
    bias: Array

    def __post_init__(self) -> None:
        r, k = self.directions.shape
        if self.center.shape != (k,) or self.weights.shape != (r + 3,):
            raise ValueError("center, directions and weights do not fit one another")
        if self.scale.shape != (2, 3) or self.bias.shape != (1,) or not self.scale[1].min() > 0:
            raise ValueError("scale is (2, 3) with positive deviations, and there is one bias")

    def __call__(self, outputs: Outputs) -> float:
        return float(self.features(outputs) @ self.weights + self.bias[0])

    def features(self, outputs: Outputs) -> Array:
        """Return what the regression sees: (r + 3,)."""
        gap = outputs.embedding - self.center
        raw = np.array(
            [
                -_log_sum_exp(outputs.logits),
                -float(outputs.logits.max()),
                float(np.log(np.linalg.norm(gap) + 1e-6)),
            ],
            np.float32,
        )
        return np.concatenate([self.directions @ gap, (raw - self.scale[0]) / self.scale[1]])


SCORES: Mapping[str, type[Any]] = {
    "maximum_logit": MaximumLogit,
    "energy": Energy,
    "mahalanobis": Mahalanobis,
    "neighbors": Neighbors,
    "logistic": Logistic,
}


def make_score(method: str, arrays: Mapping[str, NDArray[Any]]) -> Score:
    """Build a score from its arrays.

    Raises
    ------
    ValueError
        The method is not known, or an array is missing or does not fit.
    """
    if method not in SCORES:
        raise ValueError(f"the open set method {method} is not one of {', '.join(SCORES)}")
    kind = SCORES[method]
    names = [field.name for field in fields(kind)]
    absent = [name for name in names if name not in arrays]
    if absent:
        raise ValueError(f"the open set statistics have no {absent[0]}")
    if not all(np.isfinite(arrays[name]).all() for name in names):
        raise ValueError("the open set statistics are not finite")
    score: Score = kind(**{name: np.asarray(arrays[name], np.float32) for name in names})
    return score


def describe_score(score: Score) -> tuple[str, dict[str, Array]]:
    """Return the method and the arrays from which `make_score` builds the same score."""
    method = next(name for name, kind in SCORES.items() if type(score) is kind)
    return method, {field.name: getattr(score, field.name) for field in fields(SCORES[method])}


def _log_sum_exp(logits: Array) -> float:
    top = float(logits.max())
    return top + float(np.log(np.exp(logits.astype(np.float64) - top).sum()))
