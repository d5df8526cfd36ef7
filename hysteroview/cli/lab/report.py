"""`hysteroview lab report`: runs as one page, HTML or PDF."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "runs", nargs=-1, required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)  # fmt: skip
@click.option(
    "--output", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .html or .pdf.",
)  # fmt: skip
@click.option(
    "--pictures", default=8, show_default=True, type=click.IntRange(0, 60),
    help="Heatmaps and errors that are shown of each run: pictures of patients. 0 for none.",
)  # fmt: skip
@click.option(
    "--index", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the index of the runs is now.",
)  # fmt: skip
@click.option(
    "--corrupted", is_flag=True,
    help="Also test the most accurate network on corrupted pictures.",
)  # fmt: skip
@click.option("--samples", default=1000, show_default=True, type=click.IntRange(min=50))
def report(
    runs: tuple[Path, ...], output: Path, pictures: int, index: Path | None, samples: int, *,
    corrupted: bool,
) -> None:  # fmt: skip
    """Write all figures of RUNS with plots, flow, partitions and checklists as one file.

    Items of CLAIM, STARD-AI and TRIPOD+AI have their value from the run, or say that the author
    must write it. A split that leaks is marked on every page.
    """
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    from datetime import UTC, datetime

    from hysteroview.lab.report.compose import ReportPlan, compose
    from hysteroview.lab.report.writing import write_report

    if output.suffix not in (".html", ".pdf"):
        raise click.UsageError(f"{output.name} does not end in .html or .pdf.")
    made = datetime.now(UTC)
    words = ["hysteroview", "lab", "report", *(run.name for run in runs)]
    words += ["--output", output.name, "--pictures", str(pictures), "--samples", str(samples)]
    words += ["--corrupted"] if corrupted else []
    plan = ReportPlan(
        samples=samples, pictures=pictures, index=index, command=words, is_corrupted=corrupted
    )
    write_report(compose(runs, made, plan), output, made, private=pictures > 0)
    shown = f"; it shows {pictures} pictures of each kind" if pictures else ""
    click.echo(f"wrote {output}{shown}")
