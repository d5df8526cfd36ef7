"""`hysteroview lab bundle | keygen | pack`: bundles as single files, and keys to sign them."""

from __future__ import annotations

from pathlib import Path

import click

FILE = click.Path(dir_okay=False, path_type=Path)
KEY = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE)
def keygen(file: Path) -> None:
    """Write a new private key for signing models to FILE, and print its public key."""
    from hysteroview.inference.package.signing import fingerprint, make_key

    public = make_key(file)
    click.echo(f"wrote {file}; keep it secret, and keep a copy in a safe place")
    click.echo(f"public key {public}")
    click.echo(f"fingerprint {fingerprint(public)}")
    click.echo(f"Others trust it with: hysteroview model trust NAME {public}")


@click.command()
@click.argument("model")
@click.option("--output", type=FILE, required=True, help="File to write (.hvmodel).")
@click.option("--sign", "key", type=KEY, metavar="KEY", help="Sign it with this private key.")
def pack(model: str, output: Path, key: Path | None) -> None:
    """Write MODEL, a folder with a bundle or a built-in name, as one file."""
    from hysteroview.inference.model.card import find_model, load_card
    from hysteroview.inference.package.packing import pack_bundle

    card = load_card(find_model(model))
    pack_bundle(card.folder, output, key)
    click.echo(f"wrote {output}: {card.title}, {'signed' if key else 'not signed'}")


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--output", type=FILE, required=True, help="File to write (.hvmodel).")
@click.option("--title", default="", help="Title for display.")
@click.option("--intended-use", default="", metavar="TEXT", help="For the model card.")
@click.option("--contact", default="", metavar="TEXT", help="Whom to ask, for the model card.")
@click.option("--fold", default="", metavar="NAME", help="Of several folds, the one to take.")
@click.option("--phantom", is_flag=True, help="The pictures are phantoms; the model says so.")
@click.option(
    "--half/--no-half", default=True, show_default=True, help="Also export in half precision."
)
@click.option("--sign", "key", type=KEY, metavar="KEY", help="Sign it with this private key.")
@click.option(
    "--index", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Where the index of the run is now.",
)  # fmt: skip
@click.option(
    "--outlier-scenes", default=30, show_default=True, type=click.IntRange(1, 1000),
    help="Scenes for each kind of outlier and set.",
)  # fmt: skip
@click.option(
    "--faulty", default=60, show_default=True, type=click.IntRange(1, 1000),
    help="Pictures that are spoiled in every way, for the quality limits.",
)  # fmt: skip
@click.option(
    "--samples", default=1000, show_default=True, type=click.IntRange(min=50),
    help="Samples of patients for the intervals.",
)  # fmt: skip
def bundle(
    run: Path, output: Path, title: str, intended_use: str, contact: str, fold: str,
    key: Path | None, index: Path | None, outlier_scenes: int, faulty: int, samples: int, *,
    phantom: bool, half: bool,
) -> None:  # fmt: skip
    """Write the network of RUN with all that belongs to it as one file, .hvmodel.

    Refused if the run leaks, or if torch and ONNX do not agree. It contains the network in single
    and half precision, card and model card, calibration, open set, operating points, quality
    limits, figures, and reference pictures, which are phantoms.
    """
    from hysteroview.cli.lab.requirements import require_torch

    require_torch()
    from hysteroview.inference.package.archive import SUFFIX
    from hysteroview.lab.calibrate.material import Extent
    from hysteroview.lab.calibrate.temperature import temperature_warning
    from hysteroview.lab.deliver.bundle import BundlePlan, bundle_run

    if output.suffix != SUFFIX:
        raise click.UsageError(f"{output.name} does not end in {SUFFIX}.")
    plan = BundlePlan(
        run=run, title=title, intended_use=intended_use, contact=contact, fold=fold,
        is_synthetic=phantom, has_half=half, index=index, samples=samples,
        extent=Extent(outlier_scenes=outlier_scenes, faulty=faulty),
    )  # fmt: skip
    card = bundle_run(plan, output, key, click.echo)
    temperature = 1.0 if card.calibration is None else card.calibration.temperature
    if warning := temperature_warning(temperature):
        click.echo(f"Warning: {warning}", err=True)
    click.echo(f"wrote {output}: {card.title}, {'signed' if key else 'not signed'}")
