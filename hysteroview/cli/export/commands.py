"""`hysteroview export`: the group of commands, which are imported when they are called."""

from __future__ import annotations

import click

from hysteroview.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "snapshots": Entry(
        "hysteroview.cli.export.snapshots", "snapshots", "Export the pictures of an exam."
    ),
    "clip": Entry("hysteroview.cli.export.clip", "clip", "Export a recording, annotated."),
    "table": Entry("hysteroview.cli.export.table", "table", "Export the tables of an exam."),
    "report": Entry(
        "hysteroview.cli.export.report", "report", "Write the report on an exam as PDF or Word."
    ),
    "fhir": Entry("hysteroview.cli.export.fhir", "fhir", "Export an exam as a bundle of FHIR R4."),
    "dicom": Entry("hysteroview.cli.export.dicom", "dicom", "Export an exam as DICOM objects."),
    "identify": Entry(
        "hysteroview.cli.export.identify", "identify", "Find the patient of a de-identified export."
    ),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def export() -> None:
    """Export pictures, clips and tables; de-identified on request."""
