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
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Close the window after this time.")
@click.option(
    "--screenshot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a screenshot of the window before it closes; needs --seconds.",
)
@MODEL_OPTION
@click.pass_context
def review(
    context: click.Context, target: str, store: Path | None, seconds: float | None,
    screenshot: Path | None, model: str | None,
) -> None:  # fmt: skip
    """Open the window with the review of a recording, or of an exam of the store.

    FILE is a video file, the first part or the folder of a recording in several files, or a
    picture. EXAM_ID is listed by `hysteroview exam list`.

    Keys: Space plays and stops, the arrow keys step by one frame (with Shift by 5, with Ctrl by
    25), J, K and L play backward, stop and play forward, Up and Down go to the snapshots and marks.
    """
    if screenshot is not None and seconds is None:
        raise click.UsageError("--screenshot needs --seconds.")
    check_display()

    from hysteroview.gui.app import run_window
    from hysteroview.gui.live.options import WindowOptions
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.settings.file import load_settings, settings_path
    from hysteroview.settings.live import CurrentSettings

    card = load_card(find_model(model))
    loaded = load_settings(settings_path())
    folder = store or loaded.settings.storage.store
    is_exam = not Path(target).exists() and (folder / "exams" / target).is_dir()
    options = WindowOptions(
        store=store,
        key=ask_key(folder) if is_exam else None,
        folder=None,
        reviews=target,
        reviews_exam=is_exam,
        notice=loaded.notice,
        seconds=seconds,
        screenshot=screenshot,
    )
    file = settings_path() if seconds is None else None
    current = CurrentSettings(loaded.settings, base=loaded.base, file=file)
    context.exit(run_window(None, card, current, options))
