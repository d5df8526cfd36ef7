"""`hysteroview model`: imported models: import, list, use, and back again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hysteroview.core.errors import ModelError

if TYPE_CHECKING:
    from hysteroview.inference.model.card import ModelCard
    from hysteroview.pipeline.trial.model_trial import TrialReport


@click.group()
def model() -> None:
    """Import model files (.hvmodel), and choose the model that is used."""


@model.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--use", "uses", is_flag=True, help="Use it from now on.")
@click.option(
    "--accept-unknown", is_flag=True,
    help="Import it although it is not signed with a trusted key.",
)  # fmt: skip
@click.option("--runtime", default="auto", show_default=True, metavar="NAME")
def import_model(file: Path, runtime: str, *, uses: bool, accept_unknown: bool) -> None:
    """Check FILE, try the model on this computer, and keep it.

    The trial compares the runtimes of this computer with the reference outputs of the model, and
    runs it on phantoms. A model that fails is not kept.
    """
    from hysteroview.inference.package import library
    from hysteroview.inference.package.signing import Trust
    from hysteroview.pipeline.trial.model_trial import try_model

    with library.opened_candidate(file) as candidate:
        _print_card(candidate.card)
        click.echo(candidate.signer.words())
        if candidate.signer.trust is not Trust.TRUSTED and not accept_unknown:
            raise ModelError(
                "The model is not signed with a trusted key, so it was not imported.",
                remedy="Check where the file comes from. Trust its key with `hysteroview model "
                "trust`, or import it with --accept-unknown.",
            )
        report = try_model(candidate.card, runtime=runtime, report=click.echo)
        _print_trial(report)
        name = library.install(candidate, report.as_dict())
    click.echo(f"imported as {name}")
    if uses:
        library.use(name)
        click.echo("It is used from the next start on; `hysteroview model back` leads back.")
    else:
        click.echo(f"Use it with: hysteroview model use {name}")


@model.command("list")
def list_models() -> None:
    """List the built-in model and all imported ones; * is the one in use."""
    from hysteroview.cli.figures import print_table
    from hysteroview.inference.package.library import installed_models

    rows = []
    for each in installed_models():
        title = each.card.title if each.card is not None else f"damaged: {each.fault}"
        trained = "phantoms" if each.card is not None and each.card.is_synthetic else ""
        signer = "shipped with the program" if each.signer is None else each.signer.words()
        mark = "*" if each.is_active else ""
        rows.append((mark, each.name or "built-in", title, trained, signer))
    print_table(("", "name", "title", "trained on", "origin"), rows)


@model.command()
@click.argument("name")
def use(name: str) -> None:
    """Use the imported model NAME, or "built-in", whenever none is named."""
    from hysteroview.inference.package import library

    card = library.use(library.find_installed(name))
    click.echo(f"in use from the next start on: {card.title}")
    click.echo(card.warning)


@model.command()
def back() -> None:
    """Use the model again that was used before."""
    from hysteroview.inference.package import library

    click.echo(f"in use from the next start on: {library.use_previous().title}")


@model.command()
@click.argument("name")
@click.argument("public_key")
def trust(name: str, public_key: str) -> None:
    """Trust models that are signed with PUBLIC_KEY, of the person or department NAME."""
    from hysteroview.inference.package.signing import fingerprint, trust_key

    trust_key(name, public_key)
    click.echo(f"trusted: {name} (key {fingerprint(public_key.strip().lower())})")


def _print_card(card: ModelCard) -> None:
    from hysteroview.core.wording import printable

    click.echo(printable(card.title))
    click.echo(f"  {card.warning}")
    click.echo(f"  intended use: {printable(' '.join(card.intended_use.split()))}")
    click.echo(f"  classes: {', '.join(card.labels.codes)}")
    for missing in card.missing:
        click.echo(f"  it has {missing}")


def _print_trial(report: TrialReport) -> None:
    states = ", ".join(f"{count} {state}" for state, count in report.states.items())
    click.echo(
        f"{report.runtime}: agrees on {report.references} reference pictures (Δp "
        f"{report.probability:.1e}, Δmap {report.class_map:.1e})"
    )
    click.echo(f"phantoms: {states}; {report.median_ms:.1f} ms each")
