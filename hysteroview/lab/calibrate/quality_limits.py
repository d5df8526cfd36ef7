"""Derivation of the gate's limits: where the model loses accuracy, and what experts selected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Reason
from hysteroview.imaging.quality.limits import DEFAULT_LIMITS, LIMIT_NAMES, QualityLimits

REASONS = tuple(LIMIT_NAMES)
WORTH = 0.05  # loss of accuracy from which a picture is better not assessed
MOST_STOPPED = 0.05  # share of the frames that an expert selected
_LEAST_VIEWS = 20  # in a row of the comparison
_ROWS = 10
_LEAST_LIMIT = 0.25  # half of the default: few drawn faults lie below, and other light reaches it
NEVER = 1.1  # above every measure


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Pictures with more and less of one fault, the clean ones included.

    Attributes
    ----------
    measures
        (N,) float64, measure of this fault.
    right, right_without
        (N,) bool, whether the model recognizes the picture, with the fault and without it.
    """

    measures: NDArray[np.float64]
    right: NDArray[np.bool_]
    right_without: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class GateMaterial:
    """Measures of labeled pictures, and the model's answers to copies of them with faults.

    Attributes
    ----------
    selected
        (N, R) float64, measures of the pictures as they are, in the order of `REASONS`.
    is_held_out
        (N,) bool, pictures of the test set; none of the views comes from them.
    views
        Pictures with each fault.
    """

    selected: NDArray[np.float64]
    is_held_out: NDArray[np.bool_]
    views: Mapping[Reason, Views]


@dataclass(frozen=True, slots=True)
class LimitRow:
    """Limit of one reason with its figures.

    Attributes
    ----------
    loses_from
        Least measure from which on the model loses accuracy; None if it never does.
    limit
        Limit for the card: `loses_from`, or the default, raised if it would stop too many of the
        selected pictures.
    views
        Number of pictures with this fault at the limit and beyond.
    right, right_without
        Share of them that the model recognizes, with the fault and without; NaN without views.
    stopped
        Share of the selected pictures at the limit and beyond.
    """

    reason: Reason
    loses_from: float | None
    limit: float
    views: int
    right: float
    right_without: float
    stopped: float


@dataclass(frozen=True, slots=True)
class LimitChoice:
    """Limits for the card, with their figures.

    Attributes
    ----------
    pictures
        Number of selected pictures.
    stopped
        Share of them stopped for any reason, at most `MOST_STOPPED`.
    stopped_held_out
        Share of the test set's pictures stopped by limits that were derived without them; NaN if
        there are none.
    """

    limits: QualityLimits
    rows: tuple[LimitRow, ...]
    pictures: int
    stopped: float
    stopped_held_out: float

    @property
    def figures(self) -> dict[str, float]:
        """Figures for the card, without those that could not be measured."""
        found = {
            "quality.pictures": float(self.pictures),
            "quality.stopped": self.stopped,
            "quality.stopped_held_out": self.stopped_held_out,
        }
        for row in self.rows:
            name = f"quality.{LIMIT_NAMES[row.reason]}"
            found[f"{name}.lost_beyond"] = row.right_without - row.right
            found[f"{name}.stopped"] = row.stopped
        return {name: value for name, value in found.items() if math.isfinite(value)}


def choose_limits(material: GateMaterial) -> LimitChoice:
    """Derive the limits of all reasons.

    Each limit is the least measure from which on the model loses `WORTH` or more of its correct
    answers. Limits that together would stop more than `MOST_STOPPED` of the selected pictures are
    raised. A reason for which the model never loses accuracy keeps its default.
    """
    losing = [loses_from(material.views[reason]) for reason in REASONS]
    wanted = [
        DEFAULT_LIMITS.of(reason) if found is None else found
        for reason, found in zip(REASONS, losing, strict=True)
    ]
    limits = relax(wanted, material.selected)
    known = relax(wanted, material.selected[~material.is_held_out])
    rows = tuple(
        _row(reason, found, limit, material.views[reason], material.selected[:, column])
        for column, (reason, found, limit) in enumerate(zip(REASONS, losing, limits, strict=True))
    )
    return LimitChoice(
        QualityLimits(
            **{LIMIT_NAMES[reason]: limit for reason, limit in zip(REASONS, limits, strict=True)}
        ),
        rows,
        len(material.selected),
        _stopped(material.selected, limits),
        _stopped(material.selected[material.is_held_out], known),
    )


