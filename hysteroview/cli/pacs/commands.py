"""`hysteroview pacs`: the group of commands, which are imported when they are called."""

from __future__ import annotations

import click

from hysteroview.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "echo": Entry("hysteroview.cli.pacs.echo", "echo", "Check that an archive answers."),
    "test": Entry("hysteroview.cli.pacs.test", "test", "Say what an archive accepts."),
    "send": Entry("hysteroview.cli.pacs.send", "send", "Send an exam, or DICOM files."),
    "find": Entry("hysteroview.cli.pacs.find", "find", "List earlier studies of a patient."),
    "fetch": Entry("hysteroview.cli.pacs.find", "fetch", "Fetch a study for comparison."),
    "queue": Entry("hysteroview.cli.pacs.queue", "queue", "List what waits or failed; try again."),
    "status": Entry("hysteroview.cli.pacs.status", "status", "Count what waits for each archive."),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def pacs() -> None:
    """Send exams to the archives in the settings, and see what waits for them.

    Archives are entered on the settings page, or as [archives.NAME] in the settings file.
    """
