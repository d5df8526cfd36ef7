"""`hysteroview archive open RESULTS`: the table of findings in the window."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.options import MODEL_OPTION
from hysteroview.cli.run import check_display


@click.command(name="open")
@click.argument("results", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Close the window after this time.")
@click.option(
    "--screenshot", type=click.Path(dir_okay=False, path_type=Path),
    help="Write a screenshot of the window before it closes; needs --seconds.",
)  # fmt: skip
@MODEL_OPTION
@click.pass_context
def window(
    context: click.Context, results: Path, seconds: float | None, screenshot: Path | None,
    model: str | None,
) -> None:  # fmt: skip
    """Open the window with the findings and recordings in the RESULTS of an archive.

    Up and Down go from row to row, Return opens the review at the row's time, S, D, C and R mark
    it as seen, to discuss, confirmed or rejected, N writes a note, Ctrl+Z takes the last mark back.
    """
    if screenshot is not None and seconds is None:
        raise click.UsageError("--screenshot needs --seconds.")
    check_display()

    from hysteroview.gui.app import run_window
    from hysteroview.gui.live.options import WindowOptions
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.settings.file import load_settings, settings_path
    from hysteroview.settings.live import CurrentSettings

    loaded = load_settings(settings_path())
    options = WindowOptions(
        folder=None, results=results.absolute(), notice=loaded.notice, seconds=seconds,
        screenshot=screenshot,
    )  # fmt: skip
    file = settings_path() if seconds is None else None
    current = CurrentSettings(loaded.settings, base=loaded.base, file=file)
    context.exit(run_window(None, load_card(find_model(model)), current, options))
