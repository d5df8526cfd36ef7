"""Plots as SVG: curves, reliability, confusion. Text is escaped; nothing outside is referred to."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from hysteroview.lab.statistics.calibration import reliability

_SIDE, _MARGIN = 300, 46
_COLORS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8e5ea2", "#b8860b", "#4c4c4c")
_MOST_POINTS = 400


def roc_curve(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 2) points: false positive rate and sensitivity, from (0, 0) to (1, 1).

    Ties are one step, so that the area is that of DeLong. NaN if a side is missing.
    """
    order = np.argsort(-score, kind="stable")
    hit = truth[order]
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    positive, negative = int(truth.sum()), int((~truth).sum())
    if not positive or not negative:
        return np.full((1, 2), np.nan)
    right, wrong = np.cumsum(hit)[last], np.cumsum(~hit)[last]
    points = np.stack([wrong / negative, right / positive], axis=1)
    return np.vstack([[0.0, 0.0], points])


def precision_recall(truth: NDArray[np.bool_], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, 2) points: sensitivity and positive predictive value; NaN without positives."""
    if not truth.any():
        return np.full((1, 2), np.nan)
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    right = np.cumsum(truth[order])[last]
    return np.stack([right / truth.sum(), right / (last + 1)], axis=1)


def curve_plot(
    curves: Sequence[tuple[str, NDArray[np.float64]]], axes: tuple[str, str], *, diagonal: bool
) -> bytes:
    """Return curves in the unit square with a legend; curves with NaN are left out."""
    parts = _frame(axes)
    if diagonal:
        parts.append(_path(np.array([[0.0, 0.0], [1.0, 1.0]]), "#aaaaaa", dashed=True))
    shown = [(name, points) for name, points in curves if not np.isnan(points).any()]
    for number, (name, points) in enumerate(shown):
        color = _COLORS[number % len(_COLORS)]
        parts.append(_path(_thinned(points), color))
        y = _SIDE - _MARGIN - 12 - 13 * (len(shown) - 1 - number)
        parts.append(_text(_SIDE - _MARGIN - 6, y, name, anchor="end", color=color))
    return _svg(parts)


def reliability_plot(chance: NDArray[np.float64], right: NDArray[np.bool_], title: str) -> bytes:
    """Return the share that is right against the probability of the leading class, in 10 bins."""
    parts = _frame(("probability", "share that is right"))
    parts.append(_path(np.array([[0.0, 0.0], [1.0, 1.0]]), "#aaaaaa", dashed=True))
    bins = reliability(chance, right)
    points = np.array([(each.probability, each.right) for each in bins])
    if len(points):
        parts.append(_path(points, _COLORS[0]))
    for each in bins:
        x, y = _place(each.probability, each.right)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{_COLORS[0]}"/>')
    parts.append(_text(_SIDE - _MARGIN - 6, _SIDE - _MARGIN - 12, title, anchor="end"))
    return _svg(parts)


def confusion_plot(counts: NDArray[np.int64], codes: Sequence[str]) -> bytes:
    """Return counts in cells whose color follows the share of the row (truth)."""
    size = (_SIDE - 2 * _MARGIN) / len(codes)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    parts = [_text(_SIDE / 2, 14, "predicted"), _text(12, _SIDE / 2, "truth", turned=True)]
    for row, code in enumerate(codes):
        middle = _MARGIN + (row + 0.5) * size
        parts.append(_text(middle, _MARGIN - 6, code))
        parts.append(_text(_MARGIN - 6, middle + 4, code, anchor="end"))
        for column in range(len(codes)):
            share, x, y = shares[row, column], _MARGIN + column * size, _MARGIN + row * size
            level = round(255 - 175 * share)
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{size:.1f}" height="{size:.1f}" '
                f'fill="rgb({level},{min(255, level + 20)},255)" stroke="#ffffff"/>'
            )
            color = "#ffffff" if share > 0.7 else "#222222"
            words = str(counts[row, column])
            parts.append(_text(x + size / 2, y + size / 2 + 4, words, color=color))
    return _svg(parts)


def _frame(axes: tuple[str, str]) -> list[str]:
    inner = _SIDE - 2 * _MARGIN
    border = f'x="{_MARGIN}" y="{_MARGIN}" width="{inner}" height="{inner}"'
    parts = [
        f'<rect {border} fill="none" stroke="#444444"/>',
        _text(_SIDE / 2, _SIDE - 10, axes[0]),
        _text(12, _SIDE / 2, axes[1], turned=True),
    ]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _place(tick, tick)
        parts.append(_text(x, _SIDE - _MARGIN + 14, f"{tick:g}"))
        parts.append(_text(_MARGIN - 5, y + 4, f"{tick:g}", anchor="end"))
    return parts


def _place(x: float, y: float) -> tuple[float, float]:
    inner = _SIDE - 2 * _MARGIN
    return _MARGIN + x * inner, _SIDE - _MARGIN - y * inner


def _thinned(points: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(points) <= _MOST_POINTS:
        return points
    chosen = np.unique(np.linspace(0, len(points) - 1, _MOST_POINTS).round().astype(int))
    thinned: NDArray[np.float64] = points[chosen]
    return thinned


def _path(points: NDArray[np.float64], color: str, *, dashed: bool = False) -> str:
    places = " ".join("{:.1f},{:.1f}".format(*_place(x, y)) for x, y in points.tolist())
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<polyline points="{places}" fill="none" stroke="{color}" stroke-width="1.6"{dash}/>'


def _text(
    x: float, y: float, words: str, *, anchor: str = "middle", color: str = "#222222",
    turned: bool = False,
) -> str:  # fmt: skip
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{color}"{turn}>'
        f"{escape(words)}</text>"
    )


def _svg(parts: Sequence[str]) -> bytes:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}" width="{_SIDE}" '
        f'height="{_SIDE}" font-family="Noto Sans, sans-serif" font-size="10">'
    )
    return (head + "".join(parts) + "</svg>").encode()
