"""`hysteroview bench infer`: time of each runtime, and overhead of its adapter."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np

from hysteroview.cli.figures import JSON_OPTION, percentiles, print_table, write_json
from hysteroview.cli.options import MODEL_OPTION
from hysteroview.core.errors import BackendUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hysteroview.inference.model.card import ModelCard
    from hysteroview.inference.runtimes.backend import Plan
    from hysteroview.inference.runtimes.table import Runtime

_WARM_UP_RUNS = 5
_GOAL = "adds ≤ 5 % or 0.2 ms"


@click.command()
@MODEL_OPTION
@click.option("--runtime", "choice", default="auto", show_default=True)
@click.option("--runs", default=200, show_default=True, type=click.IntRange(min=10))
@JSON_OPTION
def infer(model: str | None, choice: str, runs: int, json_path: Path | None) -> None:
    """Time single pictures, alternately through the adapter and by the runtime's own call."""
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.backend import Plan
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.inference.runtimes.threads import usable_cores

    card = load_card(find_model(model))
    figures: dict[str, float] = {}
    rows: list[tuple[str, ...]] = []
    for runtime in matching(choice):
        for threads in range(1, usable_cores() + 1) if runtime.device == "cpu" else (1,):
            try:
                ours_ms, bare_ms = _measure(runtime, card, Plan(threads=threads), runs)
            except BackendUnavailable as error:
                click.echo(f"{runtime.name}: {error.message}", err=True)
                break
            name = f"infer.{runtime.name}.t{threads}"
            added_ms = float(np.median(np.subtract(ours_ms, bare_ms)))
            share = added_ms / float(np.median(bare_ms))
            figures |= percentiles(f"{name}.ms", ours_ms, 50, 95, 99)
            figures |= {f"{name}.added_ms": added_ms, f"{name}.added_share": share}
            p50, p95, p99 = (f"{np.percentile(ours_ms, p):.2f}" for p in (50, 95, 99))
            bare = f"{np.median(bare_ms):.2f}"
            rows.append(
                (runtime.name, str(threads), p50, p95, p99, bare, f"{added_ms:.3f}", f"{share:.1%}")
            )
    header = ("runtime", "threads", "p50 ms", "p95", "p99", "bare p50", "added ms", "added")
    print_table(header, rows)
    click.echo(f"(goal: {_GOAL})")
    write_json(figures, json_path)


def _measure(
    runtime: Runtime, card: ModelCard, plan: Plan, runs: int
) -> tuple[list[float], list[float]]:
    """Return alternating times of the adapter and of the bare call in ms."""
    from hysteroview.imaging.pixels.preprocess import to_input
    from hysteroview.inference.model.card import load_reference

    image = to_input(load_reference(card).crops[:1], card.input)
    backend = runtime.open(card, plan, lambda message: click.echo(message, err=True))
    try:
        bare = backend.bare()
        ours_ms, bare_ms = [], []
        for run in range(runs + _WARM_UP_RUNS):
            took_ours_ms, took_bare_ms = _time_ms(backend.run, image), _time_ms(bare, image)
            if run >= _WARM_UP_RUNS:
                ours_ms.append(took_ours_ms)
                bare_ms.append(took_bare_ms)
    finally:
        backend.close()
    return ours_ms, bare_ms


def _time_ms(call: Callable[[NDArray[np.float32]], object], image: NDArray[np.float32]) -> float:
    began_ns = time.perf_counter_ns()
    call(image)
    return (time.perf_counter_ns() - began_ns) / 1e6
