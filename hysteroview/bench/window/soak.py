"""`hysteroview bench soak`: hours with killed workers and lost sources, to find leaks."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION
from hysteroview.cli.run import check_display
from hysteroview.core.locations import without_secrets

_GOALS = {
    "soak.analyzed": "> 0",
    "soak.rss_growth_mb": "≤ 50",
    "soak.threads_left": "0",
    "soak.processes_left": "0",
    "soak.files_left": "0",
    "soak.timers_left": "0",
}


@click.command()
@click.argument("source", default="phantom:")
@click.option("--minutes", default=60.0, show_default=True, type=click.FloatRange(min=0.1))
@MODEL_OPTION
@click.option("--seed", default=1, show_default=True, help="Seed for the failures and their times.")
@JSON_OPTION
def soak(source: str, minutes: float, model: str | None, seed: int, json_path: Path | None) -> None:
    """Run windows on SOURCE one after another; workers are killed and stopped, sources are lost."""
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    check_display()

    import cv2

    from hysteroview.bench.window.soak_window import soak as run_soak
    from hysteroview.capture.loop import LoopingSource
    from hysteroview.capture.opening import open_source
    from hysteroview.capture.source import VideoSource
    from hysteroview.inference.model.card import find_model, load_card

    cv2.setNumThreads(1)

    def open_again() -> VideoSource:
        opened = open_source(source)
        return opened if opened.info.is_live else LoopingSource(opened, lambda: open_source(source))

    card = load_card(find_model(model))
    click.echo(f"{without_secrets(source)} for {minutes:g} minutes, seed {seed} …")
    result = run_soak(open_again, card, minutes * 60, seed)
    report(result.figures(), _GOALS, json_path)