def loses_from(views: Views) -> float | None:
    """Return the least measure from which on accuracy is lost; None if it never is.

    Pictures are grouped by their measure; every group from the result on loses at least `WORTH` of
    the correct answers. The result lies half way between two groups.
    """
    groups = _groups(views.measures)
    found: float | None = None
    for index in reversed(range(len(groups))):
        group = groups[index]
        if views.right_without[group].mean() - views.right[group].mean() < WORTH:
            break
        low = float(views.measures[group].min())
        below = float(views.measures[groups[index - 1]].max()) if index else low
        found = max((low + below) / 2, _LEAST_LIMIT)
    return None if found is None else _rounded_up(found)


def relax(limits: list[float], selected: NDArray[np.float64]) -> list[float]:
    """Raise limits until at most `MOST_STOPPED` of the selected pictures are stopped.

    The reason that stops the most pictures is relaxed first, each time by one picture.

    Parameters
    ----------
    selected
        (N, R) measures in the order of the limits.
    """
    raised = list(limits)
    most = math.floor(MOST_STOPPED * len(selected) + 1e-9)
    while True:
        over = selected >= np.asarray(raised)
        if np.count_nonzero(over.any(axis=1)) <= most:
            return raised
        worst = int(np.argmax(over.sum(axis=0)))
        least = float(selected[over[:, worst], worst].min())
        raised[worst] = NEVER if least >= 1 else _rounded_up(least)


def _rounded_up(value: float) -> float:
    """Return the next value with three decimals."""
    return (math.floor(value * 1000 + 1e-9) + 1) / 1000


def _groups(measures: NDArray[np.float64]) -> list[NDArray[np.intp]]:
    """Group pictures by their measure, in ascending order, with `_LEAST_VIEWS` in each."""
    places = np.minimum((measures * _ROWS).astype(np.int64), _ROWS - 1)
    groups: list[NDArray[np.intp]] = []
    waiting = np.zeros(0, np.intp)
    for place in range(_ROWS):
        waiting = np.concatenate([waiting, np.flatnonzero(places == place)])
        if len(waiting) >= _LEAST_VIEWS:
            groups.append(waiting)
            waiting = np.zeros(0, np.intp)
    if len(waiting) and groups:
        groups[-1] = np.concatenate([groups[-1], waiting])
    return groups


def _row(
    reason: Reason,
    found: float | None,
    limit: float,
    views: Views,
    selected: NDArray[np.float64],
) -> LimitRow:
    beyond = views.measures >= limit
    count = int(np.count_nonzero(beyond))
    right, without = (
        float(answers[beyond].mean()) if count else math.nan
        for answers in (views.right, views.right_without)
    )
    stopped = float((selected >= limit).mean()) if len(selected) else 0.0
    return LimitRow(reason, found, limit, count, right, without, stopped)


def _stopped(selected: NDArray[np.float64], limits: list[float]) -> float:
    if not len(selected):
        return math.nan
    return float((selected >= np.asarray(limits)).any(axis=1).mean())


def limits_table(choice: LimitChoice) -> str:
    """Return the limits with their figures as Markdown."""
    lines = [
        f"Quality limits, derived from {choice.pictures} labeled pictures and copies of them with "
        "drawn faults. A limit is the least measure from which on the model loses "
        f"{WORTH:.0%} of its correct answers, or the default if it never does; limits are raised "
        f"until at most {MOST_STOPPED:.0%} of the labeled pictures are stopped. They stop "
        f"{choice.stopped:.1%} of these pictures"
        + (
            f"; limits derived without the test set stop {choice.stopped_held_out:.1%} of it."
            if math.isfinite(choice.stopped_held_out)
            else "."
        ),
        "",
        (
            "| reason | accuracy lost from | limit | pictures beyond | right "
            "| right without the fault | labeled pictures stopped |"
        ),
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for row in choice.rows:
        lost = "never" if row.loses_from is None else f"{row.loses_from:.3f}"
        limit = "none" if row.limit > 1 else f"{row.limit:.3f}"
        answers = (row.right, row.right_without)
        cells = [f"{share:.1%}" if math.isfinite(share) else "" for share in answers]
        lines.append(
            f"| {row.reason.value} | {lost} | {limit} | {row.views} | {cells[0]} | {cells[1]} "
            f"| {row.stopped:.1%} |"
        )
    return "\n".join(lines)
