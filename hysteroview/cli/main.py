"""The `hysteroview` command: finds its subcommands in a table and turns failures into words."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from typing import NamedTuple

import click

from hysteroview import __version__
from hysteroview.core.errors import HysteroViewError

FAILURE_OF_THE_WORLD = 1
INTERRUPTED = 130


class Entry(NamedTuple):
    """Where a command lives and what it does; its module is imported when it is called."""

    module: str
    attribute: str
    summary: str


COMMANDS = {
    "run": Entry("hysteroview.cli.run", "run", "Show a source in the live window."),
    "analyze": Entry("hysteroview.cli.analyze", "analyze", "Analyze a recording."),
    "demo": Entry("hysteroview.cli.demo", "demo", "Run the whole road once on the phantom."),
    "phantom": Entry("hysteroview.cli.phantom", "phantom", "Write a synthetic clip."),
    "lab": Entry("hysteroview.cli.lab", "lab", "Train, export and evaluate models."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command; None if there is none of that name."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(import_module(entry.module), entry.attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(cls=LazyGroup)
@click.version_option(__version__, prog_name="hysteroview")
@click.option("--verbose", is_flag=True, help="Log what happens to stderr.")
def hysteroview(*, verbose: bool) -> None:
    """Assist hysteroscopy with classification and heatmaps. Research use only."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.CRITICAL,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )


def main() -> None:
    """Run the command line and exit.

    Exit status 0 when done, 1 after a failure of the world (one line with its remedy on
    stderr), 2 after a mistake in the call, 130 when interrupted. A defect of the program is not
    caught.
    """
    try:
        status = hysteroview.main(standalone_mode=False)
    except HysteroViewError as error:
        click.echo("error: " + " ".join(str(error).split()), err=True)
        sys.exit(FAILURE_OF_THE_WORLD)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)
