"""`hysteroview archive DIR --out RESULTS`: each recording to its track, all to one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.options import MODEL_OPTION, RUNTIME_OPTION, read_settings
from hysteroview.core.wording import NO_RESULT
from hysteroview.settings.choices import DEFAULT_OPERATING_POINT, OPERATING_POINTS

if TYPE_CHECKING:
    from hysteroview.pipeline.archive.coordinator import Progress
    from hysteroview.pipeline.archive.ledger.ledger import Ledger
    from hysteroview.pipeline.archive.ledger.listing import Listed

_TABLE_FORMATS = ("csv", "parquet", "json")


@click.command()
@click.argument("source", metavar="DIR|MANIFEST", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="RESULTS",
    help="Folder of the results, which is made readable for its owner only.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Processes of this machine; by default one for every two cores.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Use the workers of a Dask scheduler, such as tcp://10.0.0.5:8786.",
)
@click.option(
    "--tls",
    nargs=3,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CA CERT KEY",
    help="Certificates for a scheduler with TLS.",
)
@click.option(
    "--part-seconds",
    type=click.FloatRange(2.0, 3600.0),
    default=60.0,
    show_default=True,
    metavar="S",
    help="Length of the parts that are computed at once; at most one for each worker is lost.",
)
@click.option(
    "--resource",
    default="",
    metavar="NAME",
    help="What a worker of a scheduler must have declared; GPU with a runtime that needs one.",
)
@click.option(
    "--stream",
    is_flag=True,
    help="Send the bytes of recordings to workers of a scheduler, which need not see the files.",
)
@click.option(
    "--stream-port",
    type=click.IntRange(0, 65535),
    default=0,
    metavar="PORT",
    help="Port of this machine for --stream; by default any that is free.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="Look at a sample of each second, and at all frames only where something is suspected or "
    "uncertain; the rest counts as not assessed.",
)
@click.option("--again", is_flag=True, help="Try recordings again that were set aside.")
@click.option(
    "--table",
    "tables",
    type=click.Choice(_TABLE_FORMATS),
    multiple=True,
    default=("csv",),
    show_default=True,
    help="Format of the tables; may be repeated.",
)
@MODEL_OPTION
@RUNTIME_OPTION
@click.option(
    "--operating-point",
    type=click.Choice(OPERATING_POINTS),
    default=DEFAULT_OPERATING_POINT,
    show_default=True,
    help="Threshold of the two-class result, one of those in the model card.",
)
def run(
    source: Path,
    out: Path,
    *,
    workers: int | None,
    scheduler: str,
    tls: tuple[Path, ...] | None,
    part_seconds: float,
    resource: str,
    stream: bool,
    stream_port: int,
    quick: bool,
    again: bool,
    tables: tuple[str, ...],
    model: str | None,
    runtime: str,
    operating_point: str,
) -> None:
    """Analyze every recording under DIR, or of MANIFEST, and write one table of all findings.

    A manifest is a table (CSV, or Excel with the extra lab) with the column `file`: those of the
    laboratory are such. Its paths are relative to its folder; nothing begins if one is wrong.

    Recordings are recognized by their content: those that were moved, renamed or copied keep their
    results. What is broken is set aside with its reason, and the rest goes on. Interrupted, even by
    a power failure, it goes on with the same command.
    """
    from hysteroview.capture.files.fingerprint import fingerprint
    from hysteroview.core.errors import HysteroViewError, StorageError
    from hysteroview.exam.store.folder import make_private_folder
    from hysteroview.export.dataset.writing import TableFormat, check_available
    from hysteroview.inference.decide.analyzer import AnalyzerSettings
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.inference.runtimes.threads import usable_cores
    from hysteroview.pipeline.archive.cluster import ClusterChoice, open_stream, open_workers
    from hysteroview.pipeline.archive.coordinator import Coordinator
    from hysteroview.pipeline.archive.ledger.file import only_one
    from hysteroview.pipeline.archive.ledger.ledger import Ledger
    from hysteroview.pipeline.archive.tables import write_summaries
    from hysteroview.pipeline.archive.work import Work

    kinds = matching(runtime)  # reports a wrong name before anything is opened
    if scheduler and not any(each.uses_cpu for each in kinds):
        resource = resource or "GPU"
    formats = [TableFormat(name) for name in tables]
    for each in formats:
        check_available(each)
    card = load_card(find_model(model))
    count = workers or max(1, usable_cores() // 2)
    settings = AnalyzerSettings(operating_point=operating_point, gate=read_settings().settings.gate)
    threads = 1 if scheduler else max(1, usable_cores() // count)
    work = Work(
        model, card.sha256, settings, runtime, threads=threads, unit_s=part_seconds, is_quick=quick
    )
    out = out.absolute()
    listed = _listed(source.absolute(), out)
    make_private_folder(out)
    with only_one(out), closing(Ledger(out, work.run)) as ledger:
        files, unreadable = ledger.list_files(listed, fingerprint)
        if again:
            click.echo(f"tried again   {ledger.try_again()}")
        before = ledger.counts()
        click.echo(f"recordings    {before.total} in {files} files, {before.done} done before")
        if unreadable:
            click.echo(f"NOTE: {unreadable} files cannot be read and are left out.")
        failure: HysteroViewError | None = None
        if before.waiting:
            choice = ClusterChoice(scheduler, count, resource, tls or ())
            try:
                with (
                    open_workers(choice) as found,
                    open_stream(choice, stream_port) if stream else nullcontext() as offer,
                    _bar(before.waiting) as show,
                ):
                    Coordinator(ledger, out, work, card, found, stream=offer).run(show)
            except HysteroViewError as error:
                failure = error
        if isinstance(failure, StorageError):
            raise failure  # the tables cannot be written either; they are at the next run
        written = write_summaries(ledger, out, formats)
        _report(ledger, written, card.warning, is_quick=quick)
    if failure is not None:
        raise failure


def _listed(source: Path, out: Path) -> Iterable[Listed]:
    """Return the recordings under a folder, or those of a manifest, which is checked at once."""
    from hysteroview.capture.files.container import VIDEO_SUFFIXES
    from hysteroview.lab.manifest.videos import read_videos
    from hysteroview.pipeline.archive.ledger.listing import recordings_of, recordings_under

    if source.is_dir():
        return recordings_under(source, out)
    return recordings_of(read_videos(source, VIDEO_SUFFIXES))


@contextmanager
def _bar(waiting: int) -> Iterator[Callable[[Progress], None]]:
    """Show how many recordings are over, on a terminal only."""
    from tqdm import tqdm

    bar: tqdm[None] = tqdm(total=waiting, unit=" recordings", disable=None, leave=False)
    with bar:
        shown = 0

        def show(progress: Progress) -> None:
            nonlocal shown
            for note in progress.notes[shown:]:
                bar.write(f"NOTE: {note}")
            shown = len(progress.notes)
            bar.n = progress.done + progress.set_aside
            bar.set_postfix_str(
                f"{progress.workers} workers, {progress.units} parts, "
                f"{progress.analyzed_s / 3600:.2f} h, {progress.set_aside} set aside"
            )

        yield show


def _report(ledger: Ledger, written: list[Path], warning: str, *, is_quick: bool) -> None:
    from hysteroview.pipeline.archive.ledger.entries import RecordingState

    counts = ledger.counts()
    click.echo(f"done          {counts.done}")
    if counts.waiting:
        click.echo(f"waiting       {counts.waiting}")
    if counts.set_aside:
        click.echo(f"set aside     {counts.set_aside}")
        for entry in ledger.entries(RecordingState.SET_ASIDE):
            click.echo(f"  {entry.path}: {entry.reason}")
    for path in written:
        click.echo(f"written       {path}")
    if is_quick:
        click.echo(f"\nquick pass    what was not looked at closely is not assessed. {NO_RESULT}")
    click.echo(f"\n{warning}")
