"""`hysteroview bench timeline`: times to paint an hour of results, and to find a moment in it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, machine, percentiles

if TYPE_CHECKING:
    from hysteroview.gui.review.timeline.timeline import Timeline

_FRAMES = 216_000
_WIDTH_PX = 1600
_LOOKS = 1000
_STEP_PX, _WARM = 7, 20


@click.command()
@JSON_OPTION
@click.option("--repaints", type=click.IntRange(min=20), default=200, show_default=True)
def timeline(json_path: Path | None, repaints: int) -> None:
    """Paint the timeline of an hour again and again, and look up moments in tracks."""
    figures = timeline_figures(repaints)
    click.echo(machine())
    for name, value in figures.items():
        click.echo(f"{name:<36} {value:.4g}")
    if json_path is not None:
        json_path.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def timeline_figures(repaints: int) -> dict[str, float]:
    """Return the times of repaints, and `review.frame_change_growth_ms`.

    For `review.timeline_repaint_ms` the timeline moves a little each time, as while it is dragged;
    for `review.timeline_zoom_ms` it shows a little more or less, so that all is painted anew.
    The growth is the additional time to find a moment among a million frames, against a hundred.
    """
    from PySide6.QtWidgets import QApplication

    from hysteroview.bench.made_up_track import made_up_columns, made_up_content
    from hysteroview.gui.look.theme import apply_theme
    from hysteroview.gui.review.timeline.timeline import Timeline

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    apply_theme(application)
    shown = Timeline()
    shown.resize(_WIDTH_PX, 300)
    shown.show_content(made_up_content(_FRAMES))
    shown.show()
    shown.zoom(0.9)
    application.processEvents()
    timeline = shown.window_shown
    moves = timeline.width_px // _STEP_PX

    def move(place: int) -> None:
        shown.pan(_STEP_PX if place // moves % 2 == 0 else -_STEP_PX)

    def zoom(place: int) -> None:
        shown.zoom(0.97 if place % 2 else 1 / 0.97)

    shown.zoom(0.5)
    figures = _times("review.timeline_repaint_ms", shown, move, repaints)
    figures |= _times("review.timeline_zoom_ms", shown, zoom, repaints)
    shown.close()
    costs = []
    for frames in (1_000_000, 100):
        columns = made_up_columns(frames)
        moments = np.linspace(0, columns.pts_ns[-1], _LOOKS).astype(np.int64).tolist()
        began_ns = time.perf_counter_ns()
        for moment_ns in moments:
            columns.row_at(moment_ns)
        costs.append((time.perf_counter_ns() - began_ns) / 1e6 / _LOOKS)
    return figures | {"review.frame_change_growth_ms": costs[0] - costs[1]}


def _times(
    name: str, shown: Timeline, change: Callable[[int], None], repaints: int
) -> dict[str, float]:
    """Repaint after each of some changes; the first ones do not count."""
    times_ms = []
    for place in range(repaints + _WARM):
        change(place)
        began_ns = time.perf_counter_ns()
        shown.repaint()
        times_ms.append((time.perf_counter_ns() - began_ns) / 1e6)
    return percentiles(name, times_ms[_WARM:], 50, 95)
