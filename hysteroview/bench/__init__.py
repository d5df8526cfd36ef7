"""`hysteroview bench`: figures that the documentation quotes, each with its command."""

from __future__ import annotations

import click

from hysteroview.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "infer": Entry(
        "hysteroview.bench.infer", "infer", "Time each runtime, and what the adapter adds."
    ),
    "analyze": Entry(
        "hysteroview.bench.analyze",
        "analyze",
        "Compare the analysis of a recording with the naive script and the limit.",
    ),
    "live": Entry("hysteroview.bench.live", "live", "Time the live window at camera pace."),
    "record": Entry(
        "hysteroview.bench.record", "record", "Record beside live analysis; count every frame."
    ),
    "snapshot": Entry(
        "hysteroview.bench.snapshot", "snapshot", "Time a snapshot from press to disk."
    ),
    "soak": Entry(
        "hysteroview.bench.soak", "soak", "Run for long, with failures, and look for growth."
    ),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def bench() -> None:
    """Measure this machine. Close other programs first; figures are of this run only."""
