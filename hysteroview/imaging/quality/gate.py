"""Quality gate: whether a picture can be assessed, and if not, why.

Every measure is a linear ramp from 0 (the value of clean pictures) to 1 (the value of spoiled
pictures); both ends are given in the code. How they were chosen and what they miss is described in
docs/quality.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import Reason
from hysteroview.imaging.pixels.crop_planes import Planes
from hysteroview.imaging.pixels.masked import above, at_most, mean_difference, mean_inside
from hysteroview.imaging.quality.limits import DEFAULT_LIMITS, LIMIT_NAMES, QualityLimits
from hysteroview.imaging.quality.sharpness import lost_sharpness

Gray = NDArray[np.uint8]


GRAIN = 0.3  # fine contrast of camera noise after smoothing, gray levels
_FINE_GRAIN = 0.08  # fine detail of camera noise
_FINE, _COARSE = (0.8, 1.25), (1.6, 2.5)  # px at half and at quarter size of the crop
_LITTLE_GRAY = 0.02  # share of the view that is not worth a closer look
_REDDER = 0.075  # share of red by which tissue has less blue; see docs/quality.md on white balance
_FEATURELESS = 0.7  # measure of lens contact; blood still shows clouds
_LIT, _LIT_RANK = 150, 0.9  # level of a picture that is not dark at all, and its percentile
_SOFT = (5.0, 9.8)  # clean, and spoiled beyond doubt
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
    values = dict.fromkeys(LIMIT_NAMES, 0.0)
    softness = 0.0
    if planes is not None:
        softness = _softness(planes)
        values = _measure(planes, softness)
        if sharpest is not None:
            values[Reason.BLUR] = max(values[Reason.BLUR], lost_sharpness(softness, sharpest))
    excess = {
        reason: value / limits.of(reason)
        for reason, value in values.items()
        if reason not in unchecked
    }
    exceeded = [reason for reason, value in excess.items() if value >= 1]
    if values[Reason.LENS_CONTACT] >= _FEATURELESS and Reason.RED_OUT in exceeded:
        # red tissue on the lens: blood is named after it
        exceeded.remove(Reason.RED_OUT)
        at = exceeded.index(Reason.LENS_CONTACT) + 1 if Reason.LENS_CONTACT in exceeded else 0
        exceeded.insert(at, Reason.RED_OUT)
    if planes is None:
        exceeded = [Reason.NO_PICTURE]
    worst = max(excess.values(), default=0.0) if planes is not None else 2.0
    return Quality(max(1 - worst / 2, 0.0), tuple(exceeded), MappingProxyType(values), softness)


def _measure(planes: Planes, softness: float) -> dict[Reason, float]:
    """Measure all reasons in order of priority."""
    lit = cv2.bitwise_and(above(planes.highest, 30), at_most(planes.lowest, 224))
    lit = cv2.bitwise_and(lit, planes.inside)
    evenness = _evenness(planes)
    return {
        Reason.TEST_CARD: _ramp(_painted(planes), 0.0, 0.5),
        Reason.DARK: _darkness(planes),
        Reason.OVEREXPOSED: _ramp(planes.share(above(planes.lowest, 224)), 0.0, 0.5),
        Reason.OUTSIDE_BODY: _ramp(_foreign(planes, np.asarray(lit, np.uint8)), 0.0, 0.9),
        Reason.RED_OUT: _blood(planes, evenness),
        Reason.BUBBLES: _ramp(_rings(planes), 0.04, 0.40),
        Reason.LENS_CONTACT: _ramp(evenness, 3.7, 5.7),
        Reason.BLUR: _ramp(softness, *_SOFT),
    }


def _ramp(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low)
    return max(share, 0.0) if share < 1 else 1.0  # NaN counts as spoiled


def _darkness(planes: Planes) -> float:
    """Measure darkness by the level that a tenth of the pixels exceed."""
    least = cv2.countNonZero(cv2.bitwise_and(at_most(planes.highest, _LIT - 1), planes.inside))
    if least < _LIT_RANK * planes.count:  # most pictures: the level need not be known
        return 0.0
    return _ramp(-_percentile(planes.highest, planes.inside, _LIT_RANK), -_LIT, -40)


def _percentile(plane: Gray, inside: Gray, share: float) -> float:
    counts = cv2.calcHist([plane], [0], inside, [256], [0, 256]).ravel()
    return float(np.searchsorted(np.cumsum(counts), share * float(counts.sum())))


def _painted(planes: Planes) -> float:
    """Share of colors that no camera produces: vivid green and blue, and perfectly neutral gray."""
    vivid = above(_minus(planes.second, planes.red), 50)
    gray = cv2.bitwise_and(
        at_most(_minus(planes.highest, planes.lowest), 6), cv2.inRange(planes.highest, 20, 224)
    )
    if planes.share(gray) < _LITTLE_GRAY:
        return planes.share(vivid)
    kernel = np.ones((3, 3), np.uint8)
    spread = cv2.subtract(cv2.dilate(planes.gray, kernel), cv2.erode(planes.gray, kernel))
    even = cv2.bitwise_and(gray, at_most(np.asarray(spread, np.uint8), 7))
    return planes.share(cv2.bitwise_or(vivid, even))


def _foreign(planes: Planes, lit: Gray) -> float:
    """Share of lit pixels that do not have the color of tissue (red above green and blue)."""
    reddish = cv2.compare(
        cv2.subtract(planes.red, planes.blue),
        cv2.convertScaleAbs(planes.highest, alpha=_REDDER),
        cv2.CMP_GT,
    )
    tissue = cv2.bitwise_and(reddish, cv2.compare(planes.red, planes.green, cv2.CMP_GE))
    count = cv2.countNonZero(lit)
    return 1 - cv2.countNonZero(cv2.bitwise_and(tissue, lit)) / count if count else 0.0


def _deep_red(planes: Planes) -> Gray:
    other = cv2.convertScaleAbs(planes.second, alpha=2.6)
    red = cv2.compare(planes.red, other, cv2.CMP_GT)
    return np.asarray(cv2.bitwise_and(red, above(planes.red, 24)), np.uint8)


def _blood(planes: Planes, evenness: float) -> float:
    """Measure how much blood hides the view: by redness and by loss of structure in every channel.

    The cavity of a real uterus is as red as blood, so redness alone is not sufficient: the minimum
    of the three measures is used.
    """
    red = planes.share(_deep_red(planes))
    if red <= _LEAST_RED:
        return 0.0
    return min(
        _ramp(red, _LEAST_RED, 1.4),
        _ramp(evenness, 2.6, 5.4),
        _ramp(_lost_color(planes), 3.5, 6.0),
    )


def _lost_color(planes: Planes) -> float:
    """Negative logarithm of coarse detail in green and blue over brightness.

    Blood absorbs both, so structures behind it are visible only in red.
    """
    size = planes.quarter.shape[::-1]
    second = np.asarray(cv2.resize(planes.second, size, interpolation=cv2.INTER_AREA), np.uint8)
    detail = _coarse_detail(second, planes.quarter_inside)
    brightness = max(mean_inside(planes.highest, planes.inside), 8.0)
    return -math.log(detail / brightness + 1e-3)


def _rings(planes: Planes) -> float:
    """Share of pixels on strong fine edges: foam is full of rims and reflections."""
    edges = cv2.convertScaleAbs(cv2.Laplacian(planes.gray, cv2.CV_16S, ksize=1))
    return planes.share(above(np.asarray(edges, np.uint8), 40))


def _evenness(planes: Planes) -> float:
    """Negative logarithm of coarse detail over brightness: large where no structure is visible."""
    detail = _coarse_detail(planes.quarter, planes.quarter_inside)
    mean = max(mean_inside(planes.gray, planes.inside), 8.0)
    return -math.log(detail / mean + 1e-3)


def _coarse_detail(plane: Gray, inside: Gray) -> float:
    return mean_difference(plane, np.asarray(cv2.blur(plane, (5, 5)), np.uint8), inside)


def _minus(one: Gray, other: Gray) -> Gray:
    return np.asarray(cv2.subtract(one, other), np.uint8)


def _softness(planes: Planes) -> float:
    """Measure the loss of fine contrast relative to coarse contrast, and the same for detail.

    The contrast of neighboring pixels detects even slight blur. But a gradient of brightness has
    contrast that blur does not remove, so it cannot distinguish strong blur from a smooth wall;
    differences of Gaussians exclude gradients. All measures use the brightest channel, because in a
    red picture the gray value contains little of the visible structure.
    """
    size = planes.quarter.shape[::-1]
    quarter = np.asarray(cv2.resize(planes.highest, size, interpolation=cv2.INTER_AREA), np.uint8)
    smooth = np.asarray(cv2.blur(planes.full, (3, 3)), np.uint8)
    fine_contrast = least_contrast(smooth, planes.full_inside)
    coarse_contrast = least_contrast(quarter, planes.quarter_inside)
    fine_detail = _detail(planes.highest, planes.deep, _FINE)
    coarse_detail = _detail(quarter, planes.core, _COARSE)
    missing_contrast = math.log((coarse_contrast + 0.1) / (max(fine_contrast - GRAIN, 0) + 0.1))
    missing_detail = math.log((coarse_detail + 0.1) / (max(fine_detail - _FINE_GRAIN, 0) + 0.1))
    return 4 * missing_contrast + missing_detail


def _detail(plane: Gray, inside: Gray, band: tuple[float, float]) -> float:
    """Mean difference, gray levels, of Gaussian blurs with these standard deviations in px."""
    exact = plane.astype(np.float32)
    narrow, wide = (cv2.GaussianBlur(exact, (0, 0), sigma) for sigma in band)
    return float(cv2.mean(cv2.absdiff(narrow, wide), inside)[0])


def least_contrast(plane: Gray, inside: Gray) -> float:
    """Mean difference of pixels two apart, in the direction (of four) where it is least."""
    step = 4 if plane.shape[0] > 112 else 2  # some of the rows are enough
    middle = inside[1:-1:step, 1:-1]
    pairs = (
        (plane[1:-1:step, 2:], plane[1:-1:step, :-2]),
        (plane[2::step, 1:-1], plane[:-2:step, 1:-1]),
        (plane[2::step, 2:], plane[:-2:step, :-2]),
        (plane[2::step, :-2], plane[:-2:step, 2:]),
    )
    straight = [mean_difference(one, other, middle) for one, other in pairs]
    return min(*straight[:2], *(value / math.sqrt(2) for value in straight[2:]))
