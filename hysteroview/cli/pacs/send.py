"""`hysteroview pacs send`: files into the outbox, and the outbox to the archives."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hysteroview.cli.pacs.archives import (
    STORE_OPTION,
    TO_OPTION,
    chosen_name,
    current_settings,
    open_outbox,
)


@click.command()
@click.argument("what", nargs=-1, metavar="[FILE|DIR...]")
@TO_OPTION
@STORE_OPTION
@click.option("--later", is_flag=True, help="Only let it wait; the window sends it.")
def send(what: tuple[str, ...], name: str | None, store: Path | None, *, later: bool) -> None:
    """Send DICOM files and folders to an archive; without any, what waits is sent.

    Everything goes through the outbox of the exam folder: what cannot be sent now waits there and
    is tried again, here or while the window is open. Exit status 1 if something failed or waits.
    """
    from hysteroview.cli.pacs.lines import counted_line, failure_lines
    from hysteroview.core.errors import StorageError
    from hysteroview.pipeline.sending.adding import add_files, find_files
    from hysteroview.pipeline.sending.rounds import Rounds

    settings = current_settings()
    with open_outbox(settings, store) as outbox:
        if what:
            chosen = chosen_name(settings, name)
            archive = settings.archives.find(chosen)
            assert archive is not None
            missing = next((each for each in what if not Path(each).exists()), None)
            if missing is not None:
                raise StorageError(f"There is no file or folder {missing}.")
            files = find_files([Path(each) for each in what])
            added, left_out = add_files(outbox, chosen, archive, files)
            click.echo(f"waiting       {added.new} for {chosen}")
            if added.known:
                click.echo(f"known         {added.known}: sent before, or waiting already")
            if left_out:
                click.echo(f"left out      {left_out} videos, which this archive does not take")
        if later:
            return
        lock = outbox.lock()
        if lock is None:
            click.echo("Another HysteroView is sending; it takes care of this too.")
            return
        rounds = Rounds(store or settings.storage.store, lambda: settings)
        try:
            rounds.begin(outbox)
            rounds.run(outbox, lambda: False)
        finally:
            rounds.close()
            lock.release()
        if rounds.listener_failure is not None:
            click.echo(f"NOTE: {rounds.listener_failure}", err=True)
        click.echo(counted_line(outbox, name))
        failures = failure_lines(outbox, name)
        for line in failures:
            click.echo(line, err=True)
        if failures:
            sys.exit(1)
