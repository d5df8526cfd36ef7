"""Fit the scores of the open set, and measure what they let through."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression

from hysteroview.inference.open_set import OpenSet
from hysteroview.inference.open_set_scores import (
    Energy,
    Logistic,
    Mahalanobis,
    MaximumLogit,
    Neighbors,
    Score,
    describe_score,
)
from hysteroview.lab.predictions import Labeled, Predictions

ACCEPTED = 0.95
_DIRECTIONS = 64
_PROTOTYPES, _NEIGHBOR = 200, 1
_STRENGTH = 1.0  # of the regression's data against its prior; scikit-learn's own value


def fit_statistics(known: Labeled) -> list[Score]:
    """Fit every score that has never seen an outlier."""
    return [MaximumLogit(), Energy(), _mahalanobis(known), _neighbors(known)]


def fit_exposed(known: Predictions, outliers: Mapping[str, Predictions]) -> Logistic:
    """Fit a logistic regression on known pictures and outliers; each kind counts the same."""
    center = known.embeddings.mean(axis=0)
    gaps = known.embeddings - center
    directions, spread, _ = _widest(gaps)
    directions = directions / np.sqrt(spread)[:, None]
    blank = Logistic(
        center=center,
        directions=directions.astype(np.float32),
        scale=np.stack([np.zeros(3), np.ones(3)]).astype(np.float32),
        weights=np.zeros(len(directions) + 3, np.float32),
        bias=np.zeros(1, np.float32),
    )
    raw = _features(blank, known)[:, -3:]
    scale = np.stack([raw.mean(axis=0), raw.std(axis=0) + 1e-6]).astype(np.float32)
    scaled = Logistic(center, blank.directions, scale, blank.weights, blank.bias)
    groups = [known, *outliers.values()]
    rows = np.concatenate([_features(scaled, group) for group in groups])
    truth = np.concatenate([np.full(len(group), k > 0) for k, group in enumerate(groups)])
    weights = np.concatenate(
        [
            np.full(len(g), 1 / len(g) / (1 if k == 0 else len(outliers)))
            for k, g in enumerate(groups)
        ]
    )
    regression = LogisticRegression(C=_STRENGTH, max_iter=2000)
    regression.fit(rows, truth, sample_weight=weights * len(rows) / 2)
    return Logistic(
        center,
        blank.directions,
        scale,
        regression.coef_[0].astype(np.float32),
        regression.intercept_.astype(np.float32),
    )


def with_threshold(score: Score, validation: Predictions) -> OpenSet:
    """Accept 95 % of validation pictures."""
    threshold = float(np.quantile(score_all(score, validation), ACCEPTED, method="higher"))
    return OpenSet(describe_score(score)[0], threshold, score)


def score_all(score: Score, predictions: Predictions) -> NDArray[np.float64]:
    """Return the score of each picture: (N,)."""
    return np.array([score(outputs) for outputs in predictions.outputs()])


def accepted_share(open_set: OpenSet, predictions: Predictions) -> float:
    """Return which share gets a label: for outliers, the false acceptance."""
    return float((score_all(open_set.score_of, predictions) <= open_set.threshold).mean())


def _mahalanobis(known: Labeled) -> Mahalanobis:
    embeddings = known.predictions.embeddings.astype(np.float64)
    present = np.unique(known.labels)
    means = np.stack([embeddings[known.labels == label].mean(axis=0) for label in present])
    gaps = embeddings - means[np.searchsorted(present, known.labels)]
    directions, spread, rest = _widest(gaps)
    return Mahalanobis(
        means.astype(np.float32),
        directions.astype(np.float32),
        np.append(spread, rest).astype(np.float32),
    )


def _neighbors(known: Labeled) -> Neighbors:
    embeddings = known.predictions.embeddings
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    unit = embeddings / np.maximum(lengths, 1e-12)
    count = min(_PROTOTYPES, len(unit))
    centers = KMeans(count, n_init=1, random_state=0).fit(unit).cluster_centers_
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    return Neighbors(centers.astype(np.float32), np.array([_NEIGHBOR], np.float32))


def _widest(
    gaps: NDArray[np.floating[np.typing.NBitBase]],
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return the widest directions (r, K), the variance along each, and the mean of the rest."""
    count, size = gaps.shape
    r = max(1, min(_DIRECTIONS, count // 4, size - 1))
    _, singular, right = np.linalg.svd(gaps.astype(np.float64), full_matrices=False)
    variances = singular**2 / max(count - 1, 1)
    floor = max(float(variances.sum()) * 1e-6, 1e-12)
    rest = max(float(variances[r:].sum()) / (size - r), floor / size)
    return right[:r], np.maximum(variances[:r], floor), rest


def _features(score: Logistic, predictions: Predictions) -> NDArray[np.float32]:
    return np.stack([score.features(outputs) for outputs in predictions.outputs()])
