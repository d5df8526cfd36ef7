"""`hysteroview export fhir`: an exam as a bundle of FHIR R4."""

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
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The new JSON file.",
)  # fmt: skip
@click.option("--model", help="Folder of the model, for its card, if it is not a built-in one.")
@LANGUAGE_OPTION
@STORE_OPTION
@privacy_options
def fhir(
    exam_id: str, output: Path, model: str | None, language: str, store: Path | None, *,
    deidentifies: bool | None, key_file: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Export an exam as FHIR R4: patient, report with its PDF, study, pictures, accepted findings.

    Everything is preliminary and marked as made for research.
    """
    from hysteroview.cli.export.shown_progress import shown_progress
    from hysteroview.cli.options import read_settings
    from hysteroview.pipeline.report.fhir import export_fhir
    from hysteroview.pipeline.report.writing import ReportOptions

    options = ReportOptions(folder=read_settings().settings.report.folder, model=model)
    place = place_of(exam_id, store, yes=yes)
    with shown_progress(exam_id, "steps") as progress:
        request = request_of(
            output, deidentifies=deidentifies, key_file=key_file, language=language,
            progress=progress,
        )  # fmt: skip
        count = export_fhir(place, request, options)
    click.echo(f"exported      {output}, {count} resources")
    if request.is_deidentified:
        click.echo(f"de-identified, key file {request.key_file}")
