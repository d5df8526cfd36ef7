"""`hysteroview pacs status`: how many wait, failed and arrived, for each archive."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.pacs.archives import STORE_OPTION, current_settings, open_outbox


@click.command()
@STORE_OPTION
def status(store: Path | None) -> None:
    """Count what is in the outbox, for each archive of the settings."""
    from hysteroview.cli.pacs.lines import failure_lines
    from hysteroview.exam.outbox.items import ItemState

    settings = current_settings()
    with open_outbox(settings, store) as outbox:
        counts = outbox.counts()
        known = [name for name, _ in settings.archives.named]
        for name in dict.fromkeys((*known, *(archive for archive, _ in counts))):
            words = ", ".join(
                f"{counts[name, state]} {state}" for state in ItemState if (name, state) in counts
            )
            note = "" if name in known else " (not in the settings)"
            click.echo(f"{name}{note}: {words or 'nothing was sent yet'}")
        for line in failure_lines(outbox, None):
            click.echo(line)
