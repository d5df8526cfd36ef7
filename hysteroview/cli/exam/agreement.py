"""`hysteroview exam agreement`: the site's own table of AI, operator and pathology."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.cli.exam.opening import open_exams
from hysteroview.cli.options import MODEL_OPTION

if TYPE_CHECKING:
    from hysteroview.core.agreement.tables import Agreement

_UNITS = ("exam", "lesion")


@click.command()
@click.option(
    "--unit", type=click.Choice(_UNITS), multiple=True,
    help="Count exams or lesions; by default both, one after the other.",
)  # fmt: skip
@MODEL_OPTION
@click.option("--json", "as_json", is_flag=True, help="Print all counts and figures as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all counts and figures as CSV.")
@click.pass_obj
def agreement(
    folder: Path, unit: tuple[str, ...], model: str | None, *, as_json: bool, as_csv: bool
) -> None:
    """Compare AI, operator and pathology over all exams, with 95 % intervals by patient.

    Exams and lesions without a result of one of the three are counted by what is missing. Classes
    are those of --model.
    """
    from hysteroview.core.agreement.cases import Unit
    from hysteroview.core.agreement.tables import agreement_of
    from hysteroview.core.agreement.words import agreement_table
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.pipeline.review.agreement import cases_in

    if as_json and as_csv:
        raise click.UsageError("Give either --json or --csv.")
    labels = load_card(find_model(model), verify=False).labels
    with open_exams(folder, read_only=True) as store:
        tables = [agreement_of(cases_in(store, Unit(each), labels)) for each in unit or _UNITS]
    if as_json:
        click.echo(json.dumps([each.as_dict() for each in tables], indent=2))
    elif as_csv:
        for number, table in enumerate(tables):
            click.echo(agreement_table(table, has_header=number == 0), nl=False)
    else:
        for table in tables:
            _print(table)
        click.echo("Research use only. Not for diagnosis.")


def _print(table: Agreement) -> None:
    from hysteroview.cli.figures import print_table
    from hysteroview.core.agreement.tables import PAIRS
    from hysteroview.core.agreement.words import (
        comparison_lines,
        left_out_words,
        model_words,
        unit_words,
    )

    click.echo(unit_words(table))
    if words := model_words(table):
        click.echo(words)
    if not table.cases:
        click.echo()
        return
    for source, states in table.states.items():
        click.echo(f"  {source:<10} {', '.join(f'{n} {state}' for state, n in states.items())}")
    click.echo()
    rows = [(each.ai, each.operator, each.pathology, str(each.count)) for each in table.rows]
    print_table(("AI", "operator", "pathology", "number"), rows)
    for test, reference in PAIRS:
        click.echo(f"\n{test.value} against {reference.value}")
        told = ""
        for comparison in table.comparisons:
            if (comparison.test, comparison.reference) != (test, reference):
                continue
            for line in comparison_lines(comparison):
                click.echo(f"  {line}")
            words = left_out_words(comparison)
            if words and words != told:
                click.echo(f"  {words}")
            told = words
    click.echo()
