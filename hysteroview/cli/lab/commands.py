"""`hysteroview lab`: train, export and evaluate models."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.lab import perception as lab_perception
from hysteroview.cli.lab.bundle import bundle, keygen, pack
from hysteroview.cli.lab.calibrate import calibrate
from hysteroview.cli.lab.counting import counting
from hysteroview.cli.lab.department import check_split, index, split
from hysteroview.cli.lab.evaluate import evaluate
from hysteroview.cli.lab.imports import import_group
from hysteroview.cli.lab.localize import localize
from hysteroview.cli.lab.report import report
from hysteroview.cli.lab.reproduce import reproduce
from hysteroview.cli.lab.requirements import require_torch
from hysteroview.cli.lab.temporal import temporal
from hysteroview.cli.lab.train import train

# seeds of the scenes; far apart, so that test scenes are never used for training
TRAINING_SEED = 1000
TEST_SEED = 900_000
COUNT = click.IntRange(min=1)
TRAINING_COUNT = click.IntRange(1, TEST_SEED - TRAINING_SEED)
SIZE = click.IntRange(32, 1024)  # 32, because the network halves the picture five times


@click.group()
def lab() -> None:
    """Train, export and evaluate models (most commands need the extra "lab")."""


for _command in (
    lab_perception.views,
    lab_perception.sheet,
    lab_perception.quality,
    lab_perception.instrument,
):
    lab.add_command(_command)


@lab.command("train-phantom")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Bundle to write.")
@click.option(
    "--architecture",
    type=click.Choice(["efficientnet_b0", "resnet18"]),
    default="efficientnet_b0",
    show_default=True,
)
@click.option(
    "--scenes", default=160, show_default=True, type=TRAINING_COUNT, help="Scenes for each lesion."
)
@click.option("--views", default=8, show_default=True, type=COUNT, help="Pictures for each scene.")
@click.option(
    "--stage",
    "stages",
    type=(SIZE, COUNT, click.FloatRange(min=0, min_open=True)),
    multiple=True,
    default=((128, 8, 2e-3), (224, 2, 6e-4)),
    show_default=True,
    metavar="SIZE EPOCHS RATE",
    help="Picture size, epochs, learning rate; in order.",
)
@click.option(
    "--mask-weight",
    default=0.2,
    type=click.FloatRange(min=0),
    show_default=True,
    help="Weight of the loss term for evidence outside the lesion.",
)
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Initial weights (in torchvision's layout); random if not given.",
)
@click.option(
    "--seed",
    default=1,
    show_default=True,
    help="Seed for initial weights, batches and augmentation.",
)
@click.option("--test-scenes", default=40, show_default=True, type=COUNT)
def train_phantom(
    output: Path, architecture: str, scenes: int, views: int,
    stages: tuple[tuple[int, int, float], ...], mask_weight: float, weights: Path | None,
    seed: int, test_scenes: int,
) -> None:  # fmt: skip
    """Render phantoms, train on them, test on unseen ones, and write a bundle."""
    require_torch()
    from hysteroview.lab.phantom_training import PhantomTraining, train_on_phantoms
    from hysteroview.lab.train.settings import FitSettings, Stage

    settings = FitSettings(
        stages=tuple(Stage(*stage) for stage in stages), mask_weight=mask_weight, seed=seed
    )
    plan = PhantomTraining(
        architecture="resnet18" if architecture == "resnet18" else "efficientnet_b0",
        training_seeds=range(TRAINING_SEED, TRAINING_SEED + scenes),
        test_seeds=range(TEST_SEED, TEST_SEED + test_scenes),
        views=views,
        weights=weights,
        fit=settings,
    )
    for line in train_on_phantoms(plan, output):
        click.echo(line)


@lab.command()
@click.option(
    "--weights",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Checkpoint that training saved after an epoch (.safetensors).",
)
@click.option("--origin", required=True, help="How the weights were made, for the model card.")
@click.option("--output", type=click.Path(path_type=Path), required=True, help="Bundle to write.")
@click.option(
    "--architecture",
    type=click.Choice(["efficientnet_b0", "resnet18"]),
    default="efficientnet_b0",
    show_default=True,
)
@click.option(
    "--size", default=224, show_default=True, type=SIZE, help="Input size of the model in px."
)
@click.option("--test-scenes", default=40, show_default=True, type=COUNT)
@click.option("--views", default=8, show_default=True, type=COUNT, help="Pictures for each scene.")
def export(
    weights: Path, origin: str, output: Path, architecture: str, size: int,
    test_scenes: int, views: int,
) -> None:  # fmt: skip
    """Create a bundle from a phantom-trained checkpoint, with its figures on unseen phantoms."""
    require_torch()
    from hysteroview.lab.phantom_training import Trial, export_checkpoint
    from hysteroview.lab.train.network import Architecture

    trial = Trial(size, range(TEST_SEED, TEST_SEED + test_scenes), views)
    chosen: Architecture = "resnet18" if architecture == "resnet18" else "efficientnet_b0"
    for line in export_checkpoint(weights, chosen, origin, trial, output):
        click.echo(line)


for _command in (index, split, check_split, import_group, train, evaluate, localize, reproduce):
    lab.add_command(_command)
lab.add_command(calibrate)
lab.add_command(counting)
lab.add_command(temporal)
for _command in (bundle, keygen, pack, report):  # models as files, and reports
    lab.add_command(_command)
