"""`hysteroview bench analyze`: speed of analyzing a recording, and the machine's limit."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION
from hysteroview.core.errors import BackendUnavailable

if TYPE_CHECKING:
    from hysteroview.inference.model.card import ModelCard

_GOALS = {
    "analyze.times_naive": "≥ 15",
    "analyze.share_of_limit": "≥ 0.95",
}
_MODEL_PICTURES = 96


@click.command()
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@MODEL_OPTION
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--runtime",
    help='Row of `hysteroview runtimes`, a family, or "auto" for the fastest of all; '
    "by default the fastest in single precision.",
)
@click.option(
    "--naive-frames", default=40, show_default=True, type=click.IntRange(min=0),
    help="Frames for the naive script, which needs the extra \"lab\"; 0 omits it.",
)  # fmt: skip
@JSON_OPTION
def analyze(
    video: Path,
    model: str | None,
    rounds: int,
    runtime: str | None,
    naive_frames: int,
    json_path: Path | None,
) -> None:
    """Analyze VIDEO with heatmaps for every frame, and compare with a naive script and the limit.

    The limit is the unavoidable time: decoding alone plus the bare network alone, each with all
    cores. The measurements alternate, and medians are reported.
    """
    import cv2

    from hysteroview.bench.review_rates import decode_fps, review_fps
    from hysteroview.inference.model.card import find_model, load_card

    cv2.setNumThreads(1)  # as `hysteroview analyze` does
    card = load_card(find_model(model))
    row = _fastest_single(card) if runtime is None else _row(card, runtime)
    click.echo(f"{video.name}, {card.name}, {row}, {rounds} rounds")
    ours, decode, network, naive = [], [], [], []
    for number in range(1, rounds + 1):
        ours.append(review_fps(video, card, row))
        decode.append(decode_fps(video))
        network.append(_network_fps(card, row))
        if naive_frames:
            naive.append(_naive_fps(video, naive_frames, len(card.labels)))
        click.echo(
            f"  round {number}: {ours[-1]:.1f} "
            "frames per second; decoding alone "
            f"{decode[-1]:.1f}, network alone "
            f"{network[-1]:.1f}" + (f", naive {naive[-1]:.1f}" if naive else "")
        )
    limits = [1 / (1 / d + 1 / n) for d, n in zip(decode, network, strict=True)]
    figures = {
        "analyze.fps": float(np.median(ours)),
        "analyze.limit_fps": float(np.median(limits)),
        "analyze.decode_fps": float(np.median(decode)),
        "analyze.network_fps": float(np.median(network)),
        "analyze.share_of_limit": float(np.median(np.divide(ours, limits))),
    }
    if naive:
        figures["analyze.naive_fps"] = float(np.median(naive))
        figures["analyze.times_naive"] = float(np.median(np.divide(ours, naive)))
    report(figures, _GOALS, json_path)


def _network_fps(card: ModelCard, row: str) -> float:
    """Run the network alone with all cores; the faster of sequential and parallel runs."""
    from hysteroview.imaging.pixels.preprocess import to_input
    from hysteroview.inference.model.card import load_reference
    from hysteroview.inference.runtimes.backend import Plan
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.inference.runtimes.threads import usable_cores

    (runtime,) = matching(row)
    crops = load_reference(card).crops
    images = to_input(np.resize(crops, (_MODEL_PICTURES, *crops.shape[1:])), card.input)
    cores, rates = usable_cores(), []
    for in_flight in dict.fromkeys((1, cores)):
        backend = runtime.open(card, Plan(threads=cores, in_flight=in_flight), click.echo)
        with closing(backend):
            backend.run(images[:in_flight])
            for batch in (1, 4):
                began_s = time.perf_counter()
                for first in range(0, _MODEL_PICTURES, batch):
                    backend.run(images[first : first + batch])
                rates.append(_MODEL_PICTURES / (time.perf_counter() - began_s))
    return max(rates)


def _row(card: ModelCard, choice: str) -> str:
    """Return the row that a choice stands for: the one that `hysteroview analyze` would take."""
    from hysteroview.inference.runtimes.choosing import choose
    from hysteroview.inference.runtimes.table import matching

    rows = matching(choice)
    if len(rows) == 1:
        return rows[0].name
    trial = choose(card, choice, report=click.echo)
    trial.close()
    return trial.runtime.name


def _fastest_single(card: ModelCard) -> str:
    from hysteroview.inference.runtimes.backend import Precision
    from hysteroview.inference.runtimes.table import RUNTIMES

    rates: dict[str, float] = {}
    for runtime in RUNTIMES:
        if runtime.precision is Precision.SINGLE and not runtime.is_reference:
            try:
                rates[runtime.name] = _network_fps(card, runtime.name)
            except BackendUnavailable:
                continue  # `hysteroview runtimes` shows the reason
    return max(rates, key=lambda name: rates[name])


def _naive_fps(video: Path, frames: int, classes: int) -> float:
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    from hysteroview.bench.naive import naive_fps

    return naive_fps(video, frames, classes)
