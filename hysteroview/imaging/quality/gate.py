"""Quality gate: whether a picture can be assessed, and if not, why.

Every measure is a linear ramp from 0 (the value of clean pictures) to 1 (the value of spoiled
pictures); both ends are given in the code. How they were chosen and what they miss is described in
docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np

from hysteroview.core.types import Reason
from hysteroview.imaging.pixels.crop_planes import Planes
from hysteroview.imaging.pixels.masked import above, at_most, percentile_inside
from hysteroview.imaging.quality.color import (
    deep_red_share,
    foreign_color,
    lost_color,
    painted_share,
)
from hysteroview.imaging.quality.detail import Sharpness, measure_evenness, measure_sharpness
from hysteroview.imaging.quality.limits import (
    DEFAULT_LIMITS,
    LIMIT_NAMES,
    QualityLimits,
    limits_by_reason,
)
from hysteroview.imaging.quality.sharpness import lost_sharpness

_FEATURELESS = 0.7  # measure of lens contact; blood still shows clouds
_LIT, _LIT_RANK = 150, 0.9  # level of a picture that is not dark at all, and its percentile
_SOFT = (6.6, 12.6)  # clean, and spoiled beyond doubt
_SHARPEST_WEIGHT = 0.5  # against softness, by logistic regression; see docs/quality.md
_LEAST_RED = 0.4  # share of deep red in the view; half of all real cavities have more


@dataclass(frozen=True, slots=True)
class Quality:
    """Quality of a picture.

    Attributes
    ----------
    score
        0 to 1, from the worst measure: 1 for a clean picture, 0.5 for a picture at its limit, at
        most 0.5 for a picture with a reason.
    exceeded
        Reasons whose limit is reached, in order of priority.
    measures
        0 to 1 for each reason that can be measured in one picture.
    softness
        Missing fine detail, for a `SharpnessReference`; 0 if there is no picture.
    """

    score: float
    exceeded: tuple[Reason, ...]
    measures: Mapping[Reason, float]
    softness: float = 0.0

    @property
    def reason(self) -> Reason | None:
        """Why the picture cannot be assessed; None if it can."""
        return self.exceeded[0] if self.exceeded else None


@dataclass(frozen=True, slots=True)
class Measures:
    """What can be measured in one picture, whatever the limits and the pictures before it are.

    Attributes
    ----------
    values
        0 to 1 for each reason that can be measured in one picture, in order of priority.
    softness
        Missing fine detail.
    """

    values: dict[Reason, float]
    softness: float


def measure(planes: Planes) -> Measures:
    """Measure a picture, as the network sees it."""
    sharpness = measure_sharpness(planes)
    return Measures(_measure(planes, sharpness), sharpness.softness)


def assess(
    planes: Planes | None,
    limits: QualityLimits = DEFAULT_LIMITS,
    unchecked: Collection[Reason] = (),
    sharpest: float | None = None,
) -> Quality:
    """Measure the quality of a picture.

    Parameters
    ----------
    planes
        Planes of the picture as the network sees it; None if there is no picture.
    unchecked
        Reasons that are switched off: they are measured, but affect neither score nor `exceeded`.
    sharpest
        Softness of the sharpest pictures that the source has shown lately; None if it is not known,
        as for a still.
    """
    return judge(None if planes is None else measure(planes), limits, unchecked, sharpest)


def judge(
    measures: Measures | None,
    limits: QualityLimits = DEFAULT_LIMITS,
    unchecked: Collection[Reason] = (),
    sharpest: float | None = None,
) -> Quality:
    """Compare the measures of a picture with limits; see `assess`."""
    values = dict.fromkeys(LIMIT_NAMES, 0.0)
    softness = 0.0
    if measures is not None:
        values, softness = dict(measures.values), measures.softness
        if sharpest is not None:
            values[Reason.BLUR] = max(values[Reason.BLUR], lost_sharpness(softness, sharpest))
    known = limits_by_reason(limits)
    excess = {
        reason: value / known[reason] for reason, value in values.items() if reason not in unchecked
    }
    exceeded = [reason for reason, value in excess.items() if value >= 1]
    if values[Reason.LENS_CONTACT] >= _FEATURELESS and Reason.RED_OUT in exceeded:
        # red tissue on the lens: blood is named after it
        exceeded.remove(Reason.RED_OUT)
        at = exceeded.index(Reason.LENS_CONTACT) + 1 if Reason.LENS_CONTACT in exceeded else 0
        exceeded.insert(at, Reason.RED_OUT)
    if measures is None:
        exceeded = [Reason.NO_PICTURE]
    worst = max(excess.values(), default=0.0) if measures is not None else 2.0
    return Quality(max(1 - worst / 2, 0.0), tuple(exceeded), MappingProxyType(values), softness)


def _measure(planes: Planes, sharpness: Sharpness) -> dict[Reason, float]:
    """Measure all reasons in order of priority."""
    evenness = measure_evenness(planes)
    return {
        Reason.TEST_CARD: _ramp(painted_share(planes), 0.0, 0.5),
        Reason.DARK: _darkness(planes),
        Reason.OVEREXPOSED: _ramp(_clipped_share(planes), 0.0, 0.5),
        Reason.OUTSIDE_BODY: _ramp(foreign_color(planes), -0.6, 0.44),
        Reason.RED_OUT: _blood(planes, evenness),
        Reason.BUBBLES: _ramp(_rings(planes), 0.04, 0.40),
        Reason.LENS_CONTACT: _ramp(evenness, 3.7, 5.7),
        Reason.BLUR: _ramp(sharpness.softness - _SHARPEST_WEIGHT * sharpness.edges, *_SOFT),
    }


def _ramp(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low)
    return max(share, 0.0) if share < 1 else 1.0  # NaN counts as spoiled


def _clipped_share(planes: Planes) -> float:
    """Share of the view in which no channel shows any structure."""
    if planes.measured is not None:
        return planes.measured.counts.clipped / planes.count
    return planes.share(above(planes.lowest, 224))


def _darkness(planes: Planes) -> float:
    """Measure darkness by the level that a tenth of the pixels exceed."""
    if planes.measured is not None:
        least = planes.measured.counts.dim
    else:
        dim = cv2.bitwise_and(at_most(planes.highest, _LIT - 1), planes.inside)
        least = cv2.countNonZero(dim)
    if least < _LIT_RANK * planes.count:  # most pictures: the level need not be known
        return 0.0
    return _ramp(-percentile_inside(planes.highest, planes.inside, _LIT_RANK), -_LIT, -40)


def _blood(planes: Planes, evenness: float) -> float:
    """Measure how much blood hides the view: by redness and by loss of structure in every channel.

    The cavity of a real uterus is as red as blood, so redness alone is not sufficient: the minimum
    of the three measures is used.
    """
    red = deep_red_share(planes)
    if red <= _LEAST_RED:
        return 0.0
    return min(
        _ramp(red, _LEAST_RED, 1.4),
        _ramp(evenness, 2.0, 5.0),
        _ramp(lost_color(planes), 1.5, 5.0),
    )


def _rings(planes: Planes) -> float:
    """Share of pixels on strong fine edges: foam is full of rims and reflections."""
    if planes.measured is not None:
        return planes.measured.counts.rings / planes.count
    edges = cv2.convertScaleAbs(cv2.Laplacian(planes.gray, cv2.CV_16S, ksize=1))
    return planes.share(above(np.asarray(edges, np.uint8), 40))
