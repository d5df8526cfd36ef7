"""`hysteroview export table`: frames, episodes, findings, lesions and pictures of an exam."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.export.options import STORE_OPTION, place_of, privacy_options, request_of


@click.command()
@click.argument("exam_id")
@click.option(
    "--format", "form", type=click.Choice(["csv", "parquet", "json"]), default="csv",
    show_default=True, help="Parquet needs the extra `parquet`.",
)  # fmt: skip
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), metavar="DIR|FILE.zip",
    help="New folder, or ZIP file.",
)  # fmt: skip
@STORE_OPTION
@privacy_options
def table(
    exam_id: str, form: str, output: Path, store: Path | None, *,
    deidentifies: bool | None, key_file: Path | None, yes: bool,
) -> None:  # fmt: skip
    """Export the tables of an exam with a dictionary of their columns.

    CSV files open in a spreadsheet as they are: text that it would take for a formula, a number or
    a date begins with an apostrophe.
    """
    from hysteroview.cli.export.shown_progress import shown_progress
    from hysteroview.export.dataset.writing import TableFormat
    from hysteroview.pipeline.exports.tables import export_tables

    place = place_of(exam_id, store, yes=yes)
    with shown_progress(exam_id, "rows") as progress:
        request = request_of(
            output, deidentifies=deidentifies, key_file=key_file, progress=progress
        )
        count = export_tables(place, TableFormat(form), request)
    click.echo(f"exported      {output}, {count} frames")
    if request.is_deidentified:
        click.echo(f"de-identified, key file {request.key_file}")
