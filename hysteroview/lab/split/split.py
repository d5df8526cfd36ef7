"""Division of an index into training, validation and test."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from hysteroview.core.errors import HysteroViewError
from hysteroview.lab.split.groups import Group, group_pictures


class Method(StrEnum):
    """How an index is divided."""

    HOLD_OUT = "hold-out"
    K_FOLD = "k-fold"
    LEAVE_SITE_OUT = "leave-site-out"
    PAPER = "paper"  # by picture, which leaks; only to compare with the publication


@dataclass(frozen=True, slots=True)
class Fold:
    """Pictures of each side, by their row in the index, sorted."""

    name: str
    training: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitSettings:
    """How to divide.

    Attributes
    ----------
    folds
        Number of folds of `K_FOLD`.
    test_share, validation_share
        Shares of the groups of each class; that of validation is of what is not test.
    """

    method: Method = Method.HOLD_OUT
    folds: int = 5
    test_share: float = 0.2
    validation_share: float = 0.15
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """A division of an index.

    Attributes
    ----------
    index_digest
        `Index.digest` of the index that was divided.
    leaks
        Whether pictures of one patient may be on both sides.
    """

    settings: SplitSettings
    index_digest: str
    folds: tuple[Fold, ...]

    @property
    def leaks(self) -> bool:
        return self.settings.method is Method.PAPER


def divide(
    patients: Sequence[str],
    labels: Sequence[str],
    sites: Sequence[str],
    duplicates: Iterable[tuple[int, int]],
    settings: SplitSettings,
    index_digest: str = "",
) -> Split:
    """Divide pictures by patient, each class as evenly as possible.

    Patients with a near duplicate of each other's pictures stay together. For each class, its
    groups are shuffled and dealt to the sides; no class is left out of a side while it has enough
    patients, which scikit-learn's `StratifiedGroupKFold` does without a word.

    Raises
    ------
    HysteroViewError
        A class has too few patients for each side, or there are too few sites.
    """
    rng = np.random.default_rng(settings.seed)
    if settings.method is Method.PAPER:
        folds = [_by_picture(labels, settings, rng)]
    else:
        groups = group_pictures(patients, labels, sites, duplicates)
        folds = _by_group(groups, settings, rng)
    split = Split(settings, index_digest, tuple(folds))
    _check_classes(split, labels)
    return split


def _by_group(
    groups: Sequence[Group], settings: SplitSettings, rng: np.random.Generator
) -> list[Fold]:
    if settings.method is Method.LEAVE_SITE_OUT:
        return _by_site(groups, settings, rng)
    if settings.method is Method.K_FOLD:
        # what is left beside one part has to be divided once more, for validation
        least = [2 if settings.folds == 2 else 1] * settings.folds
        parts = deal(groups, [1.0] * settings.folds, rng, least)
        return [
            _fold(f"fold {k + 1}", [g for j, part in enumerate(parts) if j != k for g in part],
                  parts[k], settings, rng)
            for k in range(settings.folds)
        ]  # fmt: skip
    return [_held_out("hold-out", groups, settings, rng)]


def _by_site(
    groups: Sequence[Group], settings: SplitSettings, rng: np.random.Generator
) -> list[Fold]:
    sites = sorted({group.site for group in groups})
    if len(sites) < 2 or "" in sites:
        raise HysteroViewError(
            "The pictures come from fewer than two sites, or not all have one.",
            remedy="Fill the column “site” of the manifest, or use another method.",
        )
    return [
        _fold(f"without {site}", [g for g in groups if g.site != site],
              [g for g in groups if g.site == site], settings, rng)
        for site in sites
    ]  # fmt: skip


def _held_out(
    name: str, groups: Sequence[Group], settings: SplitSettings, rng: np.random.Generator
) -> Fold:
    share = settings.test_share
    rest, test = deal(groups, [1 - share, share], rng, least=[2, 1])
    return _fold(name, rest, test, settings, rng)


def _fold(
    name: str,
    rest: Sequence[Group],
    test: Sequence[Group],
    settings: SplitSettings,
    rng: np.random.Generator,
) -> Fold:
    share = settings.validation_share
    training, validation = deal(rest, [1 - share, share], rng)
    return Fold(name, *(_rows(part) for part in (training, validation, test)))


def _rows(groups: Iterable[Group]) -> tuple[int, ...]:
    return tuple(sorted(row for group in groups for row in group.rows))


def deal(
    groups: Sequence[Group],
    shares: Sequence[float],
    rng: np.random.Generator,
    least: Sequence[int] | None = None,
) -> list[list[Group]]:
    """Deal groups to parts so that each part has its share of each class.

    Within a class, groups with many pictures are dealt first, each to the part that lacks most
    pictures of the class. As soon as the groups that are left are needed for it, they go to the
    parts that have fewer than their least number (one, where `least` is None).
    """
    least = [1] * len(shares) if least is None else least
    parts: list[list[Group]] = [[] for _ in shares]
    whole = sum(shares)
    by_label: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_label[group.label].append(group)
    for label in sorted(by_label, key=lambda name: (len(by_label[name]), name)):
        members = by_label[label]
        order = [members[at] for at in rng.permutation(len(members))]
        order.sort(key=lambda group: -len(group.rows))  # stable: equal sizes stay shuffled
        pictures = sum(len(group.rows) for group in order)
        filled, counts = [0.0] * len(shares), [0] * len(shares)
        for position, group in enumerate(order):
            needed = sum(max(0, least[k] - counts[k]) for k in range(len(shares)))
            must_fill = len(order) - position <= needed
            lacking = [
                (must_fill and counts[k] >= least[k], filled[k] / pictures - shares[k] / whole)
                for k in range(len(shares))
            ]
            chosen = min(range(len(shares)), key=lambda k: lacking[k])
            parts[chosen].append(group)
            filled[chosen] += len(group.rows)
            counts[chosen] += 1
    return parts


def _by_picture(labels: Sequence[str], settings: SplitSettings, rng: np.random.Generator) -> Fold:
    """Divide single pictures, as in Cao et al. 2024."""
    singles = [Group((row,), (str(row),), label, "") for row, label in enumerate(labels)]
    return _held_out("by picture (leaks)", singles, settings, rng)


def _check_classes(split: Split, labels: Sequence[str]) -> None:
    everything = sorted(set(labels))
    for fold in split.folds:
        for side in ("training", "validation", "test"):
            counts = Counter(labels[row] for row in getattr(fold, side))
            missing = [label for label in everything if not counts[label]]
            # another site may lack a class: its figures are then missing, and say so
            is_needed = side == "training" or split.settings.method is not Method.LEAVE_SITE_OUT
            if missing and is_needed:
                raise HysteroViewError(
                    f"In {fold.name}, {side} has no picture of {', '.join(missing)}: these classes "
                    "have too few patients.",
                    remedy="Add patients, use fewer folds, or leave the class out.",
                )
