"""`hysteroview verdict`: what an exam comes to, computed again from its table."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hysteroview.cli.options import MODEL_OPTION


@click.command()
@click.argument("table", type=click.Path(dir_okay=False, path_type=Path))
@MODEL_OPTION
@click.option("--json", "as_json", is_flag=True, help="Print all figures, with all digits.")
def verdict(table: Path, model: str | None, *, as_json: bool) -> None:
    """Compute the exam verdict from TABLE.csv, as `hysteroview analyze --csv` wrote it.

    The same table gives the same verdict, bit for bit.
    """
    from hysteroview.cli.summary import tell_verdict
    from hysteroview.export.table import read_table
    from hysteroview.inference.card import find_model, load_card
    from hysteroview.inference.verdict import verdict_of

    card = load_card(find_model(model), verify=False)
    found = verdict_of(read_table(table, card.labels), card.labels)
    if as_json:
        click.echo(json.dumps(found.as_dict(), indent=2))
        return
    for state, count in found.states.items():
        click.echo(f"{state.lower().replace('_', ' '):<16}{count:>8} of {found.analyzed} frames")
    for line in tell_verdict(found, card.labels, card.calibration_words):
        click.echo(line)
    click.echo(f"\n{card.warning}")
