"""`hysteroview bench reviews`: memory of the review page, for one recording and exam after exam."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION
from hysteroview.cli.run import check_display

_GOALS = {
    "reviews.recording_mb": "≤ 900, all processes",
    "reviews.track_complete_s": "≤ 2 after the last result",
    "reviews.first_picture_s": "≤ 1",
    "reviews.close_ms": "≤ 300",
    "reviews.exam_mb": "≤ 900",
    "reviews.growth_mb": "≤ 50",
}


@click.command()
@click.option("--exams", default=10, show_default=True, type=click.IntRange(min=3))
@click.option("--minutes", default=60.0, show_default=True, type=click.FloatRange(min=0.05))
@click.option("--size", default="1920x1080", show_default=True, metavar="WxH")
@click.option(
    "--recording",
    type=click.Path(exists=True, path_type=Path),
    help="Also review this recording, analyze it meanwhile, and weigh all processes.",
)
@MODEL_OPTION
@JSON_OPTION
def reviews(
    exams: int,
    minutes: float,
    size: str,
    recording: Path | None,
    model: str | None,
    json_path: Path | None,
) -> None:
    """Open exams one after the other on the review page, and print the memory after each.

    The exams are made in a temporary folder (about 300 MB for an hour at 1080p) and removed.
    """
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    check_display()

    from hysteroview.bench.window.long_exams import LongExams, keep_long_exams
    from hysteroview.bench.window.opened_reviews import OpenedReviews
    from hysteroview.inference.model.card import find_model, load_card

    width, _, height = size.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise click.BadParameter("is not WIDTHxHEIGHT", param_hint="--size")
    figures: dict[str, float] = {}
    card = load_card(find_model(model))
    with tempfile.TemporaryDirectory() as folder, OpenedReviews(card) as opened:
        if recording is not None:
            figures["reviews.recording_mb"] = opened.file(recording).peak_mb
        store = Path(folder) / "store"
        click.echo(f"{exams} exams of {minutes:g} minutes are made …")
        plan = LongExams(exams, minutes, (int(width), int(height)))
        made = []
        kept = keep_long_exams(store, plan)
        figures["reviews.track_complete_s"] = max(seconds for _, seconds in kept)
        exam_ids = [exam_id for exam_id, _ in kept]
        for number, each in enumerate(opened.exams(store, exam_ids), 1):
            made.append(each)
            click.echo(
                f"exam {number:>3}  first picture {each.first_s:.2f} s  used to its end "
                f"{each.used_s:.1f} s  at most {each.peak_mb:.0f} MB  closed in "
                f"{each.close_ms:.0f} ms  then {each.after_mb:.0f} MB"
            )
    figures["reviews.first_picture_s"] = max(each.first_s for each in made)
    figures["reviews.close_ms"] = max(each.close_ms for each in made)
    figures["reviews.exam_mb"] = max(each.peak_mb for each in made)
    figures["reviews.growth_mb"] = made[-1].after_mb - made[1].after_mb  # since the second
    report(figures, _GOALS, json_path)
