"""`hysteroview bench road`: what the analysis of a recording costs besides decoder and network."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, report
from hysteroview.cli.options import MODEL_OPTION, PROCESSES_OPTION

if TYPE_CHECKING:
    from hysteroview.inference.model.card import ModelCard

_GOALS = {
    "road.times_one_core": "≥ 0.8 for each process",
    "road.share_of_decode": "≥ 0.8",
    "road.prepare_ms": "with conclude ≤ 1",
}

_DECODER_RESTS_S = 0.02  # its threads decode some frames ahead


@click.command()
@click.argument("video", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@MODEL_OPTION
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(min=1))
@PROCESSES_OPTION
@JSON_OPTION
def road(
    video: Path, model: str | None, rounds: int, processes: int, json_path: Path | None
) -> None:
    """Analyze VIDEO with a network that answers at once, and compare with decoding alone.

    Crops go to the inference process and outputs come back as with any network. The two
    measurements alternate, and medians are reported. `prepare` and `conclude`, the steps before and
    behind the network, are given in processor time per frame on one thread. With several processes,
    one is measured too, in the same rounds: with all cores, and on one core.
    """
    import cv2

    from hysteroview.bench.cores import can_restrict, on_cores
    from hysteroview.bench.instant_network import instant_process
    from hysteroview.bench.review_rates import decode_fps, review_fps
    from hysteroview.inference.model.card import find_model, load_card

    cv2.setNumThreads(1)  # as `hysteroview analyze` does
    card = load_card(find_model(model))
    click.echo(f"{video.name}, {card.name}, {rounds} rounds, processes: {processes}")
    ours, single, narrow, decode, steps_ms = [], [], [], [], []
    for number in range(1, rounds + 1):
        network = instant_process(card)
        ours.append(review_fps(video, card, inference=network, processes=processes))
        if processes > 1:
            single.append(review_fps(video, card, inference=instant_process(card)))
        if processes > 1 and can_restrict():
            with on_cores(1):
                narrow.append(review_fps(video, card, inference=instant_process(card)))
        decode.append(decode_fps(video))
        steps_ms.append(_steps_ms(video, card))
        click.echo(
            f"  round {number}: {ours[-1]:.1f} frames per second; decoding alone {decode[-1]:.1f}"
        )
    prepare_ms, conclude_ms = np.median(steps_ms, axis=0).tolist()
    figures = {
        "road.fps": float(np.median(ours)),
        "road.decode_fps": float(np.median(decode)),
        "road.share_of_decode": float(np.median(np.divide(ours, decode))),
        "road.prepare_ms": prepare_ms,
        "road.conclude_ms": conclude_ms,
    }
    if single:
        figures["road.fps_of_one"] = float(np.median(single))
        figures["road.times_one"] = float(np.median(np.divide(ours, single)))
    if narrow:
        figures["road.fps_of_one_core"] = float(np.median(narrow))
        figures["road.times_one_core"] = float(np.median(np.divide(ours, narrow)))
    report(figures, _GOALS, json_path)


def _steps_ms(video: Path, card: ModelCard) -> tuple[float, float]:
    """Return the processor time of `prepare` and `conclude` per frame, ms.

    In batches, as the review does it, while no other thread of this program computes.
    """
    from contextlib import closing
    from itertools import cycle, islice

    from hysteroview.bench.instant_network import reference_outputs
    from hysteroview.capture.opening import open_source
    from hysteroview.inference.decide.analyzer import Analyzer
    from hysteroview.pipeline.review.analysis import LARGEST_BATCH

    outputs = cycle(reference_outputs(card))
    frames = prepare_ns = conclude_ns = 0
    with closing(open_source(str(video))) as source:
        analyzer = Analyzer(card, is_video=source.info.is_video)
        while batch := list(islice(iter(source.read, None), LARGEST_BATCH)):
            time.sleep(_DECODER_RESTS_S)
            began_ns = time.thread_time_ns()
            prepared = [analyzer.prepare(frame) for frame in batch]
            prepared_ns = time.thread_time_ns()
            for frame, each in zip(batch, prepared, strict=True):
                analyzer.conclude(frame, each, None if each.crop is None else next(outputs))
            conclude_ns += time.thread_time_ns() - prepared_ns
            prepare_ns += prepared_ns - began_ns
            frames += len(batch)
    return prepare_ns / frames / 1e6, conclude_ns / frames / 1e6
