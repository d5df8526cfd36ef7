"""`hysteroview pacs find` and `pacs fetch`: earlier exams of a patient in an archive."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.pacs.archives import chosen_name, current_settings, peer_of

_FROM_OPTION = click.option(
    "--from", "name", metavar="NAME", help="Archive; not needed if there is only one."
)


@click.command()
@click.argument("patient_id")
@_FROM_OPTION
def find(patient_id: str, name: str | None) -> None:
    """List earlier studies of a patient with pictures, the newest first."""
    from hysteroview.cli.figures import print_table
    from hysteroview.core.wording import printable
    from hysteroview.exam.store.records import Patient
    from hysteroview.export.dicom.retrieve.earlier import earlier_studies

    settings = current_settings()
    peer = peer_of(settings, chosen_name(settings, name))
    studies = earlier_studies(peer, patient_id, settings.worklist.fallback_charset)
    if not studies:
        click.echo("The archive has no earlier study of this patient with pictures.")
        return
    rows = []
    for each in studies:
        who = Patient(name=each.patient.guess or each.patient.name).shown_name
        mark = " (doubtful)" if each.patient.guess else ""
        fields = (each.day or "-", f"{who or '-'}{mark}", " ".join(each.modalities) or "-",
                  str(each.instances or "-"), each.description or "-", each.uid)  # fmt: skip
        rows.append(tuple(map(printable, fields)))
    print_table(("day", "name", "kinds", "objects", "description", "study"), rows)


@click.command()
@click.argument("study_uid")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="DIR", required=True,
    help="New folder for the files; only its user can read it.",
)  # fmt: skip
@_FROM_OPTION
def fetch(study_uid: str, output: Path, name: str | None) -> None:
    """Fetch pictures and videos of a study into a new folder, for `hysteroview review DIR`."""
    from hysteroview.export.dicom.retrieve.fetching import fetch_study

    settings = current_settings()
    files = fetch_study(peer_of(settings, chosen_name(settings, name)), study_uid, output)
    click.echo(f"{len(files)} objects in {output}; `hysteroview review {output}` opens them")
