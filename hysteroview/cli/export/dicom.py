"""`hysteroview export dicom`: an exam as DICOM objects, as an archive takes them."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.export.options import (
    LANGUAGE_OPTION,
    STORE_OPTION,
    place_of,
    privacy_options,
    request_of,
)


@click.command()
@click.argument("exam_id")
@click.option("--stills", is_flag=True, help="The pictures, as the source sent them.")
@click.option("--video", is_flag=True, help="The recordings.")
@click.option(
    "--result", is_flag=True,
    help="What the AI said: a structured report, and pictures with the overlay.",
)  # fmt: skip
@click.option("--report", is_flag=True, help="The report on the exam as PDF.")
@click.option(
    "--lossless/--jpeg", default=None,
    help="Pictures without loss, several times as large as JPEG; by default as in the settings.",
)  # fmt: skip
@click.option(
    "--dicomdir/--no-dicomdir", default=None,
    help="With a DICOMDIR, for a disk or USB stick for others; by default as in the settings.",
)  # fmt: skip
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), metavar="DIR|FILE.zip",
    help="New folder, or ZIP file.",
)  # fmt: skip
@click.option("--model", help="Folder of the model, for its card, if it is not a built-in one.")
@LANGUAGE_OPTION
@STORE_OPTION
@privacy_options
def dicom(
    exam_id: str, output: Path, model: str | None, language: str, store: Path | None, *,
    stills: bool, video: bool, result: bool, report: bool, lossless: bool | None,
    dicomdir: bool | None, deidentifies: bool | None, key_file: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Export an exam as DICOM objects: all that it has, or what is chosen.

    A second export has the same objects, with the same UIDs; what was changed in between, such as a
    corrected report, is a new object.
    """
    from hysteroview.cli.export.shown_progress import shown_progress
    from hysteroview.cli.options import read_settings
    from hysteroview.export.dicom.objects.writing import ObjectKind
    from hysteroview.pipeline.dicom.export import export_objects
    from hysteroview.pipeline.dicom.options import ObjectOptions

    chosen = {
        ObjectKind.STILL: stills, ObjectKind.VIDEO: video, ObjectKind.RESULT: result,
        ObjectKind.REPORT: report,
    }  # fmt: skip
    settings = read_settings().settings
    has_directory = settings.export.dicomdir if dicomdir is None else dicomdir
    options = ObjectOptions(
        kinds=tuple(kind for kind, is_wanted in chosen.items() if is_wanted),
        is_lossless=settings.export.lossless if lossless is None else lossless, model=model,
        report_folder=settings.report.folder,
    )  # fmt: skip
    place = place_of(exam_id, store, yes=yes)
    with shown_progress(output.name, "steps") as progress:
        request = request_of(
            output, deidentifies=deidentifies, key_file=key_file, language=language,
            progress=progress,
        )  # fmt: skip
        made = export_objects(place, options, request, has_directory=has_directory)
    click.echo(f"exported      {output}, {len(made.objects)} objects")
    for kind in ObjectKind:
        if count := len(made.of_kind(kind)):
            click.echo(f"{kind.value:<14}{count}")
    for name in made.left_out:
        click.echo(f"left out      {name}: no endoscopic picture was found in it")
    for name in made.to_check:
        click.echo(f"look at       {name}: there may be text in the endoscopic picture")
    for note in made.notes:
        click.echo(f"note          {note}")
    if request.is_deidentified:
        click.echo(f"de-identified, key file {request.key_file}")
