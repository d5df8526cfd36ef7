"""Scores of how unlike a picture is to what a network was trained on: higher is stranger.

Each is a small value made of arrays, computed in well under 0.2 ms, and looks at the pooled part
of the embedding, which comes first. How they compare, and which one a bundle keeps, is in
docs/open-set.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

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
        return -log_sum_exp(outputs.logits)


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
        gaps = outputs.embedding[: self.means.shape[1]] - self.means
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
        pooled = outputs.embedding[: self.prototypes.shape[1]]
        length = max(float(np.linalg.norm(pooled)), 1e-12)
        cosines = self.prototypes @ (pooled / np.float32(length))
        rank = int(self.k[0]) - 1
        return float(1 - -np.partition(-cosines, rank)[rank])


def log_sum_exp(logits: Array) -> float:
    """Return the log of the summed exponentials of logits (C,), in double precision."""
    top = float(logits.max())
    return top + float(np.log(np.exp(logits.astype(np.float64) - top).sum()))
