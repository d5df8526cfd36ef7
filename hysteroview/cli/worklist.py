"""`hysteroview worklist`: the exams that the hospital has scheduled."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from hysteroview.cli.options import read_settings
from hysteroview.core.foreign.charset.reading import FallbackCharset

if TYPE_CHECKING:
    from hysteroview.export.dicom.worklist import ScheduledExam


@click.command()
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today, YYYY-MM-DD."
)
@click.option(
    "--charset", type=click.Choice([str(each) for each in FallbackCharset]),
    help="Character set of names without a correct one; by default the one in the settings.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print all fields as JSON.")
def worklist(day: datetime | None, charset: str | None, *, as_json: bool) -> None:
    """List the exams that the worklist server of the settings has for a day.

    A name that cannot be read with certainty is marked; it is never stored as it is shown.
    """
    from hysteroview.core.errors import WorklistError
    from hysteroview.export.dicom.query import WorklistQuery

    settings = read_settings().settings.worklist
    if not settings.host:
        raise WorklistError(
            "No worklist server is set.", remedy="Enter it in the settings, `worklist.host`."
        )
    if charset is not None:
        settings = replace(settings, fallback_charset=FallbackCharset(charset))
    wanted = date.today() if day is None else day.date()
    exams = WorklistQuery(settings, wanted).run()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in exams], indent=2, ensure_ascii=False))
        return
    if not exams:
        click.echo(f"No exams are scheduled for {wanted}.")
        return
    _print(exams)


def _print(exams: list[ScheduledExam]) -> None:
    from hysteroview.cli.figures import print_table
    from hysteroview.core.wording import printable
    from hysteroview.exam.store.records import Patient

    rows = []
    for each in exams:
        shown = Patient(name=each.guess or each.patient_name).shown_name
        mark = " (doubtful)" if each.guess else " (incomplete)" if each.is_name_cut else ""
        number = f"{each.patient_id or '-'}{' (check)' if each.is_id_doubtful else ''}"
        fields = (each.time or "-", number, f"{shown or '-'}{mark}", each.birth_date or "-",
                  each.accession_number or "-", each.description)  # fmt: skip
        rows.append(tuple(map(printable, fields)))
    print_table(("time", "patient", "name", "born", "accession", "procedure"), rows)
    if any(each.guess for each in exams):
        click.echo(
            "\nDoubtful names are not in the character set that the server declares. Try "
            "--charset, and set it as worklist.fallback_charset.",
            err=True,
        )
    if any(each.is_name_cut for each in exams):
        click.echo(
            "\nThe server has dropped names in characters. Orthanc does so unless its "
            "DefaultEncoding is Utf8.",
            err=True,
        )
