"""`hysteroview exam fill`: the fields of an exam's report on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.exam.opening import open_exams

if TYPE_CHECKING:
    from hysteroview.exam.store.records import Exam


@click.command()
@click.argument("exam_id")
@click.argument("values", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--undo", is_flag=True, help="Undo the last change of the fields instead.")
@click.pass_obj
def fill(folder: Path, exam_id: str, values: tuple[str, ...], *, undo: bool) -> None:
    """Fill in fields of the report: FIELD=VALUE; an empty value means not recorded.

    Without a value, all fields are listed with what may be chosen in them.
    """
    from hysteroview.exam.store.review.report import change_report, undo_report

    given = dict(_split(each) for each in values)
    if not given and not undo:
        with open_exams(folder, read_only=True) as store:
            exam = store.exam(exam_id)
        _list_fields(exam)
        return
    with open_exams(folder, read_only=False) as store:
        if undo:
            change = undo_report(store, exam_id)
            done = "undone" if change else "nothing to undo"
            click.echo(f"{done:<13} {exam_id}: {', '.join(change.after) if change else '-'}")
        else:
            changed = change_report(store, exam_id, given)
            click.echo(f"{'changed':<13} {exam_id}: {', '.join(changed) or 'nothing'}")


def report_lines(exam: Exam) -> list[str]:
    """Return the fields of the report that were entered, and a warning about the fluid."""
    from hysteroview.core.review.report_entry import deficit_limit_ml, deficit_ml
    from hysteroview.core.review.report_fields import BY_CODE, FIELDS

    recorded = [each for each in FIELDS if exam.report.get(each.code)]
    lines = [f"{'report':<13} {each.label}: {_words(each.code, exam)}" for each in recorded]
    unknown = sorted(exam.report.keys() - BY_CODE.keys())
    lines += [f"{'report':<13} {code}: {exam.report[code]}" for code in unknown]
    deficit, limit = deficit_ml(exam.report), deficit_limit_ml(exam.report)
    if deficit is not None and limit is not None:
        lines.append(f"{'warning':<13} fluid deficit {deficit:g} mL: {limit:,.0f} mL or more")
    return lines


def _words(code: str, exam: Exam) -> str:
    from hysteroview.core.review.report_fields import BY_CODE

    field = BY_CODE[code]
    return " ".join(filter(None, (field.words(exam.report[code]), field.unit))).replace("\n", " / ")


def _split(text: str) -> tuple[str, str]:
    code, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"“{text}” is not FIELD=VALUE.")
    return code, value


def _list_fields(exam: Exam) -> None:
    from hysteroview.core.review.report_fields import FIELDS
    from hysteroview.core.wording import printable

    for each in FIELDS:
        value = getattr(exam, each.code) if each.is_of_exam else exam.report.get(each.code, "")
        click.echo(f"{each.code:<15} {each.label}: {printable(value) or '-'}")
        for choice in each.choices:
            click.echo(f"{'':<15}   {choice.code:<16} {choice.words}")
