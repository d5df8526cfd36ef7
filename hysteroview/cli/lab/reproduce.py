"""`hysteroview lab reproduce`: the whole method in one command."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hysteroview.lab.reproduce.reproduce import ReproductionPlan

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PHANTOM_NOTE = (
    "Synthetic phantoms, in numbers and balance like the publication's department. The figures "
    "show that the method works, not what it would find in patients."
)
_POLYPGEN_NOTE = (
    "Single frames of colonoscopy (PolypGen, Ali et al. 2023, CC BY 4.0): polyp against none. The "
    "figures show that the method runs on real pictures; they say nothing about the uterus."
)


@click.command()
@click.option(
    "--data", required=True, metavar="MANIFEST|phantom|polypgen",
    help="A table of recordings, the phantom department, or frames of PolypGen.",
)  # fmt: skip
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option(
    "--polypgen", "polypgen_folder", type=click.Path(exists=True, path_type=Path),
    help="Folder of PolypGen's frames: index.csv, images and masks.",
)  # fmt: skip
@click.option("--patients", default=291, show_default=True, type=click.IntRange(min=50),
              help="Patients of the phantom department; fewer than 50 lack classes.")  # fmt: skip
@click.option("--network", "networks", multiple=True, default=("efficientnet_b0", "resnet18"),
              show_default=True, help="Once or twice.")  # fmt: skip
@click.option("--weights", "weights", multiple=True, type=(str, FILE), metavar="NETWORK FILE",
              help="Initial weights of a network.")  # fmt: skip
@click.option("--from-scratch", is_flag=True, help="Random initial weights.")
@click.option("--epochs", default=30, show_default=True, type=click.IntRange(min=1))
@click.option("--batch-size", default=32, show_default=True, type=click.IntRange(min=1))
@click.option("--learning-rate", default=1e-3, show_default=True,
              type=click.FloatRange(min=0, min_open=True))  # fmt: skip
@click.option("--size", default=224, show_default=True, type=click.IntRange(32, 1024), help="px.")
@click.option("--folds", default=1, show_default=True, type=click.IntRange(1, 20),
              help="1: hold-out.")  # fmt: skip
@click.option("--freeze-norm", is_flag=True, help="Keep the statistics of batch norm.")
@click.option("--normal", is_flag=True, help="The manifest has a class “normal”.")
@click.option("--rate", default=1.0, show_default=True, help="Frames for each second of video.")
@click.option("--paper-split/--no-paper-split", default=True, show_default=True,
              help="Also train on a split by picture, to show the inflation.")  # fmt: skip
@click.option("--device", default="auto", show_default=True)
@click.option("--pictures", default=8, show_default=True, type=click.IntRange(0, 60),
              help="Pictures of patients in the report, of each kind and run.")  # fmt: skip
@click.option("--corrupted", is_flag=True,
              help="Also test the most accurate network on corrupted pictures.")  # fmt: skip
@click.option("--threads", default=0, type=click.IntRange(min=0), help="0: all cores.")
@click.option("--samples", default=1000, show_default=True, type=click.IntRange(min=50))
def reproduce(
    data: str, output: Path, polypgen_folder: Path | None, patients: int,
    networks: tuple[str, ...], weights: tuple[tuple[str, Path], ...], epochs: int,
    batch_size: int, learning_rate: float, size: int, folds: int, rate: float, device: str,
    threads: int, pictures: int, samples: int, *, from_scratch: bool, freeze_norm: bool,
    normal: bool, paper_split: bool, corrupted: bool,
) -> None:  # fmt: skip
    """Index, split, train, evaluate, localize and report; both networks, five classes and two.

    An interrupted command continues where it stopped when it is given again.
    """
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    import cv2

    from hysteroview.cli.lab.devices import chosen_device
    from hysteroview.lab.index.extract import Sampling
    from hysteroview.lab.reproduce.reproduce import ReproductionPlan
    from hysteroview.lab.runs.tasks import Task
    from hysteroview.lab.split.split import Method, SplitSettings
    from hysteroview.lab.train.settings import FitSettings, Stage

    if threads:
        cv2.setNumThreads(threads)
    is_polypgen = data == "polypgen"
    notes = {"phantom": _PHANTOM_NOTE, "polypgen": _POLYPGEN_NOTE}
    plan = ReproductionPlan(
        networks=networks,
        tasks=(Task.FIVE,) if is_polypgen else (Task.FIVE, Task.TWO),
        fit=FitSettings(
            stages=(Stage(size, epochs, learning_rate),), batch_size=batch_size, mask_weight=0.0,
            schedule="cosine", augmentation="endoscopy", is_norm_frozen=freeze_norm,
        ),
        weights=dict(weights),
        # real single frames are used as they are; a gate would need an explanation for each
        sampling=Sampling(size_px=size, rate_hz=rate, is_gated=not is_polypgen),
        split=SplitSettings(
            method=Method.K_FOLD if folds > 1 else Method.HOLD_OUT, folds=max(2, folds)
        ),
        paper_split=paper_split, from_scratch=from_scratch, device=chosen_device(device),
        samples=samples, note=notes.get(data, ""), is_synthetic=data == "phantom",
        threads=threads, pictures=pictures, is_corrupted=corrupted,
        command=["hysteroview", *without_folders(sys.argv[1:])],
    )  # fmt: skip
    _run(data, output, plan, patients, polypgen_folder, normal=normal)


def without_folders(words: Iterable[str]) -> list[str]:
    """Return the words of a command with the names of files only: folders may name patients."""
    made = []
    for word in words:
        option, sign, value = word.partition("=") if word.startswith("--") else ("", "", word)
        name = PureWindowsPath(value).name if {"/", "\\"} & set(value) else value
        made.append(f"{option}{sign}{name}")
    return made


def _run(
    data: str, output: Path, plan: ReproductionPlan, patients: int, polypgen_folder: Path | None,
    *, normal: bool,
) -> None:  # fmt: skip
    from hysteroview.inference.runtimes.threads import usable_cores
    from hysteroview.lab.data.phantoms import FIVE_CLASSES
    from hysteroview.lab.manifest.classes import classes
    from hysteroview.lab.manifest.manifest import read_manifest
    from hysteroview.lab.reproduce.phantom_department import (
        MANIFEST_FILE,
        plan_department,
        write_department,
    )
    from hysteroview.lab.reproduce.polypgen import POLYP_CLASSES, polypgen_entries
    from hysteroview.lab.reproduce.reproduce import reproduce as run

    labels = FIVE_CLASSES
    if data == "polypgen":
        if polypgen_folder is None:
            raise click.UsageError("Give the folder of PolypGen's frames with --polypgen.")
        entries, labels = polypgen_entries(polypgen_folder), POLYP_CLASSES
    else:
        manifest = Path(data)
        if data == "phantom":
            manifest = output / "department" / MANIFEST_FILE
            if not manifest.exists():
                videos = plan_department(patients)
                workers = plan.threads or usable_cores()
                count = sum(write_department(manifest.parent, videos, workers=workers))
                click.echo(f"rendered {count} pictures of {len(videos)} videos")
        elif not manifest.is_file():
            raise click.UsageError(f"There is no manifest {data}.")
        labels = classes(with_normal=normal)
        entries = list(read_manifest(manifest, labels).entries)
    try:
        for line in run(entries, labels, plan, output):
            click.echo(line)
    except KeyboardInterrupt:
        click.echo("Interrupted. Give the same command again to continue.", err=True)
        raise
