"""`hysteroview pacs queue`: what waits, failed or is not confirmed, and what is done about it."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.pacs.archives import STORE_OPTION, TO_OPTION, current_settings, open_outbox


@click.command()
@TO_OPTION
@STORE_OPTION
@click.option("--all", "shows_all", is_flag=True, help="List also what archives have confirmed.")
@click.option("--retry", is_flag=True, help="Let everything that failed be tried again now.")
@click.option(
    "--remove", type=int, multiple=True, metavar="NUMBER",
    help="Remove one from the outbox; it will not be sent.",
)  # fmt: skip
def queue(
    name: str | None, store: Path | None, *, shows_all: bool, retry: bool, remove: tuple[int, ...]
) -> None:
    """List what is in the outbox, with the reason why it is not in the archive yet."""
    from hysteroview.cli.pacs.lines import item_line, job_line
    from hysteroview.core.errors import StorageError
    from hysteroview.exam.outbox.items import ItemState

    with open_outbox(current_settings(), store) as outbox:
        for number in remove:
            if not outbox.remove(number):
                raise StorageError(
                    f"There is no number {number} in the outbox.",
                    remedy="`hysteroview pacs queue` lists all.",
                )
            click.echo(f"removed       {number}")
        if retry:
            click.echo(f"try again     {outbox.retry_all()}")
        states = [each for each in ItemState if shows_all or each is not ItemState.CONFIRMED]
        items = outbox.items(name, states)
        for each in items:
            click.echo(item_line(each))
        jobs = [each for each in outbox.jobs.listed() if name in (None, each.archive)]
        for job in jobs:
            click.echo(job_line(job))
        if not items and not jobs:
            click.echo("The outbox is empty.")
