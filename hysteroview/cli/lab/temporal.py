"""`hysteroview lab temporal`: evaluation of the decision over time."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.core.files import atomic_file

if TYPE_CHECKING:
    from hysteroview.inference.model.card import ModelCard
    from hysteroview.lab.data.truth_tracks import Exam
    from hysteroview.lab.trials.temporal import Row

COUNT = click.IntRange(min=1)
TEST_SEED = 900_000  # scenes with these seeds are never used for training
PHANTOMS = click.option(
    "--phantoms",
    default=0,
    show_default=True,
    type=click.IntRange(min=0),
    help="Also play this many phantoms of each lesion through a model.",
)
PHANTOMS_MODEL = click.option(
    "--model", metavar="DIR", help="Model bundle for --phantoms: a folder, or a built-in name."
)


@click.command()
@click.option(
    "--exams", default=8, show_default=True, type=COUNT, help="Number of exams, two minutes each."
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(min=0))
@PHANTOMS
@PHANTOMS_MODEL
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
def temporal(
    exams: int, seed: int, phantoms: int, model: str | None, json_file: Path | None
) -> None:
    """Print gains and losses of the decision over time, for a sweep of its settings.

    The exams are truth tracks with simulated noise of single frames, which need neither model
    nor pictures; with --phantoms there is a third table, of a model on phantom clips.
    """
    from hysteroview.inference.decide.decision import DecisionSettings
    from hysteroview.lab.data.truth_tracks import FIVE, NoiseSettings, TrackSettings, draw_exam
    from hysteroview.lab.trials import temporal as study

    seeds, noise = range(seed, seed + exams), NoiseSettings()
    drawn = [draw_exam(FIVE, TrackSettings(), noise, each) for each in seeds]
    rows = study.sweep(FIVE, drawn)
    rates = study.across_rates(FIVE, noise, seeds)
    click.echo(study.describe(drawn))
    click.echo("\n".join(["", *study.format_table(rows, rows[0].figures)]))
    click.echo("\n".join(["", *study.format_table(rates)]))
    played = _try_phantoms(model, phantoms) if phantoms else []
    if json_file is not None:
        document = {
            "chosen": asdict(DecisionSettings()),
            "noise": asdict(noise),
            "sweep": study.as_json(rows),
            "rates": study.as_json(rates),
            "phantoms": study.as_json(played),
        }
        with atomic_file(json_file) as draft:
            draft.write_text(json.dumps(document, indent=2), encoding="utf-8")


def play_phantoms(model: str | None, count: int) -> tuple[ModelCard, list[Exam]]:
    """Run a model on phantom clips of unseen seeds: `count` of each lesion, 15 frames/s."""
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.choosing import open_backend
    from hysteroview.lab.data.phantom_tracks import phantom_exam, phantom_specs

    card = load_card(find_model(model))
    specs = phantom_specs(range(TEST_SEED, TEST_SEED + count))
    with closing(open_backend(card)) as backend:
        return card, [phantom_exam(card, backend, spec, rate_hz=15.0) for spec in specs]


def _try_phantoms(model: str | None, count: int) -> list[Row]:
    """Print the result of each rule on phantom clips."""
    from hysteroview.lab.trials import temporal as study

    card, played = play_phantoms(model, count)
    rows = study.brief_sweep(card.labels, played)
    click.echo(f"\n{card.title}, phantom clips: {study.describe(played)}\n")
    click.echo("\n".join(study.format_table(rows)))
    return rows
