"""`hysteroview exam reconcile`: assign an exam to an order of the worklist."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import click

from hysteroview.cli.exam.opening import open_exams
from hysteroview.cli.options import read_settings


@click.command()
@click.argument("exam_id")
@click.option("--accession", metavar="NUMBER", help="The order's accession number.")
@click.option("--id", "identifier", metavar="ID", help="The patient's ID, if it has one order.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the order; by default today."
)
@click.option("--name", help="The patient's name, if the worklist's one is doubtful.")
@click.option("--undo", is_flag=True, help="Undo the last assignment instead.")
@click.pass_obj
def reconcile(
    folder: Path, exam_id: str, accession: str | None, identifier: str | None,
    day: datetime | None, name: str | None, *, undo: bool,
) -> None:  # fmt: skip
    """Assign an exam without an order, or with a wrong one, to an order of the worklist.

    Patient and identifiers become those of the order, and objects for archives get new UIDs. The
    exam's log has the study's UID before and after, and the names of the changed fields.
    """
    from hysteroview.core.errors import StorageError, WorklistError
    from hysteroview.exam.store.dicom.orders import Order, assign_order, undo_order
    from hysteroview.exam.store.records import Patient
    from hysteroview.export.dicom.query import WorklistQuery

    if undo:
        with open_exams(folder, read_only=False) as store:
            undone = undo_order(store, exam_id)
        click.echo(f"{'undone' if undone else 'nothing to undo':<13} {exam_id}")
        return
    if not accession and not identifier:
        raise click.UsageError("Give --accession or --id.")
    settings = read_settings().settings.worklist
    if not settings.host:
        raise WorklistError(
            "No worklist server is set.", remedy="Enter it in the settings, `worklist.host`."
        )
    found = [
        each
        for each in WorklistQuery(settings, day.date() if day else date.today()).run()
        if accession in (None, each.accession_number) and identifier in (None, each.patient_id)
    ]
    if len(found) != 1:
        raise StorageError(
            f"The worklist has {len(found)} such orders.",
            remedy="`hysteroview worklist` lists all; give the accession number of one.",
        )
    (order,) = found
    if order.is_doubtful and name is None:
        raise StorageError(
            "The patient of this order cannot be read with certainty.",
            remedy="Give the name with --name, as family name, caret, given name.",
        )
    patient = Patient(
        identifier=order.patient_id, name=order.patient_name, birth_date=order.birth_date
    )
    wanted = Order(
        patient=replace(patient, name=name) if name is not None else patient,
        accession_number=order.accession_number,
        description=order.description,
        identifiers=order.identifiers,
    )
    with open_exams(folder, read_only=False) as store:
        changed = assign_order(store, exam_id, wanted)
    click.echo(f"assigned      {exam_id}: study {changed.order['study_uid']}")
