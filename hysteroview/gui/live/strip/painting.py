"""Painting of the last minute: a curve of the two-class probability, and a bar of states."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from hysteroview.core.types import AssessmentState, TwoClass
from hysteroview.gui.live.strip.last_minute import NOTHING, STATES, TWO_CLASS, Columns
from hysteroview.gui.look.state_patterns import pattern_of
from hysteroview.gui.look.theme import color, theme_in_use
from hysteroview.gui.widgets.status_light import look_of
from hysteroview.settings.choices import Theme

_LEAST_HEIGHT = 0.5  # of the bar, for the poorest picture that was assessed
_LINES = {
    TwoClass.PREMALIGNANT_OR_MALIGNANT: "caution",
    TwoClass.NOT_EXCLUDED: "caution",
    TwoClass.UNDECIDED: "ink",
    TwoClass.BENIGN: "accent",
}
# opacity under the curve, by code; the last is NOTHING
_FILLS = np.array(
    [0.35 if _LINES[result] == "caution" else 0 for result in TWO_CLASS] + [0], np.float32
)
_STEPS = 33


@cache
def _ink_of(state: AssessmentState) -> str:
    return look_of(state).ink


def _rgb(name: str) -> NDArray[np.float64]:
    ink = color(name)
    return np.array([ink.red(), ink.green(), ink.blue()], np.float64)


@cache
def _curve_inks(_theme: Theme) -> NDArray[np.uint32]:
    """Return the colors of each result in `_STEPS` steps from the background, one result after the
    other, and finally the background for no result. For the theme in use.
    """
    inks = np.array([*(_rgb(_LINES[result]) for result in TWO_CLASS), _rgb("surface")])
    grounds = np.array([_rgb("raised")] * len(TWO_CLASS) + [_rgb("surface")])
    steps = np.linspace(0, 1, _STEPS)[np.newaxis, :, np.newaxis]
    rgb = grounds[:, np.newaxis] + steps * (inks - grounds)[:, np.newaxis]
    red, green, blue = np.moveaxis(np.rint(rgb).astype(np.uint32), -1, 0)
    packed: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return packed.ravel()


def draw_lane(columns: Columns, height_px: int, first_x: int, unit_px: int) -> NDArray[np.uint32]:
    """Draw the states of the AI; the background where there was none.

    Parameters
    ----------
    first_x
        Position of the first column on the time axis, px.

    Returns
    -------
    (height_px, n) uint32, 0xffRRGGBB.
    """
    state, count = columns.state, len(columns.state)
    codes = [code for code in np.unique(state) if code != NOTHING]
    x = first_x + np.arange(count)
    y = np.arange(height_px)[:, np.newaxis]
    quality = np.nan_to_num(columns.quality, nan=1.0)
    is_tall = y >= (1 - _LEAST_HEIGHT) * (1 - quality) * height_px - 0.5
    inks = np.zeros((height_px, count), np.intp)  # 0 is the background
    for ink, code in enumerate(codes, 1):
        places = np.flatnonzero(state == code)
        inked = pattern_of(STATES[code], height_px, x[places], unit_px)
        if STATES[code] is AssessmentState.ACTIVE:
            inked = inked & is_tall[:, places]
        inks[:, places] = np.where(inked, ink, 0)
    palette = [color("surface"), *(color(_ink_of(STATES[code])) for code in codes)]
    return np.array([each.rgb() for each in palette], np.uint32)[inks]


def draw_curve(columns: Columns, height_px: int, first_x: int, unit_px: int) -> NDArray[np.uint32]:
    """Draw the probability of premalignant or malignant, and the threshold in use.

    Returns
    -------
    (height_px, n) uint32, 0xffRRGGBB: the background where there was no result.
    """
    theme, two_class = theme_in_use(), columns.two_class
    room = height_px - 2.0 * unit_px
    is_known = two_class != NOTHING
    y = np.arange(height_px, dtype=np.float32)[:, np.newaxis] + 0.5
    level = (unit_px + (1 - columns.share) * room).astype(np.float32)
    top, bottom = _reach(level)
    away = np.maximum(np.maximum(top - y, y - bottom), 0)
    cover = np.clip(unit_px + 0.5 - away, 0, 1)
    cover = np.maximum(cover, _FILLS[two_class] * (y > level)) * is_known
    first_step = np.where(is_known, two_class, len(TWO_CLASS)).astype(np.intp) * _STEPS
    curve: NDArray[np.uint32] = _curve_inks(theme)[
        first_step + (cover * (_STEPS - 1) + 0.5).astype(np.intp)
    ]
    threshold = unit_px + (1 - columns.threshold) * room
    is_dash = (first_x + np.arange(len(level))) % (6 * unit_px) < 3 * unit_px
    is_line = (np.abs(y - threshold) <= unit_px / 2) & (is_dash & is_known) & (cover < 0.5)
    curve[is_line] = color("muted").rgb()
    return curve


def _reach(level: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return top and bottom of each column of a curve, joined halfway to its neighbors.

    A neighbor without a value (NaN) is not joined.
    """
    before = np.concatenate([level[:1], level[:-1]])
    after = np.concatenate([level[1:], level[-1:]])
    known = np.nan_to_num(level)
    halves = [(known + np.where(np.isnan(beside), known, beside)) / 2 for beside in (before, after)]
    top = np.minimum(np.minimum(*halves), known)
    return top, np.maximum(np.maximum(*halves), known)
