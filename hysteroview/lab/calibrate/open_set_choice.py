"""Comparison of the open-set scores, and choice of the best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from hysteroview.inference.model.open_set import OpenSet
from hysteroview.inference.model.open_set_scores import Score
from hysteroview.lab.calibrate.open_set_fit import (
    accepted_share,
    combine_with_texture,
    fit_statistics,
    regression_features,
    with_threshold,
)
from hysteroview.lab.evaluate.predictions import Labeled, Predictions

FitScore = Callable[[Collection[str]], Score]  # kinds of outliers

NEAR_GOAL, FAR_GOAL = 0.05, 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Outliers:
    """Outliers: pictures that belong to none of the classes, by kind.

    Attributes
    ----------
    near, far
        Outliers from the same organ, and from anything else.
    """

    near: Mapping[str, Predictions]
    far: Mapping[str, Predictions]

    @property
    def kinds(self) -> dict[str, Predictions]:
        return {**self.near, **self.far}


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A score with its threshold, and the shares that it accepts.

    Attributes
    ----------
    known
        Accepted share of held-out pictures of the classes, close to 95 %.
    false_acceptance
        Accepted share of the reported outliers, by kind.
    choosing
        Accepted share of the outliers used for choosing; for a score trained with outliers, each
        kind is judged by a score trained without this kind.
    unseen
        The same as `choosing` for the reported outliers; empty for scores trained without outliers.
    """

    open_set: OpenSet
    known: float
    false_acceptance: Mapping[str, float]
    choosing: Mapping[str, float]
    unseen: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """All candidates, and the best one."""

    candidates: tuple[Candidate, ...]
    best: Candidate


def compare(
    statistics: Labeled,
    validation: Predictions,
    test: Predictions,
    exposure: Outliers,
    reported: Outliers,
) -> Comparison:
    """Fit every score, set its threshold, and measure it on outliers of other scenes.

    A score trained without outliers is chosen if it reaches the goals on `exposure`; otherwise the
    best of all, where scores trained with outliers are judged by kinds they were not trained with.
    """
    features = regression_features(statistics.predictions, exposure.kinds)

    def texture_and_logistic(kinds: Collection[str]) -> Score:
        return combine_with_texture(features.fit(kinds), validation)

    candidates = []
    for score in fit_statistics(statistics):
        open_set = with_threshold(score, validation)
        candidates.append(
            Candidate(
                open_set,
                accepted_share(open_set, test),
                _shares(open_set, reported.kinds),
                _shares(open_set, exposure.kinds),
            )
        )
    fits: list[FitScore] = [features.fit]
    if validation.texture_size:
        fits.append(texture_and_logistic)
    with_outliers = [
        _candidate_with_outliers(fit, validation, test, exposure, reported) for fit in fits
    ]
    best = min(candidates, key=lambda candidate: _loss(candidate, exposure))
    goals_met = (
        _mean(best.choosing, exposure.near) <= NEAR_GOAL
        and _mean(best.choosing, exposure.far) <= FAR_GOAL
    )
    if not goals_met:
        best = min((best, *with_outliers), key=lambda candidate: _loss(candidate, exposure))
    return Comparison((*candidates, *with_outliers), best)


def _candidate_with_outliers(
    fit: FitScore,
    validation: Predictions,
    test: Predictions,
    exposure: Outliers,
    reported: Outliers,
) -> Candidate:
    whole = with_threshold(fit(list(exposure.kinds)), validation)
    choosing, unseen = {}, {}
    for kind, outliers in exposure.kinds.items():
        others = [name for name in exposure.kinds if name != kind]
        blind = with_threshold(fit(others), validation)
        choosing[kind] = accepted_share(blind, outliers)
        if kind in reported.kinds:
            unseen[kind] = accepted_share(blind, reported.kinds[kind])
    return Candidate(
        whole, accepted_share(whole, test), _shares(whole, reported.kinds), choosing, unseen
    )


def _shares(open_set: OpenSet, kinds: Mapping[str, Predictions]) -> dict[str, float]:
    return {kind: accepted_share(open_set, outliers) for kind, outliers in kinds.items()}


def _mean(shares: Mapping[str, float], kinds: Mapping[str, Predictions]) -> float:
    return sum(shares[kind] for kind in kinds) / len(kinds) if kinds else 0.0


def _loss(candidate: Candidate, exposure: Outliers) -> float:
    return _mean(candidate.choosing, exposure.near) + _mean(candidate.choosing, exposure.far)
