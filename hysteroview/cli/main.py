"""The `hysteroview` command: table of subcommands, and output of errors."""

from __future__ import annotations

import logging
import sys

import click

from hysteroview import __version__
from hysteroview.cli.lazy import Entry, LazyGroup
from hysteroview.core.errors import HysteroViewError

log = logging.getLogger(__name__)

EXTERNAL_FAILURE = 1
INTERRUPTED = 130


COMMANDS = {
    "run": Entry("hysteroview.cli.run", "run", "Show a source in the live window."),
    "analyze": Entry("hysteroview.cli.analyze", "analyze", "Analyze a recording."),
    "verdict": Entry("hysteroview.cli.verdict", "verdict", "Compute the verdict of an exam again."),
    "demo": Entry("hysteroview.cli.demo", "demo", "Run window and analysis once on a phantom."),
    "phantom": Entry("hysteroview.cli.phantom", "phantom", "Write a synthetic clip."),
    "review": Entry("hysteroview.cli.review", "review", "Play a recording or an exam."),
    "explain": Entry("hysteroview.cli.explain", "explain", "Explain one frame (extra lab)."),
    "archive": Entry(
        "hysteroview.cli.archive.commands", "archive", "Analyze many recordings (extra archive)."
    ),
    "exam": Entry("hysteroview.cli.exam.commands", "exam", "List, check, export and delete exams."),
    "export": Entry(
        "hysteroview.cli.export.commands", "export", "Export pictures, clips and tables."
    ),
    "pacs": Entry("hysteroview.cli.pacs.commands", "pacs", "Send to archives (PACS)."),
    "views": Entry("hysteroview.cli.views", "views", "List and set the field of view of sources."),
    "worklist": Entry(
        "hysteroview.cli.worklist", "worklist", "List the exams that the hospital has scheduled."
    ),
    "sources": Entry("hysteroview.cli.sources", "sources", "List cameras and saved sources."),
    "runtimes": Entry(
        "hysteroview.cli.runtimes", "runtimes", "List inference runtimes: speed and agreement."
    ),
    "model": Entry(
        "hysteroview.cli.models.commands", "model", "Import model files, and choose the model."
    ),
    "doctor": Entry("hysteroview.cli.doctor", "doctor", "Check the installation."),
    "bench": Entry("hysteroview.bench", "bench", "Measure this machine."),
    "lab": Entry("hysteroview.cli.lab.commands", "lab", "Train, export and evaluate models."),
}


@click.group(cls=LazyGroup, entries=COMMANDS)
@click.version_option(__version__, prog_name="hysteroview")
@click.option("--verbose", is_flag=True, help="Write log messages to stderr.")
def hysteroview(*, verbose: bool) -> None:
    """Assist hysteroscopy with classification and heatmaps. Research use only."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.CRITICAL,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )


def main() -> None:
    """Run the command line and exit.

    Exit status 0 on success, 1 after an external failure (one line with its remedy on stderr), 2
    after a usage error, 130 when interrupted. Defects of the program are not caught.
    """
    try:
        status = hysteroview.main(standalone_mode=False)
    except HysteroViewError as error:
        from hysteroview.core.wording import printable

        click.echo("error: " + printable(" ".join(str(error).split())), err=True)
        if error.detail:
            log.info("details: %s", error.detail)
        sys.exit(EXTERNAL_FAILURE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    sys.exit(status if isinstance(status, int) else 0)
