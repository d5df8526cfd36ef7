"""`hysteroview archive list RESULTS`: findings and recordings, filtered as in the window."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.core.gate import Cause
from hysteroview.core.states import AssessmentState
from hysteroview.core.types import NS_PER_S
from hysteroview.core.wording import (
    NO_RESULT,
    counted,
    moment,
    no_result_words,
    percent,
    printable,
    share_percent,
)

if TYPE_CHECKING:
    from hysteroview.export.dataset.writing import TableFormat
    from hysteroview.pipeline.archive.results.rows import FindingRow, RecordingRow

_MARKS = ("none", "seen", "to discuss", "confirmed", "rejected")
_OUTCOMES = ("finding", "none", "not-assessed", "waiting", "failed", "set-aside")


@click.command(name="list")
@click.argument("results", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--recordings", is_flag=True, help="List recordings in place of findings.")
@click.option(
    "--finding", "codes", multiple=True, metavar="CODE",
    help="Only this class; may be repeated.",
)  # fmt: skip
@click.option(
    "--not-assessed", is_flag=True,
    help="The times without a result; with --finding, both. Of recordings: without any result.",
)  # fmt: skip
@click.option(
    "--cause", "causes", multiple=True, metavar="NAME",
    help="Only times without a result for this cause, such as BLUR; may be repeated.",
)  # fmt: skip
@click.option(
    "--quality", type=click.FloatRange(0.0, 1.0), metavar="Q",
    help="Only findings of at least this quality, from 0 to 1.",
)  # fmt: skip
@click.option(
    "--mark", "marks", multiple=True, type=click.Choice(_MARKS),
    help="Only rows with this mark of a reader; may be repeated.",
)  # fmt: skip
@click.option(
    "--outcome", "outcomes", multiple=True, type=click.Choice(_OUTCOMES),
    help="Only recordings with this outcome; may be repeated.",
)  # fmt: skip
@click.option("--text", default="", help="Words in the path, the class, the cause or the note.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Save the rows as .csv, .parquet or .json, in place of printing them.",
)  # fmt: skip
def listing(
    results: Path, *, recordings: bool, codes: tuple[str, ...], not_assessed: bool,
    causes: tuple[str, ...], quality: float | None, marks: tuple[str, ...],
    outcomes: tuple[str, ...], text: str, out: Path | None,
) -> None:  # fmt: skip
    """List what the AI proposes in the RESULTS of an archive, and what it could not assess.

    Without options all proposed findings are listed. The same filter is in the window:
    `hysteroview archive open RESULTS`.
    """
    from hysteroview.pipeline.archive.results.export import write_list
    from hysteroview.pipeline.archive.results.filter import Filter
    from hysteroview.pipeline.archive.results.marks import MarkKind
    from hysteroview.pipeline.archive.results.rows import FindingRow, Outcome, RowKind
    from hysteroview.pipeline.archive.results.table import Listed, ResultsTable

    if outcomes and not recordings:
        raise click.UsageError("--outcome needs --recordings.")
    chosen = None if out is None else _format_of(out)
    kinds = set()
    if not_assessed or causes:
        kinds.add(RowKind.NOT_ASSESSED)
    if codes or quality is not None or not kinds:
        kinds.add(RowKind.FINDING)
    of_recordings = {Outcome.NOT_ASSESSED} if not_assessed else set()
    wanted = Filter(
        codes=frozenset(codes), kinds=frozenset(kinds), least_quality=quality,
        causes=frozenset(causes), text=text,
        outcomes=frozenset(
            of_recordings | {tuple(Outcome)[_OUTCOMES.index(name)] for name in outcomes}
        ),
        marks=frozenset(MarkKind("" if name == "none" else name) for name in marks),
    )  # fmt: skip
    listed = Listed.RECORDINGS if recordings else Listed.FINDINGS
    with closing(ResultsTable.read(results)) as table:
        numbers = table.find(listed, wanted)
        if out is not None and chosen is not None:
            write_list(out, table, listed, numbers, chosen)
            click.echo(f"written {out}: {counted(len(numbers), 'row', 'rows')}")
        else:
            for row in table.rows(listed, numbers):
                line = _finding_line(row) if isinstance(row, FindingRow) else _recording_line(row)
                click.echo(line)
        whole = table.count(listed)
    click.echo(
        f"{len(numbers)} of {counted(whole, 'row', 'rows')}. The AI proposes; nobody has decided. "
        f"Where nothing is listed: {NO_RESULT}",
        err=True,
    )


def _format_of(path: Path) -> TableFormat:
    """Return the format of a file by its name, before anything is read."""
    from hysteroview.export.dataset.writing import TableFormat, check_available

    name = path.suffix.lower().removeprefix(".")
    if name not in set(TableFormat):
        raise click.BadParameter(
            "its name has to end in .csv, .parquet or .json", param_hint="--out"
        )
    chosen = TableFormat(name)
    check_available(chosen)
    return chosen


def _finding_line(row: FindingRow) -> str:
    when = f"{moment(round(row.best_s * NS_PER_S)):>9}  {row.end_s - row.start_s:6.1f} s"
    if row.peak is not None and row.code:
        quality = "" if row.quality is None else f"quality {row.quality:.2f}"
        what = f"{row.code:4} {percent(row.peak):>6}  {quality:14}"
    else:
        what = _cause_words(row.cause)
    return _line(f"{when}  {what}", row)


def _recording_line(row: RecordingRow) -> str:
    from hysteroview.pipeline.archive.results.rows import Outcome

    match row.outcome:
        case Outcome.FINDING:
            what = f"{counted(row.findings, 'finding', 'findings')} proposed: {row.codes}"
        case Outcome.NONE_FOUND:
            what = NO_RESULT
        case Outcome.SET_ASIDE:
            what = f"set aside: {row.reason}"
        case _:
            what = row.outcome.value
    if row.not_assessed_share is not None:
        what += f"  ({share_percent(row.not_assessed_share)} of the frames not assessed)"
    if row.left_out:
        what += f"  (times without a result that are not listed: {row.left_out:,})"
    return _line(what, row)


def _line(what: str, row: FindingRow | RecordingRow) -> str:
    parts = [what.rstrip()]
    if row.is_quick and _cause_words(AssessmentState.SKIPPED.value) not in what:
        parts.append("[quick pass]")
    if row.mark.kind.value:
        parts.append(f"[{row.mark.kind.value}]")
    if row.mark.note:
        parts.append(f"“{row.mark.note}”")
    return printable("  ".join([*parts, row.file]))


def _cause_words(name: str) -> str:
    try:
        cause = Cause.from_name(name)
    except ValueError:  # of a later version
        return "not assessed"
    return no_result_words(cause.state, cause.reason)
