"""`hysteroview pacs send`: exams and files into the outbox, and the outbox to the archives."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.pacs.archives import (
    STORE_OPTION,
    TO_OPTION,
    chosen_name,
    current_settings,
    open_outbox,
)

if TYPE_CHECKING:
    from hysteroview.exam.outbox.outbox import Outbox
    from hysteroview.settings.sections import Settings


@click.command()
@click.argument("what", nargs=-1, metavar="[EXAM_ID|FILE|DIR...]")
@TO_OPTION
@STORE_OPTION
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(["still", "video", "result", "report"]),
    help="What of an exam; may be repeated. By default everything.",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Send encrypted exams without asking.")
@click.option("--later", is_flag=True, help="Only let it wait; the window sends it.")
def send(
    what: tuple[str, ...], name: str | None, store: Path | None, kinds: tuple[str, ...], *,
    yes: bool, later: bool,
) -> None:  # fmt: skip
    """Send an exam, or DICOM files and folders, to an archive; without any, what waits is sent.

    Everything goes through the outbox of the exam folder: what cannot be sent now waits there and
    is tried again, here or while the window is open. Exit status 1 if something failed or waits.
    """
    settings = current_settings()
    folder = store or settings.storage.store
    with open_outbox(settings, store) as outbox:
        if what:
            chosen = chosen_name(settings, name)
            _add_files(outbox, settings, chosen, [Path(each) for each in what])
            for exam_id in (each for each in what if not Path(each).exists()):
                _order(outbox, chosen, exam_id, folder, kinds, yes=yes)
        if later:
            return
        if not _send(outbox, settings, folder):
            click.echo("Another HysteroView is sending; it takes care of this too.")
        elif not _report(outbox, name):
            sys.exit(1)


def _add_files(outbox: Outbox, settings: Settings, name: str, places: Sequence[Path]) -> None:
    from hysteroview.pipeline.sending.adding import add_files, find_files

    archive = settings.archives.find(name)
    assert archive is not None
    files = find_files([each for each in places if each.exists()])
    if not files:
        return
    added, left_out = add_files(outbox, name, archive, files)
    click.echo(f"waiting       {added.new} for {name}")
    if added.known:
        click.echo(f"known         {added.known}: sent before, or waiting already")
    if left_out:
        click.echo(f"left out      {left_out} videos, which this archive does not take")


def _order(
    outbox: Outbox, name: str, exam_id: str, folder: Path, kinds: Sequence[str], *, yes: bool
) -> None:
    """Let an exam wait; it has to exist."""
    from hysteroview.cli.export.options import place_of
    from hysteroview.export.dicom.objects.writing import ObjectKind
    from hysteroview.pipeline.sending.selection import Selection

    with place_of(exam_id, folder, yes=yes).read() as exams:
        exams.exam(exam_id)
    selection = Selection(kinds=tuple(ObjectKind(each) for each in kinds))
    outbox.jobs.add(name, exam_id, selection.text())
    click.echo(f"exam          {exam_id} for {name}")


def _send(outbox: Outbox, settings: Settings, folder: Path) -> bool:
    """Send what is due; False if another program does."""
    from hysteroview.cli.passphrase import ask_key
    from hysteroview.pipeline.sending.rounds import Rounds

    lock = outbox.lock()
    if lock is None:
        return False
    key = ask_key(folder) if outbox.jobs.listed() else None
    rounds = Rounds(folder, lambda: settings, key=lambda: key)
    try:
        rounds.begin(outbox)
        rounds.run(outbox, lambda: False)
    finally:
        rounds.close()
        lock.release()
    if rounds.listener_failure is not None:
        click.echo(f"NOTE: {rounds.listener_failure}", err=True)
    return True


def _report(outbox: Outbox, name: str | None) -> bool:
    """Say what is in the outbox; False if something failed or waits."""
    from hysteroview.cli.pacs.lines import counted_line, failure_lines

    click.echo(counted_line(outbox, name))
    failures = failure_lines(outbox, name)
    for line in failures:
        click.echo(line, err=True)
    return not failures
