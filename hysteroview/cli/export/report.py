"""`hysteroview export report`: the report on an exam as PDF or Word."""

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
@click.argument("exam_id", required=False)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The new file.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["pdf", "docx"]),
    help="PDF/A or Word; by default by the name of the file.",
)  # fmt: skip
@click.option(
    "--template", "folder", metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with header.txt, logo.png and templates of the site; by default as in the "
    "settings.",
)  # fmt: skip
@click.option(
    "--write-template", "copied", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Copy the program's templates to a folder instead, to be edited there.",
)  # fmt: skip
@click.option("--model", help="Folder of the model, for its card, if it is not a built-in one.")
@LANGUAGE_OPTION
@STORE_OPTION
@privacy_options
def report(
    exam_id: str | None, output: Path | None, form: str | None, folder: Path | None,
    copied: Path | None, model: str | None, language: str, store: Path | None, *,
    deidentifies: bool | None, key_file: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Write the report on an exam: all its fields, pictures, and the AI on pages of its own.

    Every field has its value, or says that it is not recorded; `hysteroview exam fill` enters them.
    """
    from hysteroview.cli.export.shown_progress import shown_progress
    from hysteroview.cli.options import read_settings
    from hysteroview.export.report.templates import copy_templates
    from hysteroview.pipeline.report.writing import ReportForm, ReportOptions, export_report

    if copied is not None:
        for name in copy_templates(copied):
            click.echo(f"written       {copied / name}")
        return
    if exam_id is None or output is None:
        raise click.UsageError("Give an exam and --output.")
    chosen = form or output.suffix.lower().removeprefix(".")
    if chosen not in [each.value for each in ReportForm]:
        raise click.UsageError("Give a file that ends with .pdf or .docx, or --format.")
    options = ReportOptions(
        form=ReportForm(chosen),
        folder=folder or read_settings().settings.report.folder,
        model=model,
    )
    place = place_of(exam_id, store, yes=yes)
    with shown_progress(exam_id, "steps") as progress:
        request = request_of(
            output, deidentifies=deidentifies, key_file=key_file, language=language,
            progress=progress,
        )  # fmt: skip
        made = export_report(place, request, options)
    click.echo(f"exported      {made.path}, {made.pictures} pictures")
    click.echo(f"fields        {made.recorded} of {made.fields} recorded")
    click.echo(f"sha256        {made.sha256}")
    if chosen == "pdf" and not made.is_archival:
        click.echo("It is not PDF/A: a character of it is in no font.")
    if request.is_deidentified:
        click.echo(f"de-identified, key file {request.key_file}")
