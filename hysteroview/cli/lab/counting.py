"""`hysteroview lab counting`: what the rules for counting episodes cost and gain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hysteroview.cli.lab.temporal import COUNT, PHANTOMS, PHANTOMS_MODEL, play_phantoms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hysteroview.core.types import LabelSet
    from hysteroview.lab.data.truth_tracks import Exam


@click.command()
@click.option(
    "--exams", default=30, show_default=True, type=COUNT, help="Number of exams, two minutes each."
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--rate",
    default=30.0,
    show_default=True,
    type=click.FloatRange(min=1.0),
    help="Analyzed frames per second.",
)
@PHANTOMS
@PHANTOMS_MODEL
def counting(exams: int, seed: int, rate: float, phantoms: int, model: str | None) -> None:
    """Print findings, false findings and missed views for several minima of an episode.

    The exams are the simulated ones of `lab temporal`; with --phantoms there is a second table, of
    a model on phantom clips.
    """
    from hysteroview.lab.data.truth_tracks import FIVE, NoiseSettings, TrackSettings, draw_exam

    track = TrackSettings(rate_hz=rate)
    _print(FIVE, [draw_exam(FIVE, track, NoiseSettings(), seed + each) for each in range(exams)])
    if phantoms:
        card, played = play_phantoms(model, phantoms)
        click.echo(f"\n{card.title}, phantom clips:\n")
        _print(card.labels, played)


def _print(labels: LabelSet, drawn: Sequence[Exam]) -> None:
    from hysteroview.lab.trials import counting as trial

    shown = [(trial.views_of(exam, labels), trial.spans_shown(exam, labels)) for exam in drawn]
    rows = [
        (name, rules, trial.measure_counting(shown, rules))
        for name, rules in trial.rules_to_compare()
    ]
    click.echo(f"{len(drawn)} exams, {rows[0][2].views} views of a lesion\n")
    click.echo("\n".join(trial.format_counting(rows)))
