"""`hysteroview export snapshots`: pictures of an exam, annotated and de-identified on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.export.options import (
    LANGUAGE_OPTION,
    STORE_OPTION,
    place_of,
    privacy_options,
    request_of,
)
from hysteroview.cli.options import MODEL_OPTION

if TYPE_CHECKING:
    from hysteroview.pipeline.exports.snapshots import PicturesExported


@click.command()
@click.argument("what", metavar="EXAM_ID|FILE…", nargs=-1, required=True)
@click.option("--annotated", is_flag=True, help="With heatmap, drawing and caption.")
@click.option("--heatmap", is_flag=True, help="As the operator saw it, with the heatmap.")
@click.option("--drawing", is_flag=True, help="With what was drawn on it in review.")
@click.option("--caption", is_flag=True, help="With a band of text below the picture.")
@click.option(
    "--format", "form", type=click.Choice(["png", "jpeg", "tiff"]), default="png",
    show_default=True, help="JPEG is the only one with loss.",
)  # fmt: skip
@click.option(
    "--sheet", type=click.Choice(["A4", "A3", "Letter"]),
    help="Contact sheets on pages of this size instead of single pictures.",
)  # fmt: skip
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), metavar="DIR|FILE.zip",
    help="New folder, or ZIP file.",
)  # fmt: skip
@MODEL_OPTION
@LANGUAGE_OPTION
@STORE_OPTION
@privacy_options
def snapshots(
    what: tuple[str, ...], form: str, sheet: str | None, output: Path, model: str | None,
    language: str, store: Path | None, *,
    annotated: bool, heatmap: bool, drawing: bool, caption: bool, deidentifies: bool | None,
    key_file: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Export the snapshots of an exam, or picture files, with square pixels.

    Without further options they are as the source sent them. Files are analyzed for heatmap and
    caption.
    """
    from hysteroview.cli.export.shown_progress import shown_progress
    from hysteroview.export.pictures.encoding import PictureFormat
    from hysteroview.export.pictures.sheet import PageSize
    from hysteroview.pipeline.exports.shots import Layers
    from hysteroview.pipeline.exports.snapshots import PictureOptions, export_snapshots

    options = PictureOptions(
        layers=Layers(
            has_heatmap=heatmap or annotated, has_drawing=drawing or annotated,
            has_caption=caption or annotated,
        ),
        form=PictureFormat(form),
        sheet=None if sheet is None else PageSize(sheet),
    )  # fmt: skip
    is_files = Path(what[0]).exists()
    if len(what) > 1 and not is_files:
        raise click.UsageError("Give one exam, or files.")
    place = None if is_files else place_of(what[0], store, yes=yes)
    with shown_progress(output.name, "pictures") as progress:
        request = request_of(
            output, deidentifies=deidentifies, key_file=key_file, language=language,
            progress=progress,
        )  # fmt: skip
        if place is not None:
            made = export_snapshots(place, options, request)
        else:
            from hysteroview.inference.model.card import find_model, load_card
            from hysteroview.pipeline.exports.files import export_files

            made = export_files(what, load_card(find_model(model)), options, request)
    report(made, output)
    if request.is_deidentified and place is not None:
        click.echo(f"de-identified, key file {request.key_file}")


def report(made: PicturesExported, output: Path) -> None:
    """Print what was exported, and what somebody should look at."""
    click.echo(f"exported      {output}, {made.count} pictures")
    for number in made.left_out:
        click.echo(f"left out      {number}: no endoscopic picture was found in it")
    for name in made.to_check:
        click.echo(f"look at       {name}: there may be text in the endoscopic picture")
