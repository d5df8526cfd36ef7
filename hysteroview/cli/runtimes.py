"""`hysteroview runtimes`: the inference runtimes of this machine, and their speed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hysteroview.cli.figures import machine, print_table
from hysteroview.cli.options import MODEL_OPTION

if TYPE_CHECKING:
    from hysteroview.inference.runtimes.table import Trial


@click.command()
@MODEL_OPTION
@click.option("--runs", default=50, show_default=True, type=click.IntRange(min=5))
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    help="CPU threads; by default as many as the window uses.",
)
def runtimes(model: str | None, runs: int, threads: int | None) -> None:
    """Try every runtime on the model: missing packages, agreement with the reference, speed.

    A runtime is used only if it agrees with the reference outputs of the bundle: the same top
    class, probabilities to 0.02, class maps to 1e-3 of their peak at single precision and to
    2e-2 at half. "auto" selects the fastest of those; this command saves the choice, and replaces
    one that was made while the machine was busy.
    """
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.backend import Plan
    from hysteroview.inference.runtimes.choice import circumstances, remember
    from hysteroview.inference.runtimes.table import RUNTIMES, attempt

    card = load_card(find_model(model))
    plan = Plan(threads=threads)
    trials: list[Trial] = []
    for runtime in RUNTIMES:
        trial = attempt(
            runtime, card, plan, lambda message: click.echo(message, err=True), runs=runs
        )
        trials.append(trial)
        if trial.backend is not None:
            trial.backend.close()
    rows = []
    for trial in trials:
        runtime = trial.runtime
        cells = [runtime.family, runtime.device.value, runtime.precision.value]
        if trial.agreement is not None:
            cells += [f"{trial.agreement.probability:.1e}", f"{trial.agreement.class_map:.1e}"]
        else:
            cells += ["", ""]
        if trial.latencies_ms:
            cells += [f"{trial.median_ms:.2f}", f"{trial.p99_ms:.2f}", "agrees"]
        else:
            cells += ["", "", _why(trial)]
        rows.append(cells)
    header = ("runtime", "device", "precision", "Δp", "Δmap", "median ms", "p99 ms", "")
    print_table(header, rows)
    click.echo(f"\n{card.name} on {machine()}")
    best: Trial | None = None
    for trial in trials:
        if trial.backend is not None and not trial.runtime.is_reference:
            best = trial if trial.is_preferred_to(best) else best
    if best is not None and threads is None:
        remember(circumstances(card), best.runtime.name)
        click.echo(f"auto selects {best.runtime.name}")


def _why(trial: Trial) -> str:
    if missing := trial.runtime.missing():
        return f"not installed: {', '.join(missing)}; install {trial.runtime.install}"
    return trial.refusal
