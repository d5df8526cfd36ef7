"""`hysteroview demo`: window and analysis once, without an operator."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from hysteroview.cli.analyze import analyze
from hysteroview.cli.options import MODEL_OPTION
from hysteroview.cli.phantom import phantom
from hysteroview.cli.run import run

_CLIP_S = 6.0
_SOURCE = "phantom:?seed=7&lesion=EP"


@click.command()
@click.option(
    "--seconds",
    default=20.0,
    show_default=True,
    type=click.FloatRange(min=4),
    help="Time that the window is open.",
)
@click.option(
    "--output",
    default=Path("out"),
    show_default=True,
    help="Folder for the results.",
    type=click.Path(file_okay=False, path_type=Path),
)
@MODEL_OPTION
@click.pass_context
def demo(context: click.Context, seconds: float, output: Path, model: str | None) -> None:
    """Run the live window on the phantom for a while, and analyze a phantom clip.

    Writes a screenshot of the window, one snapshot, a clip with its ground truth, its table and the
    annotated clip. Without a display the window runs on Qt's offscreen platform.
    """  # fmt: skip
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    output.mkdir(parents=True, exist_ok=True)
    screenshot, clip = output / "window.png", output / "phantom.mp4"
    table, annotated = output / "phantom.csv", output / "phantom-annotated.mp4"
    click.echo(f"The live window runs for {seconds:.0f} s on {_SOURCE} …")
    _call(
        context, run, _SOURCE, f"--seconds={seconds}", f"--screenshot={screenshot}",
        f"--snapshot-at={seconds * 0.75}", f"--output={output / 'snapshots'}",
        *([f"--model={model}"] if model else []),
    )  # fmt: skip
    click.echo(f"A clip of {_CLIP_S:.0f} s is written and analyzed …")
    _call(context, phantom, str(clip), "--seed=7", "--lesion=EP", f"--seconds={_CLIP_S}",
          "--size=640x360", "--fps=25")  # fmt: skip
    _call(context, analyze, str(clip), f"--csv={table}", f"--annotated={annotated}",
          *([f"--model={model}"] if model else []))  # fmt: skip
    click.echo(f"\nThe results are in {output.resolve()}:")
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        click.echo(f"  {path.relative_to(output)}")


def _call(context: click.Context, command: click.Command, *arguments: str) -> None:
    """Run a command as if it had been typed, and exit if it fails."""
    status = command.main(
        list(arguments), prog_name=f"hysteroview {command.name}", standalone_mode=False
    )
    if status:
        context.exit(int(status))
