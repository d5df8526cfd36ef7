"""`hysteroview bench live`: the real window at the frame rate of a camera."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION, RUNTIME_OPTION
from hysteroview.cli.phantom import SizeType
from hysteroview.cli.run import check_display

GOALS = {
    "live.shown_ratio": "≥ 0.99 at 60 fps",
    "live.capture_to_paint_ms.p50": "≤ 17",
    "live.capture_to_paint_ms.p95": "≤ 33",
    "live.capture_to_paint_ms.p99": "≤ 50",
    "live.overlay_ms.p95": "≤ 5.75",
    "live.capture_to_label_ms.p95": "≤ 120",
    "live.analyzed_ratio": "≥ 0.95 at 30 fps, ≥ 0.8 at 60",
    "live.gui_block_ms.max": "≤ 50",
    "live.rss_growth_mb": "≤ 20 after the first minute",
}


@click.command()
@click.option(
    "--source",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A recording, played at --fps; by default a phantom clip that is rendered first.",
)
@click.option("--fps", default=60.0, show_default=True, type=click.FloatRange(1, 240))
@click.option(
    "--size",
    default="1920x1080",
    show_default=True,
    type=SizeType(),
    help="Size of the phantom clip.",
)
@click.option("--window", "window_size", default="1280x720", show_default=True, type=SizeType())
@click.option("--seconds", default=60.0, show_default=True, type=click.FloatRange(min=5))
@MODEL_OPTION
@RUNTIME_OPTION
@JSON_OPTION
def live(
    source: Path | None, fps: float, size: tuple[int, int], window_size: tuple[int, int],
    seconds: float, model: str | None, runtime: str, json_path: Path | None,
) -> None:  # fmt: skip
    """Show a source in the real window at the frame rate of a camera, and measure latencies.

    Without a display the window runs on Qt's offscreen platform, which paints the same pixels.
    """
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    check_display()

    import cv2

    from hysteroview.bench.clip import write_clip
    from hysteroview.bench.window.measured_window import Plan, measure
    from hysteroview.inference.model.card import find_model, load_card

    cv2.setNumThreads(1)
    card = load_card(find_model(model))
    with tempfile.TemporaryDirectory(prefix="hysteroview-bench-") as folder:
        clip = source
        if clip is None:
            clip = Path(folder) / "phantom.mp4"
            click.echo(f"Rendering a phantom clip of {size[0]} × {size[1]} pixels …")
            write_clip(clip, size, fps)
        click.echo(f"{clip.name} at {fps:g} frames per second for {seconds:g} s …")
        measured = measure(clip, card, Plan(fps, seconds, window_size, runtime))
    click.echo(f"computed with {measured.runtime}")
    report(measured.figures(), GOALS, json_path)
