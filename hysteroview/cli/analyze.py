"""`hysteroview analyze`: a whole recording to a table, an annotated clip and a summary."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.options import (
    ASPECT_OPTION,
    COLOR_OPTION,
    MODEL_OPTION,
    PARTS_OPTION,
    PROCESSES_OPTION,
    RUNTIME_OPTION,
    VIEW_OPTION,
    read_settings,
    view_of,
    with_options,
)
from hysteroview.settings.choices import DEFAULT_OPERATING_POINT, OPERATING_POINTS
from hysteroview.settings.corrections import (
    AspectChoice,
    ColorChoice,
    Correction,
    split_correction,
)

if TYPE_CHECKING:
    from hysteroview.capture.source import SourceInfo, VideoSource
    from hysteroview.cli.result_files import ResultFile
    from hysteroview.cli.summary import Summary
    from hysteroview.inference.model.card import ModelCard
    from hysteroview.pipeline.review.analysis import Review
    from hysteroview.settings.gate_table import GateSettings

_CLIP_SUFFIXES = (".mp4", ".m4v")


@click.command()
@click.argument("video")
@click.option(
    "--csv",
    "csv_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a table with one row per analyzed frame.",
)
@click.option(
    "--annotated",
    "clip_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.mp4",
    help="Write a copy of the video with heatmap and results burned in.",
)
@MODEL_OPTION
@RUNTIME_OPTION
@VIEW_OPTION
@COLOR_OPTION
@ASPECT_OPTION
@PARTS_OPTION
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=1,
    metavar="N",
    help="Analyze every N-th frame; the others appear in the annotated clip without a result.",
)
@click.option(
    "--operating-point",
    type=click.Choice(OPERATING_POINTS),
    default=DEFAULT_OPERATING_POINT,
    show_default=True,
    help="Threshold of the two-class result, one of those in the model card.",
)
@PROCESSES_OPTION
def analyze(
    video: str,
    csv_path: Path | None,
    clip_path: Path | None,
    model: str | None,
    runtime: str,
    *,
    view: str | None,
    color: str | None,
    aspect: str | None,
    parts: str | None,
    every: int,
    operating_point: str,
    processes: int,
) -> None:
    """Analyze VIDEO, frame by frame, and print a summary.

    VIDEO is a video file, the first part or the folder of a recording in several files, a picture,
    or a folder of pictures. Several processes give the same results as one. A recording in several
    files, one without key frames to begin at, and an annotated clip are read by one.
    """
    _check_names(video, csv_path, clip_path)

    import cv2

    from hysteroview.capture.opening import open_source
    from hysteroview.cli.result_files import failure_of
    from hysteroview.cli.summary import gate_warning_lines
    from hysteroview.inference.decide.analyzer import AnalyzerSettings
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.pipeline.review.analysis import Review
    from hysteroview.pipeline.review.divided import Division, divided
    from hysteroview.settings.view_presets import AUTOMATIC, format_view

    # decoder and network use all cores; more threads would only slow them down
    cv2.setNumThreads(1)
    card = load_card(find_model(model))
    matching(runtime)  # reports a wrong name before anything is opened
    kept = read_settings().settings
    preset = AUTOMATIC if view is None else view_of(view, kept)
    location = with_options(video, color, aspect, parts)
    correction = split_correction(location)[1]
    division = Division(1 if clip_path is not None else processes, preset, every)
    with closing(divided(open_source(location), card, division)) as source:
        _check_has_end(source.info)
        _check_parts(Path(video), source.info, csv_path, clip_path)
        settings = AnalyzerSettings(view=preset, operating_point=operating_point, gate=kept.gate)
        review = Review(
            source, card, every=every, runtime=runtime, settings=settings,
            keeps_pictures=clip_path is not None,
        )  # fmt: skip
        started_s = time.monotonic()
        notes: list[str] = []
        files = [_table_of(csv_path, card, source)] if csv_path is not None else []
        if clip_path is not None:
            files.append(_clip_of(clip_path, source.info, card, notes))
        summary = _review(source, card, review, files)
        elapsed_s = time.monotonic() - started_s
        written = [file.path for file in files if file.failure is None]
        if csv_path is not None and csv_path in written:
            origin = _origin(source, card, review, kept.gate) | {
                "every": every,
                "view": format_view(preset),
                "color": str(correction.color),
                "aspect": str(correction.aspect),
                "operating_point": operating_point if card.operating_points else None,
                "summary": summary.as_dict(),
            }
            written.append(_describe(csv_path, card, origin))
        damage, info = source.damage, source.info
    click.echo(f"source        {info.name}, {_format(info)}")
    for line in [*filter(None, [info.note]), *_corrections(correction)]:
        click.echo(f"              {line}")
    click.echo(f"model         {card.title} ({card.caution})")
    for gap in card.missing:
        click.echo(f"              {gap}")
    click.echo(f"computed      {review.runtime}, {elapsed_s:.1f} s", nl=False)
    click.echo(f" ({summary.frames / max(elapsed_s, 1e-3):.1f} frames per second)")
    for line in summary.lines(info.parts):
        click.echo(line)
    for line in gate_warning_lines(summary.assessment()):
        click.echo(f"\n{line}")
    for note in [*notes, *([damage] if damage else [])]:
        click.echo(f"\nNOTE: {note}")
    for path in written:
        click.echo(f"written       {path}")
    click.echo(f"\n{card.warning}")
    if (failure := failure_of(files)) is not None:
        raise failure


def _check_names(video: str, csv_path: Path | None, clip_path: Path | None) -> None:
    """Reject names that would overwrite the source or each other."""
    if clip_path is not None and clip_path.suffix.lower() not in _CLIP_SUFFIXES:
        raise click.UsageError(
            f"--annotated writes an MP4 file; use the name {clip_path.stem}.mp4."
        )
    taken = {Path(video).resolve(): "the video itself"}
    for option, path in (("--csv", csv_path), ("--annotated", clip_path)):
        if path is None:
            continue
        if path.resolve() in taken:
            raise click.UsageError(f"{option} would overwrite {taken[path.resolve()]}.")
        taken[path.resolve()] = f"the file of {option}"


def _check_parts(video: Path, info: SourceInfo, *written: Path | None) -> None:
    """Reject names that would overwrite another file of the recording."""
    folder = video if video.is_dir() else video.parent
    taken = {(folder / name).resolve() for name in info.files}
    for path in written:
        if path is not None and path.resolve() in taken:
            raise click.UsageError(f"{path.name} is a part of the recording itself.")


def _check_has_end(info: SourceInfo) -> None:
    from hysteroview.core.errors import SourceError

    if info.is_live:
        raise SourceError(
            f"{info.name} is a live source without an end, so it cannot be analyzed as a whole.",
            remedy="Record it first, or write a phantom clip with `hysteroview phantom FILE.mp4`.",
        )


def _review(
    source: VideoSource, card: ModelCard, review: Review, files: Sequence[ResultFile]
) -> Summary:
    """Analyze and write the results; files appear only if the analysis succeeds."""
    from hysteroview.cli.progress import progress
    from hysteroview.cli.result_files import open_files, record_in
    from hysteroview.cli.summary import Summary

    is_video = source.info.is_video
    summary = Summary(card.labels, card.calibration_words, is_video=is_video)
    with open_files(files), closing(review.results()) as results:
        for reviewed in progress(results, source.info.frame_count, source.info.name):
            summary.add(reviewed.frame, record_in(reviewed))
            for file in files:
                file.write(reviewed)
    return summary


def _table_of(path: Path, card: ModelCard, source: VideoSource) -> ResultFile:
    from hysteroview.cli.result_files import ResultFile, write_table

    return ResultFile(path, write_table(path, card.labels, source))


def _clip_of(path: Path, info: SourceInfo, card: ModelCard, notes: list[str]) -> ResultFile:
    from hysteroview.cli.result_files import ResultFile, write_clip
    from hysteroview.export.video import ClipSpec
    from hysteroview.imaging.overlay.annotate import Annotator
    from hysteroview.imaging.pixels.square import square_size

    width_px, height_px = square_size(info.width_px, info.height_px, info.pixel_aspect)
    spec = ClipSpec(
        width_px=width_px,
        height_px=height_px,
        rate=info.fps,
        metadata={"title": f"{info.name}, annotated", "comment": card.warning},
    )
    annotator = Annotator(card.labels, _caution(card))
    return ResultFile(path, write_clip(path, spec, annotator, notes))


def _describe(csv_path: Path, card: ModelCard, origin: dict[str, object]) -> Path:
    from hysteroview.export.tables import write_description

    return write_description(csv_path, card.labels, origin)


def _origin(
    source: VideoSource, card: ModelCard, review: Review, gate: GateSettings
) -> dict[str, object]:
    """Return the origin of a table, for the file beside it."""
    from dataclasses import replace

    from hysteroview import __version__

    runtime = str(review.runtime or "")
    origin = replace(card.origin, runtime=runtime, gate=gate.exceptions)
    return {
        "warning": card.warning,
        "program": f"HysteroView {__version__}",
        "source": source.info.name,
        "parts": [part.as_dict() for part in source.info.parts],
        "damage": source.damage,
        "origin": origin.as_dict(),
        "model_lacks": list(card.missing),
    }


def _caution(card: ModelCard) -> tuple[str, ...]:
    lines = ("Research use only",)
    return (*lines, "PHANTOM-TRAINED MODEL") if card.is_synthetic else lines


def _corrections(correction: Correction) -> list[str]:
    """Return what of the source was not read as it declares it."""
    lines = []
    if correction.color is not ColorChoice.AS_SENT:
        lines.append(f"colors set to {correction.color}, not as declared")
    if correction.aspect is not AspectChoice.AS_SENT:
        lines.append(f"aspect set to {correction.aspect}, not as declared")
    return lines


def _format(info: SourceInfo) -> str:
    parts = [f"{info.width_px} × {info.height_px}", info.codec]
    if info.fps:
        parts.append(f"{float(info.fps):.4g} frames per second")
    if info.duration_s:
        parts.append(f"{info.duration_s:.2f} s")
    return ", ".join(parts)
