"""Fitting of the open-set scores, and measurement of the accepted shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.covariance import LedoitWolf
from sklearn.linear_model import LogisticRegression

from hysteroview.inference.model.open_set import OpenSet, method_of
from hysteroview.inference.model.open_set_scores import (
    Energy,
    Mahalanobis,
    MaximumLogit,
    Neighbors,
    Score,
)
from hysteroview.inference.model.open_set_texture import (
    Logistic,
    Texture,
    TextureAndLogistic,
    Whitening,
    texture_of,
)
from hysteroview.lab.evaluate.predictions import Labeled, Predictions

ACCEPTED = 0.95
_DIRECTIONS = 64
_PROTOTYPES, _NEIGHBOR = 200, 1
_STRENGTH = 0.1  # strength of the regression's data against its prior
_FEWEST_OF_A_CLASS = 20  # pictures of a class, for a separate limit
# share of validation pictures; the rest of the 5 % is left to the regression
_TEXTURE_LIMIT = 0.985


def fit_statistics(known: Labeled) -> list[Score]:
    """Fit every score that is trained without outliers."""
    scores: list[Score] = [MaximumLogit(), Energy(), _mahalanobis(known), _neighbors(known)]
    if known.predictions.texture_size:
        scores.append(Texture(_texture(known.predictions)))
    return scores


@dataclass(frozen=True, slots=True, eq=False)
class RegressionFeatures:
    """Features for training regressions, computed once for all of them.

    Attributes
    ----------
    blank
        An untrained regression.
    known, outliers
        Features of pictures of the classes and of outliers (by kind), (N, r) each.
    """

    blank: Logistic
    known: NDArray[np.float32]
    outliers: Mapping[str, NDArray[np.float32]]

    def fit(self, kinds: Collection[str]) -> Logistic:
        """Fit a regression that separates known pictures from these kinds, with equal weights."""
        groups = [self.known, *(self.outliers[kind] for kind in kinds)]
        rows = np.concatenate(groups)
        truth = np.concatenate([np.full(len(group), k > 0) for k, group in enumerate(groups)])
        shares = [1.0, *(1 / len(kinds) for _ in kinds)]
        weights = np.concatenate(
            [np.full(len(g), share / len(g)) for g, share in zip(groups, shares, strict=True)]
        )
        regression = LogisticRegression(C=_STRENGTH, max_iter=2000)
        regression.fit(rows, truth, sample_weight=weights * len(rows) / 2)
        return replace(
            self.blank,
            weights=regression.coef_[0].astype(np.float32),
            bias=regression.intercept_.astype(np.float32),
        )


def regression_features(
    known: Predictions, outliers: Mapping[str, Predictions]
) -> RegressionFeatures:
    """Compute the features of all pictures, whitened by those of the classes."""
    pooled, texture = _pooled(known), _texture(known)
    count = len(pooled.directions) + len(texture.directions) + 2
    unscaled = Logistic(
        pooled,
        texture,
        scale=np.stack([np.zeros(2), np.ones(2)]).astype(np.float32),
        weights=np.zeros(count, np.float32),
        bias=np.zeros(1, np.float32),
    )
    raw = _features(unscaled, known)[:, -2:]
    scale = np.stack([raw.mean(axis=0), raw.std(axis=0) + 1e-6])
    blank = replace(unscaled, scale=scale.astype(np.float32))
    return RegressionFeatures(
        blank,
        _features(blank, known),
        {kind: _features(blank, pictures) for kind, pictures in outliers.items()},
    )


def combine_with_texture(logistic: Logistic, validation: Predictions) -> TextureAndLogistic:
    """Let the texture reject its share of validation pictures, and the regression the rest.

    Both are measured in standard deviations from there, so that one threshold applies to both. Of
    the pictures with the same most probable class, 95 % lie below 0.
    """
    parts: tuple[tuple[Score, float], ...] = (
        (Texture(logistic.texture), _TEXTURE_LIMIT),
        (logistic, ACCEPTED + 1 - _TEXTURE_LIMIT),
    )
    limits = []
    for score, share in parts:
        values = score_all(score, validation)
        limits.append((np.quantile(values, share), max(float(values.std()), 1e-6)))
    classes = validation.logits.shape[1]
    plain = TextureAndLogistic(
        logistic, np.array(limits, np.float32), np.zeros(classes, np.float32)
    )
    values, taken_for = score_all(plain, validation), validation.logits.argmax(axis=1)
    offsets = np.full(classes, np.quantile(values, ACCEPTED, method="higher"))
    for label in range(classes):
        alike = values[taken_for == label]
        if len(alike) >= _FEWEST_OF_A_CLASS:
            offsets[label] = np.quantile(alike, ACCEPTED, method="higher")
    return replace(plain, offsets=offsets.astype(np.float32))


def with_threshold(score: Score, validation: Predictions) -> OpenSet:
    """Return the score with a threshold that accepts 95 % of the validation pictures."""
    threshold = float(np.quantile(score_all(score, validation), ACCEPTED, method="higher"))
    return OpenSet(method_of(score), threshold, score)


def score_all(score: Score, predictions: Predictions) -> NDArray[np.float64]:
    """Return the score of each picture: (N,)."""
    return np.array([score(outputs) for outputs in predictions.outputs()])


def accepted_share(open_set: OpenSet, predictions: Predictions) -> float:
    """Return the share that gets a label: for outliers, the false acceptance."""
    return float((score_all(open_set.score_of, predictions) <= open_set.threshold).mean())


def _mahalanobis(known: Labeled) -> Mahalanobis:
    embeddings = known.predictions.pooled.astype(np.float64)
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
    embeddings = known.predictions.pooled
    lengths = np.linalg.norm(embeddings, axis=1, keepdims=True)
    unit = embeddings / np.maximum(lengths, 1e-12)
    count = min(_PROTOTYPES, len(unit))
    centers = KMeans(count, n_init=1, random_state=0).fit(unit).cluster_centers_
    centers /= np.linalg.norm(centers, axis=1, keepdims=True)
    return Neighbors(centers.astype(np.float32), np.array([_NEIGHBOR], np.float32))


def _pooled(known: Predictions) -> Whitening:
    """Return a whitening with the widest directions of the standardized last features."""
    center, deviations, standard = _standardized(known.pooled)
    directions, spread, _ = _widest(standard)
    whitened = directions / np.sqrt(spread)[:, None] / deviations
    return Whitening(center, whitened.astype(np.float32))


def _texture(known: Predictions) -> Whitening:
    """Return a whitening with all directions of the texture, with shrinkage of the covariance."""
    size = known.texture_size
    if not size:
        return Whitening(np.zeros(0, np.float32), np.zeros((0, 0), np.float32))
    center, deviations, standard = _standardized(texture_of(known.embeddings, size))
    spread, directions = np.linalg.eigh(LedoitWolf().fit(standard).covariance_)
    floor = max(float(spread[-1]) * 1e-6, 1e-12)
    whitened = directions.T / np.sqrt(np.maximum(spread, floor))[:, None] / deviations
    return Whitening(center, whitened.astype(np.float32))


def _standardized(
    values: NDArray[np.float32],
) -> tuple[NDArray[np.float32], NDArray[np.float64], NDArray[np.float64]]:
    """Return mean, standard deviations, and standardized values."""
    center = values.mean(axis=0)
    deviations = values.std(axis=0, dtype=np.float64)
    deviations += float(deviations.mean()) * 1e-3 + 1e-12  # a channel may be constant
    return center, deviations, (values - center) / deviations


def _widest(
    gaps: NDArray[np.float32] | NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return the widest directions (r, K), their variances, and the mean of the rest."""
    count, size = gaps.shape
    r = max(1, min(_DIRECTIONS, count // 4, size - 1))
    _, singular, right = np.linalg.svd(gaps.astype(np.float64), full_matrices=False)
    variances = singular**2 / max(count - 1, 1)
    floor = max(float(variances.sum()) * 1e-6, 1e-12)
    rest = max(float(variances[r:].sum()) / (size - r), floor / size)
    return right[:r], np.maximum(variances[:r], floor), rest


def _features(score: Logistic, predictions: Predictions) -> NDArray[np.float32]:
    return np.stack([score.features(outputs) for outputs in predictions.outputs()])
