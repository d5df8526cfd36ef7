"""`hysteroview bench`: figures that the documentation quotes, each with its command."""

from __future__ import annotations

import click

from hysteroview.cli.lazy import Entry, LazyGroup

COMMANDS = {
    "infer": Entry(
        "hysteroview.bench.infer", "infer", "Time each runtime and the overhead of its adapter."
    ),
    "analyze": Entry(
        "hysteroview.bench.analyze",
        "analyze",
        "Compare the analysis of a recording with a naive script and the hardware limit.",
    ),
    "road": Entry(
        "hysteroview.bench.road",
        "road",
        "Compare the analysis of a recording without a network with decoding alone.",
    ),
    "quick": Entry(
        "hysteroview.bench.quick_pass.command",
        "quick",
        "Count what a quick pass over recordings finds, and what it leaves out.",
    ),
    "review": Entry(
        "hysteroview.bench.review", "review", "Time steps, seeks and thumbnails of the review page."
    ),
    "reviews": Entry(
        "hysteroview.bench.window.reviews",
        "reviews",
        "Open long exams in a row on the review page, and weigh the program.",
    ),
    "live": Entry(
        "hysteroview.bench.window.live",
        "live",
        "Time the live window at the frame rate of a camera.",
    ),
    "record": Entry(
        "hysteroview.bench.record", "record", "Record during live analysis and count every frame."
    ),
    "snapshot": Entry(
        "hysteroview.bench.snapshot", "snapshot", "Time a snapshot from key press to disk."
    ),
    "pacs": Entry(
        "hysteroview.bench.sending.pacs",
        "pacs",
        "Compare the rate of sending with dcmtk's `storescu`.",
    ),
    "timeline": Entry(
        "hysteroview.bench.timeline", "timeline", "Time the timeline of an hour of results."
    ),
    "archive": Entry(
        "hysteroview.bench.archive", "archive", "Plan a large archive; time two workers."
    ),
    "train": Entry(
        "hysteroview.bench.lab.train",
        "train",
        "Compare training from the file of an index with training from memory (extra lab).",
    ),
    "soak": Entry(
        "hysteroview.bench.window.soak", "soak", "Run for hours with failures and check for leaks."
    ),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
def bench() -> None:
    """Measure this machine. Close other programs first; figures apply to this run only."""
