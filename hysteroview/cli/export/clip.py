"""`hysteroview export clip`: a recording with heatmap, results, time and state burned in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from hysteroview.cli.export.options import (
    LANGUAGE_OPTION,
    STORE_OPTION,
    place_of,
    privacy_options,
    request_of,
)
from hysteroview.cli.options import MODEL_OPTION, RUNTIME_OPTION

_NS_PER_S = 1_000_000_000


class TimeType(click.ParamType[int]):
    """A time such as 1:05.2 or 65.2, as ns."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return nanoseconds."""
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"(?:(?:(\d+):)?(\d{1,4}):)?(\d{1,6}(?:\.\d{1,9})?)", str(value))
        if found is None:
            self.fail(f"{value} is not a time such as 1:05.2", param, ctx)
        hours, minutes, seconds = (float(each or 0) for each in found.groups())
        return round(((hours * 60 + minutes) * 60 + seconds) * _NS_PER_S)


@click.command()
@click.argument("recording", metavar="EXAM_ID|FILE")
@click.option(
    "--clip", "number", type=click.IntRange(min=1), default=1, show_default=True,
    help="Which recording of the exam.",
)  # fmt: skip
@click.option("--from", "start", type=TimeType(), metavar="TIME", help="Begin there: 1:05.2")
@click.option("--to", "end", type=TimeType(), metavar="TIME", help="End there.")
@click.option("--heatmap/--no-heatmap", default=True, show_default=True)
@click.option(
    "--panel/--no-panel", default=True, show_default=True, help="Results, time and state."
)
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.mp4", help="New file.",
)  # fmt: skip
@MODEL_OPTION
@RUNTIME_OPTION
@LANGUAGE_OPTION
@STORE_OPTION
@privacy_options
def clip(
    recording: str, number: int, start: int | None, end: int | None, output: Path,
    model: str | None, runtime: str, language: str, store: Path | None, *, heatmap: bool,
    panel: bool, deidentifies: bool | None, key_file: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Export a recording of an exam, or another one, as H.264 in MP4.

    Frames and timestamps are those of the recording. It is analyzed anew, so that every frame has
    a result; with --no-heatmap --no-panel nothing is burned in.
    """
    import cv2

    from hysteroview.cli.export.shown_progress import shown_progress
    from hysteroview.cli.options import read_settings
    from hysteroview.inference.decide.analyzer import AnalyzerSettings
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.pipeline.exports.clip import ClipOptions, export_exam_clip, export_file_clip

    if output.suffix.lower() not in (".mp4", ".m4v"):
        raise click.UsageError(f"The clip is an MP4 file; use the name {output.stem}.mp4.")
    if end is not None and end <= (start or 0):
        raise click.UsageError("--to is not after --from.")
    cv2.setNumThreads(1)  # decoder and network use all cores
    card = load_card(find_model(model))
    matching(runtime)
    options = ClipOptions(
        start_ns=start, end_ns=end, has_heatmap=heatmap, has_panel=panel, runtime=runtime,
        settings=AnalyzerSettings(gate=read_settings().settings.gate),
    )  # fmt: skip
    is_file = Path(recording).exists()
    place = None if is_file else place_of(recording, store, yes=yes)
    with shown_progress(output.name, "frames") as progress:
        request = request_of(
            output, deidentifies=deidentifies, key_file=key_file, language=language,
            progress=progress,
        )  # fmt: skip
        if place is None:
            made = export_file_clip(recording, card, options, request)
        else:
            made = export_exam_clip(place, number, card, options, request)
    click.echo(f"exported      {output}, {made.frames} frames")
    click.echo(f"sha256        {made.sha256}")
    for note in made.notes:
        click.echo(f"NOTE: {note}")
    if made.may_have_text:
        click.echo("look at it    there may be text in the endoscopic picture")
    if request.is_deidentified and place is not None:
        click.echo(f"de-identified, key file {request.key_file}")
