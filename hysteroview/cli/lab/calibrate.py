"""`hysteroview lab calibrate`: calibration, open set, operating points and quality limits."""

from __future__ import annotations

import shlex
from contextlib import closing
from pathlib import Path

import click

from hysteroview.core.errors import HysteroViewError

COUNT = click.IntRange(1, 1000)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def require_sklearn() -> None:
    from importlib.util import find_spec

    if not find_spec("sklearn"):
        raise HysteroViewError(
            "This command needs the package scikit-learn, which is not installed.",
            remedy="Install it with: pip install 'hysteroview[lab]'",
        )


@click.command()
@click.argument("model")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    help="Bundle to write; by default MODEL itself is changed.",
)
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV or Excel with the columns file, label, patient: real pictures, not phantoms.",
)
@click.option(
    "--scenes", default=40, show_default=True, type=COUNT, help="Scenes for each lesion and set."
)
@click.option(
    "--outlier-scenes",
    default=30,
    show_default=True,
    type=COUNT,
    help="Scenes for each kind of outlier and set.",
)
@click.option("--views", default=3, show_default=True, type=COUNT, help="Pictures for each scene.")
@click.option(
    "--faulty",
    default=60,
    show_default=True,
    type=COUNT,
    help="Labeled pictures that are spoiled in every way, to derive the quality limits.",
)
@click.option(
    "--far",
    "far",
    type=(str, FOLDER),
    multiple=True,
    metavar="NAME DIR",
    help="Pictures of something entirely different: used for figures, never for fitting.",
)
def calibrate(
    model: str, output: Path | None, manifest: Path | None, scenes: int, outlier_scenes: int,
    views: int, faulty: int, far: tuple[tuple[str, Path], ...],
) -> None:  # fmt: skip
    """Fit calibration, open set and operating points of MODEL, and write them into its card.

    With --manifest also derive the limits of the quality gate from the labeled pictures.

    The network itself and its reference outputs are unchanged. Figures are computed on pictures
    that were not used for fitting: other phantoms, or other patients of the manifest.
    """
    require_sklearn()
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.runtimes.backend import DEFAULT_PLAN
    from hysteroview.inference.runtimes.table import matching
    from hysteroview.inference.runtimes.threads import usable_cores
    from hysteroview.lab.bundle.parts import add_parts, describe
    from hysteroview.lab.calibrate.calibrate import calibrate as fit_parts
    from hysteroview.lab.calibrate.manifest_material import manifest_material
    from hysteroview.lab.calibrate.material import Extent, phantom_material
    from hysteroview.lab.manifest.manifest import read_manifest

    card = load_card(find_model(model))
    rows = None if manifest is None else read_manifest(manifest, card.labels).entries
    extent = Extent(
        scenes=scenes,
        outlier_scenes=outlier_scenes,
        views=views,
        workers=usable_cores(),
        faulty=faulty,
        far=dict(far),
    )
    (runtime,) = matching("onnx-cpu-fp32")  # the reference, with which others must agree
    with closing(runtime.open(card, DEFAULT_PLAN, click.echo)) as backend:
        if rows is None:
            material = phantom_material(card, backend, extent, click.echo)
        else:
            material = manifest_material(card, backend, rows, extent, click.echo)
    outcome = fit_parts(card.labels, material)
    words = ["hysteroview lab calibrate", shlex.quote(card.name)]
    words += ["--manifest", shlex.quote(manifest.name)] if manifest is not None else []
    words += [f"--faulty {faulty}"] if manifest is not None else []
    words += [f"--scenes {scenes}", f"--outlier-scenes {outlier_scenes}", f"--views {views}"]
    words += [f"--far {name} DIR" for name, _ in far]
    command = " ".join(words)
    updated = add_parts(card, outcome, command, output if output is not None else card.folder)
    click.echo(describe(outcome, command))
    click.echo(f"wrote {updated.folder}")
