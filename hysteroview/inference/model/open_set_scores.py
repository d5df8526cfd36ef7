"""Open-set scores: distance of a picture from the training data; higher is further away.

Each score takes well under 0.2 ms and uses the pooled part of the embedding, which comes first.
They are compared in docs/open-set.md, which also says which one a bundle uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Outputs

Array = NDArray[np.float32]


class Score(Protocol):
    """Function from the outputs of a network to one number."""

    def __call__(self, outputs: Outputs) -> float: ...

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:
        """Check that the statistics match these sizes; see `OpenSet.check_sizes`."""


@dataclass(frozen=True, slots=True, eq=False)
class MaximumLogit:
    """Negative maximum logit (Hendrycks et al. 2022, arXiv 1911.11132)."""

    def __call__(self, outputs: Outputs) -> float:
        return -float(outputs.logits.max())

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:
        """Accept every network: there are no statistics."""


@dataclass(frozen=True, slots=True, eq=False)
class Energy:
    """Negative log-sum-exp of the logits (Liu et al. 2020, 2010.03759)."""

    def __call__(self, outputs: Outputs) -> float:
        return -log_sum_exp(outputs.logits)

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:
        """Accept every network: there are no statistics."""


@dataclass(frozen=True, slots=True, eq=False)
class Mahalanobis:
    """Distance to the nearest class mean (Lee et al. 2018, arXiv 1807.03888).

    Of the shared covariance the `r` directions of largest variance are kept; all others get their
    mean variance, which regularizes the part that few pictures cannot determine.

    Attributes
    ----------
    means
        (C, K), mean embedding of each class.
    directions
        (r, K), orthonormal.
    variances
        (r + 1,), along each direction, and last the mean variance of the remaining directions.
    """

    means: Array
    directions: Array
    variances: Array

    def __post_init__(self) -> None:
        r, k = self.directions.shape
        if self.means.ndim != 2 or self.means.shape[1] != k or self.variances.shape != (r + 1,):
            raise ValueError("the shapes of means, directions and variances do not match")
        if not self.variances.min() > 0:
            raise ValueError("variances must be positive")

    def __call__(self, outputs: Outputs) -> float:
        gaps = outputs.embedding[: self.means.shape[1]] - self.means
        along = (gaps @ self.directions.T) ** 2
        rest = np.maximum((gaps * gaps).sum(axis=1) - along.sum(axis=1), 0)
        squares = (along / self.variances[:-1]).sum(axis=1) + rest / self.variances[-1]
        return float(np.sqrt(squares.min()))

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:  # noqa: ARG002
        """See `OpenSet.check_sizes`."""
        if self.means.shape[1] != pooled:  # classes without pictures have no mean
            raise ValueError(f"the means must have {pooled} values")


@dataclass(frozen=True, slots=True, eq=False)
class Neighbors:
    """Distance to the k-th nearest prototype, by direction only (Sun et al. 2022, 2204.06507).

    Attributes
    ----------
    prototypes
        (P, K), each of length 1.
    k
        (1,), rank of the neighbor, from 1.
    """

    prototypes: Array
    k: Array

    def __post_init__(self) -> None:
        if self.prototypes.ndim != 2 or self.k.shape != (1,):
            raise ValueError("prototypes must be (P, K), and k a single value")
        if not 1 <= int(self.k[0]) <= len(self.prototypes):
            raise ValueError("there must be at least k prototypes")

    def __call__(self, outputs: Outputs) -> float:
        pooled = outputs.embedding[: self.prototypes.shape[1]]
        length = max(float(np.linalg.norm(pooled)), 1e-12)
        cosines = self.prototypes @ (pooled / np.float32(length))
        rank = int(self.k[0]) - 1
        return float(1 - -np.partition(-cosines, rank)[rank])

    def check_sizes(self, classes: int, pooled: int, texture: int) -> None:  # noqa: ARG002
        """See `OpenSet.check_sizes`."""
        if self.prototypes.shape[1] != pooled:
            raise ValueError(f"prototypes must have {pooled} values")


def log_sum_exp(logits: Array) -> float:
    """Return the log-sum-exp of logits (C,), in double precision."""
    top = float(logits.max())
    return top + float(np.log(np.exp(logits.astype(np.float64) - top).sum()))
