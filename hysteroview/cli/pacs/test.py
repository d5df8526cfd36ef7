"""`hysteroview pacs test`: what an archive accepts."""

from __future__ import annotations

import click

from hysteroview.cli.pacs.archives import chosen_name, current_settings, peer_of


@click.command()
@click.argument("name", required=False)
def test(name: str | None) -> None:
    """Ask the archive NAME what it accepts, and say it in words. Nothing is sent."""
    from hysteroview.export.dicom.send.offers import ask_offers

    settings = current_settings()
    chosen = chosen_name(settings, name)
    found = ask_offers(peer_of(settings, chosen))
    click.echo(f"{chosen} answers")
    for line in found.lines():
        click.echo(line)
