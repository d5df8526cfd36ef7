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
@click.option(
    "--exam", is_flag=True, help="Save an exam with a recording and a snapshot in the store."
)
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder of the exams; by default the one in the settings.",
)
@click.option("--patient-id", metavar="ID", help="The patient of the exam.")
@click.option("--patient-name", metavar="NAME", help="The patient's name: family name^given name.")
@MODEL_OPTION
@click.pass_context
def demo(
    context: click.Context, seconds: float, output: Path, model: str | None, *,
    exam: bool, store: Path | None, patient_id: str | None, patient_name: str | None,
) -> None:  # fmt: skip
    """Run the live window on the phantom for a while, and analyze a phantom clip.

    Writes a screenshot of the window, one snapshot, a clip with its ground truth, its table and the
    annotated clip; with --exam the screenshot alone, and the rest into the store, as an exam that
    can be shown, reviewed and exported. Without a display the window runs on Qt's offscreen
    platform.
    """  # fmt: skip
    if not exam and (store or patient_id or patient_name):
        raise click.UsageError("--store, --patient-id and --patient-name need --exam.")
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    output.mkdir(parents=True, exist_ok=True)
    chosen = [f"--model={model}"] if model else []
    click.echo(f"The live window runs for {seconds:.0f} s on {_SOURCE} …")
    window = (
        _SOURCE, f"--seconds={seconds}", f"--screenshot={output / 'window.png'}",
        f"--snapshot-at={seconds * 0.75}", *chosen,
    )  # fmt: skip
    if exam:
        who = (f"--patient-id={patient_id or ''}", f"--patient-name={patient_name or ''}")
        where = [f"--store={store}"] if store else []
        _call(context, run, *window, "--exam", "--no-pixelate", "--record", *who, *where)
        _report_exam(store)
        return
    _call(context, run, *window, f"--output={output / 'snapshots'}")
    clip, table = output / "phantom.mp4", output / "phantom.csv"
    annotated = output / "phantom-annotated.mp4"
    click.echo(f"A clip of {_CLIP_S:.0f} s is written and analyzed …")
    _call(context, phantom, str(clip), "--seed=7", "--lesion=EP", f"--seconds={_CLIP_S}",
          "--size=640x360", "--fps=25")  # fmt: skip
    _call(context, analyze, str(clip), f"--csv={table}", f"--annotated={annotated}", *chosen)
    click.echo(f"\nThe results are in {output.resolve()}:")
    for path in sorted(path for path in output.rglob("*") if path.is_file()):
        click.echo(f"  {path.relative_to(output)}")


def _report_exam(folder: Path | None) -> None:
    """Print which exam was saved, and how to see it."""
    from hysteroview.cli.exam.opening import open_exams
    from hysteroview.cli.options import read_settings
    from hysteroview.exam.store.index import Search

    with open_exams(folder or read_settings().settings.storage.store, read_only=True) as store:
        newest = store.search(Search())[0]
    option = f" --store {folder}" if folder else ""
    click.echo(f"exam {newest.exam_id} is saved: hysteroview exam{option} show {newest.exam_id}")


def _call(context: click.Context, command: click.Command, *arguments: str) -> None:
    """Run a command as if it had been typed, and exit if it fails."""
    status = command.main(
        list(arguments), prog_name=f"hysteroview {command.name}", standalone_mode=False
    )
    if status:
        context.exit(int(status))
