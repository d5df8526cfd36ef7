"""`hysteroview archive status RESULTS`: how far an archive is, also while it is analyzed."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.core.wording import counted


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def status(folder: Path) -> None:
    """Show how many recordings in RESULTS are done, wait, or were set aside and why."""
    from hysteroview.pipeline.archive.ledger.entries import RecordingState
    from hysteroview.pipeline.archive.ledger.ledger import read_ledgers

    for ledger in read_ledgers(folder):
        counts = ledger.counts()
        click.echo(f"run {ledger.run}{' (quick pass)' if ledger.is_quick() else ''}")
        click.echo(f"  done        {counts.done} of {counts.total}")
        click.echo(f"  waiting     {counts.waiting}")
        if counts.units:
            click.echo(
                f"  under way   {counts.units_done} of {counted(counts.units, 'part', 'parts')}"
            )
        click.echo(f"  set aside   {counts.set_aside}")
        for entry in ledger.entries(RecordingState.SET_ASIDE):
            click.echo(f"    {entry.path}: {entry.reason}")
