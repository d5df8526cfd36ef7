"""`hysteroview review`: play a recording or a stored exam, frame by frame."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.options import MODEL_OPTION
from hysteroview.cli.passphrase import ask_key
from hysteroview.cli.run import check_display


@click.command()
@click.argument("target", metavar="FILE|EXAM_ID")
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)
@click.option(
    "--at",
    "at_s",
    type=float,
    metavar="S",
    help="Show this moment first: a timestamp of the recording or exam, in seconds.",
)
@click.option(
    "--results",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Results of `hysteroview archive` for FILE, which need not be computed again.",
)
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Close the window after this time.")
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a screenshot of the window before it closes; needs --seconds.",
)
@click.option(
    "--series", type=click.IntRange(min=1), metavar="N",
    help="Which series of a DICOMDIR or a folder of DICOM files; by default the first one.",
)  # fmt: skip
@MODEL_OPTION
@click.pass_context
def review(
    context: click.Context, target: str, store: Path | None, at_s: float | None,
    results: Path | None, seconds: float | None, screenshot: Path | None, series: int | None,
    model: str | None,
) -> None:  # fmt: skip
    """Open the window with the review of a recording, or of an exam of the store.

    FILE is a video file, the first part or the folder of a recording in several files, a picture,
    a DICOM file, or a DICOMDIR or its folder. EXAM_ID is listed by `hysteroview exam list`.

    Keys: Space plays and stops, the arrow keys step by one frame (with Shift by 5, with Ctrl by
    25), J, K and L play backward, stop and play forward, Up and Down go to the snapshots and marks.
    """
    if screenshot is not None and seconds is None:
        raise click.UsageError("--screenshot needs --seconds.")
    check_display()

    from hysteroview.capture.dicom.finding import with_series
    from hysteroview.core.types import NS_PER_S
    from hysteroview.gui.app import run_window
    from hysteroview.gui.live.options import WindowOptions
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.pipeline.archive.opening import take_tracks
    from hysteroview.pipeline.review.kept.track_file import tracks_folder
    from hysteroview.settings.file import load_settings, settings_path
    from hysteroview.settings.live import CurrentSettings

    card = load_card(find_model(model))
    loaded = load_settings(settings_path())
    folder = store or loaded.settings.storage.store
    is_exam = not Path(target).exists() and (folder / "exams" / target).is_dir()
    if results is not None:
        take_tracks(results, Path(target), tracks_folder())
    if series is not None and not is_exam:
        target = with_series(target, series)
    options = WindowOptions(
        store=store,
        key=ask_key(folder) if is_exam else None,
        folder=None,
        reviews=target,
        reviews_exam=is_exam,
        reviews_at_ns=None if at_s is None else round(at_s * NS_PER_S),
        notice=loaded.notice,
        seconds=seconds,
        screenshot=screenshot,
    )
    file = settings_path() if seconds is None else None
    current = CurrentSettings(loaded.settings, base=loaded.base, file=file)
    context.exit(run_window(None, card, current, options))
