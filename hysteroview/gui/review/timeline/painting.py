"""Painting of the rows of a timeline into arrays of pixels.

A time without a result never looks like one: where frames were not assessed there is a pattern,
where nothing is known there is the plain background.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import AssessmentState, TwoClass
from hysteroview.gui.look.state_patterns import pattern_of
from hysteroview.gui.look.theme import color, theme_in_use
from hysteroview.pipeline.review.track_bins import Bins
from hysteroview.pipeline.review.track_columns import CAUSES, TWO_CLASS
from hysteroview.settings.choices import Theme

Pixels = NDArray[np.uint32]

_INKS = {
    TwoClass.PREMALIGNANT_OR_MALIGNANT: "caution",
    TwoClass.NOT_EXCLUDED: "caution",
    TwoClass.UNDECIDED: "ink",
    TwoClass.BENIGN: "accent",
}
_STEPS = 32
_LEAST_SHARE = 0.35  # of the color, so that a single frame of many is seen
_UNDER = 0.35  # opacity under the curve of a serious result


@cache
def _shades(ink: str, ground: str, _theme: Theme) -> Pixels:
    """Return the colors from `ground` to `ink` in `_STEPS` steps; for the theme in use."""
    ends = [(each.red(), each.green(), each.blue()) for each in (color(ground), color(ink))]
    back, front = np.array(ends, np.float64)
    steps = np.linspace(0, 1, _STEPS + 1)[:, np.newaxis]
    red, green, blue = np.rint(back + steps * (front - back)).astype(np.uint32).T
    shades: Pixels = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return shades


def _mixed(ink: str, ground: str, share: float) -> np.uint32:
    shade: np.uint32 = _shades(ink, ground, theme_in_use())[round(share * _STEPS)]
    return shade


def rgb(name: str) -> np.uint32:
    """Return a color of the theme in use, 0xffRRGGBB."""
    return _mixed(name, name, 1.0)


def ground_of(bins: Bins, height_px: int, first_x: int, unit_px: int) -> Pixels:
    """Return the background of a row with values: raised where there are some, hatched where no
    frame was assessed, plain where nothing is known.

    Parameters
    ----------
    first_x
        Position of the first bin on the time axis, px: patterns move with time.
    unit_px
        Width of the thinnest line.

    Returns
    -------
    (height_px, n) uint32, 0xffRRGGBB.
    """
    frames, assessed = bins.frames, bins.counts[0]
    column = np.where(frames > 0, rgb("raised"), rgb("surface")).astype(np.uint32)
    pixels = np.repeat(column[np.newaxis], height_px, axis=0)
    places = np.flatnonzero((frames > 0) & (assessed == 0))
    if len(places):
        x = first_x + places
        is_inked = pattern_of(AssessmentState.NOT_ASSESSABLE, height_px, x, unit_px)
        hatch = np.where(is_inked, _mixed("muted", "surface", 0.35), rgb("surface"))
        pixels[:, places] = hatch.astype(np.uint32)
    return pixels


def draw_curve(
    bins: Bins, ground: Pixels, threshold: float | None, first_x: int, unit_px: int
) -> Pixels:
    """Draw the two-class probability over its background: in each bin from the least to the
    greatest value, filled below where a result was serious.
    """
    height = len(ground)
    low, high = bins.low[-2], bins.high[-2]
    places = np.flatnonzero(~np.isnan(high))
    pixels = ground.copy()
    if threshold is not None:
        y = round((1 - threshold) * (height - 1))
        is_dash = np.arange(first_x, first_x + ground.shape[1]) % (8 * unit_px) < 5 * unit_px
        pixels[y : y + unit_px, is_dash] = rgb("line")
    if not len(places):
        return pixels
    top, bottom = _reach(low, high, height, unit_px)
    inks = np.array([*(rgb(_INKS[each]) for each in TWO_CLASS), rgb("muted")], np.uint32)
    fills = np.array(
        [
            _mixed("caution", "raised", _UNDER) if _INKS[each] == "caution" else 0
            for each in TWO_CLASS
        ]
        + [0],
        np.uint32,
    )
    codes = bins.two_class[places]  # NOTHING is -1, the last
    down = np.arange(height)[:, np.newaxis]
    part = pixels[:, places]
    is_line = (down >= top[places]) & (down < bottom[places])
    is_under = (down >= bottom[places]) & (fills[codes] > 0)
    part = np.where(is_under, fills[codes], part)
    pixels[:, places] = np.where(is_line, inks[codes], part)
    return pixels


def draw_class(bins: Bins, place: int, ground: Pixels, *, is_grave: bool) -> Pixels:
    """Draw the greatest probability of one class in each bin as strength of a color."""
    values = bins.high[place]
    places = np.flatnonzero(~np.isnan(values))
    pixels = ground.copy()
    ink = "caution" if is_grave else "accent"
    steps = np.ceil(np.clip(values[places], 0, 1) * _STEPS - 0.5).astype(np.intp)
    pixels[:, places] = _shades(ink, "raised", theme_in_use())[np.maximum(steps, 0)]
    return pixels


def draw_quality(bins: Bins, ground: Pixels, unit_px: int) -> Pixels:
    """Draw the quality of the pictures: from the least to the greatest of each bin."""
    height = len(ground)
    low, high = bins.low[-1], bins.high[-1]
    places = np.flatnonzero(~np.isnan(high))
    pixels = ground.copy()
    if len(places):
        top, bottom = _reach(low, high, height, unit_px)
        y = np.arange(height)[:, np.newaxis]
        part = np.where(y >= bottom[places], _mixed("muted", "surface", 0.3), pixels[:, places])
        is_line = (y >= top[places]) & (y < bottom[places])
        pixels[:, places] = np.where(is_line, rgb("muted"), part)
    return pixels


def draw_lane(
    bins: Bins, causes: tuple[int, ...], height_px: int, first_x: int, unit_px: int
) -> Pixels:
    """Draw for each bin which share of its frames was assessed (below, filled), and above it the
    pattern of the most frequent state of the others.
    """
    frames, count = bins.frames, bins.counts.shape[1]
    pixels = np.full((height_px, count), rgb("surface"), np.uint32)
    known = np.flatnonzero(frames)
    if not len(known):
        return pixels
    assessed = bins.counts[0, known]
    tall = np.rint(assessed / frames[known] * height_px).astype(int)
    # neither a few assessed frames nor a few others disappear
    least = unit_px * 2
    tall = np.where(assessed > 0, np.maximum(tall, least), 0)
    tall = np.where(assessed < frames[known], np.minimum(tall, height_px - least), tall)
    y = np.arange(height_px)[:, np.newaxis]
    part = np.where(y >= height_px - tall, rgb("active"), rgb("surface"))
    if len(causes) > 1:
        missed = np.argmax(bins.counts[1:, known], axis=0) + 1
        for place in np.unique(missed):
            state = CAUSES[causes[place]].state
            here = np.flatnonzero(missed == place)
            is_inked = pattern_of(state, height_px, first_x + known[here], unit_px)
            is_above = y < height_px - tall[here]
            part[:, here] = np.where(is_inked & is_above, rgb(ink_of(state)), part[:, here])
    pixels[:, known] = part.astype(np.uint32)
    return pixels


def draw_cause(
    bins: Bins, places: range, state: AssessmentState, height_px: int, first_x: int, unit_px: int
) -> Pixels:
    """Draw where frames were not assessed for a cause; the more of them, the stronger.

    Parameters
    ----------
    places
        Of the cause, or of several, in the order of frequency.
    """
    count = bins.counts[1 + places.start : 1 + places.stop].sum(axis=0)
    there = np.flatnonzero(count)
    pixels = np.full((height_px, len(count)), rgb("surface"), np.uint32)
    if not len(there):
        return pixels
    share = count[there] / bins.frames[there]
    ink = ink_of(state)
    steps = np.ceil((_LEAST_SHARE + (1 - _LEAST_SHARE) * share) * _STEPS).astype(np.intp)
    is_inked = pattern_of(state, height_px, first_x + there, unit_px)
    inks = _shades(ink, "surface", theme_in_use())[np.minimum(steps, _STEPS)]
    pixels[:, there] = np.where(is_inked, inks, rgb("surface"))
    return pixels


def ink_of(state: AssessmentState) -> str:
    """Return the name of the color of a state without a result; never that of an assessed one."""
    match state:
        case AssessmentState.ERROR:
            return "alert"
        case AssessmentState.NOT_ASSESSABLE | AssessmentState.STALE | AssessmentState.RESTARTING:
            return "caution"
        case AssessmentState.OFF | AssessmentState.STARTING:
            return "muted"
        case _:
            return "ink"


def _reach(
    low: NDArray[np.float32], high: NDArray[np.float32], height: int, unit_px: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first row of each bin's line and the one below its last.

    A line reaches to the nearer end of its left neighbor, so that the curve has no holes; to a
    neighbor without a value (NaN) it is not joined.
    """
    room = height - unit_px
    upper, lower = (1 - high) * room, (1 - low) * room
    before_upper = np.concatenate([upper[:1], upper[:-1]])
    before_lower = np.concatenate([lower[:1], lower[:-1]])
    upper = np.fmin(upper, np.where(upper > before_lower, before_lower, upper))
    lower = np.fmax(lower, np.where(lower < before_upper, before_upper, lower))
    top = np.nan_to_num(np.rint(upper)).astype(np.intp)
    bottom = np.nan_to_num(np.rint(lower)).astype(np.intp) + unit_px
    return top, bottom
