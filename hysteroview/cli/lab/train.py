"""`hysteroview lab train`: a network for each fold of a split."""

from __future__ import annotations

from pathlib import Path

import click

from hysteroview.cli.lab.department import FOLDER, INDEX

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("index_folder", metavar="INDEX", type=INDEX)
@click.argument("split_file", metavar="SPLIT", type=FILE)
@click.option("--output", type=FOLDER, required=True, help="Folder of the run.")
@click.option(
    "--network", default="efficientnet_b0", show_default=True,
    help="efficientnet_b0, resnet18, or another of torchvision's that ends in pooling and one "
    "linear layer.",
)  # fmt: skip
@click.option(
    "--task", type=click.Choice(["five", "two"]), default="five", show_default=True,
    help="All classes of the index, or premalignant and malignant against the others.",
)  # fmt: skip
@click.option("--weights", type=FILE, help="Initial weights (.safetensors or torchvision's .pth).")
@click.option("--from-scratch", is_flag=True, help="Random initial weights, not ImageNet's.")
@click.option("--epochs", default=30, show_default=True, type=click.IntRange(min=1))
@click.option("--size", default=0, type=click.IntRange(min=0), help="px (0: as in the index).")
@click.option("--batch-size", default=32, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--accumulate", default=1, show_default=True, type=click.IntRange(min=1),
    help="Batches for each step of the optimizer.",
)  # fmt: skip
@click.option(
    "--learning-rate", default=1e-3, show_default=True,
    type=click.FloatRange(min=0, min_open=True),
)  # fmt: skip
@click.option("--schedule", type=click.Choice(["cosine", "one-cycle"]), default="cosine",
              show_default=True)  # fmt: skip
@click.option("--label-smoothing", default=0.05, show_default=True, type=click.FloatRange(0, 0.5))
@click.option(
    "--ema", default=0.998, show_default=True, type=click.FloatRange(0, 1, max_open=True),
    help="Decay of the moving average of the weights; 0 for none.",
)  # fmt: skip
@click.option(
    "--patience", default=0, show_default=True, type=click.IntRange(min=0),
    help="Epochs without a lesser validation loss until training ends; 0 for never.",
)  # fmt: skip
@click.option(
    "--augmentation", type=click.Choice(["endoscopy", "geometry", "none"]), default="endoscopy",
    show_default=True,
)  # fmt: skip
@click.option(
    "--mask-weight", default=0.0, show_default=True, type=click.FloatRange(min=0),
    help="Weight of evidence outside the lesion, where masks are known.",
)  # fmt: skip
@click.option("--half", is_flag=True, help="Compute in bfloat16.")
@click.option("--freeze-norm", is_flag=True, help="Keep the statistics of batch norm.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1 …")
@click.option(
    "--threads", default=0, type=click.IntRange(min=0),
    help="Of each process (0: all cores); a resumed training keeps its number.",
)  # fmt: skip
@click.option("--seed", default=1, show_default=True)
@click.option("--resume", is_flag=True, help="Continue an interrupted run.")
def train(
    index_folder: Path, split_file: Path, output: Path, network: str, task: str,
    weights: Path | None, epochs: int, size: int, batch_size: int, accumulate: int,
    learning_rate: float, schedule: str, label_smoothing: float, ema: float, patience: int,
    augmentation: str, mask_weight: float, device: str, threads: int, seed: int, *,
    from_scratch: bool,
    half: bool, freeze_norm: bool, resume: bool,
) -> None:  # fmt: skip
    """Train a network on each fold of SPLIT; OUTPUT then has weights, history and predictions.

    Classes are drawn equally often, as in the publication. With several processes:
    torchrun --nproc-per-node N -m hysteroview lab train …
    """
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    from hysteroview.cli.lab.devices import chosen_device
    from hysteroview.lab.index.pictures import read_index
    from hysteroview.lab.runs.tasks import Task
    from hysteroview.lab.runs.training import RunPlan, train_run
    from hysteroview.lab.runs.words import progress_words
    from hysteroview.lab.train.processes import joined_processes
    from hysteroview.lab.train.settings import AUGMENTATIONS, FitSettings, Stage

    size_px = size or read_index(index_folder).crops.shape[1]
    settings = FitSettings(
        stages=(Stage(size_px, epochs, learning_rate),), batch_size=batch_size,
        accumulation=accumulate, mask_weight=mask_weight, label_smoothing=label_smoothing,
        ema_decay=ema, schedule="cosine" if schedule == "cosine" else "one-cycle",
        augmentation=AUGMENTATIONS[augmentation], is_half=half, is_norm_frozen=freeze_norm,
        patience=patience, seed=seed,
    )  # fmt: skip
    chosen = chosen_device(device)
    plan = RunPlan(
        index=index_folder, split=split_file, network=network, task=Task(task), fit=settings,
        weights=weights, from_scratch=from_scratch, device=chosen,
    )  # fmt: skip
    with joined_processes(chosen, threads) as processes:
        try:
            for step in train_run(plan, output, resume=resume, processes=processes):
                if processes.is_first:
                    click.echo(progress_words(step))
        except KeyboardInterrupt:
            click.echo("Interrupted. Finished epochs are kept; continue with --resume.", err=True)
            raise
        if processes.is_first:
            click.echo(f"wrote {output}; its figures: hysteroview lab evaluate {output}")
