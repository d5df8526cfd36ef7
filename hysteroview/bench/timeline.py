"""`hysteroview bench timeline`: times to paint an hour of results, and to find a moment in it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, machine, percentiles

_FRAMES = 216_000
_WIDTH_PX = 1600
_LOOKS = 1000


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
    """Return `review.timeline_repaint_ms` and `review.frame_change_growth_ms`.

    A repaint shows another part of the track each time, so that nothing is painted from memory.
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
    times_ms = []
    for place in range(repaints + 20):
        shown.pan(1.0 if place % 50 < 25 else -1.0)
        began_ns = time.perf_counter_ns()
        shown.repaint()
        times_ms.append((time.perf_counter_ns() - began_ns) / 1e6)
    figures = percentiles("review.timeline_repaint_ms", times_ms[20:], 50, 95)
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
