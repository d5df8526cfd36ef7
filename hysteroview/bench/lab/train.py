"""`hysteroview bench train`: pictures from the file of an index against pictures in memory."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, print_table, write_json

if TYPE_CHECKING:
    from hysteroview.lab.train.pictures import Pictures

_GOAL = 0.9  # of the rate with pictures in memory
_MASK_PX = 56


@click.command()
@click.option("--pictures", default=256, show_default=True, type=click.IntRange(min=16))
@click.option("--size", default=224, show_default=True, type=click.IntRange(32, 512), help="px.")
@click.option("--network", default="resnet18", show_default=True)
@click.option("--batch-size", default=16, show_default=True, type=click.IntRange(min=1))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(min=1))
@JSON_OPTION
def train(
    pictures: int, size: int, network: str, batch_size: int, rounds: int, json_path: Path | None
) -> None:
    """Train epochs in turn from an index on disk and from memory, and compare their rates."""
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    from hysteroview.lab.data.phantoms import FIVE_CLASSES, LabeledCrops
    from hysteroview.lab.index.pictures import Index, IndexedPicture, read_index, write_index
    from hysteroview.lab.train.pictures import IndexedPictures

    rng = np.random.default_rng(0)
    crops = rng.integers(0, 255, (pictures, size, size, 3), np.uint8)
    lesions = np.zeros((pictures, _MASK_PX, _MASK_PX), np.uint8)
    labels = np.arange(pictures) % len(FIVE_CLASSES)
    records = tuple(
        IndexedPicture(
            patient=f"P{k // 16}", label=FIVE_CLASSES[int(label)].code, source=f"{k}.mp4",
            source_sha256=str(k), time_s=0.0, row=k,
        )
        for k, label in enumerate(labels)
    )  # fmt: skip
    in_memory = LabeledCrops(crops, lesions, labels, labels)
    prints = np.zeros((pictures, 8), np.uint64)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_index(Index(FIVE_CLASSES, records, crops, lesions, prints, {}, {}), folder)
        on_disk = IndexedPictures(read_index(folder), labels, np.arange(pictures))
        rates: dict[str, list[float]] = {"memory": [], "file": []}
        _rate(in_memory, network, size, batch_size)  # warms up
        for _ in range(rounds):
            for name, source in (("file", on_disk), ("memory", in_memory)):
                rates[name].append(_rate(source, network, size, batch_size))
        del on_disk  # unmaps the files, which Windows does not delete before
    ratio = float(np.median(np.divide(rates["file"], rates["memory"])))
    print_table(
        ("pictures", "median per s", "least", "greatest"),
        [
            (name, *(f"{each:.1f}" for each in (np.median(found), min(found), max(found))))
            for name, found in rates.items()
        ],
    )
    click.echo(f"file / memory: {ratio:.3f} (goal: ≥ {_GOAL})")
    figures = {f"train.{name}.per_s": float(np.median(found)) for name, found in rates.items()}
    write_json(figures | {"train.ratio": ratio}, json_path)


def _rate(pictures: Pictures, network: str, size: int, batch_size: int) -> float:
    """Return pictures per second of one epoch."""
    from hysteroview.lab.data.phantoms import FIVE_CLASSES
    from hysteroview.lab.train.fit import fit
    from hysteroview.lab.train.network import ExplainableNetwork
    from hysteroview.lab.train.settings import FitSettings, Stage

    settings = FitSettings(
        stages=(Stage(size, 1, 1e-3),), batch_size=batch_size, mask_weight=0.0,
        augmentation="endoscopy",
    )  # fmt: skip
    model = ExplainableNetwork(network, len(FIVE_CLASSES))
    began = time.perf_counter()
    for _ in fit(model, pictures, settings):
        pass
    count = len(pictures) // batch_size * batch_size
    return count / (time.perf_counter() - began)
