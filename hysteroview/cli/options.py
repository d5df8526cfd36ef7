"""Options that several commands have in common."""

from __future__ import annotations

import click

MODEL_OPTION = click.option(
    "--model", metavar="DIR", help="Model bundle: a folder, or a built-in name."
)
RUNTIME_OPTION = click.option(
    "--runtime",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="What computes: auto, a family, or a row of `hysteroview runtimes`.",
)
