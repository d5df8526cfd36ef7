"""`hysteroview exam`: saved exams on the command line."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.exam.agreement import agreement
from hysteroview.cli.exam.fill import fill, report_lines
from hysteroview.cli.exam.keys import encrypt, passphrase, unseal
from hysteroview.cli.exam.lesion import lesion
from hysteroview.cli.exam.opening import open_exams
from hysteroview.cli.exam.reconcile import reconcile
from hysteroview.cli.options import read_settings
from hysteroview.cli.passphrase import ask_key

if TYPE_CHECKING:
    from hysteroview.core.assessment import AssessmentCounts
    from hysteroview.exam.store.audit import Entry
    from hysteroview.exam.store.records import Exam

_DAY_S = 24 * 3600
_DATE = click.DateTime(["%Y-%m-%d"])


@click.group()
@click.option(
    "--store", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)  # fmt: skip
@click.pass_context
def exam(context: click.Context, folder: Path | None) -> None:
    """List, show, complete, check, export and delete exams."""
    context.obj = folder or read_settings().settings.storage.store


exam.add_command(agreement)
exam.add_command(encrypt)
exam.add_command(fill)
exam.add_command(lesion)
exam.add_command(passphrase)
exam.add_command(reconcile)
exam.add_command(unseal)


@exam.command("list")
@click.option(
    "--from", "since", type=_DATE, help="Only exams that began on this day or later, YYYY-MM-DD."
)
@click.option("--to", "until", type=_DATE, help="Only exams that began on this day or earlier.")
@click.option("--name", default="", help="Part of the patient's name.")
@click.option("--id", "identifier", default="", help="The patient's identifier.")
@click.option("--finding", default="", help="Code of a finding, such as EP.")
@click.pass_obj
def list_exams(
    folder: Path, since: datetime | None, until: datetime | None, name: str, identifier: str,
    finding: str,
) -> None:  # fmt: skip
    """List the exams that match, the newest first."""
    from hysteroview.cli.exam.found import findings_words
    from hysteroview.cli.figures import print_table
    from hysteroview.core.wording import NO_RESULT, printable
    from hysteroview.exam.store.index import Search

    search = Search(
        since_wall_ns=_nanoseconds(since),
        until_wall_ns=None if until is None else (_nanoseconds(until) or 0) + _DAY_S * 10**9,
        name=name,
        identifier=identifier,
        finding=finding.upper(),
    )
    with open_exams(folder, read_only=True) as store:
        found = store.search(search)
        rows = [
            (
                item.exam_id, _local(item.started_wall_ns), _length(item),
                printable(item.patient.identifier) or "-", printable(item.patient.name) or "-",
                printable(findings_words(item)),
                str(len({media.item for media in store.media(item.exam_id)})),
            )
            for item in found
        ]  # fmt: skip
    if not rows:
        click.echo("No matching exams.")
        return
    print_table(("exam", "began", "length", "patient", "name", "findings", "items"), rows)
    if any(row[5].startswith("no result") for row in rows):
        click.echo(f"\n{NO_RESULT}")


@exam.command()
@click.argument("exam_id")
@click.pass_obj
def show(folder: Path, exam_id: str) -> None:
    """Show all data of one exam."""
    from hysteroview.cli.exam.found import (
        decision_lines,
        event_lines,
        findings_lines,
        lesion_lines,
        picture_lines,
    )
    from hysteroview.core.errors import StorageError
    from hysteroview.core.wording import printable
    from hysteroview.exam.snapshot.snapshot import was_live
    from hysteroview.exam.store.assessed import assessed_in
    from hysteroview.exam.store.audit import read_chain
    from hysteroview.exam.store.events import events_of
    from hysteroview.exam.store.removed import withdrawn_items

    with open_exams(folder, read_only=True) as store:
        found, media, head = store.exam(exam_id), store.media(exam_id), store.head(exam_id)
        place = store.exam_folder(exam_id).path
        track = store.track(exam_id)
        assessed = assessed_in(store, exam_id)
        files = store.exam_folder(exam_id)
        entries, _, _ = read_chain(files.audit, exam_id, files.medium)
        removed = withdrawn_items(entries)
        try:
            log = files.read_frames()
        except StorageError as error:
            click.echo(error, err=True)
            log = []
    who = found.patient
    for title, text in (
        ("exam", found.exam_id),
        ("began", _local(found.started_wall_ns)),
        ("length", _length(found)),
        ("patient", f"{who.identifier or '-'}  {who.name or '-'}  {who.birth_date}"),
        ("emergency", "yes, to be completed" if found.is_emergency else "no"),
        ("accession", found.accession_number or "-"),
        ("indication", found.indication or "-"),
        ("operator", found.operator or "-"),
        ("source", found.source),
        ("model", f"{found.model}  {found.model_sha256[:12]}"),
        ("AI track", f"{len(track)} s"),
        *_assessed_rows(assessed),
        ("audit log", f"{head.count} entries, head {head.sha256[:16]}"),
        ("exported", ", ".join(map(_local, found.exported_wall_ns)) or "never"),
        *_exported_rows(entries),
        ("folder", str(place)),
    ):
        click.echo(f"{title:<13} {printable(text)}")
    events = events_of(entries)
    for line in [*findings_lines(found, log, events.parts), *event_lines(found, events)]:
        click.echo(printable(line))
    for line in (*decision_lines(found), *lesion_lines(found), *report_lines(found)):
        click.echo(printable(line))
    said = picture_lines(found)
    for finding in found.pathology:
        click.echo(f"{'pathology':<13} {printable(f'{finding.label}: {finding.text}')}")
    for item in media:
        note = "  removed by the operator" if item.item in removed else ""
        if item.kind == "snapshot" and not was_live(files.snapshots / item.item, files.medium):
            note += "  not of a live picture"
        if item.name.endswith(item.item) and item.item in said:
            note += f"  {said[item.item]}"
        size = f"{item.size_bytes / 1e6:.1f} MB"
        click.echo(f"{item.kind:<13} {printable(item.name)}  {size}{printable(note)}")
    click.echo("\nResearch use only. Not for diagnosis.")


@exam.command()
@click.argument("exam_ids", nargs=-1)
@click.option(
    "--source", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="Also compare all exams with the store from which they were copied with `encrypt --from`.",
)  # fmt: skip
@click.pass_context
def verify(context: click.Context, exam_ids: tuple[str, ...], source: Path | None) -> None:
    """Check exams (all by default): the hash of every file, and every entry of the log.

    Exit status 1 if anything was changed; each fault is listed.
    """
    from hysteroview.cli.progress import progress
    from hysteroview.core.wording import printable
    from hysteroview.exam.store.index import Search
    from hysteroview.exam.store.integrity import read_record, verify_store
    from hysteroview.exam.store.integrity import verify as check

    faults, parts = [], 0
    with open_exams(context.obj, read_only=True) as store:
        wanted = exam_ids or tuple(item.exam_id for item in store.search(Search()))
        record = read_record(store)
        is_unsealed = store.is_encrypted and not store.has_heads and record.heads is None
        faults += [] if exam_ids else list(verify_store(store, record))
        for exam_id in wanted:
            count = len(store.media(exam_id)) + 2
            for part in progress(check(store, exam_id, record), count, exam_id):
                parts += 1
                if part.fault:
                    faults.append(part)
        compared = []
        if source is not None:
            from hysteroview.exam.store.copies.conversion import compare_with_source

            compared = list(compare_with_source(source, store))
        faults += [part for part in compared if part.fault]
    for part in faults:
        click.echo(f"exam {part.exam_id}: {printable(part.part)} {part.fault}")
    click.echo(f"{len(wanted)} exams, {parts} files and records checked, {len(faults)} faults")
    if is_unsealed:
        click.echo(
            "There is no sealed head of the logs yet: if their ends were removed, that is not "
            "found. It is written at the next start of the program."
        )
    if source is not None:
        count = len({part.exam_id for part in compared})
        click.echo(f"{count} exams, {len(compared)} files compared with {source}")
    context.exit(1 if faults else 0)


@exam.command()
@click.argument("exam_id")
@click.argument("target", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--with-removed", is_flag=True,
    help="Also copy what the operator has removed, to the folder `removed`.",
)  # fmt: skip
@click.pass_obj
def export(folder: Path, exam_id: str, target: Path, *, with_removed: bool) -> None:
    """Copy an exam, with the head of its log, to a new folder in TARGET.

    What the operator has removed is left out, and so is what does not belong to the exam.
    """
    from hysteroview.core.wording import printable
    from hysteroview.exam.store.copies.copying import export_exam

    with open_exams(folder, read_only=False) as store:
        made = export_exam(store, exam_id, target, time.time_ns(), with_removed=with_removed)
        click.echo(f"exported      {made.folder}")
        if made.removed:
            where = "in the folder `removed`" if made.has_removed else "left out"
            click.echo(f"removed       {made.removed} by the operator, {where}")
        for part in made.foreign:
            click.echo(f"not copied    {printable(part.part)} {part.fault}")
        if store.is_encrypted:
            click.echo("The copy is not encrypted: anyone who has it can read it.")


@exam.command()
@click.argument("exam_id")
@click.pass_obj
def confirm(folder: Path, exam_id: str) -> None:
    """Confirm that an exam is no longer needed, so that it may be purged."""
    with open_exams(folder, read_only=False) as store:
        store.confirm(exam_id)
    click.echo(f"confirmed     {exam_id}")


@exam.command()
@click.argument("exam_id")
@click.option("--id", "identifier", help="The patient's identifier in this hospital.")
@click.option("--name", help="As in DICOM: family name, caret, given name.")
@click.option("--birth-date", type=_DATE, help="YYYY-MM-DD.")
@click.pass_obj
def patient(
    folder: Path, exam_id: str, identifier: str | None, name: str | None,
    birth_date: datetime | None,
) -> None:  # fmt: skip
    """Complete or correct the patient of an exam; other fields are unchanged.

    The exam's log contains the names of the changed fields, never their values.
    """
    from dataclasses import replace

    given = {
        "identifier": identifier, "name": name,
        "birth_date": None if birth_date is None else f"{birth_date:%Y-%m-%d}",
    }  # fmt: skip
    changes = {field: text for field, text in given.items() if text is not None}
    if not changes:
        raise click.UsageError("Give --id, --name or --birth-date.")
    with open_exams(folder, read_only=False) as store:
        store.change_patient(exam_id, replace(store.exam(exam_id).patient, **changes))
    click.echo(f"changed       {exam_id}: {', '.join(changes)}")


@exam.command()
@click.argument("exam_id")
@click.argument("label")
@click.option("--text", default="", help="Text of the histology report.")
@click.pass_obj
def pathology(folder: Path, exam_id: str, label: str, text: str) -> None:
    """Enter the histology result: LABEL is a code such as EP."""
    from hysteroview.exam.store.records import Pathology

    result = Pathology(label=label.upper(), text=text, entered_wall_ns=time.time_ns())
    with open_exams(folder, read_only=False) as store:
        store.add_pathology(exam_id, result)
    click.echo(f"entered       {exam_id}: {result.label}")


@exam.command()
@click.argument("exam_id")
@click.option("--reason", required=True, help="Why; kept in the log of the store. No names.")
@click.option("--yes", is_flag=True, help="Delete without asking for confirmation.")
@click.pass_obj
def delete(folder: Path, exam_id: str, reason: str, *, yes: bool) -> None:
    """Delete one exam permanently, whether it was exported or not."""
    from hysteroview.exam.retention import delete as remove

    with open_exams(folder, read_only=False) as store:
        item = store.exam(exam_id)
        if not yes:
            click.confirm(
                f"Delete exam {exam_id} of {_local(item.started_wall_ns)} permanently?", abort=True
            )
        remove(store, exam_id, reason)
    click.echo(f"deleted       {exam_id}")


@exam.command()
@click.option("--keep-days", default=90.0, show_default=True, type=click.FloatRange(min=0))
@click.option("--yes", is_flag=True, help="Delete without asking for confirmation.")
@click.pass_obj
def purge(folder: Path, keep_days: float, *, yes: bool) -> None:
    """Delete old exams that were exported or confirmed; others are never deleted."""
    from hysteroview.exam.retention import expired
    from hysteroview.exam.retention import purge as remove

    with open_exams(folder, read_only=False) as store:
        deletable = expired(store, time.time_ns(), keep_days=keep_days)
        if not deletable:
            click.echo("No exam can be deleted.")
            return
        for item in deletable:
            click.echo(f"{item.exam_id}  {_local(item.started_wall_ns)}")
        if not yes:
            click.confirm(f"Delete these {len(deletable)} exams permanently?", abort=True)
        for item in deletable:
            remove(store, item.exam_id)
    click.echo(f"deleted       {len(deletable)} exams")


@exam.command()
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Rebuild the index from the exam folders; the old one is kept beside it."""
    from hysteroview.exam.store.rebuild import rebuild as rebuild_index

    results = list(rebuild_index(context.obj, ask_key(context.obj)))
    for result in results:
        if result.fault:
            click.echo(f"exam {result.exam_id}: {result.fault}")
    failed = sum(bool(result.fault) for result in results)
    click.echo(f"{len(results) - failed} exams indexed, {failed} failed")
    context.exit(1 if failed else 0)


def _assessed_rows(counts: AssessmentCounts) -> list[tuple[str, str]]:
    """Return what was not assessed, what the gate did not stop, and a warning about the set-up."""
    from hysteroview.cli.summary import assessed_lines, gate_warning_lines

    titled = [(line[:13].rstrip(), line[14:]) for line in assessed_lines(counts)]
    return [*titled, *(("set-up", line) for line in gate_warning_lines(counts))]


def _exported_rows(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return which parts of the exam were exported, and when."""
    return [
        (
            "part exported",
            f"{_local(entry.wall_ns)}: {entry.content.get('what', 'unknown')}"
            + (", de-identified" if entry.content.get("deidentified") else ""),
        )
        for entry in entries
        if entry.kind == "export_part"
    ]


def _nanoseconds(day: datetime | None) -> int | None:
    return None if day is None else round(day.astimezone().timestamp() * 1e9)


def _local(wall_ns: int) -> str:
    return datetime.fromtimestamp(wall_ns / 1e9, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def _length(item: Exam) -> str:
    if item.ended_wall_ns is None:
        return "still open"
    minutes, seconds = divmod(max(item.ended_wall_ns - item.started_wall_ns, 0) // 10**9, 60)
    return f"{minutes}:{seconds:02d}"
