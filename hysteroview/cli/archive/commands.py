"""`hysteroview archive`: analyze many recordings, and work through the results."""

from __future__ import annotations

import click

from hysteroview.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "run": Entry(
        "hysteroview.cli.archive.run", "run", "Analyze the recordings of a folder or manifest."
    ),
    "list": Entry(
        "hysteroview.cli.archive.listing", "listing", "List or save findings and recordings."
    ),
    "open": Entry("hysteroview.cli.archive.window", "window", "Work through the results."),
    "status": Entry("hysteroview.cli.archive.status", "status", "Show how far an archive is."),
}


class _FolderGroup(LazyGroup):
    """A group whose command `run` may be left out: ``archive DIR --out DIR``."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            args = ["run", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=_FolderGroup, entries=COMMANDS)
def archive() -> None:
    """Analyze a whole archive of recordings (extra archive).

    `hysteroview archive DIR|MANIFEST --out RESULTS` may be interrupted at any time, and goes on
    with the same command.
    """
