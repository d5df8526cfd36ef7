"""`hysteroview runtimes`: the inference runtimes of this machine, and their speed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hysteroview.cli.figures import machine, print_table
from hysteroview.cli.options import MODEL_OPTION

if TYPE_CHECKING:
    from hysteroview.inference.runtimes.trial import Trial


@click.command()
@MODEL_OPTION
@click.option("--runs", default=50, show_default=True, type=click.IntRange(min=5))
@click.option(
    "--threads",
    type=click.IntRange(min=1),
    help="CPU threads; by default as many as the window uses.",
)
@click.option(
    "--repeat",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="Choose so many times, each without what was saved, and print how often each was chosen.",
)
def runtimes(model: str | None, runs: int, threads: int | None, repeat: int) -> None:
    """Try every runtime on the model: missing packages, agreement with the reference, speed.

    A runtime is used only if it agrees with the reference outputs of the bundle: the same top
    class, probabilities to 0.02, class maps to 1e-3 of their peak at single precision and to
    2e-2 at half. "auto" selects the fastest of those by its shortest time; half precision, or
    another runtime than the saved one, must be 10 % faster. This command saves the choice. All
    runtimes are timed in turn, and again if the machine was busy.
    """
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.backend import Plan
    from hysteroview.inference.runtimes.choice import choice_of, circumstances, recall, remember
    from hysteroview.inference.runtimes.choosing import pick
    from hysteroview.inference.runtimes.table import RUNTIMES
    from hysteroview.inference.runtimes.trial import attempt, time_trials

    card = load_card(find_model(model))
    plan, rounds = Plan(threads=threads), -(-runs // 2)
    opened = [
        attempt(runtime, card, plan, lambda message: click.echo(message, err=True))
        for runtime in RUNTIMES
    ]
    trials = time_trials(opened, card, rounds=rounds)
    _print_trials(trials)
    click.echo(f"\n{card.name} on {machine()}")
    candidates = [t for t in trials if t.timing is not None and not t.runtime.is_reference]
    if candidates and threads is None:
        key = circumstances(card)
        known = recall(key)
        choice = choice_of(pick(candidates, None if known is None else known.incumbent))
        remember(key, choice)
        click.echo(f"auto selects {choice.row}")
        if not choice.is_settled:
            click.echo(
                f"The machine was busy: the median is {choice.spread:.0%} above the least time. "
                "Run this command again when nothing else runs; otherwise the next start measures."
            )
    if candidates and repeat > 1:
        _print_choices([pick(time_trials(candidates, card), None) for _ in range(repeat)])
    for trial in trials:
        trial.close()


def _print_trials(trials: Sequence[Trial]) -> None:
    rows = []
    for trial in trials:
        runtime = trial.runtime
        cells = [runtime.family, runtime.device.value, runtime.precision.value]
        if trial.agreement is not None:
            cells += [f"{trial.agreement.probability:.1e}", f"{trial.agreement.class_map:.1e}"]
        else:
            cells += ["", ""]
        if (timing := trial.timing) is not None:
            times = (timing.least_ms, timing.median_ms, timing.p99_ms)
            cells += [*(f"{time_ms:.2f}" for time_ms in times), "agrees"]
        else:
            cells += ["", "", "", _why(trial)]
        rows.append(cells)
    header = ("runtime", "device", "precision", "Δp", "Δmap", "least ms", "median ms", "p99 ms", "")
    print_table(header, rows)


def _print_choices(chosen: Sequence[Trial]) -> None:
    """Print how often each runtime was chosen, and the spreads of its times."""
    for row, count in Counter(trial.runtime.name for trial in chosen).most_common():
        timings = [trial.timing for trial in chosen if trial.runtime.name == row]
        spreads = [timing.spread for timing in timings if timing is not None]
        click.echo(
            f"{row}: chosen {count} of {len(chosen)} times; the median was "
            f"{min(spreads):.0%} to {max(spreads):.0%} above the least time"
        )


def _why(trial: Trial) -> str:
    if missing := trial.runtime.missing():
        return f"not installed: {', '.join(missing)}; install {trial.runtime.install}"
    return trial.refusal
